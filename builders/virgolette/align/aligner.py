"""The way from a string to a span: which occurrence is meant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from virgolette.align.model import Alignment, Query, refused
from virgolette.align.search import Search, Source
from virgolette.spans import Span, covered

_SURROGATE = re.compile("[\ud800-\udfff]")
_Key = tuple[str, Span | None, bool]


class Aligner:
    """Finds strings in one text. Build it once per text: its tables are made at first need and kept.

    The cascade: exact, then folded (marks, white space, dashes, dots, case, composition, invisible
    characters), then, if asked for, fuzzy. Spans are code points of the text as it was given; none is empty,
    has white space at an edge or parts a combining sequence or a number. Nothing here raises on any string.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._source = Source(text)
        self._searches: dict[_Key, Search] = {}

    def locate(
        self,
        query: str,
        *,
        occurrence: int | None = None,
        left: str | None = None,
        window: Span | None = None,
        fuzzy: bool = False,
    ) -> Alignment:
        """The one span that a string means, or why there is none. Arguments as the fields of `Query`.

        `window` bounds; `left` decides between occurrences where it fits any, and is ignored where it fits
        none; then `occurrence` decides; else there must be just one.
        """
        return self._one(Query(query, occurrence, left, window, fuzzy))

    def locate_all(self, queries: Sequence[Query]) -> list[Alignment]:
        """An alignment for each query, in their order; queries with the same text never share a span.

        Those whose left context fits come first, then those with an occurrence; what remains is dealt the
        free occurrences in text order. A query too many is refused ("occurrence 4 of 3", "taken: …").
        """
        groups: dict[Query, list[int]] = defaultdict(list)
        for index, query in enumerate(queries):
            groups[query].append(index)
        taken: dict[str, set[Span]] = defaultdict(set)
        answers: dict[int, Alignment] = {}
        for query in sorted(groups, key=self._rank):
            members, used = groups[query], taken[query.text.strip()]
            for index, answer in zip(members, self._deal(query, len(members), used), strict=True):
                answers[index] = answer
                used.update(answer.spans)
        return [answers[index] for index in range(len(queries))]

    def _rank(self, query: Query) -> tuple[int, int]:
        """Whose turn it is: of fitting left contexts the one that leaves least choice is first."""
        fitting, _ = self._after(query)
        if fitting:
            return 0, len(fitting)
        return (2 if query.occurrence is None else 1), 0

    def _deal(self, query: Query, count: int, taken: set[Span]) -> list[Alignment]:
        """Free occurrences for `count` equal queries, in text order, then refusals.

        Where the own spelling is used up, other spellings fill in: all that are chosen are put in order.
        """
        search = self._search(query)
        if isinstance(search, str):
            return [refused(search)] * count
        fitting, among = self._after(query)
        if query.occurrence is not None and len(fitting) != 1:
            answer = self._one(query)
            again = refused(f"taken: occurrence {query.occurrence} goes to an earlier query")
            first = again if taken.intersection(answer.spans) else answer
            return [first] + [again if answer.spans else answer] * (count - 1)
        chosen: list[Span] = []
        total = 0
        for pool in [fitting] if fitting else search.pools():
            total = among or len(pool)
            held = taken.union(chosen)
            chosen += [span for span in pool if span not in held][: count - len(chosen)]
            if len(chosen) == count:
                break
        answers = [self._found(search, span, total) for span in sorted(chosen)]
        for number in range(total + 1, total + 1 + count - len(chosen)):
            why = f"occurrence {number} of {total}" if total else search.reason
            why = "taken: what stands after this left context goes to earlier queries" if fitting else why
            answers.append(refused(why, total))
        return answers

    def _one(self, query: Query) -> Alignment:
        search = self._search(query)
        if isinstance(search, str):
            return refused(search)
        fitting, total = self._after(query)
        if len(fitting) == 1:
            return self._found(search, fitting[0], total)
        if fitting and query.occurrence is None:
            return refused(f"ambiguous: {len(fitting)} occurrences, say which", len(fitting))
        for pool in search.pools():
            total = len(pool)
            if query.occurrence is None and total > 1:
                return refused(f"ambiguous: {total} occurrences, say which", total)
            number = 1 if query.occurrence is None else query.occurrence
            if 1 <= number <= total:
                return self._found(search, pool[number - 1], total)
        return refused(f"occurrence {query.occurrence} of {total}" if total else search.reason, total)

    def _after(self, query: Query) -> tuple[list[Span], int]:
        """The occurrences that the left context fits, read as strictly as it fits any; out of how many."""
        search = self._search(query)
        if query.left and not isinstance(search, str):
            for pool in search.pools():
                if found := search.after(pool, query.left):
                    return found, len(pool)
        return [], 0

    def _search(self, query: Query) -> Search | str:
        """The places of a query, or why it is none."""
        bare = query.text.strip()
        if not bare:
            return "white space only" if query.text else "empty query"
        if _SURROGATE.search(bare):
            return "invalid: a surrogate code point"
        key = bare, query.window, query.fuzzy
        if key not in self._searches:
            self._searches[key] = Search(self._source, *key)
        return self._searches[key]

    def _found(self, search: Search, span: Span, total: int) -> Alignment:
        if span in search.scores:
            return Alignment((span,), "fuzzy", "", search.scores[span], total)
        method = "exact" if covered(self.text, span) == search.query else "folded"
        return Alignment((span,), method, "", 1.0, total)


def locate(
    text: str,
    query: str,
    *,
    occurrence: int | None = None,
    left: str | None = None,
    window: Span | None = None,
    fuzzy: bool = False,
) -> Alignment:
    """`Aligner(text).locate(query, …)`, for one string in one text."""
    return Aligner(text).locate(query, occurrence=occurrence, left=left, window=window, fuzzy=fuzzy)
