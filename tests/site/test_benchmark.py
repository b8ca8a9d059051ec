"""The benchmark's pages as files: the board's own numbers, every system, every document, only our own words."""

from __future__ import annotations

import html
import re

import msgspec
import pytest

from tests.report.conftest import OUTSIDE, TEXT, gold, no_texts, rewritten, small, texts
from tests.site.test_pages import BODY, linked, needs_nothing, pages
from tests.test_leak import fold
from virgolette.cli import main
from virgolette.report.board import standing
from virgolette.scoring import convert, result

__all__ = ["no_texts", "small", "texts"]


def plain(page):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", BODY.sub("", page))).split())


@pytest.fixture
def ranked(small, texts, tmp_path):
    """A corpus with two systems on its board."""
    path = tmp_path / "gold.jsonl"
    found = [convert.from_gold(gold(f"porto-{k}")) for k in range(8)]
    # One mention of another label, so that there is something to see.
    found[3] = msgspec.structs.replace(
        found[3], entities=(msgspec.structs.replace(found[3].entities[0], label="ORG"), *found[3].entities[1:])
    )
    convert.write(path, found)
    assert main(["board", "--update", "rules", "--corpus", str(small), "--texts", str(texts)]) == 0
    assert main(["board", "--add", "nearly", str(path), "--about", "gold <i>itself</i>", "--corpus", str(small)]) == 0
    return small


@pytest.fixture
def site(ranked, tmp_path):
    def go(*arguments):
        out = tmp_path / "site"
        assert main(["site", "--out", str(out), "--corpus", str(ranked), *map(str, arguments)]) == 0
        return pages(out)

    return go


def test_a_page_for_every_system_and_every_document(site):
    found = site()
    assert {n for n in found if n.startswith("systems/")} == {"systems/nearly.html", "systems/rules.html"}
    assert {n for n in found if n.startswith("compare/")} == {f"compare/porto-{k}.html" for k in range(8)}
    needs_nothing(found)
    linked(found)
    assert max(len(page.encode()) for page in found.values()) < 300_000


def test_the_leaderboard_says_what_the_board_says(site, ranked):
    page, front = plain(site()["benchmark.html"]), plain(site()["index.html"])
    test, reference = standing.board(ranked).standings
    for entry in test.entries:
        for s in entry.scores:
            if s.value is not None:
                assert f"{entry.system.about.name} {s.value:.3f}" in page.replace(" 0 .5 1 ", " "), s.measure
    assert "8 documents of 8 stories; 95 % intervals" in page and "Where systems stand" in front
    assert "descriptive only: the reference articles are about one event" in page
    assert reference.entries[0].result.score("entities.strict").value is not None


def test_a_whisker_says_its_interval_in_words(site, ranked):
    page = site()["benchmark.html"]
    (entry,) = [e for e in standing.board(ranked).standings[0].entries if e.system.about.name == "nearly"]
    s = entry.result.score("entities.strict")
    assert f'aria-label="{s.value:.3f}, 95 % interval {s.low:.3f} to {s.high:.3f}"' in page
    assert all("aria-" in tag for tag in re.findall(r"<svg[^>]*>", page))


def test_a_system_s_page_has_a_report_s_content(site):
    page = site()["systems/nearly.html"]
    assert "gold &lt;i&gt;itself" in page and "virgolette score test.jsonl --split test --out test.json" in page
    shown = plain(page)
    for words in ("Label by label", "What is taken for what", "How predictions were placed", "the hardest first"):
        assert words in shown
    hardest = re.search(r'<table class="ranked.*?</table>', page, re.DOTALL)[0]
    assert re.findall(r"compare/(porto-\d)", hardest)[0] == "porto-3"
    row = re.search(r'<th scope="row">entities</th>.*?</tr>', page, re.DOTALL)[0]
    assert re.findall(r'<td class="n[^"]*">(\d+)</td>', row) == ["23", "0", "1", "0", "0", "0", "0", "0", "24", "24"]


def test_each_column_holds_the_whole_text(site):
    page = site()["compare/porto-3.html"]
    for name in ("gold", "nearly", "rules"):
        shown = re.findall(rf'<p class="t[^>]*data-side="{name}">(.*?)</p>', page, re.DOTALL)
        words = "\n".join(html.unescape(re.sub(r"<[^>]*>", "", x)).strip("\n") for x in shown)
        assert words == TEXT
    assert 'data-l="≠ORG"' in page


def test_external_texts_are_looked_into_only_where_they_are_and_never_shown(site, texts):
    without = site()
    assert "compare/fuori-1.html" not in without
    assert "only of texts that are at hand" in plain(without["systems/rules.html"])
    runs = {fold(OUTSIDE)[i : i + 12] for i in range(len(OUTSIDE) - 12)}
    for arguments in (["--texts", texts], ["--texts", texts, "--with-external-texts"]):
        found = site(*arguments)
        assert "words of this article belong to somebody else" in plain(found["compare/fuori-1.html"])
        assert "only of texts" not in plain(found["systems/rules.html"])
        linked(found)
        for name, page in found.items():
            if name.startswith(("compare/", "systems/", "benchmark")):
                assert not any(r in fold(plain(page)) for r in runs), name


def test_results_that_no_longer_hold_are_named_and_not_shown(site, ranked):
    rewritten(ranked, "porto-1", entities=())
    found = site()
    page = plain(found["benchmark.html"])
    assert "nearly on test (made on other gold)" in page and "Test split" not in page
    assert "systems/nearly.html" not in found and "systems/rules.html" in found
    assert not [n for n in found if n.startswith("compare/")]


def test_results_that_cannot_be_read_are_told(site, ranked):
    (ranked / "results" / "rules" / "system.json").write_text("{}")
    found = site()
    assert "Results that can’t be read" in plain(found["benchmark.html"])
    assert "Where systems stand" not in found["index.html"]


def test_what_a_system_does_not_predict_is_told_from_what_it_gets_wrong(site, ranked):
    test, reference = standing.board(ranked).standings
    assert not any(standing.unasked(s) for e in test.entries for s in e.scores)
    assert [s.measure for s in reference.entries[0].scores if standing.unasked(s)] == ["claims.iou50"]
    assert plain(site()["benchmark.html"]).count("0.000 none predicted") == 1


def test_pairs_are_tested_where_there_is_something_to_infer_from(site, ranked):
    page = site()["benchmark.html"]
    assert page.count("Every pair, tested") == 1 and plain(page).count("nearly − rules") + plain(page).count(
        "rules − nearly"
    ) == len(standing.MEASURES)
    assert result.read(ranked / "results" / "rules" / "reference.json").reason
