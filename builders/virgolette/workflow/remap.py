"""Carrying annotations over an edited text: what is unchanged moves, the rest is listed, nothing is lost.

The two texts are aligned in three steps: long sentences that either text holds once (as in patience diff)
anchor everything; between anchors words and signs are aligned by longest common subsequence; between those,
equal code points at both ends. White space never anchors. What isn't aligned is a rewritten stretch.

A span is carried where one aligned run holds it whole. Carried and still listed for review: `ambiguous` (the
same words stand in what was deleted or inserted nearby: which ones stayed is anyone's guess), `alone` (no word
around it stayed, so it may be another mention in another sentence) and `joined` (a letter, digit or sign now
touches its edge, as in 5 → 55). Any other span is `changed`, and its new place a guess, or `vanished`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from virgolette import schema
from virgolette.model import Annotations, Cluster
from virgolette.spans import Span, digest, inside_cluster, mid_word, trimmed

Json = Any
# Numbers with their separators, words with their marks, single signs.
_TOKEN = re.compile(r"\d+(?:[.,’']\d+)*|(?:\w[\u0300-\u036f]*)+|[^\w\s]")
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+(?=\s)|$)", re.MULTILINE)
_LONG = 24
_WORD = re.compile(r"\w{4,}")
# Code points around a span in which the same words make its place ambiguous, and other words confirm it.
_NEAR = 40
# Cells of an alignment table, a bit each: 256 MB. Two stretches of 46,000 words each with no long sentence in
# common are beyond it, and count as rewritten.
_LARGEST = 1 << 31
_FIELDS = {
    "entities": ("segments",),
    "quotes": ("content", "cue", "marks"),
    "claims": ("segments",),
    "notes": ("segments", "marks"),
}
_MESSAGES = {
    "ambiguous": "the same words stand in what was edited nearby: these, or those?",
    "alone": "the words are the same, all around them is new",
    "joined": "what follows or precedes now joins it",
    "changed": "the words were edited",
    "vanished": "the words are gone",
}


class Run(NamedTuple):
    """Equal code points: `length` of them, at `old` in the old text and at `new` in the new one."""

    old: int
    new: int
    length: int


class Place(NamedTuple):
    """Where a span went: `carried`; `ambiguous`, `alone`, `joined` (same words); `changed` (a guess); `vanished`."""

    status: str
    span: Span | None


class Item(Struct, frozen=True, omit_defaults=True):
    """Something that a person must look at.

    Attributes:
        id: The annotation (`skip` and its number for a passage).
        field: JSON pointer inside the annotation.
        status: As of a Place; `reference` where what is referred to is gone.
        message: What happened.
        old, new: Spans in the old and new text, code points; None where there is none.
        record: What was taken out of the annotation, as it was.
    """

    id: str
    field: str
    status: str
    message: str
    old: Span | None = None
    new: Span | None = None
    record: Json = None


class Remapped(Struct, frozen=True):
    """The outcome.

    Attributes:
        annotations: On the new text, valid against the schema.
        items: Everything to review.
        removed: Layer → annotations that have no place any more, as they were.
        carried, total: Spans and marks that moved with nothing to review, and all there were.
    """

    annotations: Annotations
    items: tuple[Item, ...]
    removed: dict[str, list[Json]]
    carried: int
    total: int


def align(old: str, new: str) -> list[Run]:
    """Maximal runs of equal code points, in order in both texts. Identical texts are one run, empty ones none."""
    found: list[Run] = []
    end_old = end_new = 0
    for run in [*_tokens_aligned(old, new), Run(len(old), len(new), 0)]:
        # Between aligned words: what is equal after the last one, and before this one.
        a, b = old[end_old : run.old], new[end_new : run.new]
        head = _common(a, b)
        tail = _common(a[head:][::-1], b[head:][::-1])
        for piece in (Run(end_old, end_new, head), Run(run.old - tail, run.new - tail, tail + run.length)):
            if (
                found
                and found[-1].old + found[-1].length == piece.old
                and found[-1].new + found[-1].length == piece.new
            ):
                found[-1] = found[-1]._replace(length=found[-1].length + piece.length)
            elif piece.length:
                found.append(piece)
        end_old, end_new = run.old + run.length, run.new + run.length
    return found


def _common(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _tokens_aligned(old: str, new: str) -> Iterator[Run]:
    start_old = start_new = 0
    for anchor in [*_anchors(old, new), Run(len(old), len(new), 0)]:
        yield from _between(old, new, Span(start_old, anchor.old), Span(start_new, anchor.new))
        if anchor.length:
            yield anchor
        start_old, start_new = anchor.old + anchor.length, anchor.new + anchor.length


def _anchors(old: str, new: str) -> list[Run]:
    """Long sentences that stand once in either text, as many as keep one order."""
    a, b = _once(old), _once(new)
    pairs = sorted((a[s], b[s], len(s)) for s in a.keys() & b.keys())
    # Longest increasing subsequence by patience sorting.
    tops: list[int] = []
    piles: list[int] = []
    before: list[int | None] = []
    for i, (_, place, _) in enumerate(pairs):
        k = bisect_left(tops, place)
        before.append(piles[k - 1] if k else None)
        tops[k : k + 1], piles[k : k + 1] = [place], [i]
    chain, at = [], piles[-1] if piles else None
    while at is not None:
        chain.append(Run(*pairs[at]))
        at = before[at]
    return chain[::-1]


def _once(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    twice = set()
    for m in _SENTENCE.finditer(text):
        sentence = m[0].rstrip()
        if len(sentence) >= _LONG:
            twice.update([sentence] if sentence in found else [])
            found[sentence] = m.start()
    return {s: at for s, at in found.items() if s not in twice}


def _between(old: str, new: str, a: Span, b: Span) -> Iterator[Run]:
    """Words and signs of two stretches, aligned by longest common subsequence."""
    from rapidfuzz.distance import LCSseq

    ours = [m.span() for m in _TOKEN.finditer(old, a.start, a.end)]
    theirs = [m.span() for m in _TOKEN.finditer(new, b.start, b.end)]
    if not ours or not theirs or len(ours) * len(theirs) > _LARGEST:
        return
    ids: dict[str, int] = {}
    left = [ids.setdefault(old[s:e], len(ids)) for s, e in ours]
    right = [ids.setdefault(new[s:e], len(ids)) for s, e in theirs]
    for op in LCSseq.opcodes(left, right):
        if op.tag == "equal":
            for i, j in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True):
                yield Run(ours[i][0], theirs[j][0], ours[i][1] - ours[i][0])


class Alignment:
    """Where spans of the old text went."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.runs = [Run(0, 0, len(old))] if old == new else align(old, new)
        # Rewritten stretches: old span, new span; one of the two may be empty.
        ends = [Run(0, 0, 0), *self.runs, Run(len(old), len(new), 0)]
        gaps = ((Span(a.old + a.length, b.old), Span(a.new + a.length, b.new)) for a, b in pairwise(ends))
        self.gaps = [(a, b) for a, b in gaps if a.start < a.end or b.start < b.end]
        self.slides = [zone for gap in self.gaps for zone in self._slides(*gap)]

    def place(self, span: Span) -> Place:
        """Where a non-empty span went."""
        run = self._run(span.start)
        if run is None or run.old + run.length < span.end:
            return self._guess(span)
        moved = Span(span.start + run.new - run.old, span.end + run.new - run.old)
        for before, after in ((span.start, moved.start), (span.end, moved.end)):
            if _joined(self.new, after) and not _joined(self.old, before):
                return Place("joined", moved)
        if self._ambiguous(span, run):
            return Place("ambiguous", moved)
        return Place("alone" if self._alone(span, moved) else "carried", moved)

    def point(self, offset: int, role: str) -> Place:
        """Where an empty place went: with the word or sign that it opens before, or closes after."""
        start = offset if (role == "open" and offset < len(self.old)) or not offset else offset - 1
        end = start + 1
        while mid_word(self.old, start):
            start -= 1
        while mid_word(self.old, end):
            end += 1
        status, found = self.place(Span(start, end))
        if found is None or status == "changed":
            at = found and (found.start if role == "open" else found.end)
            return Place(status, None if at is None else Span(at, at))
        return Place(status, Span(found.start + offset - start, found.start + offset - start))

    def _run(self, offset: int) -> Run | None:
        i = bisect_right(self.runs, offset, key=lambda r: r.old) - 1
        return self.runs[i] if i >= 0 and offset < self.runs[i].old + self.runs[i].length else None

    def _guess(self, span: Span) -> Place:
        """The new words in the place of the old ones: whole words, no white space at an edge.

        Where a longer passage was cut to less than half, what stands there says nothing of the span: it vanished.
        """
        i = bisect_right(self.gaps, span.start, key=lambda g: g[0].start) - 1
        if i >= 0 and span.end <= (a := self.gaps[i][0]).end and span != trimmed(self.old, a):
            b = self.gaps[i][1]
            if 2 * (b.end - b.start) < a.end - a.start:
                return Place("vanished", None)
        start, end = self._edge(span.start, 0), self._edge(span.end - 1, 1)
        if start < end and self._run(span.start) is None:
            while mid_word(self.new, start) or inside_cluster(self.new, start):
                start -= 1
        if start < end and self._run(span.end - 1) is None:
            while mid_word(self.new, end) or inside_cluster(self.new, end):
                end += 1
        found = trimmed(self.new, Span(start, max(start, end)))
        return Place("changed", found) if found.start < found.end else Place("vanished", None)

    def _edge(self, offset: int, after: int) -> int:
        """The new offset before (or after) the code point at an old one; in proportion where it was rewritten."""
        run = self._run(offset)
        if run is not None:
            return offset + run.new - run.old + after
        i = bisect_right(self.gaps, offset, key=lambda g: g[0].start) - 1
        a, b = self.gaps[i]
        return b.start + round((offset + after - a.start) / (a.end - a.start) * (b.end - b.start))

    def _ambiguous(self, span: Span, run: Run) -> bool:
        if any(z.start <= span.start and span.end <= z.end for z in self.slides):
            return True
        low, high = span
        if not any(c.isalnum() for c in self.old[low:high]):
            # A bare sign is told apart by its neighbours.
            low, high = max(run.old, low - 1), min(run.old + run.length, high + 1)
            while low > run.old and mid_word(self.old, low):
                low -= 1
            while high < run.old + run.length and mid_word(self.old, high):
                high += 1
        words = self.old[low:high]
        loose = mid_word(self.old, low) or mid_word(self.old, high)
        i = bisect_left(self.gaps, span.start - _NEAR, key=lambda g: g[0].end)
        for a, b in self.gaps[i:]:
            if a.start > span.end + _NEAR:
                break
            if _holds(self.old, a, words, loose) or _holds(self.new, b, words, loose):
                return True
        return False

    def _alone(self, span: Span, moved: Span) -> bool:
        """Whether a short span had words around it, none of which is near it still."""
        before = Span(max(0, span.start - _NEAR), span.start)
        after = Span(span.end, span.end + _NEAR)
        if span.end - span.start >= _LONG or not any(_WORD.search(self.old, *side) for side in (before, after)):
            return False
        i = bisect_right(self.runs, before.start, key=lambda r: r.old + r.length)
        for run in self.runs[i:]:
            if run.old >= after.end:
                break
            shift = run.new - run.old
            for side in (before, after):
                low = max(side.start, run.old, moved.start - _NEAR - shift)
                high = min(side.end, run.old + run.length, moved.end + _NEAR - shift)
                if low < high and _WORD.search(self.old, low, high):
                    return False
        return True

    def _slides(self, a: Span, b: Span) -> Iterator[Span]:
        """Old stretches beside a pure deletion or insertion that could have been it as well (as in P P → P).

        Short ones are left to `_holds`, which sees the same words in the stretch itself.
        """
        if a.start < a.end and b.start < b.end:
            return
        text, gap = (self.old, a) if a.start < a.end else (self.new, b)
        left, right = self._run(a.start - 1), self._run(a.end)
        n = 0
        while left and n < left.length and text[gap.start - 1 - n] == text[gap.end - 1 - n]:
            n += 1
        if n > _NEAR:
            yield Span(a.start - n, a.start)
        n = 0
        while right and n < right.length and text[gap.start + n] == text[gap.end + n]:
            n += 1
        if n > _NEAR:
            yield Span(a.end, a.end + n)


