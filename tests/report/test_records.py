"""The analysis: each item in one class, nothing wrong in gold against itself, sums that are the measures' own."""

from __future__ import annotations

from collections import Counter

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.scoring.drawn import annotations, as_line, blank, counted, document, seg, texts
from virgolette.model import Entity, Quote, Speaker
from virgolette.report.fields import in_place
from virgolette.report.kinds import KINDS, LAYERS, PLACED
from virgolette.report.records import records
from virgolette.report.tally import NONE, tally
from virgolette.scoring.convert import from_gold
from virgolette.scoring.document import count_document
from virgolette.scoring.measures import NAMES, WIDTH
from virgolette.spans import iou

pairs = texts.flatmap(lambda t: st.tuples(st.just(t), annotations(t), annotations(t)))
TEXT = "Ada Terzi parla. Bruno ascolta. Carla tace."


def examined(text, gold, prediction):
    return count_document(document(text, gold), as_line(prediction), "prova")


def mixed(text, prediction, draw):
    """A prediction some of whose records are words that aren't there, or offsets beyond the text."""
    tree = msgspec.json.decode(msgspec.json.encode(prediction))
    for layer, place in (("entities", "segments"), ("quotes", "content"), ("claims", "segments")):
        for record in tree[layer]:
            spoilt = draw(st.sampled_from(["", "", "words", "offsets", "schema"]))
            if spoilt == "words":
                record[place] = [{"text": "zzzz"}]
            elif spoilt == "offsets":
                record[place] = [{"start": 0, "end": len(text) + 9}]
            elif spoilt == "schema":
                record["nonsense"] = 1
    return msgspec.json.encode(tree)


def of(found, measure, column):
    return found.document.counts[WIDTH * NAMES.index(measure) + column]


def told(found):
    """The records by what they are about, not by where it was given."""

    def item(side, layer, i):
        return None if i is None else repr(msgspec.structs.astuple(getattr(side, layer)[i])[:1])

    made = records(found.gold, found.predicted)
    return Counter(
        (r.layer, r.kind, item(found.gold, r.layer, r.gold), item(found.predicted.items, r.layer, r.predicted), r.wrong)
        for r in made
    )


@given(texts.flatmap(lambda t: st.tuples(st.just(t), annotations(t))))
def test_gold_against_itself_has_no_errors(case):
    text, gold = case
    found = counted(text, gold, gold)
    assert {r.kind for r in records(found.gold, found.predicted)} <= {"correct"}


@given(pairs, st.data())
def test_every_item_is_in_exactly_one_class(case, data):
    text, gold, other = case
    found = examined(text, gold, mixed(text, from_gold(other), data.draw))
    made = records(found.gold, found.predicted)
    kinds = {k.name: k for k in KINDS}
    for layer in LAYERS:
        own = [r for r in made if r.layer == layer]
        ours, theirs = getattr(found.gold, layer), getattr(found.predicted.items, layer)
        assert sorted(r.gold for r in own if r.gold is not None) == list(range(len(ours)))
        assert sorted(r.predicted for r in own if r.predicted is not None) == list(range(len(theirs)))
        for r in own:
            assert (r.gold is not None, r.predicted is not None) == (kinds[r.kind].gold, kinds[r.kind].predicted)
            if r.gold is not None and r.predicted is not None:
                g, p = ours[r.gold], theirs[r.predicted]
                assert r.iou == iou(g.spans, p.spans) > 0
                assert (r.kind in PLACED) == in_place(layer, g, p, r.iou) and (r.kind == "correct") <= (not r.wrong)
            elif r.predicted is not None:
                assert (r.kind == "spurious") == bool(theirs[r.predicted].spans)


@given(pairs, st.data())
def test_the_order_of_predictions_changes_nothing(case, data):
    text, gold, other = case
    one = from_gold(other)
    two = msgspec.structs.replace(
        one, **{layer: tuple(data.draw(st.permutations(getattr(one, layer)))) for layer in LAYERS}
    )
    assert told(examined(text, gold, one)) == told(examined(text, gold, two))


