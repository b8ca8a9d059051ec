"""What the tagger sees of a token: fixed features, the same at training and at prediction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

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
    """One list of features a token: its own form, two tokens on either side, and its case elsewhere in the text."""
    own = [_own(page, i) for i in tokens]
    around = [("^", "^"), ("^", "^"), *((page.at(i).low, _shape(page.at(i))) for i in tokens), ("^", "^"), ("^", "^")]
    cases = _cases(page)
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
        row += _joint(around[place : place + 5], i in page.heads)
        if token.text[:1].isupper():
            # A name has its capital in the middle of sentences too, and no form without it.
            low, high = cases.get(token.low, (0, 0))
            row += [f"mid={high > 0}|{i in page.heads}", f"lower={low > 0}", f"often={min(high, 3)}"]
        for step in _WINDOW:
            other = place + step
            there = own[other] if 0 <= other < len(tokens) else ["edge"]
            row += [f"{step}:{feature}" for feature in there]
        rows.append(row)
    return rows


def _joint(around: Sequence[tuple[str, str]], first: bool) -> list[str]:
    """Shapes and words of neighbours taken together; a linear model can't join them by itself."""
    (before2, _), (before, left), (_, own), (after, right), _ = around
    return [
        f"own|first={own}|{first}",
        f"shapes={left}|{own}|{right}",
        f"left={left}|{own}",
        f"right={own}|{right}",
        f"after={before}|{own}",
        f"after2={before2}|{before}|{own}",
        f"before={own}|{after}",
    ]


def _cases(page: Page) -> Mapping[str, tuple[int, int]]:
    """Lower-case form → how often it stands in the text without a capital, and with one inside a sentence."""
    low: Counter[str] = Counter()
    high: Counter[str] = Counter()
    for tokens in sequences(page):
        for i in tokens:
            token = page.at(i)
            if not token.text[:1].isupper():
                low[token.low] += 1
            elif i not in page.heads:
                high[token.low] += 1
    return {form: (low[form], high[form]) for form in low.keys() | high.keys()}


def _own(page: Page, i: int) -> list[str]:
    token = page.at(i)
    found = [f"low={token.low}", f"shape={_shape(token)}", *_make(token.text)]
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


def _make(text: str) -> list[str]:
    """What a token is made of, coarser than its shape: rare shapes share it with common ones."""
    tests = {
        "capital": text[:1].isupper(),
        "capitals": len(text) > 1 and text.isupper(),
        "inside": any(c.isupper() for c in text[1:]),
        "digit": any(c.isdigit() for c in text),
    }
    return [name for name, true in tests.items() if true]


def _shape(token: Token) -> str:
    shape = re.sub(r"[^\W\d_]", lambda m: "A" if m[0].isupper() else "a", re.sub(r"[0-9]", "0", token.text))
    return re.sub(r"(.)\1+", r"\1+", shape)[:12]
