"""What the tagger sees of a token: fixed features, the same at training and at prediction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from virgolette.numerals.figures import cardinal
from virgolette.numerals.units import NOUNS
from virgolette.systems.rules.lexicon import BODIES, DOCUMENTS, MONTHS, PERSONS, WEEKDAYS
from virgolette.systems.rules.page import Page, Token
from virgolette.systems.rules.verbs import forms

_WINDOW = (-2, -1, 1, 2)
_KINDS = (
    ("person", PERSONS),
    ("body", BODIES),
    ("document", DOCUMENTS),
    ("day", frozenset(MONTHS) | frozenset(WEEKDAYS)),
)


def sequences(page: Page) -> Iterator[list[int]]:
    """The tokens of each paragraph: quotes run over sentences, and seldom over paragraphs without new marks."""
    for paragraph in page.paragraphs:
        tokens = list(page.within(paragraph))
        if tokens:
            yield tokens


def features(page: Page, tokens: Sequence[int]) -> list[list[str]]:
    """One list of features a token, of its own form and of two tokens on either side."""
    own = [_own(page, i) for i in tokens]
    depth, rows = 0, []
    for place, i in enumerate(tokens):
        token = page.at(i)
        row = [
            "bias",
            *own[place],
            f"suffix3={token.low[-3:]}",
            f"suffix2={token.low[-2:]}",
            f"prefix={token.low[:3]}",
        ]
        if page.mark(i):
            # Parity says more than glyphs where these are broken.
            depth += 1
        row += [f"marks={depth % 2}", f"first={i in page.heads}", f"start={place == 0}"]
        for step in _WINDOW:
            other = place + step
            around = own[other] if 0 <= other < len(tokens) else ["edge"]
            row += [f"{step}:{feature}" for feature in around]
        rows.append(row)
    return rows


def _own(page: Page, i: int) -> list[str]:
    token = page.at(i)
    found = [f"low={token.low}", f"shape={_shape(token)}"]
    form = forms().get(token.low)
    if form is not None:
        found.append(f"says={form.mood}")
    if cardinal(token.low):
        found.append("number")
    if (token.low,) in NOUNS:
        found.append("unit")
    if page.mark(i):
        found.append("mark")
    found += [name for name, words in _KINDS if token.low in words]
    return found


def _shape(token: Token) -> str:
    shape = re.sub(r"[^\W\d_]", lambda m: "A" if m[0].isupper() else "a", re.sub(r"[0-9]", "0", token.text))
    return re.sub(r"(.)\1+", r"\1+", shape)[:12]
