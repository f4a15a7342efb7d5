"""Questions are heard in the voice of the group, also without a network."""

from __future__ import annotations

import wave
from io import BytesIO

import pytest

from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.walking import join, listen, ready_offline, until

pytestmark = pytest.mark.browser

# The first question by night, and the first by day.
FIRST = ("lgt_level", "opn_view")
SPEAKER = ".spoken > .icon-button[data-speaks]"
ALL_KEPT = """async (count) => (await caches.has("prompts")) && (await (await caches.open("prompts")).keys()).length === count"""


def a_sound(seconds: float, pitch: int) -> bytes:
    """A WAV file whose bytes differ by pitch."""
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes((n * pitch) % 250 for n in range(int(8000 * seconds))))
    return out.getvalue()


def speak(house: FakeHouse, seconds: float) -> None:
    """Record what every walker meets first, in English."""
    lines = ["hello", "consent.1", *FIRST, *(f"{code}.{level}" for code in FIRST for level in range(4))]
    house.sounds |= {("en", line): a_sound(seconds, pitch) for pitch, line in enumerate(lines, 3)}


def test_the_question_and_then_each_answer_is_said_without_a_network(phone: Phone, house: FakeHouse) -> None:
    speak(house, 0.15)
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    ready_offline(page)
    until(page, ALL_KEPT, len(house.sounds))
    phone.context.set_offline(True)
    question = page.get_attribute(".asked .question", "data-line")
    listen(page)
    page.click(SPEAKER)
    page.wait_for_function("() => new Set(said).size === 5")
    page.wait_for_function("() => !document.querySelector('.is-spoken')")
    assert page.evaluate("() => [...new Set(said)]") == [question, *(f"{question}.{level}" for level in range(4))]


def test_any_other_tap_makes_it_silent(phone: Phone, house: FakeHouse) -> None:
    speak(house, 5)
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    page.click(SPEAKER)
    page.wait_for_selector(".is-spoken")
    page.click(SPEAKER)
    page.wait_for_selector(".is-spoken", state="detached")
    page.click(SPEAKER)
    page.wait_for_selector(".is-spoken")
    page.click(".tile:nth-child(2)")
    page.wait_for_selector(".is-spoken", state="detached")


def test_languages_and_the_talk_before_the_walk_are_heard_before_she_agrees(phone: Phone, house: FakeHouse) -> None:
    speak(house, 0.1)
    page = phone.open(f"/w/#{SECRET}")
    page.wait_for_selector(".language-tile")
    assert page.locator(".language-choice .icon-button").count() == 1, "nobody recorded the other languages"
    with page.expect_request("**/api/v1/prompts/*"):
        page.click(".language-choice .icon-button")
    page.click(".language-tile[lang=en]")
    with page.expect_request("**/api/v1/prompts/*"):
        page.click(".consent-card > .icon-button")
    assert not page.evaluate("() => caches.has('prompts')"), "nothing is kept before she agrees"


def test_what_nobody_recorded_has_no_button_and_what_is_not_here_yet_is_said(phone: Phone, house: FakeHouse) -> None:
    house.sounds |= {("en", code): a_sound(0.1, 9) for code in FIRST}
    page = phone.open(f"/w/#{SECRET}")
    page.route("**/api/v1/prompts/*", lambda route: route.abort())
    join(page)
    page.click(SPEAKER)
    page.wait_for_selector("[role=status]:has-text('The sound comes when there is internet.')", state="attached")
    page.click(".progress__step:nth-child(3)")
    page.wait_for_function(
        "() => document.querySelector('.asked') && !document.querySelector('.spoken > .icon-button')"
    )
