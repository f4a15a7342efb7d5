"""The walker's phone in a real Chromium, slowed to a cheap phone on a poor line: how long she waits, how much it holds."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, Playwright, sync_playwright

from tests.browser import Phone
from tests.conftest import living_in
from tests.phone.fake_house import SECRET, FakeHouse, serving
from tests.phone.walking import join, menu, ready_offline, show_grid, wait_sent

ROUNDS = 5
SLOWDOWN = 6  # times slower than this machine, itself slower or faster than others: see `idle_ms`
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # ms; 400 kbit/s
STOPS, PHOTOS = 12, 30
USABLE = "() => performance.getEntriesByName('usable')[0]?.startTime"
TAP = """async ([row, level]) => {
  const box = document.querySelector(`.row:nth-child(${row}) .level-choice:nth-child(${level}) input`);
  const label = box.closest("label");
  const began = performance.now();
  const kept = new Promise((done) => new MutationObserver(() => label.classList.contains("is-chosen") && done())
    .observe(label, { attributes: true, attributeFilter: ["class"] }));
  box.click();
  await kept;
  return performance.now() - began;
}"""
BYTES = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter((one) => one.startTime < performance.getEntriesByName("usable")[0].startTime)
  .reduce((sum, one) => [sum[0] + one.encodedBodySize, sum[1] + 1], [0, 0])"""
WORK = """() => { const began = performance.now(); let sum = 0;
  for (let n = 0; n < 3e7; n += 1) sum += n % 7; return performance.now() - began + sum * 0; }"""


def measure() -> dict[str, Any]:
    """Milliseconds are medians of `ROUNDS`, each on a fresh phone; wishes of design/ux.md stand beside them."""
    house = FakeHouse()
    with (
        tempfile.TemporaryDirectory() as folder,
        living_in(Path(folder) / "data"),
        serving(house) as address,
        sync_playwright() as playwright,
    ):
        rounds = [_one_round(playwright, Path(folder) / f"phone-{n}", address) for n in range(ROUNDS)]
        told = {name: round(statistics.median(each[name] for each in rounds)) for name in rounds[0]}
        return told | WISHES | _long_walk(playwright, Path(folder) / "long", address)


WISHES = {
    "wishes": {
        "ready_to_tap_ms": 3_500,
        "offline_reopen_ms": 1_200,
        "tap_to_durable_ms": 150,
        "first_load_bytes": 45_000,
        "heap_mb": 40,
        "most_elements": 800,
    }
}


def _one_round(playwright: Playwright, folder: Path, address: str) -> dict[str, float]:
    phone = Phone(playwright, folder, address)
    try:
        page = phone.open("/w/words/en.json")
        idle_ms = float(page.evaluate(WORK))
        cheap = _slowed(phone, page)
        cheap.send("Network.emulateNetworkConditions", LINE)
        first = _usable_ms(page, address + "/w/")
        size, requests = page.evaluate(BYTES)
        linked = _linked_ms(page)
        join(page)
        show_grid(page)
        cheap.send(
            "Network.emulateNetworkConditions", LINE | {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        )
        ready_offline(page)
        wait_sent_or_not(page)
        taps = [float(page.evaluate(TAP, [row, 2])) for row in range(1, 10)]
        cheap.send("Network.emulateNetworkConditions", LINE | {"offline": True})
        reopened = _usable_ms(page, address + "/w/")
        assert page.locator(".row input:checked").count() == len(taps)
        return {
            "idle_ms": idle_ms,
            "first_load_bytes": size,
            "first_load_requests": requests,
            "ready_to_tap_ms": first,
            "link_to_languages_ms": linked,
            "offline_reopen_ms": reopened,
            "tap_to_durable_ms": statistics.median(taps),
            "slowest_tap_ms": max(taps),
        }
    finally:
        phone.close()


def wait_sent_or_not(page: Page) -> None:
    """Joining is over; nothing else goes on while taps are timed."""
    page.wait_for_timeout(2500)


def _slowed(phone: Phone, page: Page) -> CDPSession:
    assert phone.context is not None
    session = phone.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    return session


def _usable_ms(page: Page, address: str) -> float:
    """From the navigation to the first screen that takes a tap."""
    page.goto(address)
    page.wait_for_function(USABLE, timeout=60_000)
    return float(page.evaluate(USABLE))


def _linked_ms(page: Page) -> float:
    """From following a join link, with the app already there, to the languages of the walk."""
    began = float(page.evaluate("() => performance.now()"))
    page.evaluate("(secret) => { location.hash = secret; }", SECRET)
    page.wait_for_selector(".language-tile", timeout=60_000)
    return float(page.evaluate("() => performance.now()")) - began


def _long_walk(playwright: Playwright, folder: Path, address: str) -> dict[str, float]:
    """Twelve stops and thirty photos, in one page that is never loaded anew: what it holds in the end."""
    phone = Phone(playwright, folder, address)
    try:
        page = phone.open(f"/w/#{SECRET}")
        join(page)
        show_grid(page)
        most = 0
        for stop in range(STOPS):
            for row in range(1, 10):
                page.evaluate(TAP, [row, (stop + row) % 4 + 1])
            for _photo in range(PHOTOS // STOPS + (stop < PHOTOS % STOPS)):
                page.click("#bar .bar-button--main")
                page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")
                page.click(".shutter")
                page.wait_for_selector(".camera", state="detached")
            most = max(most, _elements(page))
            if stop < STOPS - 1:
                page.click("#bar .bar-button:has(use[href$='#caret-right'])")
                page.wait_for_function("() => !document.querySelector('.row input:checked')")
        wait_sent(page)
        heap_mb, nodes = _held(phone, page)
        menu(page, "list")
        page.wait_for_selector(".card-list")
        back_mb, _nodes = _held(phone, page)
        return {
            "heap_mb": heap_mb,
            "heap_looking_back_mb": back_mb,
            "nodes": nodes,
            "most_elements": most,
            "elements_looking_back": _elements(page),
        }
    finally:
        phone.close()


def _elements(page: Page) -> int:
    return int(page.evaluate("() => document.querySelectorAll('*').length"))


def _held(phone: Phone, page: Page) -> tuple[float, int]:
    """Megabytes of the JavaScript heap after a full collection, and nodes that the page holds, shown or not."""
    assert phone.context is not None
    session = phone.context.new_cdp_session(page)
    session.send("Performance.enable")
    for _twice in range(2):
        session.send("HeapProfiler.collectGarbage")
    used = float(session.send("Runtime.getHeapUsage")["usedSize"])
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return round(used / 1e6, 1), int(metrics["Nodes"])
