"""The site as files: self-contained, linked, small, of the same bytes, and without a word that isn't ours."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import pytest

from tests.test_leak import NAMES, leaks
from virgolette.cli import main

LINK = re.compile(r'href="([^"]*)"')
BODY = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)


def pages(folder):
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in sorted(folder.rglob("*.html"))}


@pytest.fixture(scope="module")
def own(own_site):
    return pages(own_site)


@pytest.fixture(scope="module")
def hostile(hostile_site):
    return pages(hostile_site)


def needs_nothing(found):
    for name, page in found.items():
        body = BODY.sub("", page)
        assert not re.findall(r'(?:src|action|srcset|poster|data)="', body), name
        assert not re.findall(r"@import|url\((?!#)", page), name
        assert {a.partition(":")[0] for a in LINK.findall(body) if ":" in a} <= {"data"}, name
        policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert not re.findall(r"<[^>]*\s(?:style|on\w+)=", body), name


def linked(found):
    """Every link leads to a page that is there, and to a place that is there once."""
    ids = {name: set(re.findall(r'\sid="([^"]*)"', page)) for name, page in found.items()}
    for name, page in found.items():
        assert len(re.findall(r'\sid="([^"]*)"', page)) == len(ids[name]), name
        for link in set(LINK.findall(BODY.sub("", page))):
            if link.startswith("data:"):
                continue
            path, _, anchor = html.unescape(link).partition("#")
            parts = [*name.split("/")[:-1], *path.split("/")] if path else name.split("/")
            while ".." in parts:
                i = parts.index("..")
                parts[i - 1 : i + 1] = []
            target = "/".join(parts)
            assert target in found, (name, link)
            assert not anchor or unquote(anchor) in ids[target], (name, link)


@pytest.mark.parametrize("which", ["own", "hostile"])
def test_every_page_needs_nothing_but_itself(which, request):
    needs_nothing(request.getfixturevalue(which))


@pytest.mark.parametrize("which", ["own", "hostile"])
def test_every_link_leads_to_something(which, request):
    linked(request.getfixturevalue(which))


def test_a_page_is_small(own):
    assert max(len(page.encode("utf-8")) for name, page in own.items() if name.startswith("documents/")) < 300_000
    assert all(len(page.encode("utf-8")) < 300_000 for name, page in own.items() if name != "documents.html")


def test_pages_are_labelled_and_have_one_heading(own):
    for name, page in own.items():
        assert len(re.findall(r"<h1\b", page)) == 1, name
        assert '<html lang="en">' in page and 'href="#main"' in page and 'id="main"' in page, name
        assert all(
            "aria-" in tag or "role=" in tag
            for tag in re.findall(r"<svg class=[^>]*>", page)
            if "o" not in tag.split('"')[1].split()
        )


def test_the_same_corpus_gives_the_same_bytes(own_site, root, tmp_path, monkeypatch):
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)
    assert main(["site", "--out", str(tmp_path / "again"), "--corpus", str(root)]) == 0
    assert pages(tmp_path / "again") == pages(own_site)


def test_hostile_words_are_words(hostile):
    for name, page in hostile.items():
        body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
        assert page.count("<script") == page.count("</script>") <= 2 and "<script" not in body, name
        assert "<img" not in page and "<b>non" not in page, name
    index = re.search(
        r'<script type="application/json" id="index">(.*?)</script>', hostile["documents.html"], re.DOTALL
    )
    assert "<" not in index[1] and "\\u003cscript" in index[1]


def test_a_story_is_known_by_a_headline(own, root):
    from virgolette import corpus

    first = next(d.entry for d in corpus.load(root).documents if d.entry.story == "velasca")
    title = html.escape(first.title, quote=False).replace("'", "&#39;").replace('"', "&#34;")
    for name in ("stories.html", "stories/velasca.html", "documents.html"):
        assert title in own[name], name
    assert "Other forms that occur" not in "".join(own.values())


def test_what_isnt_there_yet_is_said(hostile):
    assert "Nothing here yet" in hostile["benchmark.html"]
    assert "There are no two passes" in hostile["index.html"]


def test_numbers_are_those_of_the_corpus(own, root):
    from virgolette import corpus

    claims = sum(len(d.annotations.claims) for d in corpus.load(root).documents if d.annotations)
    assert f"<dd>{claims:,}</dd><dt>claims</dt>" in own["index.html"]
    assert "overstates what two people" in own["index.html"]


def test_external_texts_are_kept_out_unless_asked_for(grams, reference_texts, root, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VIRGOLETTE_TEXTS", str(reference_texts))
    assert main(["site", "--out", str(tmp_path / "site"), "--corpus", str(root)]) == 0
    assert capsys.readouterr().err == ""
    for name, page in pages(tmp_path / "site").items():
        body = re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)
        # A name is a fact, with the space beside it too.
        body = body.replace(NAMES[0], "\n")
        bare = html.unescape(re.sub(r"<[^>]*>", "", body))
        assert not leaks(body.encode(), name, grams) and not leaks(bare.encode(), name, grams), name
    assert main(["site", "--out", str(tmp_path / "own"), "--corpus", str(root), "--with-external-texts"]) == 0
    assert "don't publish it" in capsys.readouterr().err
    private = pages(tmp_path / "own")
    page = private["documents/deepseek-000.html"]
    assert leaks(html.unescape(re.sub(r"<[^>]*>", "", page)).encode(), "x.html", grams)
    assert "don’t pass this file on" in page and "may not be published" in private["index.html"]
    assert max(len(p.encode("utf-8")) for name, p in private.items() if name.startswith("documents/")) < 300_000


def test_without_texts_the_flag_changes_nothing_and_says_so(own_site, root, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)
    assert main(["site", "--out", str(tmp_path / "site"), "--corpus", str(root), "--with-external-texts"]) == 0
    assert "No external text is at hand" in capsys.readouterr().err
    assert pages(tmp_path / "site") == pages(own_site)
