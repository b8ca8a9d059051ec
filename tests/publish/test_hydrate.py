"""Whoever has the texts gets the full rows back, and nobody gets rows of another text."""

from __future__ import annotations

import pytest

import virgolette
from virgolette import corpus
from virgolette.dataset import hydration, standoff
from virgolette.dataset.columns import CONFIGS, features
from virgolette.dataset.context import Context
from virgolette.dataset.tables import table
from virgolette.errors import InputError, TextError


def as_dataset(release):
    from datasets import Dataset

    return Dataset.from_parquet(str(release / standoff.NAME / "reference.parquet"))


@pytest.fixture
def rows(release, tmp_path, monkeypatch):
    import pyarrow.parquet as pq

    return pq.read_table(release / standoff.NAME / "reference.parquet").to_pylist()


@pytest.fixture(scope="session")
def held(pushed):
    return pushed[0] / "outside"


@pytest.mark.parametrize("config", CONFIGS)
def test_every_configuration_comes_back_as_a_build_with_the_texts_has_it(pushed, release, held, config):
    full = table(config, "reference", Context(corpus.load(pushed[0], held)))
    found = virgolette.hydrate(release, held, config)
    assert full.num_rows and found.to_list() == full.to_pylist()
    assert found.features == features(config)


def test_from_a_dataset_its_rows_or_a_stream(release, held, rows, tmp_path, monkeypatch):
    from datasets import Dataset, DatasetDict, IterableDataset

    loaded = Dataset.from_list(rows)
    wanted = virgolette.hydrate(release, held).to_list()
    for given in (loaded, DatasetDict(reference=loaded), rows, iter(rows), str(release)):
        assert virgolette.hydrate(given, held).to_list() == wanted
    assert virgolette.hydrate(IterableDataset.from_generator(lambda: iter(rows)), held).to_list() == wanted


def test_a_part_of_the_rows_keeps_folds_and_leaves_out_pairs_across_it(held, rows):
    found = virgolette.hydrate(rows[1:], held)
    assert found["doc_id"] == ["faro-2", "faro-3"] and found["fold"] == [1, 2]
    assert virgolette.hydrate(rows[1:], held, "claim_pairs").num_rows == 0
    assert virgolette.hydrate(rows[:2], held, "claim_pairs").num_rows == 1


def test_annotations_come_back_equal(pushed, held, rows):
    full = {d.entry.doc_id: d.annotations for d in corpus.load(pushed[0]).documents}
    for row in virgolette.hydrate(rows, held):
        assert virgolette.annotations_of(row) == full[row["doc_id"]]


def test_a_changed_text_is_refused(held, rows, tmp_path):
    for path in held.iterdir():
        text = path.read_text("utf-8").replace("Ada Rigon", "Ida Rigon")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    with pytest.raises(TextError, match="isn't the one in the manifest"):
        virgolette.hydrate(rows, tmp_path)


def test_a_missing_text_is_named(held, rows, tmp_path):
    for path in held.glob("*faro-1*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(TextError, match="faro-2, faro-3"):
        virgolette.hydrate(rows, tmp_path)


@pytest.mark.parametrize("what", ["digest", "offset", "sha256"])
def test_changed_rows_are_refused(held, rows, what):
    row = rows[2]
    if what == "digest":
        row["segments"][0]["digest"] = "0" * 16
    elif what == "offset":
        row["segments"][0]["start"] += 1
    else:
        row["text_sha256"] = "0" * 64
    with pytest.raises(TextError, match="the digest isn't that of the text under it"):
        virgolette.hydrate(rows, held)


def test_other_rows_and_names_are_refused(held, rows, release, tmp_path):
    with pytest.raises(InputError, match="isn't one of reference_standoff"):
        virgolette.hydrate([{"doc_id": "x"}], held)
    with pytest.raises(InputError, match="documents, entities, quotes"):
        virgolette.hydrate(rows, held, "mentions")
    with pytest.raises(InputError, match="has no reference_standoff"):
        virgolette.hydrate(tmp_path, held)
    with pytest.raises(InputError, match="isn't a folder"):
        virgolette.hydrate(rows, tmp_path / "nowhere")


def test_no_rows_give_no_rows(held):
    assert virgolette.hydrate([], held, "quotes").features == features("quotes")


def test_the_real_rows_come_back(reference_texts, tmp_path):
    from virgolette.dataset.columns import arrow_schema
    from virgolette.dataset.withhold import withheld

    full = corpus.load(external=reference_texts)
    bare = Context(withheld(full))
    rows = list(standoff.rows(bare, "reference"))
    context = hydration.restored(rows, reference_texts)
    for config in CONFIGS:
        wanted = table(config, "reference", Context(full))
        assert hydration.arrow(context, config).cast(arrow_schema(config)) == wanted
