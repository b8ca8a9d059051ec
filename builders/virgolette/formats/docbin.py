"""spaCy's DocBin: entities in `doc.ents`, all spans in `doc.spans`, what spaCy has no place for in `doc.user_data`.

Our tokens are cut where a span begins or ends inside of one, and white space other than one space after a word is
a token of its own, so that the text comes back to the last code point.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from virgolette.corpus import write_bytes
from virgolette.errors import EnvironmentFault
from virgolette.foreign import Attribute, Foreign, Mention
from virgolette.formats import files
from virgolette.formats.base import flat
from virgolette.formats.conll_write import cut
from virgolette.segment import tokens
from virgolette.spans import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

EXTENSIONS = (".spacy",)
# Key in user_data: the document as our model has it, without its text.
KEY = "virgolette"
GROUP = "sc"
ENTS = "ents"


def _vocab() -> Any:
    """A new vocabulary: of one document or file, so that none grows with the corpus.

    It is bare, because that of a language has rules and tables which no one asks here, and takes longer to make than
    a document to write.
    """
    try:
        from spacy.vocab import Vocab
    except ImportError:
        raise EnvironmentFault(
            "spaCy isn't installed", where="docbin", remedy="Install it with: pip install 'virgolette[spacy]'"
        ) from None
    return Vocab()


def read(source: Path) -> Iterator[Foreign]:
    """The documents of all .spacy files. A file is unpacked as a whole; its documents are made one at a time."""
    _vocab()  # or there is no spaCy, and it says so
    from spacy.tokens import DocBin

    for path in files.find(source, EXTENSIONS):
        name, vocab = files.name_of(path, source), _vocab()
        done = 0
        try:
            found = DocBin().from_disk(path)
            for i, doc in zip(count(1), found.get_docs(vocab), strict=False):
                own = name if len(found) == 1 else f"{name}-{i:04d}"
                yield _document(doc, own, path, i)
                done = i
        except Exception as error:
            # A broken file fails in msgpack, zlib, numpy or spaCy itself, with exceptions of their own.
            message = f"after {done} documents: {type(error).__name__}: {str(error)[:200]}"
            yield files.broken(f"{name}-{done + 1:04d}", path, files.unreadable(message, done + 1))


def _document(doc: Doc, name: str, path: Path, number: int) -> Foreign:
    kept = doc.user_data.get(KEY)
    if kept is not None:
        try:
            whole = msgspec.json.decode(kept, type=Foreign)
        except (msgspec.DecodeError, TypeError):
            whole = None
        if whole is not None:
            return msgspec.structs.replace(whole, text=doc.text, file=str(path))
    groups = [(ENTS, doc.ents), *doc.spans.items()]
    listed = [(key, span) for key, group in groups for span in group]
    mentions = [
        Mention(
            f"T{i}",
            span.label_,
            (Span(span.start_char, span.end_char),),
            layer=key if len(groups) > 1 else "",
            line=number,
        )
        for i, (key, span) in enumerate(listed, 1)
    ]
    # What spaCy calls an id names a thing or a pattern, and may stand on many spans.
    named = tuple(Attribute(f"T{i}", "id", s.id_, line=number) for i, (_, s) in enumerate(listed, 1) if s.id_)
    left = {
        what: n
        for what, n in {
            "token tags and parses": sum(bool(t.tag_ or t.pos_ or t.dep_) for t in doc),
            "links to a knowledge base": sum(bool(s.kb_id_) for _, s in listed),
            "document categories": len(doc.cats),
        }.items()
        if n
    }
    return Foreign(
        name=name, text=doc.text, mentions=tuple(mentions), attributes=named, file=str(path), unrepresented=left
    )


def write(document: Foreign, folder: Path) -> list[Path]:
    """Write <name>.spacy, a DocBin of one document.

    Span groups are the mentions' layers (`sc` for mentions without one); the segments of a mention with gaps are
    spans of one id.
    """
    if document.text is None:
        return []
    vocab = _vocab()
    from spacy.tokens import Doc, DocBin
    from spacy.tokens import Span as DocSpan

    text = document.text
    words, spaces, starts = _words(text, [s for m in document.mentions for s in m.segments])
    doc = Doc(vocab, words=words, spaces=spaces)
    ends = {start + len(word): i + 1 for i, (start, word) in enumerate(zip(starts, words, strict=True))}
    firsts = {start: i for i, start in enumerate(starts)}

    def spans(m: Mention) -> Iterator[DocSpan]:
        for s in m.segments:
            if s.start < s.end and s.start in firsts and s.end in ends:
                yield DocSpan(doc, firsts[s.start], ends[s.end], label=m.label, span_id=m.id)

    groups: dict[str, list[DocSpan]] = defaultdict(list)
    for m in document.mentions:
        groups[m.layer or GROUP] += spans(m)
    for key, members in groups.items():
        doc.spans[key] = members
    single = (document.mentions[i] for i in flat(document) if len(document.mentions[i].segments) == 1)
    doc.ents = [one for m in single for one in spans(m)]
    doc.user_data[KEY] = msgspec.json.encode(msgspec.structs.replace(document, text=None, file="", text_file=""))
    file = folder / f"{files.safe(document.name)}.spacy"
    write_bytes(file, DocBin(docs=[doc], store_user_data=True).to_bytes())
    return [file]


def _words(text: str, segments: list[Span]) -> tuple[list[str], list[bool], list[int]]:
    """Words with white space runs as words, whether one space follows each, and where each starts."""
    begins, ends = {s.start for s in segments}, {s.end for s in segments}
    edges = [*begins, *ends]
    found: list[Span] = []
    at = 0
    for token in [*cut(tokens(text, Span(0, len(text))), edges), Span(len(text), len(text))]:
        # One plain space after a word is no token in spaCy, unless a span has it as its edge; all else is one.
        follows = bool(found) and at < token.start and text[at] == " "
        gap = Span(at + (follows and at not in begins and at + 1 not in ends), token.start)
        if gap.start < gap.end:
            found += cut([gap], edges)
        if token.start < token.end:
            found.append(token)
        at = token.end
    spaces = [
        (i + 1 < len(found) and found[i + 1].start == s.end + 1) or (i + 1 == len(found) and s.end == len(text) - 1)
        for i, s in enumerate(found)
    ]
    return [text[s.start : s.end] for s in found], spaces, [s.start for s in found]
