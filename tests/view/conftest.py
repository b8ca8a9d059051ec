"""A page in a real browser, and the fixture document written as a page."""

from __future__ import annotations

import pytest

from tests.view.building import KNOWLEDGE, document
from virgolette import checks, view
from virgolette.model import Corpus, Manifest

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--force-prefers-reduced-motion",
)


def findings_of(shown):
    listed = Manifest(schema_version="1.0", dataset_version="0.0.1", documents=(shown.entry,))
    return list(checks.run(Corpus("/nowhere", listed, (shown,), KNOWLEDGE), whole=False))


def page_of(shown):
    return view.page(shown, KNOWLEDGE, findings_of(shown))


@pytest.fixture(scope="module")
def browser(browser_binaries, tmp_path_factory):
    selenium = pytest.importorskip("selenium.webdriver")
    from selenium.webdriver.chrome.service import Service

    binary, driver = browser_binaries
    options = selenium.ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    found = selenium.Chrome(options=options, service=Service(driver))
    yield found
    found.quit()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    """The page of the fixture document, as the command would write it."""
    path = tmp_path_factory.mktemp("page") / "faro-1.html"
    path.write_bytes(page_of(document()).encode("utf-8"))
    return path


@pytest.fixture
def opened(browser, page_file):
    """Opens the page afresh, with a hash and at a size in CSS pixels."""

    def open_page(fragment="", *, width=1280, height=900, dark=False, path=page_file):
        browser.get("about:blank")
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        browser.get(path.as_uri() + fragment)
        return browser

    return open_page
