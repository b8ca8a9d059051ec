"""Finding files and reading lines: as the plain way would, whatever the files hold."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.formats.building import put
from virgolette.errors import InputError
from virgolette.foreign import Flaw
from virgolette.formats import columns, conll, files

_PIECES = (
    b"\n",
    b"\n",
    b"\r",
    b"a",
    b"\xc3\xa0",
    b"\xf0\x9f\x98\x80",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa8",
)
_LONGEST = 12


def plainly(raw: bytes) -> list[tuple[int, str | None]]:
    """Line by line: (number, text), None for what is a flaw."""
    found: list[tuple[int, str | None]] = []
    lines = raw.split(b"\n")
    for number, line in enumerate(lines[:-1] if not lines[-1] else lines, 1):
        if len(line) >= _LONGEST:
            return [*found, (number, None)]
        try:
            text = line.removesuffix(b"\r").decode("utf-8")
        except UnicodeDecodeError:
            found.append((number, None))
            continue
        found.append((number, text.removeprefix("\ufeff") if number == 1 else text))
    return found


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map(b"".join), st.integers(1, 9))
# A mark of byte order in a block that isn't UTF-8 as a whole.
@example(b"\xef\xbb\xbfa\n\xff\n", 9)
def test_lines_are_the_same_however_large_the_blocks(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, block: int
) -> None:
    path = tmp_path_factory.mktemp("lines") / "a"
    path.write_bytes(raw)
    with mock.patch.object(files, "_BLOCK", block), mock.patch.object(files, "LONGEST_LINE", _LONGEST):
        found = list(files.lines_in(path))
    assert [(n, None if isinstance(line, Flaw) else line) for n, line in found] == plainly(raw)
    assert all(line.line == n for n, line in found if isinstance(line, Flaw))


def test_a_byte_that_is_no_text_is_counted_in_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("è molo\n".encode() * 3 + b"Ad\xe0\nfine")
    (*before, (number, flaw), (_, last)) = files.lines_in(tmp_path / "a")
    assert [line for _, line in before] == ["è molo"] * 3
    assert isinstance(flaw, Flaw)
    assert (number, flaw.line, last) == (4, 4, "fine")
    assert flaw.message.startswith("byte 2 of the line isn't UTF-8")


def test_files_come_by_name_and_folders_after_them(tmp_path: Path) -> None:
    for folder in ("", "b", "a", "a/c", ".hidden"):
        put(tmp_path / folder, z_ann="", B_ANN="", a_txt="", _ann="")
    (tmp_path / "a" / "circle").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "b" / "self.ann").symlink_to(tmp_path / "b" / "self.ann")
    (tmp_path / "d.ann").mkdir()
    found = [path.relative_to(tmp_path).as_posix() for path in files.find(tmp_path, (".ann", ".a1"))]
    inner = ["B.ANN", "z.ann"]
    assert found == [
        *inner,
        *(f"a/{name}" for name in inner),
        *(f"a/c/{name}" for name in inner),
        *(f"b/{name}" for name in ("B.ANN", "self.ann", "z.ann")),
    ]


def test_a_folder_that_may_not_be_entered_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a", z_ann="")
    put(tmp_path, b_ann="")
    scan = os.scandir

    def refusing(folder: Path) -> object:
        if Path(folder).name == "a":
            raise PermissionError(13, "Permission denied", str(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    assert [path.name for path in files.find(tmp_path, (".ann",))] == ["b.ann"]
    with pytest.raises(InputError, match="holds no file"):
        list(files.find(tmp_path / "a", (".ann",)))


_LINES = ("# newdoc id = {}", "", "", "Ada\tB-PER", "Rigon\tI-PER", "parla\tO", "x", "-DOCSTART-\tO")


@given(st.lists(st.sampled_from(_LINES), min_size=1, max_size=25), st.integers(1, 30))
def test_a_file_reads_the_same_once_or_twice(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], few: int
) -> None:
    path = tmp_path_factory.mktemp("conll") / "a.conll"
    path.write_text("".join(line.format(i) + "\n" for i, line in enumerate(lines)), encoding="utf-8")
    twice = list(conll.read(path))
    with mock.patch.object(columns, "FEW", few):
        assert list(conll.read(path)) == twice
