"""The project's own site and a hostile one, written once; a browser that opens their pages."""

from __future__ import annotations

import json

import pytest

from tests.site.building import site
from tests.test_leak import grams
from tests.view.conftest import browser
from virgolette.cli import main
from virgolette.site import build

__all__ = ["browser", "grams"]
OPEN = "for (const d of document.querySelectorAll('details')) d.open = true"


@pytest.fixture(scope="session")
def own_site(tmp_path_factory, root):
    """The site of the project's corpus, as the command writes it without any external text at hand."""
    out = tmp_path_factory.mktemp("own") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("VIRGOLETTE_TEXTS", raising=False)
        assert main(["site", "--out", str(out), "--corpus", str(root)]) == 0
    return out


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory):
    out = tmp_path_factory.mktemp("hostile") / "site"
    build.build(site(), out)
    return out


@pytest.fixture
def visit(browser, own_site):
    """Opens a page afresh, at a size and in a scheme."""

    def go(page, *, width=1280, height=900, dark=False, folder=own_site):
        browser.get("about:blank")
        for log in ("browser", "performance"):
            browser.get_log(log)
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        name, _, fragment = page.partition("#")
        browser.get((folder / name).as_uri() + (f"#{fragment}" if fragment else ""))
        return browser

    return go


@pytest.fixture
def quiet(browser):
    """Says what the console holds and what was asked of anything but local files."""

    def said():
        events = [json.loads(e["message"])["message"] for e in browser.get_log("performance")]
        asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
        outside = [u for u in asked if not u.startswith(("file:", "data:image/svg", "about:blank"))]
        return browser.get_log("browser") + outside

    return said