@given(pairs, st.data())
def test_sums_are_the_measures_counts(case, data):
    text, gold, other = case
    found = examined(text, gold, mixed(text, from_gold(other), data.draw))
    made = records(found.gold, found.predicted)
    layers = {t.layer: t for t in tally([(found.gold, found.predicted.items, made)])}
    for layer, exact in (("entities", "exact"), ("quotes", "exact"), ("claims", "iou50")):
        t, name = layers[layer], f"{layer}.{exact}"
        assert [t.gold, t.predicted, t.placed] == [of(found, name, k) for k in range(3)]
        assert t.kinds["unaligned"] + t.kinds["invalid"] == of(found, name, 3)
        methods = found.predicted.tally.get(layer, {})
        assert [t.kinds[k] for k in ("unaligned", "invalid")] == [methods.get(k, 0) for k in ("unaligned", "invalid")]
    entities = layers["entities"]
    assert entities.kinds["correct"] + entities.kinds["attribute"] == of(found, "entities.strict", 2)
    spoken = [r for r in made if r.layer == "quotes" and r.kind in PLACED]
    right = [r for r in spoken if "speaker" not in {w.field for w in r.wrong}]
    assert len(right) == of(found, "quotes.joint.exact", 2)


@given(pairs, st.data())
def test_margins_of_the_confusion_are_the_counts_by_label(case, data):
    text, gold, other = case
    found = examined(text, gold, mixed(text, from_gold(other), data.draw))
    made = records(found.gold, found.predicted)
    (entities, *_) = tally([(found.gold, found.predicted.items, made)])
    for label in ("PER", "ORG", "MONEY", "PERCENT", "DATE"):
        rows = sum(n for (g, _), n in entities.confusion.items() if g == label)
        columns = sum(n for (_, p), n in entities.confusion.items() if p == label)
        assert [rows, columns] == [of(found, f"entities.strict.{label}", k) for k in range(2)]
    assert sum(entities.confusion.values()) == len([r for r in made if r.layer == "entities"])
    missed = sum(n for (g, p), n in entities.confusion.items() if g != NONE and p == NONE)
    assert missed == entities.kinds["missed"]


def entity(k, words, label="PER", **fields):
    start = TEXT.index(words)
    fields = {"surface": "ok", "mention": "named", **fields}
    return Entity(id=f"T{k}", label=label, segments=(seg(start, start + len(words)),), **fields)


def kinds_of(gold, other):
    found = counted(TEXT, blank(TEXT, entities=tuple(gold)), blank(TEXT, entities=tuple(other)))
    return [(r.kind, [w.field for w in r.wrong]) for r in records(found.gold, found.predicted)]


def test_classes_of_mentions():
    ada, bruno = entity(1, "Ada Terzi", entity="ada"), entity(2, "Bruno")
    assert kinds_of([ada], [entity(1, "Ada Terzi", entity="bruno")]) == [("attribute", ["entity"])]
    assert kinds_of([ada], [entity(1, "Ada Terzi", "ORG", entity="ada")]) == [("type", ["label"])]
    assert kinds_of([ada], [entity(1, "Ada")]) == [("boundary", ["entity"])]
    assert kinds_of([ada, bruno], [entity(1, "Carla")]) == [("missed", []), ("missed", []), ("spurious", [])]


def test_what_is_exactly_right_is_not_given_up_for_what_overlaps():
    outer, inner = entity(1, "Ada Terzi"), entity(2, "Terzi")
    longer = entity(1, "Ada Terzi parla")
    assert sorted(kinds_of([outer, inner], [outer, longer])) == [("boundary", []), ("correct", [])]
    assert kinds_of([outer], [longer, outer]) == [("correct", []), ("spurious", [])]


def test_a_label_outweighs_the_place_among_what_merely_overlaps():
    found = kinds_of([entity(1, "Ada Terzi parla")], [entity(1, "Ada"), entity(2, "Terzi parla", "ORG")])
    assert found == [("boundary", []), ("spurious", [])]


def test_what_is_left_out_is_told_from_what_is_wrong():
    spoken = Speaker(mention="T1", form="named", referent="individual", entity=None)
    silent = Speaker(mention=None, form="none", referent="individual", entity=None)
    people = (entity(1, "Ada Terzi"), entity(2, "Carla"))
    quote = Quote(id="Q1", type="direct", content=(seg(17, 30),), marks=(), cue=(), speaker=spoken, medium="speech")
    for speaker, omitted in ((silent, True), (msgspec.structs.replace(spoken, mention="T2"), False)):
        gold = blank(TEXT, entities=people, quotes=(quote,))
        other = blank(TEXT, entities=people, quotes=(msgspec.structs.replace(quote, speaker=speaker),))
        found = counted(TEXT, gold, other)
        (only,) = [r for r in records(found.gold, found.predicted) if r.layer == "quotes"]
        assert only.kind == "attribute" and {w.field: w.omitted for w in only.wrong}["speaker"] is omitted
