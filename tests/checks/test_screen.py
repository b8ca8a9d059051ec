"""The screen of spans: what it proves holds, and it proves what holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from tests.checks.building import at, claim, codes, document, figure, mark, note, quote
from virgolette import corpus
from virgolette.checks import span
from virgolette.checks.place import place, skip_place
from virgolette.checks.screen import spans_sound
from virgolette.model import Document, Entity, Mark, Note, Quote, Segment, Skip
from virgolette.spans import digest, inside_cluster, mid_word

SHA256 = "0" * 64
TEXT = "Ilda, perche\u0301 13GB? «Il pane manca 🇮🇹🇮🇹», dice e ride lei.\r\nIlda, perche\u0301.\n"
LONG = len(TEXT)


def findings(found: Document) -> list[str]:
    return codes(span.CHECKS, found)


def named(id_: str, *segments: Segment) -> Entity:
    return Entity(id=id_, label="PER", segments=segments, surface="ok", mention="named", entity="ilda")


def sound() -> Document:
    """A document with spans of every kind, whose edges are all between words and white space or signs."""
    closed = [mark(TEXT, "«", "open"), mark(TEXT, "»", "close")]
    said = quote("Q1", "direct", [at(TEXT, "Il pane manca 🇮🇹🇮🇹")], closed, cue=[at(TEXT, "dice")])
    layers = {
        "entities": [named("T1", at(TEXT, "Ilda")), figure("T2", at(TEXT, "13GB"), "13", "13")],
        "quotes": [said, quote("Q2", "indirect", [at(TEXT, "lei")], cue=[at(TEXT, "ride")])],
        "claims": [claim("C1", [at(TEXT, "Il pane")]), claim("C2", [at(TEXT, "pane"), at(TEXT, "ride lei")])],
        "notes": [note("other", [at(TEXT, "ride")], []), note("other", [at(TEXT, "lei")], [], "N2")],
        "skip": [Skip(start=TEXT.rindex("Ilda"), end=LONG - 1, kind="repeated_title")],
    }
    return document(TEXT, layers=layers)


def doubtful() -> Document:
    """The same with edges that take a closer look: between a figure and its unit, between two flags."""
    return changed(sound(), {"entities.1.segments.0": cut("13"), "claims.0.segments.0": cut("Il pane manca 🇮🇹")})


def stripped(found: Document) -> Document:
    """A document as the licence of an external text asks."""
    assert found.annotations is not None and found.text is not None
    entry = msgspec.structs.replace(found.entry, text="external")
    return msgspec.structs.replace(found, entry=entry, annotations=corpus.strip(found.annotations, found.text))


def changed(found: Document, values: dict[str, Any]) -> Document:
    """A document with other values in some places of its tree; without `entry` or `text`, of its annotations."""
    tree = json.loads(msgspec.json.encode(found))
    for path, value in values.items():
        *steps, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
        node = tree if path.startswith(("entry", "text")) else tree["annotations"]
        for step in steps:
            node = node[step]
        node[last] = value
    return msgspec.convert(tree, Document)


def cut(words: str, **carried: str) -> dict[str, Any]:
    """A segment on the first occurrence of some words; it carries them unless it is to carry something else."""
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), **(carried or {"text": words})}


def skip(start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "kind": "caption"}


def glyphs(*spots: tuple[int, int]) -> list[dict[str, Any]]:
    return [{"start": start, "end": end, "role": "open", "defects": []} for start, end in spots]


def indirect(content: str, cue: str) -> Any:
    """The tree of a quote."""
    return json.loads(msgspec.json.encode(quote("Q2", "indirect", [at(TEXT, content)], cue=[at(TEXT, cue)])))


FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("span-out-of-bounds", {"skip": [], "notes.1.segments.0": {**cut("lei"), "end": LONG + 1, "text": TEXT[-21:]}}),
    ("span-out-of-bounds", {"quotes.0.marks": glyphs((LONG, LONG + 1))}),
    ("span-out-of-bounds", {"notes.0.marks": glyphs((LONG, LONG + 1))}),
    ("span-out-of-bounds", {"skip.0.end": LONG + 1}),
    ("span-empty", {"notes.1.segments.0": {"start": 54, "end": 54, "text": "x"}}),
    ("span-empty", {"skip": [skip(LONG - 1, LONG - 1)]}),
    ("span-unsorted", {"claims.1.segments": [cut("ride lei"), cut("pane")]}),
    ("span-segments-overlap", {"claims.1.segments": [cut("pane manca"), cut("manca 🇮🇹🇮🇹")]}),
    ("span-segments-touch", {"claims.1.segments": [cut("»"), cut(", dice")]}),
    ("span-edge-space", {"claims.1.segments.0": cut(" pane")}),
    ("span-edge-space", {"quotes.0.cue.0": cut("dice ")}),
    ("span-edge-space", {"skip": [skip(TEXT.rindex("Ilda"), LONG)]}),
    ("span-edge-space", {"skip": [skip(TEXT.index("\n"), LONG - 1)]}),
    ("span-splits-character", {"claims.0.segments.0": cut("Il pane manca 🇮")}),
    ("span-splits-character", {"claims.1.segments.0": cut("🇹🇮🇹")}),
    ("span-splits-character", {"entities.0.segments.0": cut("Ilda, perche")}),
    ("span-splits-character", {"skip.0.end": LONG - 3}),
    ("span-mid-word", {"claims.0.segments.0": cut("Il pan")}),
    ("span-mid-word", {"notes.0.segments.0": cut("ide")}),
    ("span-mid-word", {"entities.1.segments.0": cut("1")}),
    ("span-mid-word", {"entities.1.segments.0": cut("13"), "entities.1.value": None}),
    ("span-text-mismatch", {"entities.0.segments.0.text": "Elda"}),
    ("span-text-mismatch", {"text": TEXT.replace("ride", "vide")}),
    ("span-text-leaked", {"entry.text": "external"}),
    ("span-text-hidden", {"entities.0.segments.0": cut("Ilda", digest=digest("Ilda", SHA256))}),
    ("span-text-hidden", {"entities.0.segments.0": cut("Ilda", text="Ilda", digest=digest("Ilda", SHA256))}),
    ("skip-overlaps-annotation", {"skip.0.start": TEXT.index("lei")}),
    ("skip-overlaps-annotation", {"skip": [skip(20, 39)]}),
    (
        "skip-overlaps-annotation",
        {"text": f"\0{TEXT[1:]}", "entities.0.segments.0": {"start": 0, "end": 1, "text": "\0"}, "skip": [skip(0, 1)]},
    ),
    ("skip-overlaps-skip", {"skip": [skip(60, 64), skip(60, LONG - 1)]}),
    ("annotations-unsorted", {"entities.0.segments.0": cut("ride")}),
    ("annotations-unsorted", {"claims.0.segments.0": cut("ride")}),
    ("annotations-unsorted", {"claims.0.segments.0": cut("pane"), "claims.1.segments": [cut("pane manca")]}),
    ("annotations-unsorted", {"notes.0.segments.0": cut("lei"), "notes.1.segments.0": cut("lei.")}),
    ("annotations-unsorted", {"quotes.1.cue.0": cut("13GB")}),
    ("annotations-unsorted", {"quotes.0.cue": [], "quotes.1": indirect("Il pane manca 🇮🇹🇮🇹»", "Il pane")}),
    ("annotations-unsorted", {"quotes.0.marks": glyphs((39, 40), (20, 21))}),
    ("annotations-unsorted", {"quotes.0.marks": glyphs((20, 21), (20, 20))}),
    ("annotations-unsorted", {"skip": [skip(66, 72), skip(60, 63)]}),
    ("annotations-unsorted", {"quotes.0.cue": [], "quotes.1": indirect("Il pane", "Il pane manca 🇮🇹🇮🇹»")}),
]
EXTERNAL: list[tuple[str, dict[str, Any]]] = [
    ("span-digest-mismatch", {"entities.0.segments.0.digest": SHA256[:16]}),
    ("span-text-hidden", {"entry.text": "included"}),
    ("span-text-leaked", {"entities.0.segments.0": cut("Ilda", text="Ilda", digest=digest("Ilda", SHA256))}),
    ("span-empty", {"notes.0.segments.0": {"start": 40, "end": 40, "digest": digest("", SHA256)}}),
    ("skip-overlaps-annotation", {"skip": [skip(0, 4)]}),
    ("skip-overlaps-annotation", {"skip": [skip(0, 4)], "entities.0.segments.0.digest": digest("\0" * 4, SHA256)}),
]


@pytest.mark.parametrize("found", [sound(), doubtful(), stripped(sound()), stripped(doubtful())])
def test_a_sound_document_is_proven_to_be(found: Document) -> None:
    assert findings(found) == []
    assert spans_sound(found)


@pytest.mark.parametrize(("code", "values"), FAULTS)
def test_a_fault_of_each_kind_is_no_proof(code: str, values: dict[str, Any]) -> None:
    for base in (sound(), doubtful()):
        spoilt = changed(base, values)
        assert code in findings(spoilt)
        assert not spans_sound(spoilt)


@pytest.mark.parametrize(("code", "values"), EXTERNAL)
def test_nor_is_one_of_an_external_text(code: str, values: dict[str, Any]) -> None:
    spoilt = changed(stripped(sound()), values)
    assert code in findings(spoilt)
    assert not spans_sound(spoilt)


def test_every_check_of_the_family_has_its_fault() -> None:
    assert {code for code, _ in (*FAULTS, *EXTERNAL)} == {check.code for check in span.CHECKS}


def test_nothing_is_proven_of_what_is_not_there() -> None:
    assert not spans_sound(msgspec.structs.replace(sound(), text=None))
    assert not spans_sound(msgspec.structs.replace(sound(), annotations=None))
    assert not spans_sound(changed(sound(), {"notes.1.segments": []}))


def test_all_gold_without_findings_is_proven() -> None:
    documents = [d for d in corpus.load().documents if d.text is not None]
    assert [spans_sound(d) for d in documents] == [findings(d) == [] for d in documents]
    assert sum(map(spans_sound, documents)) > len(documents) / 2


def test_gold_of_external_texts_is_proven(reference_texts: str) -> None:
    documents = [d for d in corpus.load(external=reference_texts).documents if d.entry.text == "external"]
    assert documents
    assert [spans_sound(d) for d in documents] == [findings(d) == [] for d in documents]


PIECES = [
    *("casa", "Borsa", "è", "a", "7", "13", "GB", "%", ",", "«", "»", "’", "_", "²", "一"),
    *(" ", " ", "\n", "\r\n", "\r", "\u00a0", "e\u0301", "\u0301", "\u20dd", "\u00ad"),
    *("🇮🇹", "🇮", "🇮🇹🇮🇹", "👩\u200d💻", "\u200d", "👍🏽", "🏽", "\ufe0f", "\0"),
]


def numeric(entity: Entity, figured: bool) -> Entity:
    """A mention, with a value or without."""
    return msgspec.structs.replace(entity, value=figure("T1", at("7", "7"), "7", "7").value if figured else None)


@given(
    text=st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join),
    kind=st.sampled_from(["figure", "name", "claim", "skip"]),
)
def test_every_stretch_of_a_text_is_proven_where_it_is_sound(text: str, kind: str) -> None:
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 2):
            segment = Segment(start=start, end=end, text=text[start:end])
            layers: dict[str, Any] = {
                "figure": {"entities": [numeric(named("T1", segment), True)]},
                "name": {"entities": [named("T1", segment)]},
                "claim": {"claims": [claim("C1", [segment])]},
                "skip": {"skip": [Skip(start=start, end=end, kind="caption")]},
            }[kind]
            found = document(text, layers=layers)
            assert spans_sound(found) == (findings(found) == [])


FLAWS = ("edges", "carried", "licence", "records", "segments", "marks", "skips")


class Page:
    """A text in the making, with stretches of it that spans may cover."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.text = "".join(draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=16)))
        self.flaws = draw(st.sets(st.sampled_from(FLAWS), max_size=1) | st.sets(st.sampled_from(FLAWS)))
        places = range(len(self.text) + 1)
        fine = [i for i in places if not inside_cluster(self.text, i) and not mid_word(self.text, i)]
        self.stretches = [(a, b) for a in fine for b in fine if a < b and self.bare(a, b)] or [(0, 1)]
        self.skips = [Skip(start=a, end=b, kind="caption") for a, b in self.some("skips", 0, 2)]
        self.external = draw(st.booleans())

    def bare(self, start: int, end: int) -> bool:
        return not self.text[start].isspace() and not self.text[end - 1].isspace()

    def flawed(self, *names: str) -> bool:
        return bool(self.flaws.intersection(names)) and self.draw(st.booleans())

    def some(self, flaw: str, least: int, most: int) -> list[tuple[int, int]]:
        """Stretches of the text, parted and in order unless there is a flaw; at least one."""
        size = len(self.text)
        if self.flawed("edges"):
            anywhere = st.tuples(st.integers(0, size + 1), st.integers(1, size + 2))
            near = st.sampled_from(self.stretches).flatmap(
                lambda s: st.tuples(st.integers(max(0, s[0] - 1), s[0] + 1), st.integers(max(1, s[1] - 1), s[1] + 1))
            )
            return self.draw(st.lists(anywhere | near, min_size=least, max_size=most))
        drawn = self.draw(st.lists(st.sampled_from(self.stretches), min_size=least, max_size=most))
        if self.flawed(flaw):
            return drawn
        parted: list[tuple[int, int]] = []
        for start, end in sorted(drawn):
            if not parted or parted[-1][1] < start:
                parted.append((start, end))
        return parted

    def segments(self, least: int = 1) -> tuple[Segment, ...]:
        skipped = [range(k.start, k.end) for k in self.skips]
        spots = self.some("segments", least, 3)
        if not self.flawed("skips"):
            spots = [s for s in spots if not any(set(range(*s)) & set(r) for r in skipped)]
        return tuple(self.segment(*s) for s in spots)

    def segment(self, start: int, end: int) -> Segment:
        words = self.text[start:end] or "x"
        if self.flawed("carried"):
            words += "x"
        if self.external != self.flawed("licence"):
            return Segment(start=start, end=end, digest=digest(words, SHA256))
        return Segment(start=start, end=end, text=words)

    def marks(self) -> list[Mark]:
        spots = self.draw(st.lists(st.sampled_from(self.stretches), max_size=2))
        listed = [Mark(start=a, end=b, role="open", defects=()) for a, b in spots]
        if self.flawed("marks"):
            return [msgspec.structs.replace(m, end=m.end + self.draw(st.integers(0, 9))) for m in listed]
        return sorted(listed, key=lambda m: (m.start, m.end))

    def layer(self, make: Callable[[int], Any]) -> list[Any]:
        made = [make(i) for i in range(1, 1 + self.draw(st.integers(0, 3)))]
        kept = [r for r in made if (r.content if isinstance(r, Quote) else r.segments)]
        return kept if self.flawed("records") else sorted(kept, key=place)

    def quote(self, i: int) -> Quote:
        return quote(f"Q{i}", "direct", self.segments(), self.marks(), cue=self.segments(least=0))

    def entity(self, i: int) -> Entity:
        return numeric(named(f"T{i}", *self.segments()), self.draw(st.booleans()))

    def note(self, i: int) -> Note:
        return note("other", self.segments(), self.marks(), f"N{i}")

    def document(self) -> Document:
        layers: dict[str, Sequence[Any]] = {
            "entities": self.layer(self.entity),
            "quotes": self.layer(self.quote),
            "claims": self.layer(lambda i: claim(f"C{i}", self.segments())),
            "notes": self.layer(self.note),
            "skip": self.skips if self.flawed("skips") else sorted(self.skips, key=skip_place),
        }
        return document(self.text, layers=dict(layers), kind="external" if self.external else "included")


@given(st.composite(lambda draw: Page(draw).document())())
def test_what_is_proven_holds_and_what_holds_is_proven(found: Document) -> None:
    proven, faults = spans_sound(found), findings(found)
    event(f"proven: {proven}")
    assert not (proven and faults)
    # Where the text itself holds the filler of skipped passages, nothing is said.
    assert proven or faults or "\0" in (found.text or "")
