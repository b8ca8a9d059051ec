"""The page in a real browser."""

from __future__ import annotations

import json

import pytest

from tests.view.building import TEXT, document
from tests.view.conftest import page_of
from virgolette import corpus, view

CHOSEN = "return [...document.querySelectorAll('.text .r.sel')].map(e => e.dataset.a)"
POINTS = "return [...document.getElementById('text').textContent].map(c => c.codePointAt(0))"


def key(browser, name):
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    ActionChains(browser).send_keys(getattr(Keys, name, name)).perform()


def test_text_content_is_the_text_code_point_for_code_point(opened):
    assert opened().execute_script(POINTS) == [ord(c) for c in TEXT]


def test_nul_shows_as_its_picture_and_nothing_shifts(opened, tmp_path):
    text = TEXT.replace("La banda", "L\x00 \x0c\x1b\x9f\ufeff\ufffe", 1)
    path = tmp_path / "nul.html"
    path.write_bytes(page_of(document(text)).encode("utf-8"))
    shown = opened(path=path).execute_script(POINTS)
    assert shown == [ord(c) for c in text.replace("\x00", "\u2400")]


def test_text_is_laid_out_as_it_stands(opened):
    browser = opened()
    assert browser.execute_script("return getComputedStyle(document.getElementById('text')).whiteSpace") == "pre-wrap"
    inline = "return [...document.querySelectorAll('.text .r')].every(e => getComputedStyle(e).display === 'inline')"
    assert browser.execute_script(inline)
    # Labels, chips and brackets take no room between words.
    apart = """return [...document.querySelectorAll('.text a, .text i')]
      .every(e => getComputedStyle(e).position === 'absolute' && e.textContent === '')"""
    assert browser.execute_script(apart)


def test_hostile_text_runs_nothing_and_asks_for_nothing(opened):
    browser = opened()
    browser.get_log("performance")
    browser.get_log("browser")
    opened("#Q1")
    assert browser.execute_script("return window.ran") is None
    assert browser.execute_script("return document.querySelectorAll('script, img, b b').length") == 1
    events = [json.loads(e["message"])["message"] for e in browser.get_log("performance")]
    asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    assert {url.partition("#")[0] for url in asked} <= {browser.current_url.partition("#")[0], "about:blank"}
    assert browser.get_log("browser") == []


def test_a_script_that_got_in_would_not_run(opened):
    browser = opened()
    browser.execute_script("""
      const s = document.createElement('div'); document.body.append(s);
      s.innerHTML = '<img src="data:image/png;base64,AA" onerror="window.ran = 1">';
      s.firstChild.dispatchEvent(new Event('error'));""")
    assert browser.execute_script("return window.ran") is None
    browser.get_log("browser")


@pytest.mark.parametrize("fragment", ["#Q1", "#C2", "#T8", "#N1", "#S1", "#p-Q1"])
def test_a_deep_link_selects_every_part(opened, fragment):
    browser = opened(fragment)
    id_ = fragment.removeprefix("#").removeprefix("p-")
    every = "return [...document.querySelectorAll('.text .r[data-a]')].map(e => e.dataset.a)"
    wanted = [a for a in browser.execute_script(every) if any(t.split(".")[0] == id_ for t in a.split())]
    assert browser.execute_script(CHOSEN) == wanted and wanted
    assert browser.execute_script(f"return document.getElementById('p-{id_}').classList.contains('sel')")
    visible = f"const b = document.getElementById('p-{id_}').getBoundingClientRect(); return b.top >= 0 && b.height > 0"
    assert browser.execute_script(visible)


def test_a_quote_lights_its_speaker_and_its_claims(opened):
    browser = opened("#Q1")
    lit = "return [...document.querySelectorAll('.rel, .sel')].map(e => e.id || e.dataset.a).join(' ')"
    found = browser.execute_script(lit).split()
    assert {"T1", "p-T1", "C1", "p-C1", "Q1", "Q1.cue", "Q1.mark", "Q1.bad"} <= set(found)


def test_a_link_to_nothing_selects_nothing(opened):
    browser = opened("#nothing")
    assert browser.execute_script(CHOSEN) == []
    assert browser.get_log("browser") == []


def test_keys_go_through_all_annotations_and_escape_clears(opened):
    browser = opened()
    handles = browser.execute_script("return [...document.querySelectorAll('main a[id]')].map(e => e.id)")
    seen = []
    for _ in handles:
        key(browser, "j")
        seen.append(browser.execute_script("return location.hash.slice(1)"))
    assert seen == handles
    key(browser, "k")
    assert browser.execute_script("return location.hash") == f"#{handles[-2]}"
    key(browser, "ESCAPE")
    assert browser.execute_script(CHOSEN) == []
    assert browser.execute_script("return location.hash") == ""


