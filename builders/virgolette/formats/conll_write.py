"""CoNLL columns, written: word, white space, IOB2 tag. The text can be rebuilt from it to the last code point."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from pathlib import Path

from virgolette.corpus import write_bytes
from virgolette.foreign import Foreign
from virgolette.formats.base import first_layer, flat
from virgolette.formats.files import safe
from virgolette.formats.spacing import escaped
from virgolette.formats.tags import OUTSIDE
from virgolette.segment import tokens
from virgolette.spans import Span, hull


def write(document: Foreign, folder: Path) -> list[Path]:
    """Write <name>.conll; a sentence ends with the line.

    Only the spans of the first layer are tagged: of ours the entities. A token is cut where a span begins or ends
    inside of it. A span that overlaps an earlier or longer one has no tags, and one with gaps is tagged over them.
    """
    text = document.text
    if text is None:
        return []
    document = first_layer(document)
    file = folder / f"{safe(document.name)}.conll"
    chosen = [(hull(document.mentions[i].segments), document.mentions[i].label) for i in flat(document)]
    chosen = [(Span(max(0, s.start), min(len(text), s.end)), label) for s, label in chosen]
    words = cut(tokens(text, Span(0, len(text))), [edge for span, _ in chosen for edge in span])
    tags = [OUTSIDE] * len(words)
    starts = [w.start for w in words]
    for span, label in chosen:
        own = range(bisect_left(starts, span.start), bisect_left(starts, span.end))
        for i in own:
            tags[i] = f"{'I' if i > own[0] else 'B'}-{'_'.join(label.split()) or '_'}"
    write_bytes(file, "".join(_lines(document, text, words, tags)).encode("utf-8"))
    return [file]


def cut(words: list[Span], edges: list[int]) -> list[Span]:
    """The tokens, each cut in two where an edge lies inside of it."""
    found, at = [], sorted(set(edges))
    for word in words:
        inside = at[bisect_left(at, word.start + 1) : bisect_left(at, word.end)]
        borders = [word.start, *inside, word.end]
        found += [Span(a, b) for a, b in pairwise(borders)]
    return found


def _lines(document: Foreign, text: str, words: list[Span], tags: list[str]) -> list[str]:
    lines = [f"# newdoc id = {document.name}\n"]
    for i, (word, tag) in enumerate(zip(words, tags, strict=True)):
        after = text[word.end : words[i + 1].start if i + 1 < len(words) else len(text)]
        before = text[: word.start] if i == 0 else ""
        lines.append(f"{text[word.start : word.end]}\t{escaped(before, after)}\t{tag}\n")
        # Between a span's words no sentence ends, even where the text's line does.
        if "\n" in after and not (i + 1 < len(tags) and tags[i + 1].startswith("I-")):
            lines.append("\n")
    return lines
