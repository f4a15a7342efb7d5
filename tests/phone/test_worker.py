"""The worker that keeps the app on the phone: an update comes when she lets it, and a broken one never."""

from __future__ import annotations

import pytest

from app.web import phone as shell
from app.web.static_files import files, static_url
from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.walking import SHELVES, join, kept, ready_offline, until

pytestmark = pytest.mark.browser
LOOK_FOR_UPDATE = "async () => { await (await navigator.serviceWorker.ready).update().catch(() => {}); }"
HAS_WAITING = "async () => Boolean((await navigator.serviceWorker.ready).waiting)"


def test_a_broken_release_leaves_her_the_app_that_works(
    phone: Phone, house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    ready_offline(page)
    before = page.evaluate(SHELVES)
    monkeypatch.setattr(shell, "version", lambda: "broken")
    monkeypatch.setattr(shell, "kept_files", lambda: ["/w/", "/static/gone/phone/nothing.js"])
    page.evaluate(LOOK_FOR_UPDATE)
    page.wait_for_timeout(1500)
    assert page.evaluate(SHELVES) == before
    phone.context.set_offline(True)
    page.reload()
    page.wait_for_selector(".picture-mode")


def test_an_update_waits_until_she_lets_it_in_and_costs_no_answer(
    phone: Phone, house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    ready_offline(page)
    [old] = page.evaluate(SHELVES)
    monkeypatch.setattr(shell, "version", lambda: "next")
    page.evaluate(LOOK_FOR_UPDATE)
    until(page, HAS_WAITING)
    page.click(".tile:nth-child(2)")
    page.wait_for_selector(".progress__step.is-done")
    page.reload()
    page.wait_for_selector(".picture-mode")
    assert old in page.evaluate(SHELVES), "nothing is skipped by itself"
    page.click("#bar button:nth-child(2)")
    page.click("dialog .choice:has(use[href$='#arrows-clockwise'])")
    until(page, f"async () => (await ({SHELVES})()).join() === 'shell-next'")
    page.wait_for_selector(".picture-mode")
    assert len(kept(page)) == 1


def test_the_language_she_chose_stays_without_a_network_and_through_an_update(
    phone: Phone, house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = phone.open(f"/w/#{SECRET}")
    page.click(".language-tile[lang=es]")
    until(page, "async () => Boolean(await caches.match('/w/words/es.json', { ignoreVary: true }))")
    phone.context.set_offline(True)
    page.reload()
    page.wait_for_selector("html[lang=es]")
    phone.context.set_offline(False)
    monkeypatch.setattr(shell, "version", lambda: "next")
    page.evaluate(LOOK_FOR_UPDATE)
    until(page, HAS_WAITING)
    until(page, "async () => Boolean(await (await caches.open('shell-next')).match('/w/words/es.json'))")
    assert page.evaluate("async () => !(await caches.match('/w/words/ar.json', { ignoreVary: true }))")


def test_the_worker_keeps_every_file_that_the_app_can_ask_for() -> None:
    listed = shell.kept_files()
    modules = [name for name in files() if name.startswith("phone/") and name.endswith(".js")]
    for name in modules:
        assert (static_url(name) in listed) == (name not in (shell.WORKER, shell.NO_WORKER))
    assert "/w/quiet" in listed
    assert len(listed) == len(set(listed))


def test_the_version_names_every_input(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shell.version()
    for name, other in {
        "words_of": lambda tag: {"language": tag, "words": {"Undo": "?"}},
        "kept_files": lambda: ["/w/"],
    }.items():
        with monkeypatch.context() as patch:
            patch.setattr(shell, name, other)
            shell.version.cache_clear()
            assert shell.version() != before, name
    shell.version.cache_clear()


FIRST_SCREEN = {
    "start walker_app",
    "foundation/canary foundation/dom_view foundation/dress_view foundation/frame_view foundation/keeping",
    "foundation/leaving_view foundation/phone_store foundation/preferences foundation/transactions foundation/words",
    "walks/codes walks/in_app walks/welcome_view findings/sending",
}


def test_the_first_screen_asks_at_once_for_what_it_needs_and_for_nothing_else() -> None:
    """A module that is added here is one more wait on a slow line: import it when its screen is shown instead."""
    modules = shell.modules_behind(shell.START)
    assert len(modules) == len(set(modules))
    assert set(modules) == {f"phone/{name}.js" for line in FIRST_SCREEN for name in line.split()}


def test_the_first_screen_finds_its_words_in_the_page() -> None:
    said = shell.first_words("ar")["words"]
    assert 5 < len(said) < len(shell.words_of("ar")["words"]) / 4
    assert {"Join a walk", "Find the walk", "Leave now"} <= set(said)


def test_plural_forms_are_named_as_the_catalogue_orders_them() -> None:
    assert shell.plural_categories("en") == ["one", "other"]
    assert sorted(shell.plural_categories("ar")) == ["few", "many", "one", "other", "two", "zero"]
