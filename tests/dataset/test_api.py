"""The public functions."""

from __future__ import annotations

import subprocess
import sys
import warnings

import pyarrow as pa
import pytest

import virgolette
from virgolette import corpus, resources, schema
from virgolette.dataset.columns import CONFIGS, TABLES, arrow_schema, features
from virgolette.errors import InputError


@pytest.fixture
def shipped(corpus_dir, monkeypatch):
    """The fixture corpus in the place of the shipped one."""
    schema.documents()
    monkeypatch.setattr(resources, "root", lambda: corpus_dir)
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)
    return corpus_dir


def test_importing_the_package_is_free():
    code = (
        "import sys, virgolette, virgolette.cli, virgolette.cli.stats, virgolette.cli.build\n"
        "assert {'load', 'frame', 'documents'} <= set(dir(virgolette))\n"
        "heavy = {'datasets', 'pandas', 'pyarrow', 'numpy', 'scipy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "import virgolette.dataset.build, virgolette.api\n"
        "assert not {'datasets', 'pandas', 'pyarrow'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_unknown_attributes_are_no_functions():
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = virgolette.nothing_such


def test_load_every_configuration(shipped, texts_dir):
    for config in CONFIGS:
        found = virgolette.load(config, texts=texts_dir)
        assert list(found) == ["train", "reference"]
        assert found["train"].features == features(config)
        assert found["train"].cache_files == [] and str(found["train"].split) == "train"
    assert len(virgolette.load(texts=texts_dir)["train"]) == 2
    quotes = virgolette.load("quotes", "reference", texts=texts_dir)
    assert quotes["speaker_name"] == ["Ada Rigon"]
    row = virgolette.load(split="train", texts=texts_dir)[0]
    assert virgolette.annotations_of(row) == virgolette.documents(texts=texts_dir)[0].annotations


def test_rows_are_those_of_load_without_datasets(shipped, texts_dir):
    for config in CONFIGS:
        loaded = virgolette.load(config, texts=texts_dir)
        for split, found in loaded.items():
            plain = virgolette.rows(config, split, texts=texts_dir)
            assert found.to_list() == pa.Table.from_pylist(plain, schema=arrow_schema(config)).to_pylist()
        assert len(virgolette.rows(config, texts=texts_dir)) == sum(map(len, loaded.values()))
    assert virgolette.rows("quotes", "test", texts=texts_dir) == []
    for unknown in (("quote", None), ("quotes", "tests")):
        with pytest.raises(InputError, match="there is no"):
            virgolette.rows(*unknown)
    code = (
        "import sys, virgolette\n"
        "virgolette.rows('quotes', 'train')\n"
        "assert not {'datasets', 'pandas'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_loading_writes_nothing(shipped, texts_dir, tmp_path):
    home = tmp_path / "home"
    code = (
        "import sys\nfrom pathlib import Path\nfrom virgolette import resources, schema\n"
        "schema.documents()\nresources.root = lambda: Path(sys.argv[1])\n"
        "import virgolette\nfound = virgolette.load('quotes', texts=sys.argv[2])\n"
        "print(found['train'][0]['quote_id'])\n"
    )
    env = {"HOME": str(home), "HF_HUB_OFFLINE": "1", "PATH": ""}
    command = [sys.executable, "-c", code, str(shipped), str(texts_dir)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.stdout == "porto-1#Q1\n", done.stderr
    assert not home.exists()


def test_without_texts_a_warning_says_what_is_left_out(shipped):
    with pytest.warns(UserWarning, match="faro-1, faro-2"):
        found = virgolette.load("claims")
    assert list(found) == ["train"]
    with pytest.warns(UserWarning), pytest.raises(InputError, match=r"(?s)no rows.*train.*faro-1"):
        virgolette.load("claims", "reference")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        texts = {d.entry.doc_id: d.text for d in virgolette.documents()}
    assert texts["faro-1"] is None and texts["porto-1"].startswith("Ondalta")


@pytest.mark.parametrize(
    ("call", "names"),
    [
        (lambda: virgolette.load("quote"), "documents, entities, quotes, claims, claim_pairs"),
        (lambda: virgolette.load("quotes", "dev"), "train, validation, test, reference"),
        (lambda: virgolette.frame("quote"), "claim_pairs, mentions"),
    ],
)
def test_unknown_names_are_refused_with_the_known_ones(call, names):
    with pytest.raises(InputError, match=names):
        call()


def test_frames(shipped, texts_dir):
    frames = {table: virgolette.frame(table, texts=texts_dir) for table in TABLES}
    assert list(frames["claims"].columns) == arrow_schema("claims").names
    mentions = frames["mentions"]
    assert len(mentions) == 23 and "value.low" in mentions.columns and "date.iso" in mentions.columns
    money = mentions[mentions.label == "MONEY"]
    assert list(money["value.low"]) == ["40000000", "55000000"]
    assert str(mentions["fold"].dtype) == "Int32" and mentions["fold"].isna().sum() == 19
    assert frames["entities"]["tokens"].iloc[0][0] == "Ondalta"
    assert frames["claims"]["values"].iloc[0][0]["unit"] == "percent"
    row = frames["documents"].iloc[3].to_dict()
    assert virgolette.annotations_of(row) == corpus.load(shipped, texts_dir).documents[3].annotations


def test_frames_without_rows_keep_their_columns(shipped):
    for path in (shipped / "annotations" / "gold").iterdir():
        path.unlink()
    with pytest.warns(UserWarning):
        assert list(virgolette.frame("quotes").columns) == arrow_schema("quotes").names
    with pytest.warns(UserWarning):
        assert dict(virgolette.load("quotes")) == {}


def test_the_shipped_corpus():
    entries = corpus.manifest(resources.root()).documents
    assert [d.entry for d in virgolette.documents()] == list(entries)


@pytest.mark.parametrize("name", [["quotes"], None, 3])
def test_names_are_strings(name):
    with pytest.raises(InputError, match="there is no configuration"):
        virgolette.rows(name)
