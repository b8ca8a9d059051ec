"""The site in a real browser: clicked through, at two widths and in both schemes."""

from __future__ import annotations

import base64

import pytest

from tests.site.building import SPANS, hostile
from tests.site.conftest import OPEN
from tests.view.test_browser import CONTRAST
from virgolette import corpus

PAGES = (
    "index.html",
    "documents.html",
    "stories.html",
    "entities.html",
    "benchmark.html",
    "stories/velasca.html",
    "entities/zhuldar.html",
    "documents/velasca-1.html",
    "documents/deepseek-003.html",
)


def texts(browser, query):
    return browser.execute_script(f"return [...document.querySelectorAll({query!r})].map(e => e.textContent.trim())")


def click(browser, query):
    browser.execute_script(f"document.querySelector({query!r}).click()")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_kind_of_page_is_legible_and_quiet(visit, quiet, tmp_path, width, dark):
    for name in PAGES:
        browser = visit(name, width=width, dark=dark)
        shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
        path = tmp_path / f"{name.replace('/', '-')}-{width}-{'dark' if dark else 'light'}.png"
        path.write_bytes(base64.b64decode(shot))
        assert path.stat().st_size > 5_000
        browser.execute_script(OPEN)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, name
        assert browser.execute_script(CONTRAST) == [], name
        assert quiet() == [], name


def test_a_reader_gets_from_the_front_page_to_a_claim_in_its_text(visit, quiet):
    browser = visit("index.html")
    click(browser, "nav.sitebar a[href='stories.html']")
    click(browser, ".questions a[href='stories/velasca.html#gullhaven-sum']")
    assert browser.current_url.endswith("stories/velasca.html#gullhaven-sum")
    click(browser, "#gullhaven-sum .row .what a")
    assert "/documents/velasca-" in browser.current_url
    id_ = browser.current_url.partition("#")[2]
    assert id_.startswith("C") and browser.execute_script(
        f"return document.getElementById('{id_}').className.includes('sel')"
    )
    click(browser, f"#p-{id_} a.out")
    assert browser.current_url.endswith("stories/velasca.html#gullhaven-sum")
    click(browser, "#gullhaven-sum .about a")
    assert "/entities/" in browser.current_url
    assert quiet() == []


def test_search_finds_words_in_texts_and_statements(visit):
    browser = visit("documents.html")
    field = browser.find_element("id", "q")
    field.send_keys("GEOMETRA")
    titles = texts(browser, ".papers > li:not([hidden]) .title")
    assert len(titles) == 1 and titles[0].startswith("Tarnwell")
    assert {t.lower() for t in texts(browser, ".papers > li:not([hidden]) mark")} == {"geometra"}
    assert browser.current_url.endswith("#q=GEOMETRA")
    href = browser.execute_script("return document.querySelector('.hits:not([hidden]) a').getAttribute('href')")
    browser.get(browser.current_url.partition("documents.html")[0] + href)
    line = "return document.querySelector('.text > div:target').textContent"
    assert "Geometra" in browser.execute_script(line)


def test_filters_narrow_the_list_and_the_address_keeps_them(visit, root):
    browser = visit("documents.html#split=train&phenomenon=speaker-pronoun")
    assert browser.execute_script("return document.getElementById('split').value") == "train"
    shown = browser.execute_script("return [...document.querySelectorAll('.papers > li:not([hidden])')].map(e => e.id)")
    train = {e.doc_id for e in corpus.manifest(root).documents if e.split == "train"}
    assert shown and set(shown) <= train
    assert texts(browser, "#count") == [f"{len(shown)} document{'s' if len(shown) > 1 else ''}"]
    browser = visit("documents.html#genre=nonsense&q=zzzzzz")
    assert texts(browser, "#count") == ["0 documents, 0 places"]


def test_a_name_is_found_by_a_wrong_spelling(visit):
    browser = visit("entities.html")
    browser.find_element("id", "find").send_keys("il mekov")
    assert [t.split("\n")[0] for t in texts(browser, ".names li:not([hidden]) > a")] == ["Sanzhar Ilmekov"]


def test_a_chosen_claim_shows_how_the_others_stand_to_it(visit):
    browser = visit("stories/deepseek.html#stargate-sum")
    button = browser.find_element("css selector", "#stargate-sum button.letter")
    button.send_keys("\n")
    assert button.get_attribute("aria-pressed") == "true"
    said = [t for t in texts(browser, "#stargate-sum .said") if t]
    assert len(said) == 2 and all("contradictory" in t for t in said)
    assert browser.execute_script("return document.querySelectorAll('#stargate-sum .mk.r-contradictory').length") == 2
    button.send_keys("\ue00c")
    assert texts(browser, "#stargate-sum .said") == ["", "", ""]


def test_everything_but_filters_reads_without_javascript(visit, own_site, tmp_path):
    for name in ("documents.html", "stories/velasca.html"):
        page = (own_site / name).read_text(encoding="utf-8").replace("<script>", '<script type="text/plain">')
        (tmp_path / "still.html").write_text(page, encoding="utf-8")
        browser = visit("still.html", folder=tmp_path)
        assert browser.execute_script("return document.querySelectorAll('#filters:not([hidden])').length") == 0
        assert len(browser.find_element("id", "main").text) > 500


def test_a_hostile_document_is_text_and_runs_nothing(visit, quiet, hostile_site):
    document = hostile()
    browser = visit("documents/faro-1.html#T2000", folder=hostile_site)
    points = "return [...document.getElementById('text').textContent].map(c => c.codePointAt(0))"
    assert browser.execute_script(points) == [ord(c) for c in document.text]
    assert browser.execute_script("return document.querySelectorAll('.text a.t').length") >= SPANS
    click(browser, "#T2001")
    assert browser.current_url.endswith("#T2001")
    assert quiet() == []
    for name in ("index.html", "documents.html#q=script", "stories/faro.html", "stories.html", "entities/ilda.html"):
        browser = visit(name, folder=hostile_site)
        assert browser.execute_script("return window.ran") is None, name
        assert browser.execute_script("return document.querySelectorAll('img, iframe, main script').length") == 0
        assert quiet() == [], name


def test_a_hostile_statement_is_found_and_shown_as_text(visit, hostile_site):
    browser = visit("documents.html#q=window.ran", folder=hostile_site)
    assert any("<script>window.ran = 1</script>" in t for t in texts(browser, ".hits li"))


def test_no_line_crosses_the_words_on_a_phone(visit):
    for width, drawn in ((1280, True), (360, False)):
        browser = visit("stories/deepseek.html", width=width)
        lines = "return [...document.querySelectorAll('.link')].some(e => getComputedStyle(e).display !== 'none')"
        assert browser.execute_script(lines) is drawn


def test_what_is_chosen_is_printed_whole(visit):
    browser = visit("stories/velasca.html")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert browser.execute_script("return getComputedStyle(document.querySelector('.sitebar')).display") == "none"
    bars = "[...document.querySelectorAll('.picture .bar, .signs .bar')]"
    hidden = f"return {bars}.filter(e => getComputedStyle(e).display === 'none').length"
    assert browser.execute_script(hidden) == 0
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