def _holds(text: str, gap: Span, words: str, loose: bool) -> bool:
    """Whether the words stand, as words, where they touch a rewritten stretch."""
    reach = len(words) - 1
    at = -1 if gap.start == gap.end else text.find(words, max(0, gap.start - reach), gap.end + reach)
    while at >= 0:
        if loose or not (mid_word(text, at) or mid_word(text, at + len(words))):
            return True
        at = text.find(words, at + 1, gap.end + reach)
    return False


def _joined(text: str, offset: int) -> bool:
    """Whether what stands on both sides of an edge is read as one: letters, digits, a number's sign or part."""
    if not 0 < offset < len(text):
        return False
    a, b = text[offset - 1], text[offset]
    if mid_word(text, offset) or inside_cluster(text, offset):
        return True
    if a in ".,’'" or b in ".,’'":
        # 6 → 6,6
        around = text[max(0, offset - 2) : offset + 2]
        return bool(re.search(r"\d[.,’']\d", around))
    signs = (y in "%‰°-‐‑–−+/" or unicodedata.category(y) in ("Sc", "Sm") for x, y in ((a, b), (b, a)) if x.isalnum())
    return any(signs)


def remap(
    annotations: Annotations, old: str, new: str, *, sha256: str, included: bool, clusters: Sequence[Cluster] = ()
) -> Remapped:
    """Carry annotations from the old text over to the new one.

    Args:
        annotations: On the old text; every segment must fit it.
        old, new: The texts.
        sha256: Of the new text's raw bytes.
        included: Whether the text may be shown: segments then keep theirs, else they carry digests.
        clusters: Told to the reviewer where they name a claim that has no place any more.
    """
    carrier = _Carrier(Alignment(old, new), sha256, included)
    before = msgspec.json.decode(msgspec.json.encode(annotations))
    after = {**before, "text_sha256": sha256, "skip": carrier.skips(before["skip"])}
    for layer, fields in _FIELDS.items():
        after[layer] = [r for record in before[layer] if (r := carrier.record(layer, record, fields)) is not None]
    while carrier.references(after, before):
        # What goes for want of its target may be a target itself.
        pass
    gone = {f"{annotations.doc_id}#{r['id']}" for layer in _FIELDS for r in carrier.removed.get(layer, ())}
    for cluster in clusters:
        for member in gone.intersection(cluster.members):
            carrier.items.append(Item(cluster.id, "/members", "reference", f"{member} has no place any more"))
    schema.expect("annotations", after, annotations.doc_id)
    found = msgspec.convert(after, Annotations)
    return Remapped(found, tuple(carrier.items), carrier.removed, carrier.carried, carrier.total)


