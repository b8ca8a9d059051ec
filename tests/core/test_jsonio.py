"""Strict in, canonical out, whole or not at all."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests import typed
from virgolette import corpus
from virgolette.corpus import jsonio
from virgolette.errors import EnvironmentFault, InputError
from virgolette.model import Annotations, Decision, Decisions, Manifest

FEW = settings(max_examples=40)

plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(plain, trees, max_size=4)


@FEW
@given(typed.annotated(digests=False) | typed.annotated(digests=True))
def test_annotations_come_back_as_they_were(made):
    raw = corpus.canonical(made[1])
    instance, flaws = corpus.parse(raw)
    assert flaws == []
    assert msgspec.convert(instance, Annotations) == made[1]
    assert corpus.canonical(instance) == corpus.canonical(msgspec.convert(instance, Annotations)) == raw
    assert jsonio.canonical_whole(made[1]) == raw


@given(objects)
def test_any_object_comes_back_and_canonical_bytes_are_a_fixed_point(tree):
    raw = corpus.canonical(tree)
    assert corpus.parse(raw) == (tree, [])
    assert corpus.canonical(corpus.parse(raw)[0]) == raw
    assert raw.endswith(b"}\n") and b"\r" not in raw


def test_other_records_come_back(root):
    listed = corpus.manifest(root)
    assert msgspec.convert(corpus.parse(corpus.canonical(listed))[0], Manifest) == listed
    decision = Decision(layer="notes", a=None, b="N1", take="b", why="perché sì")
    made = Decisions(schema_version="1.0", doc_id="prova-1", a="x", b="y", decisions=(decision,))
    assert msgspec.convert(corpus.parse(corpus.canonical(made))[0], Decisions) == made


def test_a_record_is_one_line():
    made = corpus.canonical({"a": [{"b": [1, 2]}, {"c": "«è»"}], "d": [], "e": {"f": []}}).decode()
    assert made == '{\n "a": [\n  {"b": [1, 2]},\n  {"c": "«è»"}\n ],\n "d": [],\n "e": {"f": []}\n}\n'


@given(st.text())
def test_one_line_is_as_in_a_file(words):
    record = {"text": [{"words": words, "n": [1, None, True]}]}
    assert b"  " + jsonio.one_line(record["text"][0]) in corpus.canonical(record).split(b"\n")


@pytest.mark.parametrize(
    ("raw", "flaws"),
    [
        (b'\xef\xbb\xbf{"a": 1}', [("", "byte order mark")]),
        (b'\xef\xbb\xbf{"a": 1.5}', [("", "byte order mark"), ("/a", "1.5 isn't a whole number")]),
        (b'{"a": "\xe8"}', [("", "byte 7 isn't UTF-8")]),
        (b'{"a": "\xed\xa0\x80"}', [("", "byte 7 isn't UTF-8")]),
        (b'{"a": 1, "b": 2, "a": 3}', [("", "key given twice: a")]),
        (b'{"x": [{"a": 1, "a": 1}], "y": {"b": 1, "b": 2}}', [("/x/0", "twice: a"), ("/y", "twice: b")]),
        (b'{"x": [{"a": NaN, "a": {"b": 1e3}}]}', [("/x/0", "twice: a"), ("/x/0/a", "NaN"), ("/x/0/a/b", "1e3")]),
        (b'{"\\ud800": 1, "\\ud800": 2}', [("", "twice: ?"), ("", "surrogate"), ("", "surrogate")]),
        (b'{"a": NaN}', [("/a", "NaN isn't")]),
        (b'{"a": [Infinity, -Infinity]}', [("/a/0", "Infinity isn't"), ("/a/1", "-Infinity isn't")]),
        (b'{"a": [1.0, 1e3, 2E-1, -0.0]}', [(f"/a/{i}", "isn't a whole number") for i in range(4)]),
        (b'{"a": ' + b"9" * 21 + b"}", [("/a", "isn't a whole number")]),
        (b'{"a": ' + b"9" * 5000 + b"}", [("/a", "…")]),
        (b'{"a": "\\ud800"}', [("/a", "lone surrogate")]),
        (b'{"a": "\\udc00\\ud800"}', [("/a", "lone surrogate")]),
        (b'{"a/b~c": {"\\udfff": 1}}', [("/a~1b~0c", "lone surrogate")]),
        (b"[" * 100_000 + b"]" * 100_000, [("", "nested too deeply")]),
        (b'{"a": ' + b"[" * 200 + b"]" * 200 + b"}", [("", "nested too deeply")]),
        (b'{"a": 1} x', [("", "not JSON at line 1, column 10")]),
        (b'{"a": 1}\n{"b": 2}', [("", "not JSON at line 2, column 1")]),
        (b'{"a": "\n"}', [("", "not JSON at line 1, column 8")]),
        (b"{'a': 1}", [("", "not JSON")]),
        (b'{"a": 1,}', [("", "not JSON")]),
        (b"", [("", "the file is empty")]),
        (b" \n", [("", "the file is empty")]),
        (b"\xef\xbb\xbf", [("", "byte order mark"), ("", "the file is empty")]),
    ],
)
def test_refused_with_pointer_and_remedy(raw, flaws):
    instance, found = corpus.parse(raw)
    assert instance is None
    assert [flaw.pointer for flaw in found] == [pointer for pointer, _ in flaws]
    for flaw, (_, words) in zip(found, flaws, strict=True):
        assert words in flaw.message and flaw.remedy.endswith(".")
        (flaw.pointer + flaw.message).encode()  # what can't be encoded can't be printed


def test_pairs_of_escapes_are_characters_and_escaped_backslashes_no_surrogates():
    assert corpus.parse(b'{"\\ud83d\\ude00": "\\\\ud800"}') == ({"\U0001f600": "\\ud800"}, [])


def test_our_own_depth_and_our_own_figures_are_fine():
    assert corpus.parse(b'{"a": [[[[[[[[[[1]]]]]]]]]], "b": -12, "c": 2147483647}')[1] == []


@given(st.binary(max_size=40) | objects.map(lambda o: json.dumps(o).encode()))
@example(b"null")
@example(b'{"a":0.1e999999999}')
def test_anything_is_parsed_or_has_a_flaw(raw):
    instance, flaws = corpus.parse(raw)
    assert not flaws or instance is None
    assert all(f.message and f.remedy for f in flaws)


@pytest.mark.parametrize("bad", ['{"a": 1.5, "b": NaN}', '{"a": 1, "a": 1}', ""])
def test_reading_a_file_names_it_and_counts_the_flaws(tmp_path, bad):
    path = tmp_path / "x.json"
    path.write_text(bad)
    with pytest.raises(InputError) as raised:
        corpus.read(path)
    _, flaws = corpus.parse(bad.encode())
    assert str(path) in str(raised.value) and raised.value.remedy
    assert ("(and 1 more)" in str(raised.value)) == (len(flaws) == 2)
    assert not raised.value.where.endswith("#")


def test_reading_what_is_no_file(tmp_path):
    for path in (tmp_path, tmp_path / "nothing.json"):
        with pytest.raises(InputError, match="can't be read") as raised:
            corpus.read(path)
        assert raised.value.where == str(path)


def listing(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_writing_makes_folders_and_replaces(tmp_path):
    path = tmp_path / "new" / "folder" / "x.json"
    for data in (b"one", b"two"):
        corpus.write_bytes(path, data)
        assert listing(path.parent) == {"x.json": data}
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask


def test_parts_that_stop_coming_leave_what_was_there(tmp_path):
    path = tmp_path / "x"
    corpus.write_parts(path, iter([b"one ", b"two"]))

    def stopping():
        yield b"three"
        raise InputError("odd")

    with pytest.raises(InputError):
        corpus.write_parts(path, stopping())
    assert listing(tmp_path) == {"x": b"one two"}


def failing(error):
    def fail(*_, **__):
        raise error

    return fail


@pytest.mark.parametrize(
    ("module", "name"), [(os, "replace"), (os, "fsync"), (os, "chmod"), (jsonio.tempfile, "mkstemp")]
)
@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), OSError(28, "No space left"), OSError("odd")]
)
def test_a_failure_leaves_what_was_there(tmp_path, monkeypatch, module, name, error):
    path = tmp_path / "x.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(module, name, failing(error))
    with pytest.raises(EnvironmentFault) as raised:
        corpus.write_bytes(path, b"new")
    monkeypatch.undo()
    assert listing(tmp_path) == {"x.json": b"old"}
    assert raised.value.where == str(path) and (error.strerror or "odd") in raised.value.what and raised.value.remedy


def test_an_interrupt_leaves_what_was_there_and_stays_an_interrupt(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", failing(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        corpus.write(path, {"a": 1})
    monkeypatch.undo()
    assert listing(tmp_path) == {"x.json": b"old"}


def test_a_folder_that_can_not_be_made_and_a_target_that_is_a_folder(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "x.json", tmp_path / "folder"):
        with pytest.raises(EnvironmentFault):
            corpus.write(path, {})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder"]


def test_a_name_as_long_as_the_file_system_allows(tmp_path):
    path = Path(tmp_path, "è" * 125 + ".json")
    corpus.write(path, {})
    assert list(listing(tmp_path)) == [path.name]