def test_tab_reaches_annotations_and_enter_selects(opened):
    browser = opened()
    browser.execute_script("document.querySelector('.key summary').focus()")
    key(browser, "TAB")
    first = browser.execute_script("return document.activeElement.id")
    assert first == browser.execute_script("return document.querySelector('main a[id]').id")
    assert browser.execute_script("return document.querySelectorAll('.hov').length") > 0
    key(browser, "ENTER")
    assert browser.execute_script("return location.hash") == f"#{first}"


def test_clicks_on_a_word_go_through_what_covers_it(opened):
    browser = opened()
    run = "[...document.querySelectorAll('.text .r')].find(e => e.textContent.includes('mila euro'))"
    seen = []
    for _ in range(5):
        browser.execute_script(f"{run}.click()")
        seen.append(browser.execute_script("return location.hash.slice(1)"))
    covering = browser.execute_script(f"return {run}.dataset.a.split(' ').map(t => t.split('.')[0])")
    assert seen[0] != seen[1] and set(seen) <= set(covering)


@pytest.mark.parametrize(
    ("layer", "handle"), [("entities", "a.t"), ("quotes", "a.q"), ("claims", "a.c"), ("notes", "a.n"), ("skip", "a.s")]
)
def test_a_layer_can_be_put_away(opened, layer, handle):
    browser = opened()
    shown = f"return getComputedStyle(document.querySelector('.text {handle}')).display"
    assert browser.execute_script(shown) != "none"
    browser.execute_script(f"document.getElementById('show-{layer}').click()")
    assert browser.execute_script(shown) == "none"
    assert browser.execute_script(POINTS) == [ord(c) for c in TEXT]


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_wider_than_a_telephone(opened, dark):
    browser = opened("#Q1", width=360, height=740, dark=dark)
    assert browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]") == [360, 360]
    assert browser.execute_script("return !document.querySelector('.sheet').hidden")


@pytest.mark.parametrize("width", [1440, 1040, 1000, 660, 360])
def test_no_chip_of_a_quote_is_cut_off(opened, tmp_path, width):
    # Of its quotes several begin in one line, so that their chips stand side by side.
    found = corpus.load()
    (shown,) = (d for d in found.documents if d.entry.doc_id == "quarnera-1")
    path = tmp_path / "quarnera-1.html"
    path.write_bytes(view.page(shown, found.knowledge, []).encode("utf-8"))
    browser = opened(path=path, width=width)
    lefts = browser.execute_script(
        "return [...document.querySelectorAll('.text :is(a.q, i.q)')].map(e => e.getBoundingClientRect().left)"
    )
    assert browser.execute_script("return document.querySelectorAll('.w1').length")
    assert min(lefts) >= 1


def test_it_reads_without_javascript(opened, page_file, tmp_path):
    path = tmp_path / "still.html"
    path.write_bytes(page_file.read_bytes().replace(b"<script>", b'<script type="text/plain">'))
    browser = opened(path=path)
    assert not browser.execute_script("return document.documentElement.classList.contains('js')")
    heights = "return [...document.querySelectorAll('section')].map(e => e.getBoundingClientRect().height)"
    assert all(height > 20 for height in browser.execute_script(heights))


CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const mix = (colours) => { canvas.clearRect(0, 0, 1, 1);
  for (const c of colours) { canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); }
  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3); };
const linear = (v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
const light = (rgb) => { const [r, g, b] = rgb.map(v => linear(v / 255));
  return .2126 * r + .7152 * g + .0722 * b; };
const low = [];
const look = (e, pseudo) => {
  const style = getComputedStyle(e, pseudo), stack = [];
  for (let at = e; at; at = at.parentElement) stack.unshift(getComputedStyle(at).backgroundColor);
  const back = mix(stack), front = mix([...stack, style.color]);
  const [a, b] = [light(back), light(front)].sort((x, y) => y - x);
  const ratio = (a + .05) / (b + .05);
  if (ratio < 4.5) low.push([e.className || e.tagName, pseudo, ratio.toFixed(2)]);
};
for (const e of document.querySelectorAll('body *')) {
  if (!e.getClientRects().length) continue;
  if ([...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) look(e, null);
  for (const pseudo of ['::before', '::after'])
    if (!['none', '""', 'normal'].includes(getComputedStyle(e, pseudo).content)) look(e, pseudo);
}
return low;
"""


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("fragment", ["", "#Q1", "#C2", "#F4"])
def test_all_text_has_the_contrast_of_aa(opened, dark, fragment):
    browser = opened(fragment, dark=dark)
    browser.execute_script("document.querySelector('details').open = true")
    assert browser.execute_script(CONTRAST) == []
