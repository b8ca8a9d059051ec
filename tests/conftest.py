"""What a test may need that a machine may lack: the reference articles, a browser.

Under VIRGOLETTE_FULL a lack is a failure, else a skip with its reason.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
# As it was when the tests began: many a test takes the variable away.
TEXTS = os.environ.get("VIRGOLETTE_TEXTS")

# Examples per law are bounded, not timed: a slow machine finds the same failures.
settings.register_profile("virgolette", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("virgolette")


def lacking(reason: str) -> NoReturn:
    if os.environ.get("VIRGOLETTE_FULL"):
        pytest.fail(f"VIRGOLETTE_FULL is set, and {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def reference_texts() -> Path:
    """The folder with the reference articles."""
    if not TEXTS or not Path(TEXTS).is_dir():
        lacking("the reference articles are not at hand (VIRGOLETTE_TEXTS names no folder)")
    return Path(TEXTS)


@pytest.fixture(scope="session")
def browser_binaries() -> tuple[str, str]:
    """Paths of a Chromium and its driver."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    if not chromium or not driver:
        lacking("there is no chromium with chromedriver on this machine")
    return chromium, driver
