"""A report in a real browser: filters by keyboard, from words to the list and back, legible in both schemes."""

from __future__ import annotations

import json

import pytest

from tests.report.test_page import line, told
from tests.site.conftest import quiet
from tests.view.conftest import browser
from tests.view.test_browser import CONTRAST
from virgolette.cli import main

__all__ = ["browser", "quiet"]


@pytest.fixture
def opened(browser, small, tmp_path):
    def go(*, width=1280, dark=False, still=False):
        path, out = tmp_path / "mine.jsonl", tmp_path / "report.html"
        path.write_text("".join(json.dumps(line(f"porto-{k}", **told("Nessuno"))) + "\n" for k in range(8)))
        assert main(["score", str(path), "--split", "test", "--report", str(out), "--corpus", str(small)]) == 0
        if still:
            out.write_text(out.read_text().replace("<script>", '<script type="text/plain">'))
        browser.get("about:blank")
        for log in ("browser", "performance"):
            browser.get_log(log)
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        browser.get(out.as_uri())
        browser.execute_script("for (const d of document.querySelectorAll('details')) d.open = true")
        return browser

    return go


def shown(browser, query):
    return browser.execute_script(
        f"return [...document.querySelectorAll({query!r})].filter(e => e.getClientRects().length).length"
    )


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_is_legible_and_quiet(opened, quiet, width, dark):
    browser = opened(width=width, dark=dark)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert browser.execute_script(CONTRAST) == []
    assert quiet() == []


@pytest.mark.parametrize("still", [False, True])
def test_filters_work_by_keyboard_with_and_without_a_script(opened, still):
    browser = opened(still=still)
    box = browser.find_element("id", "k-t")
    assert shown(browser, "tr.k-t") and shown(browser, ".hook.t")
    box.send_keys(" ")
    assert not shown(browser, "tr.k-t") and not shown(browser, ".hook.t") and shown(browser, "tr.k-b")
    line_ = "return getComputedStyle(document.querySelector('.r.et')).getPropertyValue('--e')"
    assert browser.execute_script(line_) in ("transparent", "rgba(0, 0, 0, 0)")
    box.send_keys(" ")
    browser.find_element("id", "l-e").send_keys(" ")
    assert not shown(browser, "tr.l-e") and not shown(browser, ".hook.E") and shown(browser, "tr.l-q")


def test_words_lead_to_the_list_and_back(opened, quiet):
    browser = opened()
    browser.execute_script("document.querySelector('.document .hook.t').click()")
    assert shown(browser, "tr.sel") == 1 and shown(browser, ".r.sel") >= 1
    browser.execute_script("document.querySelector('tr.sel th a').click()")
    assert browser.current_url.endswith("t") and shown(browser, ".hook.sel") >= 1
    browser.find_element("css selector", "body").send_keys("\ue00c")
    assert shown(browser, ".sel") == 0
    browser.execute_script("document.querySelector('.two p[data-l=predicted] .r.eb').click()")
    assert shown(browser, "tr.sel.k-b") == 1
    assert quiet() == []
