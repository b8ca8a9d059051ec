"""Paragraphs as spaCy documents, with our tokens, so that no edge of gold falls inside a token."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from virgolette.systems.neural.library import spacy
from virgolette.systems.rules.page import Page
from virgolette.systems.rules.verbs import forms
from virgolette.systems.tagging import OUTSIDE

if TYPE_CHECKING:
    from spacy.tokens import Doc


def doc(vocab: Any, page: Page, tokens: Sequence[int]) -> Doc:
    """The tokens as a document; tags say what a window of words can't: whether a mark is open, and verbs of saying."""
    found: Doc = spacy().tokens.Doc(
        vocab,
        words=[page.at(i).text for i in tokens],
        # White space between tokens is one space or none: the network sees tokens only.
        spaces=[page.at(a).end < page.at(b).start for a, b in pairwise(tokens)] + [False],
        tags=_tags(page, tokens),
    )
    return found


def _tags(page: Page, tokens: Sequence[int]) -> list[str]:
    found, depth = [], 0
    for i in tokens:
        mark = page.mark(i)
        # Parity says more than glyphs where these are broken.
        depth += mark
        form = forms().get(page.at(i).low)
        found.append(f"{depth % 2}{'m' if mark else '-'}{form.mood if form else ''}")
    return found


def example(vocab: Any, page: Page, tokens: Sequence[int], tags: Sequence[str]) -> Any:
    """A document and what is to be found in it."""
    return spacy().training.Example.from_dict(doc(vocab, page, tokens), {"entities": _last_marked(tags)})


def _last_marked(tags: Sequence[str]) -> list[str]:
    """B, I and O with the last token of a span as L, an only one as U."""
    found = []
    for tag, following in zip(tags, [*tags[1:], OUTSIDE], strict=True):
        prefix, _, label = tag.partition("-")
        ends = following != f"I-{label}"
        found.append(f"{({'B': 'U', 'I': 'L'} if ends else {}).get(prefix, prefix)}-{label}" if label else OUTSIDE)
    return found


def tags(found: Doc) -> list[str]:
    """One tag a token, of a document after a network has gone over it."""
    return [f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else OUTSIDE for t in found]
