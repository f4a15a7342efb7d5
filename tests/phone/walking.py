"""What a walker does with her thumb, counted."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Error, Page

KEPT = """async (store) => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const database = await answer(indexedDB.open("farola"));
  const all = await answer(database.transaction(store).objectStore(store).getAll());
  database.close();
  return all.map((record) => JSON.parse(JSON.stringify(record)));
}"""

WATCH = """() => {
  window.said = [];
  new MutationObserver((changes) => changes.forEach(({ target }) => {
    if (target.classList.contains("is-spoken")) said.push(target.dataset.line);
  })).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["class"] });
}"""

NEXT = "#bar .bar-button:has(use[href$='#caret-right'])"

SHELVES = "async () => (await caches.keys()).filter((name) => name.startsWith('shell-'))"
IS_SHELF_FULL = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const [name, ...others] = (await caches.keys()).filter((one) => one.startsWith("shell-"));
  const files = name && !others.length ? (await (await caches.open(name)).keys()).length : 0;
  return registration?.active?.state === "activated" && files > 20;
}"""


# Half a minute later, by the phone's clock; and again and again it hears that there is a network.
LATER = """() => {
  const now = Date.now;
  Date.now = () => now() + 40000;
  setInterval(() => dispatchEvent(new Event("online")), 200);
}"""


def until(page: Page, question: str, about: object = None, seconds: float = 30) -> None:
    """Ask an async question of the page until it says yes: `wait_for_function` takes the promise itself for a yes."""
    deadline = time.monotonic() + seconds
    while not _said_yes(page, question, about):
        assert time.monotonic() < deadline, f"not within {seconds} s: {question}"
        page.wait_for_timeout(100)


def _said_yes(page: Page, question: str, about: object) -> bool:
    try:
        return bool(page.evaluate(question, about))
    except Error as trouble:
        if "context was destroyed" in str(trouble):
            return False  # the page went on to another address while it was asked
        raise


class Thumb:
    """Taps and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, selector: str) -> None:
        self.page.click(selector)
        self.taps += 1


def bar(place: int) -> str:
    return f"#bar button:nth-child({place})"


def kept(page: Page, store: str = "findings") -> list[dict]:
    """What lies in the phone's database at this moment."""
    return page.evaluate(KEPT, store)


def standing(page: Page) -> list[dict]:
    """What she noticed and did not delete, in the order in which she began it."""
    found = [record for record in kept(page) if not record["isWithdrawn"]]
    return sorted(found, key=lambda record: record["body"]["started_at"])


def join(
    page: Page, language: str = "en", also: tuple[str, ...] = (), look: Callable[[str], None] = lambda name: None
) -> int:
    """From the language tiles to the first question. Returns the taps it took, the talk before the walk read together."""
    thumb = Thumb(page)
    thumb.tap(f".language-tile[lang={language}]")
    page.click("#main .link-button")  # read aloud in the group
    page.wait_for_selector("#main .choice input")
    for scope in also:
        page.check(f"#main input[value={scope}]")
    thumb.tap("#bar .bar-button--main")
    page.wait_for_selector("#bar .bar-button--main use[href$='#map-pin']")
    look("place")
    thumb.tap("#bar .bar-button--main")
    page.wait_for_selector("#main input[name=face]")
    look("ready")
    thumb.tap("#bar .bar-button--main")
    page.wait_for_selector(".picture-mode .tile")
    return thumb.taps


def show_grid(page: Page) -> None:
    page.click(bar(2))
    page.click("dialog .choice:has(use[href$='#rows'])")
    page.wait_for_selector(".grid-mode")


def say_period(page: Page, period: str) -> None:
    """Say that it is day, dusk or night: what she says counts, whatever the sun does while the tests run."""
    page.click(bar(2))
    page.click(f"dialog input[name=period][value={period}]")
    page.wait_for_selector("dialog", state="detached")


def go_back(page: Page) -> None:
    """From a screen beside the questions, and only then on: the second button of the bar is another one there."""
    page.click(bar(1))
    page.wait_for_selector(".picture-mode, .grid-mode")


def go_on(page: Page) -> None:
    """To the next stop: what is tapped from here on is tapped there."""
    page.click(NEXT)
    page.wait_for_function("() => !document.querySelector('.row input:checked, .progress__step.is-done')")


def menu(page: Page, drawing: str) -> None:
    page.click(bar(2))
    page.click(f"dialog button.choice:has(use[href$='#{drawing}'])")


def ready_offline(page: Page) -> None:
    """Wait until the service worker holds the whole app."""
    until(page, IS_SHELF_FULL)


def listen(page: Page) -> None:
    """From here on `said` on the page has the code of every line that is spoken, however short."""
    page.evaluate(WATCH)


def wait_sent(page: Page) -> None:
    page.wait_for_selector("#unsent use[href$='#check']", timeout=30_000)


def choose_file(page: Page, file: Path, is_picture: bool = True) -> None:
    """Hand over a file as a phone without a camera in the page does; a picture is kept as it is, without hiding faces."""
    page.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('none')); }")
    page.click("#bar .bar-button--main")
    page.wait_for_selector("#photo-file")
    page.set_input_files("#photo-file", str(file))
    if is_picture:
        page.click(".hiding .bar-button--main")
    page.wait_for_selector("dialog", state="detached")
