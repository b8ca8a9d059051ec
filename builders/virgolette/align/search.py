"""One text with its tables, and all the places of one query in it, rung by rung of the cascade."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

from virgolette.align import ellipsis, find, fuzzy
from virgolette.align.find import Hits
from virgolette.align.fold import Folded, fold
from virgolette.align.seeds import Words
from virgolette.spans import Span, covered

_BETWEEN = " '.,;:!?()[]-"  # what may stand between a left context and its query, folded


class Source:
    """A text; everything derived from it is made at first need and kept."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._exact: dict[str, Hits] = {}
        self._folded: dict[str, Hits] = {}

    @cached_property
    def folded(self) -> Folded:
        """The folded text."""
        return fold(self.text)

    @cached_property
    def words(self) -> Words:
        """The folded text's words."""
        return Words(self.folded.text)

    def exact(self, query: str) -> Hits:
        """Where the text reads `query`."""
        if query not in self._exact:
            self._exact[query] = find.exact(self.text, query)
        return self._exact[query]

    def alike(self, key: str) -> Hits:
        """Where the folded text reads `key`."""
        if key not in self._folded:
            self._folded[key] = find.folded(self.text, self.folded, key) if key else Hits([], [], "")
        return self._folded[key]


class Search:
    """The places of one query (bare of white space, not empty) in one window of a text."""

    def __init__(self, source: Source, query: str, window: Span | None, loose: bool) -> None:
        self.source, self.query, self.loose = source, query, loose
        self.window = window
        self.reason = "absent"  # why there is none; final once `rest` was made
        self.scores: dict[Span, float] = {}  # of the places that only fuzzy alignment found
        self._lefts: dict[tuple[int, int], dict[tuple[str, bool], list[Span]]] = {}

    def pools(self) -> Iterator[list[Span]]:
        """The occurrences as read ever more leniently, each pool sorted and holding the one before.

        A text without an occurrence in the query's own case is read in any case, then without the query's
        outer marks, then inside longer words, then fuzzily: one pool of the first of these that has any.
        """
        if self.exact:
            yield self.exact
        if len(self.same_case) > len(self.exact):
            yield self.same_case
        if not self.same_case and self.rest:
            yield self.rest

    @cached_property
    def exact(self) -> list[Span]:
        """Whole words, letter by letter."""
        return self._inside(self.source.exact(self.query).whole)

    @cached_property
    def same_case(self) -> list[Span]:
        """Whole words, folded, with as many capitals as the query: AI, but not the preposition ai."""
        capitals = sum(map(str.isupper, self.query))
        found = [s for s in self._inside(self.source.alike(self._key).whole) if self._capitals(s) == capitals]
        # An exact place that a folded one holds (one mark of two) is the same occurrence.
        return sorted({*self.exact, *(s for s in found if not self._holds_exact(s))})

    @cached_property
    def rest(self) -> list[Span]:
        """The first of the lenient readings that finds anything."""
        source, bare = self.source, find.bared(self._key)
        exact, alike, bared = source.exact(self.query), source.alike(self._key), source.alike(bare)
        for hits in (alike.whole, bared.whole, exact.inner, alike.inner):
            if inside := self._inside(hits):
                return inside
        torn = next(filter(None, (exact.torn, alike.torn, bared.torn)), "")
        if torn:
            self.reason = torn
        elif self.loose and len(bare) < fuzzy.SHORTEST:
            self.reason = "too short for fuzzy"
        elif self.loose:
            return self._fuzzy()
        elif len(self._key) > len(source.folded.text):
            self.reason = "absent: longer than the text"
        return []

    def after(self, pool: list[Span], left: str) -> list[Span]:
        """The places of a pool that stand right after `left`; those with `left` on a word's edge, if any."""
        wanted = fold(left).text.strip(_BETWEEN)
        if not wanted:
            return []
        key = id(pool), len(wanted)
        if key not in self._lefts:
            self._lefts[key] = self._contexts(pool, len(wanted))
        contexts = self._lefts[key]
        return contexts.get((wanted, True)) or contexts.get((wanted, False)) or []

    def _contexts(self, pool: list[Span], size: int) -> dict[tuple[str, bool], list[Span]]:
        text, starts, _ = self.source.folded
        contexts: dict[tuple[str, bool], list[Span]] = {}
        for span in pool:
            end = bisect_left(starts, span.start)
            while end and text[end - 1] in _BETWEEN:
                end -= 1
            if end >= size:
                at = end - size
                edge = not (at and text[at - 1].isalnum() and text[at].isalnum())
                contexts.setdefault((text[at:end], edge), []).append(span)
        return contexts

    @cached_property
    def _key(self) -> str:
        return fold(self.query).text.strip(" ")

    def _capitals(self, span: Span) -> int:
        return sum(map(str.isupper, covered(self.source.text, span)))

    def _holds_exact(self, span: Span) -> bool:
        at = bisect_left(self.exact, Span(span.start, -1))
        return at < len(self.exact) and self.exact[at].end <= span.end

    def _inside(self, spans: list[Span]) -> list[Span]:
        if self.window is None:
            return spans
        start, end = self.window
        low, high = bisect_left(spans, Span(start, -1)), bisect_left(spans, Span(end, -1))
        return [span for span in spans[low:high] if span.end <= end]

    def _fuzzy(self) -> list[Span]:
        parts = ellipsis.pieces(self._key)
        found = ellipsis.chains(parts, self._piece) if len(parts) > 1 else []
        found = found or self._places(self._key)
        if not found:
            return []
        best = found[0]
        if best.change:
            self.reason = best.change
            return []
        rivals = [p for p in found if not p.change and p.score > best.score - fuzzy.RIVAL]
        self.scores = {Span(place.start, place.end): place.score for place in rivals}
        return sorted(self.scores)

    def _piece(self, part: str) -> list[fuzzy.Place]:
        literal = self._inside(self.source.alike(part).whole or self.source.alike(find.bared(part)).whole)
        if literal or len(part) < fuzzy.SHORTEST:
            return [fuzzy.Place(start, end, 1.0, "") for start, end in literal]
        return self._places(part)

    def _places(self, key: str) -> list[fuzzy.Place]:
        """Fuzzy places in code points of the text."""
        folded = self.source.folded
        low, high = 0, len(folded.text)
        if self.window is not None:
            low, high = bisect_left(folded.starts, self.window[0]), bisect_right(folded.ends, self.window[1])
        places = []
        for place in fuzzy.places(self.source.words, key, (low, high)):
            if span := find.original(self.source.text, folded, place.start, place.end):
                places.append(place._replace(start=span.start, end=span.end))
        return places
