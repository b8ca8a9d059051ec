"""Lines of shards: whichever way they are stored, they come back as they went in, one by one and by their places."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from virgolette.corpus import shards, stored
from virgolette.errors import InputError

lines = st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n")).map(str.encode))


@given(lines, st.sampled_from(shards.SUFFIXES), st.randoms())
def test_lines_come_back(tmp_path_factory, raws, suffix, rng):
    path = tmp_path_factory.mktemp("shard") / f"one{suffix}"
    stored.write(path, (raw + b"\n" for raw in raws))
    found = list(stored.lines(path))
    assert [raw for _, raw in found] == raws
    rng.shuffle(found)
    assert list(stored.at(path, [place for place, _ in found])) == [raw for _, raw in found]


def test_the_ends_of_lines_are_no_part_of_them(tmp_path):
    parquet.write_table(pa.table({stored.COLUMN: ["{}\n", "{}"]}), tmp_path / "a.parquet")
    assert [raw for _, raw in stored.lines(tmp_path / "a.parquet")] == [b"{}", b"{}"]


def test_long_lines_are_few_to_a_row_group(tmp_path):
    raws = [bytes([65 + k]) * stored._LARGE for k in range(3)]
    stored.write(tmp_path / "a.parquet", (raw + b"\n" for raw in raws))
    assert parquet.ParquetFile(tmp_path / "a.parquet").num_row_groups == 3
    assert [raw for _, raw in stored.lines(tmp_path / "a.parquet")] == raws


def test_many_lines_are_many_row_groups(tmp_path):
    raws = [b"%d" % k for k in range(1234)]
    path = tmp_path / "a.parquet"
    stored.write(path, (raw + b"\n" for raw in raws))
    assert parquet.ParquetFile(path).num_row_groups > 1
    assert [raw for _, raw in stored.lines(path)] == raws
    assert list(stored.at(path, [1233, 0, 100, 99, 100])) == [b"1233", b"0", b"100", b"99", b"100"]


# As pyarrow, polars and DuckDB write them.
KINDS = [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.json_()]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_whoever_wrote_the_parquet(tmp_path, kind):
    column = pa.array(["è", None], getattr(kind, "storage_type", kind)).cast(kind)
    table = pa.table({"other": [1, 2], stored.COLUMN: column})
    parquet.write_table(table, tmp_path / "a.parquet")
    # A missing line is an empty one, which the strict parser refuses.
    assert [raw for _, raw in stored.lines(tmp_path / "a.parquet")] == ["è".encode(), b""]
    second = list(shards.read(tmp_path / "a.parquet"))[1]
    assert (second.number, [f.code for f in second.findings]) == (2, ["json-malformed"])


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.write_bytes(b"PAR1, said nobody"), "can't be read"),
        (lambda path: path.write_bytes(b""), "can't be read"),
        (lambda path: path.mkdir(), "can't be read"),
        (lambda path: None, "can't be read"),
        (lambda path: parquet.write_table(pa.table({"text": ["a"]}), path), "has no column line"),
        (lambda path: parquet.write_table(pa.table([["a"], ["b"]], names=["line"] * 2), path), "has 2 columns line"),
        (lambda path: parquet.write_table(pa.table({"line": [1]}), path), "its column line holds int64, not text"),
    ],
)
def test_what_cannot_be_read_says_so(tmp_path, make, why):
    path = tmp_path / "a.parquet"
    make(path)
    for read in (lambda: list(stored.lines(path)), lambda: list(stored.at(path, [0]))):
        with pytest.raises(InputError, match=why) as caught:
            read()
        assert caught.value.where == str(path) and "\n" not in caught.value.what


def cut(whole):
    return whole[:-30]


def without_a_page(whole):
    return whole[:40] + bytes(60) + whole[100:]


@pytest.mark.parametrize("spoil", [cut, without_a_page])
def test_a_file_that_was_spoilt_says_so(tmp_path, spoil):
    path = tmp_path / "a.parquet"
    stored.write(path, (b"%d\n" % k for k in range(1000)))
    path.write_bytes(spoil(path.read_bytes()))
    for read in (lambda: list(stored.lines(path)), lambda: list(stored.at(path, [0]))):
        with pytest.raises(InputError, match="can't be read") as caught:
            read()
        assert caught.value.remedy == "Write the file again."
