"""Replacing a site: only what is ours, and whole."""

from __future__ import annotations

import pytest

from tests.site.building import site
from virgolette.errors import EnvironmentFault, InputError
from virgolette.site import build, stories


def listed(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


@pytest.fixture
def small():
    return site(50)


def test_a_site_of_ours_is_replaced(small, tmp_path):
    out = tmp_path / "site"
    first, count = build.build(small, out)
    before = listed(out)
    (out / "documents" / "gone-1.html").write_text("an older site's page", encoding="utf-8")
    assert build.build(small, out) == (first, count)
    assert listed(out) == before and listed(tmp_path) == ["site", *(f"site/{p}" for p in before)]


def test_what_isnt_ours_stays(small, tmp_path):
    other = tmp_path / "home"
    other.mkdir()
    (other / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="no site of ours"):
        build.build(small, other)
    assert (other / "index.html").read_text(encoding="utf-8") == "mine"
    with pytest.raises(InputError, match="is a file"):
        build.build(small, other / "index.html")


def test_a_site_with_something_else_in_it_stays(small, tmp_path):
    out = tmp_path / "site"
    build.build(small, out)
    (out / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"thesis\.txt"):
        build.build(small, out)
    assert (out / "thesis.txt").is_file()


def test_a_failure_leaves_what_was_there(small, tmp_path, monkeypatch):
    out = tmp_path / "site"
    build.build(small, out)
    before = {p: p.read_bytes() for p in out.rglob("*.html")}

    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stories, "pages", fail)
    with pytest.raises(EnvironmentFault):
        build.build(small, out)
    assert {p: p.read_bytes() for p in out.rglob("*.html")} == before and listed(tmp_path)[0] == "site"
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
