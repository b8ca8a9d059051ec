"""Broken input: one clear message with file, pointer and remedy, an exit code, and never a traceback."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.checks.conftest import Cli, Outcome, edit
from tests.golden.new import TEXT, annotations, entry, write

Spoil = Callable[[Path], object]


def _reset_text(folder: Path, raw: bytes) -> None:
    """Another text, with a manifest and annotations that know it."""
    (folder / "seeds" / "texts" / "porto-1.txt").write_bytes(raw)
    manifest = {"schema_version": "1.0", "dataset_version": "0.1.0", "documents": [entry("porto-1", raw)]}
    write(folder, "seeds/manifest.json", manifest)
    write(folder, "annotations/gold/porto-1.json", annotations("porto-1", raw))
    (folder / "annotations" / "entities.json").unlink(missing_ok=True)


def _gold(folder: Path) -> Path:
    return folder / "annotations" / "gold" / "porto-1.json"


def _replaced(old: bytes, new: bytes) -> Spoil:
    def spoil(folder: Path) -> None:
        raw = _gold(folder).read_bytes()
        assert old in raw
        _gold(folder).write_bytes(raw.replace(old, new, 1))

    return spoil


def _raw(data: bytes) -> Spoil:
    return lambda folder: _gold(folder).write_bytes(data)


def _text(raw: bytes) -> Spoil:
    return lambda folder: _reset_text(folder, raw)


def _doc_id(value: str) -> Spoil:
    return lambda folder: edit(_gold(folder), lambda tree: tree.update(doc_id=value))


def _one_byte_off(folder: Path) -> None:
    path = folder / "seeds" / "texts" / "porto-1.txt"
    path.write_bytes(b" " + path.read_bytes())


def _unknown_document(folder: Path) -> None:
    write(folder, "annotations/gold/faro-1.json", annotations("faro-1", TEXT.encode()))


def _same_text_twice(folder: Path) -> None:
    (folder / "seeds" / "texts" / "porto-2.txt").write_text(TEXT, encoding="utf-8")
    write(folder, "annotations/gold/porto-2.json", annotations("porto-2", TEXT.encode()))
    edit(folder / "seeds" / "manifest.json", lambda m: m["documents"].append(entry("porto-2", TEXT.encode())))


START, END = b'"start": 12', b'"end": 18'
DEEP = b"[" * 200_000 + b"]" * 200_000

# (what is wrong, how, code of the finding, words of its message, what names the place)
FOUND: list[tuple[str, Spoil, str, str, str]] = [
    (
        "gold not UTF-8",
        _raw(b'{"doc_id": "caff\xe8"}'),
        "json-malformed",
        "byte 16 isn't UTF-8",
        "porto-1.json",
    ),
    (
        "text not UTF-8",
        _text("caffè\n".encode("latin-1")),
        "text-not-utf8",
        "byte 4 isn't UTF-8",
        "porto-1.txt",
    ),
    ("gold with BOM", _raw(b"\xef\xbb\xbf{}"), "json-malformed", "byte order mark", "porto-1.json"),
    ("text with BOM", _text("\ufeffIl porto.\n".encode()), "text-bom", "U+FEFF", "porto-1.txt: porto-1:1:1"),
    (
        "CRLF",
        _text(b"Il porto.\r\nIl molo.\r\n"),
        "text-carriage-return",
        "2 times",
        "porto-1.txt: porto-1:1:10",
    ),
    ("NUL in text", _text(b"Il porto.\x00\n"), "text-control", "U+0000", "porto-1.txt: porto-1:1:10"),
    (
        "NUL in JSON",
        _raw(b'{"doc_id": "\x00"}'),
        "json-malformed",
        "not JSON at line 1, column 13",
        "porto-1.json",
    ),
    (
        "lone surrogate",
        _replaced(b'"text": "Savona"', rb'"text": "\ud800avona"'),
        "json-malformed",
        "lone surrogate",
        "porto-1.json#/entities/0/segments/0/text",
    ),
    ("deep nesting", _raw(DEEP), "json-malformed", "nested too deeply", "porto-1.json"),
    (
        "key twice",
        _replaced(START, b'"start": 12, "start": 11'),
        "json-malformed",
        "key given twice: start",
        "#/entities/0",
    ),
    (
        "NaN",
        _replaced(START, b'"start": NaN'),
        "json-malformed",
        "NaN isn't a whole number",
        "segments/0/start",
    ),
    (
        "Infinity",
        _replaced(END, b'"end": Infinity'),
        "json-malformed",
        "Infinity isn't a whole",
        "segments/0/end",
    ),
    (
        "float",
        _replaced(START, b'"start": 12.0'),
        "json-malformed",
        "12.0 isn't a whole number",
        "segments/0/start",
    ),
    (
        "string",
        _replaced(START, b'"start": "12"'),
        "schema-violation",
        "should be of type integer",
        "segments/0/start",
    ),
    (
        "boolean",
        _replaced(START, b'"start": true'),
        "schema-violation",
        "should be of type integer",
        "segments/0/start",
    ),
    ("negative", _replaced(START, b'"start": -1'), "schema-violation", "-1 is beyond the minimum", "segments/0/start"),
    (
        "2^63",
        _replaced(END, b'"end": 9223372036854775808'),
        "schema-violation",
        "is beyond the maximum",
        "segments/0/end",
    ),
    (
        "2^63 digits",
        _replaced(END, b'"end": ' + b"9" * 5000),
        "json-malformed",
        "isn't a whole number",
        "segments/0/end",
    ),
    (
        "id with ../",
        _doc_id("../../etc/passwd"),
        "schema-violation",
        "isn't of the form",
        "porto-1.json#/doc_id",
    ),
    ("id with slash", _doc_id("porto/1"), "schema-violation", "isn't of the form", "porto-1.json#/doc_id"),
    (
        "id with escape",
        _doc_id("porto\x1b[31m"),
        "schema-violation",
        "isn't of the form",
        "porto-1.json#/doc_id",
    ),
    (
        "endless id",
        _doc_id("a" * 10_000),
        "schema-violation",
        "is 10000 characters long, 64 at most",
        "porto-1.json#/doc_id",
    ),
    ("one byte off", _one_byte_off, "text-changed", "2 of 2 segments no longer match", "porto-1.txt"),
    (
        "unknown document",
        _unknown_document,
        "document-unknown",
        "isn't in seeds/manifest.json",
        "faro-1.json#/doc_id",
    ),
    (
        "one hash twice",
        _same_text_twice,
        "manifest-text-repeated",
        "the very text of porto-1",
        "manifest.json#/documents/1",
    ),
    ("empty text", _text(b""), "text-empty", "holds nothing", "porto-1.txt"),
    (
        "no annotations",
        lambda f: _gold(f).unlink(),
        "document-unannotated",
        "has no annotations",
        "manifest.json",
    ),
    ("empty file", _raw(b""), "json-malformed", "not JSON at line 1, column 1", "porto-1.json"),
    ("a list", _raw(b"[]"), "schema-violation", "should be of type object", "porto-1.json"),
]


def sane(outcome: Outcome) -> None:
    """What holds whatever the input: no traceback, and nothing that a terminal would act on."""
    for stream in (outcome.out, outcome.err):
        assert "Traceback" not in stream
        assert all(c.isprintable() or c == "\n" for c in stream), repr(stream)


@pytest.mark.parametrize(("spoil", "code", "words", "place"), [c[1:] for c in FOUND], ids=[c[0] for c in FOUND])
def test_a_finding_with_place_and_remedy(
    folder: Path, cli: Cli, spoil: Spoil, code: str, words: str, place: str
) -> None:
    spoil(folder)
    outcome = cli(folder)
    sane(outcome)
    assert outcome.code == 1
    lines = outcome.out.split("\n")
    mine = [i for i, line in enumerate(lines) if f"[{code}]" in line]
    assert len(mine) == 1, outcome.out
    assert words in lines[mine[0]]
    assert place in lines[mine[0]]
    assert any(line.startswith("  = help: ") for line in lines[mine[0] + 1 : mine[0] + 4])
    assert all(len(line) < 600 for line in lines)


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
@pytest.mark.parametrize("spoil", [c[1] for c in FOUND], ids=[c[0] for c in FOUND])
def test_programs_are_told_the_same(folder: Path, cli: Cli, spoil: Spoil, form: str) -> None:
    spoil(folder)
    outcome = cli(folder, "--format", form)
    sane(outcome)
    assert outcome.code == 1
    if form != "github":
        json.loads(outcome.out)


def _message(cli: Cli, *arguments: object) -> str:
    outcome = cli(*arguments)
    sane(outcome)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith("virgolette: ")
    assert len(outcome.err.rstrip("\n").split("\n")) == 2, outcome.err
    return outcome.err


def test_a_link_that_leads_out_is_refused(folder: Path, cli: Cli, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    text = folder / "seeds" / "texts" / "porto-1.txt"
    shutil.move(text, outside)
    text.symlink_to(outside)
    assert "leads out of the corpus folder" in _message(cli, folder)


def test_annotations_that_lead_out_are_refused(folder: Path, cli: Cli, tmp_path: Path) -> None:
    gold = _gold(folder)
    shutil.move(gold, tmp_path / "porto-1.json")
    gold.symlink_to(tmp_path / "porto-1.json")
    message = _message(cli, folder)
    assert "porto-1.json" in message
    assert "leads out of the corpus folder" in message


@pytest.mark.parametrize("name", ["seeds/manifest.json", "annotations/entities.json"])
def test_a_broken_shared_file_stops_with_its_pointer(folder: Path, cli: Cli, name: str) -> None:
    def spoil(tree: Any) -> None:
        tree["documents" if "documents" in tree else "entities"][0]["colour"] = "red"

    edit(folder / name, spoil)
    message = _message(cli, folder)
    assert f"{name}#/" in message
    assert "colour" in message


def test_a_path_that_isnt_there(cli: Cli, tmp_path: Path) -> None:
    assert "doesn't exist" in _message(cli, tmp_path / "no\x1b]0;such\x07")


def test_a_folder_without_annotations(cli: Cli, tmp_path: Path) -> None:
    assert "holds no annotation files" in _message(cli, tmp_path)


def test_a_file_name_with_escapes_is_shown_visibly(folder: Path, cli: Cli) -> None:
    _gold(folder).rename(_gold(folder).with_name("porto\x1b[2J\u202e.json"))
    outcome = cli(folder)
    sane(outcome)
    assert "\\x1b[2J\\u202e.json" in outcome.out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(folder: Path, cli: Cli) -> None:
    _gold(folder).chmod(0)
    assert "can't be read" in _message(cli, folder)


class TestAHundredMegabytes:
    """One line of 100 MB: slow or not, it ends in a message."""

    SIZE = 100 * 1024 * 1024

    def test_of_json(self, folder: Path, cli: Cli) -> None:
        _gold(folder).write_bytes(b'{"doc_id": "' + b"a" * self.SIZE + b'"}')
        outcome = cli(folder)
        sane(outcome)
        assert outcome.code == 1
        assert "[schema-violation]" in outcome.out
        assert len(outcome.out) < 10_000

    def test_of_brackets(self, folder: Path, cli: Cli) -> None:
        _gold(folder).write_bytes(b"[" * self.SIZE)
        outcome = cli(folder)
        sane(outcome)
        assert "nested too deeply" in outcome.out

    def test_of_text(self, folder: Path, cli: Cli) -> None:
        raw = b"a" * self.SIZE + b"\x00"
        document = entry("porto-1", b"") | {"sha256": hashlib.sha256(raw).hexdigest(), "chars": len(raw)}
        _reset_text(folder, b"")
        (folder / "seeds" / "texts" / "porto-1.txt").write_bytes(raw)
        edit(folder / "seeds" / "manifest.json", lambda m: m.update(documents=[document]))
        edit(_gold(folder), lambda a: a.update(text_sha256=document["sha256"]))
        outcome = cli(folder)
        sane(outcome)
        assert outcome.code == 1
        assert "[text-control]" in outcome.out
        assert all(len(line) < 400 for line in outcome.out.split("\n"))