class _Carrier:
    """Moves records, and keeps account of what doesn't simply move."""

    def __init__(self, where: Alignment, sha256: str, included: bool) -> None:
        self.map, self.sha256, self.included = where, sha256, included
        self.items: list[Item] = []
        self.removed: dict[str, list[Json]] = {}
        self.carried = self.total = 0

    def skips(self, found: Sequence[Json]) -> list[Json]:
        """The passages that still have a place."""
        moved = ((record, self._part(f"skip {i}", "", record)) for i, record in enumerate(found, 1))
        kept = []
        for record, part in moved:
            if part is None:
                self.removed.setdefault("skip", []).append(record)
            else:
                kept.append(part)
        return kept

    def record(self, layer: str, record: Json, fields: Sequence[str]) -> Json | None:
        """The record with its spans moved; None where a field that it needs has no span left."""
        moved = dict(record)
        for name in fields:
            parts = [self._part(record["id"], f"/{name}/{i}", part) for i, part in enumerate(record[name])]
            moved[name] = self._apart(record, name, parts)
        emptied = [name for name in fields if record[name] and not moved[name]]
        if emptied and not _valid(layer, moved):
            self.remove(layer, record, f"nothing is left of its {' and '.join(emptied)}")
            return None
        return moved

    def remove(self, layer: str, record: Json, why: str) -> None:
        """Keep a record out of the file, and whole in the review."""
        self.removed.setdefault(layer, []).append(record)
        self.items.append(Item(record["id"], "", "vanished", f"kept out of the file: {why}"))

    def _part(self, name: str, field: str, part: Json) -> Json | None:
        """A segment, mark or passage in its new place."""
        self.total += 1
        old = Span(part["start"], part["end"])
        status, span = self.map.place(old) if old.start < old.end else self.map.point(old.start, part["role"])
        if status == "carried":
            self.carried += 1
        else:
            self.items.append(Item(name, field, status, _MESSAGES[status], old, span, None if span else part))
        if span is None:
            return None
        moved = {**part, "start": span.start, "end": span.end}
        words = self.map.new[span.start : span.end]
        if "text" in moved and self.included:
            moved["text"] = words
        elif moved.keys() & {"text", "digest"}:
            moved.pop("text", None)
            moved["digest"] = digest(words, self.sha256)
        return moved

    def _apart(self, record: Json, name: str, parts: Sequence[Json | None]) -> list[Json]:
        """The parts that are left; segments that have come to touch or overlap become one."""
        kept: list[Json] = []
        for i, part in enumerate(parts):
            if part is None:
                continue
            together = kept and name != "marks" and part["start"] <= kept[-1]["end"]
            if together and record[name][i]["start"] > record[name][i - 1]["end"]:
                old = Span(record[name][i - 1]["start"], record[name][i]["end"])
                span = Span(min(kept[-1]["start"], part["start"]), max(kept[-1]["end"], part["end"]))
                self.items.append(
                    Item(record["id"], f"/{name}/{i}", "changed", "touches the one before: now one", old, span)
                )
                words = self.map.new[span.start : span.end]
                shown = {"text": words} if "text" in part else {"digest": digest(words, self.sha256)}
                kept[-1] = {"start": span.start, "end": span.end, **shown}
            else:
                kept.append(part)
        return kept

    def references(self, after: dict[str, Json], before: dict[str, Json]) -> bool:
        """Empty references to what was removed; whether that removed something in turn."""
        gone = {r["id"] for layer in _FIELDS for r in self.removed.get(layer, ())}
        originals = {r["id"]: r for layer in _FIELDS for r in before[layer]}
        removed = False
        for layer in ("quotes", "claims"):
            kept = []
            for record in after[layer]:
                emptied = _without(record, gone)
                if emptied != record and not _valid(layer, emptied):
                    lost = ", ".join(sorted(gone.intersection(_targets(record))))
                    self.remove(layer, originals[record["id"]], f"it needs {lost}, which is gone")
                    removed = True
                    continue
                for field, target in _targets_at(record):
                    if target in gone:
                        self.items.append(Item(record["id"], field, "reference", f"{target} is gone: emptied"))
                kept.append(emptied)
            after[layer] = kept
        return removed


