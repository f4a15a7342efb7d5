"""She goes on faster than her phone: the screen she asked for last is the one she gets, and no tap of hers is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from tests.browser import Phone
from tests.phone.fake_house import SECRET
from tests.phone.walking import bar, join, kept, menu, until

pytestmark = pytest.mark.browser

FINISH = "**/finish_view.js"
IS_BACK = "async () => document.getElementById('said').textContent === 'It is back.'"


def _look_back(phone: Phone) -> Page:
    """A phone that looks back on one stop, and gets its screens from the network."""
    page = phone.open(f"/w/#{SECRET}", service_workers="block")
    page.wait_for_selector(".language-tile")
    join(page)
    page.click(".tile:nth-child(1)")
    page.wait_for_selector(".progress__step.is-done")
    menu(page, "list")
    page.wait_for_selector(".card__actions")
    return page


def test_a_screen_that_comes_late_does_not_come_over_the_one_she_went_to(phone: Phone) -> None:
    page = _look_back(phone)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(FINISH, hold)
    page.click(bar(2))
    page.click(bar(1))
    page.wait_for_selector(".picture-mode .tile")
    with page.expect_response(FINISH):
        held.pop().continue_()
    page.wait_for_timeout(300)
    assert page.locator(".picture-mode .tile").count(), (
        "she is answering: nothing takes the question from under her finger"
    )


def test_what_is_drawn_anew_waits_for_the_finger_on_it(phone: Phone) -> None:
    page = _look_back(phone)
    page.click("#main .card__actions .big-button--quiet")
    page.wait_for_selector("[data-deleted]")
    page.hover(bar(1))
    page.mouse.down()
    page.evaluate("() => document.querySelector('[data-deleted] .big-button').click()")
    page.wait_for_timeout(300)
    assert [record["isWithdrawn"] for record in kept(page) if record["body"]["answers"]] == [False], "her undo is kept"
    page.mouse.up()
    page.wait_for_selector(".picture-mode .tile")
    until(page, IS_BACK)
    assert page.locator(".picture-mode .tile").count(), "and Look back does not come back over it"
