"""The benchmark's pages in a real browser: columns that one chooses, legible at two widths and in both schemes."""

from __future__ import annotations

import pytest

from tests.report.conftest import no_texts, small, texts
from tests.site.conftest import OPEN
from tests.site.test_benchmark import ranked
from tests.view.test_browser import CONTRAST
from virgolette.cli import main

__all__ = ["no_texts", "ranked", "small", "texts"]
NAMES = ("benchmark.html", "systems/nearly.html", "systems/rules.html", "compare/porto-3.html", "index.html")
COLUMNS = """return [...document.querySelectorAll('.reading .two:nth-child(2) > p')]
  .filter(e => e.getClientRects().length)
  .sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left).map(e => e.dataset.side)"""


@pytest.fixture
def folder(ranked, texts, tmp_path):
    assert main(["site", "--out", str(tmp_path / "site"), "--corpus", str(ranked), "--texts", str(texts)]) == 0
    return tmp_path / "site"


def test_every_page_is_legible_and_quiet(visit, quiet, folder):
    for dark in (False, True):
        for width in (1280, 360):
            for name in (*NAMES, "compare/fuori-1.html"):
                browser = visit(name, width=width, dark=dark, folder=folder)
                browser.execute_script(OPEN)
                assert browser.execute_script("return document.documentElement.scrollWidth") <= width, name
                assert browser.execute_script(CONTRAST) == [], name
                assert quiet() == [], name


@pytest.mark.parametrize("still", [False, True])
def test_one_chooses_two_columns_by_keyboard_with_and_without_a_script(visit, folder, still):
    path = folder / "compare" / "porto-3.html"
    if still:
        path.write_text(path.read_text().replace("<script>", '<script type="text/plain">'))
    browser = visit("compare/porto-3.html", folder=folder)
    assert browser.execute_script(COLUMNS) == ["nearly", "rules"]
    browser.find_element("id", "L1").send_keys("\ue012")  # to the left: gold
    assert browser.execute_script(COLUMNS) == ["gold", "rules"]
    browser.find_element("id", "R2").send_keys("\ue012")
    assert browser.execute_script(COLUMNS) == ["gold", "nearly"]
    lists = (
        "return [...document.querySelectorAll('.list')].filter(e => e.getClientRects().length).map(e => e.dataset.side)"
    )
    assert browser.execute_script(lists) == ["nearly"]


def test_the_choice_goes_along_to_the_next_document(visit, quiet, folder):
    browser = visit("compare/porto-3.html#left=rules&right=gold", folder=folder)
    assert browser.execute_script(COLUMNS) == ["rules", "gold"]
    browser.execute_script("document.querySelector('a[rel=next]').click()")
    assert browser.current_url.endswith("porto-4.html#left=rules&right=gold")
    assert browser.execute_script(COLUMNS) == ["rules", "gold"]
    browser.execute_script("document.getElementById('R2').click()")
    assert browser.current_url.endswith("#left=rules&right=rules")
    assert quiet() == []


def test_a_sign_leads_to_its_own_system_s_list(visit, folder):
    browser = visit("compare/porto-3.html", folder=folder)
    browser.execute_script("document.querySelector('[data-side=nearly] .hook.t').click()")
    assert browser.execute_script("return document.querySelector('tr.sel').closest('.list').dataset.side") == "nearly"
    assert browser.execute_script("return document.querySelector('tr.sel').closest('.list').open")
    sides = (
        "return [...new Set([...document.querySelectorAll('.r.sel')].map(e => e.closest('[data-side]').dataset.side))]"
    )
    assert browser.execute_script(sides) == ["nearly"]
