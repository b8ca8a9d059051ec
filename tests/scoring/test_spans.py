"""Spans as tables: the same counts as the mentions have that virgolette score reads, in whatever way they come."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from tests.scoring.drawn import blank, counted, seg, write_corpus
from virgolette.errors import InputError
from virgolette.model import Entity
from virgolette.scoring import columns, convert, meeting, pairing, spans, tabled
from virgolette.scoring.measures import NAMES
from virgolette.scoring.run import score
from virgolette.scoring.scores import document_scores
from virgolette.scoring.spans import score_tables

TEXT = "x" * 20
LABELS = ("PER", "ORG", "LOC")
NAMES_OF = tuple(f"d-{k}" for k in range(4))
places = st.tuples(st.integers(0, 15), st.integers(1, 5)).map(lambda x: (x[0], x[0] + x[1]))
rows = st.tuples(st.sampled_from(NAMES_OF), places, st.sampled_from(LABELS)).map(lambda x: (x[0], *x[1], x[2]))
tables = st.lists(rows, max_size=25)


def table(found, dictionary=False):
    given = dict(zip(columns.COLUMNS, zip(*found, strict=True) if found else ((),) * 4, strict=True))
    text = pa.dictionary(pa.int16(), pa.string()) if dictionary else pa.string()
    kinds = {"doc_id": text, "start": pa.int32(), "end": pa.int64(), "label": text}
    return pa.table({name: pa.array(list(values), kinds[name]) for name, values in given.items()})


def mentions(found, name):
    return tuple(
        Entity(id=f"T{k}", label=label, segments=(seg(start, end),), surface="ok", mention="named")
        for k, (doc_id, start, end, label) in enumerate(found, 1)
        if doc_id == name
    )


def plainly(gold, predicted):
    """Measure → its score, of mentions document by document."""
    documents = []
    for name in sorted({row[0] for row in gold + predicted}):
        ours, theirs = (blank(TEXT, name, entities=mentions(x, name)) for x in (gold, predicted))
        documents.append(counted(TEXT, ours, theirs).document)
    return {s.measure: s for s in document_scores(documents, inference=False)}


def agrees(found, expected):
    for one in found:
        other = expected[one.measure]
        for field in ("gold", "predicted", "correct", "value", "precision", "recall"):
            assert getattr(one, field) == getattr(other, field), (one.measure, field)
        # Summed in another order of documents, it may be rounded the other way.
        assert one.macro == pytest.approx(other.macro, abs=2e-6)


@given(tables, tables, st.booleans(), st.integers(1, 4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tables_have_the_counts_of_mentions(monkeypatch, gold, predicted, dictionary, chunk):
    with monkeypatch.context() as patch:
        patch.setattr(spans, "CHUNK", chunk)
        found = score_tables(table(gold, dictionary), table(predicted))
    agrees(found, plainly(gold, predicted))
    labels = {row[3] for row in gold + predicted}
    assert {s.measure for s in found} == {
        *(f"entities.{name}" for name in ("strict", "exact", "partial", "type")),
        *(f"entities.strict.{label}" for label in labels),
    }


@given(tables, tables)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_heaps_of_spans_are_counted_as_others_are(monkeypatch, gold, predicted):
    with monkeypatch.context() as patch:
        patch.setattr(spans, "MANY", 3)
        agrees(score_tables(table(gold), table(predicted)), plainly(gold, predicted))


@given(tables, tables, st.randoms())
def test_the_order_of_rows_changes_nothing_but_the_order_of_labels(gold, predicted, rng):
    def by_name(found):
        return {s.measure: (s.gold, s.predicted, s.correct) for s in found}

    mixed = (rng.sample(x, len(x)) for x in (gold, predicted))
    assert by_name(score_tables(*map(table, mixed))) == by_name(score_tables(table(gold), table(predicted)))


def test_labels_may_be_of_any_scheme_and_offsets_large():
    far = 2**31 - 9
    gold = [("a", 0, 3, "Città"), ("a", far, far + 8, "Fiume"), ("b", 0, 3, "Città")]
    found = {s.measure: s for s in score_tables(table(gold), table([gold[1], ("c", 0, 3, "Città")]))}
    assert found["entities.strict.Fiume"].value == 1 and found["entities.strict.Città"].value == 0
    assert (found["entities.strict"].gold, found["entities.strict"].predicted, found["entities.strict"].correct) == (
        3,
        2,
        1,
    )


GOOD = [("a", 0, 3, "PER")]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (table(GOOD).drop_columns(["label"]), "is missing"),
        (table([("a", 3, 3, "PER")]), "is no span"),
        (table([("a", -1, 3, "PER")]), "is no span"),
        (table([("a", None, 3, "PER")]), "isn't all whole numbers"),
        (table([(None, 0, 3, "PER")]), "isn't all text"),
        (table(GOOD).set_column(1, "start", pa.array([0.0])), "isn't all whole numbers"),
        (table(GOOD).set_column(3, "label", pa.array([7])), "isn't all text"),
    ],
)
def test_tables_that_cannot_be_used(broken, why):
    for sides in ((broken, table(GOOD)), (table(GOOD), broken)):
        with pytest.raises(InputError, match=why):
            score_tables(*sides)


@given(tables, tables)
@settings(max_examples=15)
def test_files_give_what_virgolette_score_gives(tmp_path_factory, gold, predicted):
    folder = tmp_path_factory.mktemp("files")
    sides = [[blank(TEXT, name, entities=mentions(x, name)) for name in NAMES_OF] for x in (gold, predicted)]
    root = write_corpus(folder / "root", [(TEXT, x) for x in sides[0]])
    for name, side in zip(("gold", "predicted"), sides, strict=True):
        convert.write(folder / f"{name}.jsonl", map(convert.from_gold, side))
        parquet.write_table(tabled.from_lines(folder / f"{name}.jsonl"), folder / f"{name}.parquet")
    expected = {s.measure: s for s in score(folder / "predicted.jsonl", root=root).scores}
    for one, other in (("jsonl", "jsonl"), ("parquet", "parquet"), ("jsonl", "parquet")):
        agrees(tabled.score_files(folder / f"gold.{one}", folder / f"predicted.{other}"), expected)


def lines(path, *records):
    path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in records))
    return path


def mention(*segments, **fields):
    return {"label": "PER", "segments": [dict(zip(("start", "end"), s, strict=True)) for s in segments], **fields}


def test_lines_are_read_for_their_mentions_only(tmp_path):
    other = {"doc_id": "b", "entities": [], "quotes": [{"content": [{"text": "Ada"}]}], "error": None}
    many = {"doc_id": "c", "entities": [mention((k, k + 1), id=f"m{k}") for k in range(40_000)]}
    found = tabled.from_lines(
        lines(tmp_path / "x", {"doc_id": "a", "entities": [mention((0, 3))]}, "", other, {"doc_id": None})
    )
    assert found.to_pylist() == [{"doc_id": "a", "start": 0, "end": 3, "label": "PER"}]
    # A line longer than what is parsed at once.
    assert tabled.from_lines(lines(tmp_path / "x", other, many)).num_rows == 40_000
    assert tabled.from_lines(lines(tmp_path / "x")).num_rows == 0


@pytest.mark.parametrize(
    ("records", "why"),
    [
        (["{"], "can't be read"),
        ([{"doc_id": "a", "entities": 7}], "can't be read"),
        ([{"doc_id": "a", "entities": [{"label": "PER", "segments": [{"text": "Ada"}]}]}], "no offsets"),
        ([{"doc_id": "a", "entities": [{"segments": [{"start": 0, "end": 3}]}]}], "no label"),
        ([{"doc_id": "a", "entities": [mention()]}], "just one segment"),
        ([{"doc_id": "a", "entities": [mention((0, 1), (2, 3))]}], "just one segment"),
        ([{"doc_id": "a", "entities": [mention(), mention((0, 1), (2, 3))]}], "just one segment"),
        ([{"doc_id": "a", "entities": [None]}], "just one segment"),
        ([{"doc_id": "a"}, {"doc_id": "a"}], "a document twice"),
    ],
)
def test_lines_that_cannot_be_used(tmp_path, records, why):
    with pytest.raises(InputError, match=why):
        tabled.from_lines(lines(tmp_path / "x", *records))


def test_files_that_are_not_there_or_no_parquet(tmp_path):
    for read in (tabled.from_lines, tabled.from_parquet):
        with pytest.raises(InputError, match="can't be read"):
            read(tmp_path / "gone")
    with pytest.raises(InputError, match="can't be read"):
        tabled.from_parquet(lines(tmp_path / "x", "PAR"))
    parquet.write_table(table(GOOD).drop_columns(["end"]), tmp_path / "y")
    with pytest.raises(InputError, match="no column end"):
        tabled.from_parquet(tmp_path / "y")


def test_of_two_files_that_cannot_be_read_gold_is_named(tmp_path):
    lacking = tmp_path / "predicted"
    for gold, named in ((tmp_path / "gold", "gold"), (lines(tmp_path / "good", {"doc_id": "a"}), "predicted")):
        with pytest.raises(InputError) as caught:
            tabled.score_files(gold, lacking)
        assert caught.value.where == str(tmp_path / named)


edges = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20).map(sorted)


@given(edges)
def test_a_greatest_matching_of_arrays_is_one(found):
    left, right = (np.array(side, int) for side in (zip(*found, strict=True) if found else ((), ())))
    chosen = meeting.most(meeting.Pairs(left, right))
    pairs = list(zip(chosen.left.tolist(), chosen.right.tolist(), strict=True))
    assert set(pairs) <= set(found)
    assert len(pairs) == len({i for i, _ in pairs}) == len({j for _, j in pairs}) == pairing.most(found)


def test_all_measures_of_tables_are_measures_of_the_scorer():
    found = score_tables(table(GOOD), table(GOOD))
    assert [s.measure for s in found] == [name for name in NAMES if name in {s.measure for s in found}]
