"""Aligning strings with a text: 50 strings as models give them, in an article of 12,000 code points.

Forty are copied letter by letter, six have other marks and spaces, four lack a word. The text and the strings are
of the project's own documents. The peer is rapidfuzz's partial alignment, which compares characters: it always gives
a place, also for what the text doesn't hold or holds twice.
"""

from __future__ import annotations

import random
import re

import corpora
from measure import Row, interleaved, main, shown
from rapidfuzz import fuzz

from virgolette.align import Aligner, Query

CHARACTERS = 12_000
EXACT, FOLDED, FUZZY = 40, 6, 4
SEED = 20
_MARKS = str.maketrans("«»“”’", '""""\'')
# Words whose loss says nothing else than the text does.
_PLAIN = re.compile(r"[a-zà-ù]{5,}")


def rows() -> list[Row]:
    """Milliseconds for all strings, tables of the text included; then each rung of the cascade by itself."""
    text, queries = task()
    found = Aligner(text).locate_all(queries)
    methods = [answer.method for answer in found]
    assert methods == ["exact"] * EXACT + ["folded"] * FOLDED + ["fuzzy"] * FUZZY, methods
    jobs = [lambda: Aligner(text).locate_all(queries), lambda: [_peer(text, query.text) for query in queries]]
    ours, peer = interleaved(jobs, 15)
    what = f"{len(queries)} strings in {len(text):,} code points"
    note = f"{EXACT} exact, {FOLDED} folded, {FUZZY} with a word dropped; the text's tables are made anew each time."
    return [
        Row(f"align: {what}, milliseconds", shown(ours), "-", ours * 1e3, "≤ 10", note),
        Row(f"align: {what}, rapidfuzz's time / ours", shown(ours), shown(peer), peer / ours),
    ]


def _peer(text: str, query: str) -> object:
    return fuzz.partial_ratio_alignment(query, text)


def task() -> tuple[str, list[Query]]:
    """The text, and strings that stand in it once each, as they are looked for."""
    text, strings = "", list[str]()
    for document in corpora.originals():
        if len(text) >= CHARACTERS:
            break
        assert document.text is not None and document.annotations is not None
        text += document.text
        layers = (document.annotations.quotes, document.annotations.claims, document.annotations.entities)
        places = [r.content if hasattr(r, "content") else r.segments for records in layers for r in records]
        strings += [segment.text or "" for segments in places for segment in segments]
    text = text[:CHARACTERS]
    single = [s for s in dict.fromkeys(strings) if text.count(s) == 1]
    rng = random.Random(SEED)
    rng.shuffle(single)
    fuzzy = [(s, lost) for s in single if len(s) > 60 and (lost := _dropped(s, rng))][:FUZZY]
    marked = [s for s in single if s.translate(_MARKS) != s and " " in s and s not in dict(fuzzy)][:FOLDED]
    exact = [s for s in single if s not in dict(fuzzy) and s not in marked]
    exact = [s for s in exact if Aligner(text).locate(s).method == "exact"][:EXACT]
    folded = [s.translate(_MARKS).replace(" ", "  ", 1) for s in marked]
    return text, [*map(Query, exact), *map(Query, folded), *(Query(lost, fuzzy=True) for _, lost in fuzzy)]


def _dropped(string: str, rng: random.Random) -> str:
    """The string without one of its plain words; "" where it has none inside."""
    words = string.split(" ")
    plain = [i for i in range(2, len(words) - 2) if _PLAIN.fullmatch(words[i])]
    if not plain:
        return ""
    del words[rng.choice(plain)]
    return " ".join(words)


if __name__ == "__main__":
    main(rows, __doc__)