def _targets_at(record: Json) -> Iterator[tuple[str, str]]:
    """(JSON pointer, id) of what a quote or claim refers to inside its document."""
    for name in ("speaker", "via", "addressee"):
        if record.get(name) and record[name]["mention"]:
            yield f"/{name}/mention", record[name]["mention"]
    for name in ("parent", "claimer"):
        if name in record:
            yield f"/{name}", record[name]
    for i, value in enumerate(record.get("frame", {}).get("values", ())):
        yield f"/frame/values/{i}", value


def _targets(record: Json) -> set[str]:
    return {target for _, target in _targets_at(record)}


def _without(record: Json, gone: set[str]) -> Json:
    """The record with references to what is gone left empty, whether or not the schema allows that."""
    found = dict(record)
    for name in ("speaker", "via", "addressee"):
        if name in record and record[name]["mention"] in gone:
            found[name] = {**record[name], "mention": None}
    if record.get("parent") in gone:
        del found["parent"]
    if record.get("claimer") in gone:
        found["claimer"] = None
    if "frame" in record:
        values = [v for v in record["frame"]["values"] if v not in gone]
        found["frame"] = {**record["frame"], "values": values}
    return found


def _valid(layer: str, record: Json) -> bool:
    return schema.validator(layer.removesuffix("s") if layer != "entities" else "entity").is_valid(record)
