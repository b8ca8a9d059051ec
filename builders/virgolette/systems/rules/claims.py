"""Claims: the clauses that hold a figure, with what their verbs say of certainty, polarity and time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from virgolette.spans import Span
from virgolette.systems.rules.found import Mention, Said, Stated
from virgolette.systems.rules.lexicon import ADVERBS, AUXILIARIES, PREPOSITIONS, listed
from virgolette.systems.rules.scene import Scene

_STATING = ("MONEY", "PERCENT", "QUANTITY", "RATIO", "DURATION")
_SPLITTING = frozenset({"ma", "mentre", "perché", "poiché", "sebbene", "benché", "anziché"})
_RELATIVE = frozenset({"che", "cui"})
_GERUND = re.compile(r"\w{3,}(?:ando|endo)(?:si|ne|lo|la|li|le)?")
_FUTURE = re.compile(r"(?!però$)\w{2,}(?:rà|ranno|remo|rò)")
_CONDITIONAL = re.compile(r"\w{2,}(?:rebbe|rebbero|remmo|rei)")
_PARTICIPLE = re.compile(r"\w{2,}(?:[aiu]t|[sr]s|tt|nt|rt|st)[oaie]")
_PAST = re.compile(r"\w{2,}(?:ò|arono|irono|erono|ava|avano|eva|evano|iva|ivano)|era|erano|fu|furono")
_HEDGES = listed("può possono potrebbe potrebbero sembra sembrano probabilmente forse presumibilmente pare")
_PLANS = listed("intende intendono punta puntano prevede prevedono vuole vogliono pronto pronta")
_COMPARING = listed("rispetto volte confronto paragone doppio triplo metà")


def claims(scene: Scene, said: Sequence[Said], figures: Sequence[Mention]) -> list[Stated]:
    """One claim a clause, in text order, with all the figures that stand in it."""
    found: dict[tuple[Span, int | None], list[Mention]] = {}
    for figure in figures:
        if figure.label not in _STATING:
            continue
        claimer, around = _around(scene, said, figure)
        span = _clause(scene, figure, around)
        if span is not None:
            found.setdefault((span, claimer), []).append(figure)
    stated = [_stated(scene, span, claimer, values) for (span, claimer), values in found.items()]
    return sorted((s for s in stated if s is not None), key=lambda s: (s.span, s.type))


def _around(scene: Scene, said: Sequence[Said], figure: Mention) -> tuple[int | None, Span]:
    """The innermost quote that holds a figure, and its segment; else None, and the sentence's part outside quotes."""
    holding = [
        (c.end - c.start, n, c)
        for n, s in enumerate(said)
        for c in s.content
        if c.start <= figure.span.start and figure.span.end <= c.end
    ]
    page = scene.page
    sentence = page.sentence(page.within(figure.span)[0])
    whole = page.span(sentence.start, sentence.stop - 1)
    if holding:
        _, claimer, content = min(holding)
        return claimer, Span(max(whole.start, content.start), min(whole.end, content.end))
    start, end = whole
    for s in said:
        for c in (*s.content, *s.cue):
            if start < c.end <= figure.span.start:
                start = c.end
            if figure.span.end <= c.start < end:
                end = c.start
    return None, Span(start, end)


def _clause(scene: Scene, figure: Mention, around: Span) -> Span | None:
    page, inside = scene.page, scene.page.within(around)
    tokens = page.within(figure.span)
    first, last = tokens[0], tokens[-1]
    while first > inside.start and not _starts(scene, first):
        first -= 1
    # A relative clause is over at the next comma, where its host goes on.
    relative = "cui" in (page.at(first).low, page.near(first, 1).low) or page.at(first).low == "che"
    stops = (";", ":", ",") if relative and first < tokens[0] else (";", ":")
    while last + 1 < inside.stop and not _starts(scene, last + 1) and page.at(last + 1).low not in stops:
        last += 1
    if page.at(first).low in _SPLITTING and first < tokens[0]:
        first += 1
    return scene.clean(first, last)


def _starts(scene: Scene, i: int) -> bool:
    """Whether a clause of its own begins with token `i`."""
    page = scene.page
    token, before, following = page.at(i), page.near(i, -1), page.near(i, 1)
    if before.low in (";", ":") or token.low in _SPLITTING:
        return True
    if token.low in PREPOSITIONS and following.low == "cui":
        return True
    if following.low == "cui" and token.low in ("il", "la", "i", "le"):
        return True
    if before.low == ",":
        return token.low in _RELATIVE or _GERUND.fullmatch(token.low) is not None
    return token.low == "e" and following.low in AUXILIARIES


def _stated(scene: Scene, span: Span, claimer: int | None, values: list[Mention]) -> Stated | None:
    page = scene.page
    tokens = page.within(span)
    figures = {i for v in values for i in page.within(v.span)}
    lows = [page.at(i).low for i in tokens if i not in figures]
    if not any(len(low) > 2 for low in lows) and claimer is None:
        return None
    future = any(_FUTURE.fullmatch(low) or low in _PLANS for low in lows)
    compared = any(page.at(i).low in _COMPARING for i in tokens) or any(v.label == "RATIO" for v in values)
    kind = "prediction" if future else "comparison" if compared else "quantity"
    conditional = any(low == "se" for low in lows)
    hedged = any(low in _HEDGES or _CONDITIONAL.fullmatch(low) for low in lows)
    certainty = "conditional" if conditional else "hedged" if hedged else "certain"
    denied = any(low == "non" and lows[k + 1 : k + 2] != ["solo"] for k, low in enumerate(lows))
    past = any(_PAST.fullmatch(low) for low in lows) or _perfect(lows)
    time = "future" if future else "past" if past else "present"
    main = [v for v in values if v.label != "DURATION"] or values
    return Stated(span, kind, claimer, certainty, "negative" if denied else "positive", time, tuple(main))


def _perfect(lows: Sequence[str]) -> bool:
    """ha chiuso, sarebbe costato: an auxiliary, then a participle."""
    for k, low in enumerate(lows):
        if low in AUXILIARIES:
            rest = [w for w in lows[k + 1 : k + 4] if w not in ADVERBS]
            if rest and _PARTICIPLE.fullmatch(rest[0]):
                return True
    return False
