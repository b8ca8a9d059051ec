"""An annotator at a real browser: opens tasks, selects regions, draws, clicks, types, submits."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from selenium.common.exceptions import ElementClickInterceptedException, StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from virgolette.studio.config import header
from virgolette.studio.controls import Control

Json = Any
PATIENCE = 60
READY = "return !!(window.Htx && Htx.annotationStore?.selected && document.querySelector('.lsf-richtext__container'))"
# The rectangles of some words in the text, line by line.
RECTANGLES = """
const walker = document.createTreeWalker(document.querySelector('.lsf-richtext__container'), NodeFilter.SHOW_TEXT);
for (let n; (n = walker.nextNode());) {
  const i = n.data.indexOf(arguments[0]);
  if (i < 0) continue;
  const range = document.createRange();
  range.setStart(n, i);
  range.setEnd(n, i + arguments[0].length);
  return [...range.getClientRects()].map((r) => [r.left, r.top, r.right, r.bottom]);
}
return null"""
# The part of the page that holds a control: around its header.
BLOCK = """
const inside = '.lsf-choices, input, textarea, [data-testid=htx-textbox-view], [class*=selectTrigger]';
const heads = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6, .ant-typography')];
let e = heads.find((h) => h.textContent.trim() === arguments[0] && h.offsetParent !== null);
while (e && !e.querySelector(inside)) e = e.parentElement;
return e"""


@contextmanager
def annotator(binaries: tuple[str, str], url: str, user: str, password: str) -> Iterator[Annotator]:
    """A browser that is logged in; closed in any case."""
    options = Options()
    options.binary_location = binaries[0]
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1600,2400"):
        options.add_argument(argument)
    browser = Chrome(options=options, service=Service(binaries[1]))
    try:
        browser.get(f"{url}/user/login")
        browser.find_element(By.ID, "email").send_keys(user)
        browser.find_element(By.ID, "password").send_keys(password, Keys.ENTER)
        found = Annotator(browser, url)
        found.until(lambda: "/user/login" not in browser.current_url)
        yield found
    finally:
        browser.quit()


class Annotator:
    """What can be done with the mouse and the keyboard."""

    def __init__(self, browser: Chrome, url: str) -> None:
        self.browser, self.url = browser, url

    def until(self, true: Callable[[], object]) -> Any:
        """Wait until something is so; what it is."""
        end = time.monotonic() + PATIENCE
        while True:
            if found := true():
                return found
            assert time.monotonic() < end, "the page doesn't get there"
            time.sleep(0.1)

    def run(self, script: str, *arguments: Json) -> Any:
        return self.browser.execute_script(script, *arguments)  # type: ignore[no-untyped-call]

    def open(self, project: int, task: int) -> None:
        self.browser.get(f"{self.url}/projects/{project}/data?task={task}")
        self.until(lambda: self.run(READY))
        regions = "return Htx.annotationStore.selected.regions.length"
        spans = "return document.querySelectorAll('.htx-highlight').length"
        self.until(lambda: not self.run(regions) or self.run(spans))

    def result(self) -> list[Json]:
        found: list[Json] = json.loads(
            self.run("return JSON.stringify(Htx.annotationStore.selected.serializeAnnotation())")
        )
        return found

    def highlighted(self) -> list[str]:
        """The words under each highlight, as one sees them."""
        found: list[str] = self.run("return [...document.querySelectorAll('.htx-highlight')].map((e) => e.textContent)")
        return found

    def label(self, title: str) -> None:
        def clicked() -> bool:
            try:
                found = self.browser.find_elements(By.CSS_SELECTOR, ".lsf-label__text")
                next(e for e in found if e.text == title).click()
            except (StaleElementReferenceException, StopIteration):
                # The page draws its labels again at any time.
                return False
            return True

        self.until(clicked)

    def draw(self, words: str) -> None:
        """Drag the mouse over some words."""
        boxes: Sequence[Sequence[float]] = self.run(RECTANGLES, words)
        (left, top, _, bottom), (_, end_top, right, end_bottom) = boxes[0], boxes[-1]
        before = len(self.result())
        actions = ActionChains(self.browser)
        mouse = actions.w3c_actions.pointer_action
        mouse.move_to_location(round(left) + 1, round((top + bottom) / 2))
        mouse.pointer_down()
        mouse.move_to_location(round((left + right) / 2), round((end_top + end_bottom) / 2))
        mouse.move_to_location(round(right), round((end_top + end_bottom) / 2))
        mouse.pointer_up()
        actions.perform()
        self.until(lambda: len(self.result()) > before)

    def select(self, region: str) -> None:
        script = (
            "const a = Htx.annotationStore.selected; a.selectArea(a.regions.find((r) => r.cleanId === arguments[0]))"
        )
        self.run(script, region)
        self.until(lambda: self.run("return Htx.annotationStore.selected.highlightedNode?.cleanId") == region)

    def relate(self, source: str, words: str, name: str) -> None:
        """Join a region to the one over some words, as the instruction says: Alt+R, a click, the name."""
        before = len(self.result())
        self.select(source)
        ActionChains(self.browser).key_down(Keys.ALT).send_keys("r").key_up(Keys.ALT).perform()
        (target,) = [e for e in self.browser.find_elements(By.CSS_SELECTOR, ".htx-highlight") if e.text == words]
        target.click()
        self.until(lambda: len(self.result()) > before)
        self.run("Htx.annotationStore.selected.unselectAll()")
        if not (items := self.browser.find_elements(By.CSS_SELECTOR, ".lsf-relations__item")):
            self.browser.find_element(By.XPATH, "//*[text()='Relations']").click()
            items = self.until(lambda: self.browser.find_elements(By.CSS_SELECTOR, ".lsf-relations__item"))
        ActionChains(self.browser).move_to_element(items[-1]).perform()
        items[-1].find_element(By.CSS_SELECTOR, "[aria-label='Show Relation Labels']").click()
        find = self.browser.find_elements
        self.until(lambda: find(By.CSS_SELECTOR, ".lsf-relation-meta [class*=selectTrigger]"))[-1].click()
        self.pick(name)
        ActionChains(self.browser).send_keys(Keys.ESCAPE).perform()
        self.until(lambda: self.result()[-1].get("labels") == [name])

    def pick(self, title: str) -> None:
        """Choose from the menu that is open."""
        options = "return [...document.querySelectorAll('[role=option], [cmdk-item]')]"
        option = self.until(lambda: next((o for o in self.run(options) if o.text.strip() == title), None))
        self.press(option)

    def block(self, control: Control) -> WebElement:
        return self.until(lambda: self.run(BLOCK, header(control)))  # type: ignore[no-any-return]

    def choose(self, control: Control, title: str) -> None:
        """Click a choice, in a menu or among buttons."""
        block = self.block(control)
        if not (menu := block.find_elements(By.CSS_SELECTOR, "[class*=selectTrigger]")):
            (label,) = [e for e in block.find_elements(By.CSS_SELECTOR, "label") if e.text.split("[")[0] == title]
            self.press(label)
            return
        self.press(menu[0])
        self.pick(title)

    def settled(self) -> bytes:
        """A picture of the editor, once nothing in it moves: two in a row are the same."""
        taken = [b""]

        def still() -> bool:
            time.sleep(0.5)
            (editor,) = self.browser.find_elements(By.CSS_SELECTOR, ".lsf-editor")
            taken.append(editor.screenshot_as_png)
            return taken[-1] == taken[-2]

        self.until(still)
        return taken[-1]

    def tick(self, title: str) -> None:
        """Click a choice that belongs to no region, until it is ticked."""

        def ticked() -> bool:
            # The page may draw itself anew at any time: what was found before is stale then.
            try:
                (label,) = [
                    e for e in self.browser.find_elements(By.TAG_NAME, "label") if e.text.split("[")[0] == title
                ]
                if label.find_element(By.TAG_NAME, "input").is_selected():
                    return True
                label.click()
            except (StaleElementReferenceException, ElementClickInterceptedException):
                return False
            return False

        self.until(ticked)

    def note(self, words: str) -> None:
        """Type into the only field that belongs to no region."""
        (field,) = [e for e in self.browser.find_elements(By.TAG_NAME, "textarea") if e.is_displayed()]
        field.send_keys(words, Keys.SHIFT, Keys.ENTER)

    def press(self, element: WebElement) -> None:
        """Click, once nothing that is still closing lies over it."""

        def clicked() -> bool:
            self.run("arguments[0].scrollIntoView({block: 'center'})", element)
            try:
                element.click()
            except ElementClickInterceptedException:
                return False
            return True

        self.until(clicked)

    def write(self, control: Control, words: str) -> None:
        """Type into a field, in place of what is there."""
        block = self.block(control)
        if edit := block.find_elements(By.CSS_SELECTOR, "[data-testid=htx-textbox-edit-button]"):
            self.run("arguments[0].click()", edit[0])
            field = self.until(lambda: block.find_elements(By.CSS_SELECTOR, "textarea, input"))[0]
            field.send_keys(Keys.CONTROL, "a")
        else:
            (field,) = block.find_elements(By.CSS_SELECTOR, "textarea, input")
        field.send_keys(words)
        field.send_keys(Keys.SHIFT, Keys.ENTER) if field.tag_name == "textarea" else field.send_keys(Keys.ENTER)

    def clear(self, control: Control) -> None:
        """Delete what a field holds."""
        (button,) = self.block(control).find_elements(By.CSS_SELECTOR, "[data-testid=htx-textbox-delete-button]")
        self.run("arguments[0].click()", button)

    def dismiss(self) -> None:
        """Close the message that is open, however long it takes to appear and to go."""
        script = """
        const shown = [...document.querySelectorAll('.ant-modal-wrap')].filter((e) => e.checkVisibility());
        shown.forEach((e) => e.querySelector('button.ant-btn-primary')?.click());
        return shown.length === 0 && !document.querySelector('.ant-modal-mask')?.checkVisibility()"""
        self.until(lambda: self.run(script))

    def save(self) -> None:
        """Submit or update."""

        def saved() -> bool:
            try:
                found = self.browser.find_elements(By.TAG_NAME, "button")
                (button,) = [b for b in found if b.text.strip() in ("Submit", "Update")]
                button.click()
            except StaleElementReferenceException:
                return False
            return True

        self.until(saved)
