"""Texts are found by content, decoded once, and refused with what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import folders, typed
from virgolette import corpus
from virgolette.corpus import texts
from virgolette.errors import InputError, TextError

TEXT = "Il molo di Brindora costa quaranta milioni,\nha detto Livia Tresoldi."


@pytest.fixture
def folder(tmp_path):
    """A corpus with one external document and one of its own, and a folder for the external one's text."""
    folders.write_corpus(
        tmp_path / "corpus", {"porto-1": TEXT, "porto-2": "La ditta tace."}, external=frozenset({"porto-1"})
    )
    (tmp_path / "texts").mkdir()
    return tmp_path


def scan(folder, given="texts"):
    return corpus.scan(folder / "corpus", folder / given if given else None)


@pytest.mark.parametrize("name", ["porto-1.txt", "è un nome.TXT", "noext", ".hidden", "x.txt.bak"])
def test_found_by_content_whatever_the_name(folder, name):
    (folder / "texts" / name).write_bytes(TEXT.encode())
    (folder / "texts" / "other.txt").write_text("Altro.")
    (folder / "texts" / "below").mkdir()
    found, findings = scan(folder)
    assert findings == [] and [d.text for d in found.documents] == [TEXT, "La ditta tace."]
    sha = typed.sha(TEXT)
    assert corpus.find_texts(folder / "texts", {sha})[0] == {sha: TEXT.encode()}


def test_the_same_text_twice_is_no_matter_and_a_link_to_it_neither(folder):
    for name in ("a.txt", "b.txt"):
        (folder / "texts" / name).write_bytes(TEXT.encode())
    (folder / "texts" / "c.txt").symlink_to(folder / "texts" / "a.txt")
    (folder / "texts" / "d.txt").symlink_to(folder / "gone")
    (folder / "texts" / "e.txt").symlink_to(folder / "texts" / "e.txt")
    assert scan(folder)[1] == []


@pytest.mark.parametrize(("at", "first"), [(3, 3), (0, 0), (len(TEXT) - 2, TEXT.index("Tresoldi"))])
def test_one_letter_off_is_reported_with_the_first_segment_that_no_longer_fits(folder, at, first):
    off = TEXT[:at] + "Z" + TEXT[at + 1 :]
    (folder / "texts" / "any.txt").write_bytes(off.encode())
    found, [finding] = scan(folder)
    assert finding.code == "text-changed" and finding.doc_id == "porto-1" and finding.start == first
    assert f"the first at {first}" in finding.message and "1 of 11 segments" in finding.message
    assert "virgolette remap porto-1" in finding.remedy and "any.txt" in finding.file
    assert found.documents[0].text is None


def test_one_letter_more_tells_all_that_moved(folder):
    (folder / "texts" / "any.txt").write_bytes((TEXT[:3] + "x" + TEXT[3:]).encode())
    [finding] = scan(folder)[1]
    assert "10 of 11 segments" in finding.message and finding.start == 3


def test_a_text_that_has_nothing_in_common_is_just_not_this_one(folder):
    (folder / "texts" / "other.txt").write_text("Tutt'altra cosa, scritta da altri: qui non c'è nulla.")
    found, findings = scan(folder)
    assert findings == [] and found.documents[0].text is None


def test_windows_line_ends_are_another_text(folder):
    (folder / "texts" / "any.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    [finding] = scan(folder)[1]
    assert finding.code == "text-changed"


def test_named_folder_wins_over_the_environment(folder, monkeypatch):
    (folder / "texts" / "a.txt").write_bytes(TEXT.encode())
    (folder / "empty").mkdir()
    monkeypatch.setenv("VIRGOLETTE_TEXTS", str(folder / "texts"))
    assert corpus.texts_dir() == folder / "texts"
    assert scan(folder, None)[0].documents[0].text == TEXT
    assert scan(folder, "empty")[0].documents[0].text is None
    monkeypatch.setenv("VIRGOLETTE_TEXTS", "")
    assert corpus.texts_dir() is None
    monkeypatch.delenv("VIRGOLETTE_TEXTS")
    assert corpus.texts_dir() is None


def test_a_folder_that_is_none_is_refused_wherever_it_was_named(folder, monkeypatch):
    for missing in (folder / "nowhere", folder / "corpus" / "seeds" / "manifest.json"):
        with pytest.raises(InputError, match="isn't a folder"):
            corpus.texts_dir(missing)
        monkeypatch.setenv("VIRGOLETTE_TEXTS", str(missing))
        with pytest.raises(InputError, match="VIRGOLETTE_TEXTS"):
            scan(folder, None)


def test_a_folder_or_file_that_may_not_be_read_is_named(folder, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    (folder / "texts" / "a.txt").write_bytes(b"x")
    for name, named in (("iterdir", "texts"), ("read_bytes", "a.txt")):
        with monkeypatch.context() as patched:
            patched.setattr(Path, name, refuse)
            with pytest.raises(InputError, match="Permission denied") as raised:
                corpus.find_texts(folder / "texts", set())
            assert raised.value.where.endswith(named) and raised.value.remedy


def test_huge_files_are_something_else(folder, monkeypatch):
    (folder / "texts" / "a.txt").write_bytes(TEXT.encode())
    monkeypatch.setattr(texts, "LARGEST", 5)
    assert corpus.find_texts(folder / "texts", {typed.sha(TEXT)}) == ({}, {})


def test_decoding_changes_nothing():
    raw = "\ufeffa\r\nb\u2028c\x85d\n".encode()
    assert corpus.decode(raw).encode() == raw
    with pytest.raises(TextError, match="byte 1 isn't UTF-8") as raised:
        corpus.decode(b"a\xff", "x.txt")
    assert raised.value.where == "x.txt" and raised.value.remedy


def test_the_text_of_one_document(folder):
    base = folder / "corpus"
    external, own = corpus.manifest(base).documents
    assert corpus.text_of(base, own) == "La ditta tace."
    with pytest.raises(TextError, match="not at hand") as raised:
        corpus.text_of(base, external, folder / "texts")
    assert "--texts" in raised.value.remedy
    (folder / "texts" / "x").write_bytes(TEXT.encode())
    assert corpus.text_of(base, external, folder / "texts") == TEXT
    (base / "seeds" / "texts" / "porto-2.txt").write_text("La ditta parla.")
    with pytest.raises(TextError, match="isn't the one in the manifest"):
        corpus.text_of(base, own)
