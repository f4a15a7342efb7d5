"""A slow card and a slow line, for as long as a test wants, and fingers that are faster."""

from __future__ import annotations

from playwright.sync_api import Page, Route

# Both taps in one task: nothing that the first one began can be done before the second.
TWICE = "(where) => { const one = document.querySelector(where); one.click(); one.click(); }"
# Whatever is written from here on waits, as on a slow card, until `letGo()`.
HOLD = """(stores) => new Promise((held) => {
  const asked = indexedDB.open("farola");
  asked.onsuccess = () => {
    const deal = asked.result.transaction(stores, "readwrite");
    let isHeld = true;
    window.letGo = () => { isHeld = false; };
    const spin = () => { if (isHeld) deal.objectStore(stores[0]).count().onsuccess = spin; else asked.result.close(); };
    spin();
    held();
  };
})"""
# Time for what must not happen: nothing on the screen would tell.
A_MOMENT = "() => new Promise((done) => setTimeout(done, 200))"


def tap_twice(page: Page, where: str) -> None:
    page.wait_for_selector(where)
    page.evaluate(TWICE, where)


class Held:
    """Requests that a slow line has not brought yet."""

    def __init__(self, page: Page, pattern: str, times: int | None = None) -> None:
        self.page = page
        self.routes: list[Route] = []
        page.route(pattern, self._hold, times=times)

    def _hold(self, route: Route) -> None:
        self.routes.append(route)

    def wait(self) -> None:
        """Until one is held."""
        for _try in range(400):
            if self.routes:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("nothing was asked for")

    def let_go(self) -> None:
        self.wait()
        for route in self.routes:
            route.continue_()
