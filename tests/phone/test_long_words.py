"""A made-up language, 40 % longer than English and full of marks: what it does not break, no real one will."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.foundation.language import phone_catalogue
from app.web import phone as shell
from tests.browser import Phone
from tests.phone.fake_house import FakeHouse
from tests.phone.test_screens import WIDE
from tests.phone.tour import tour

pytestmark = pytest.mark.browser

ACCENTED = str.maketrans("aeiouAEIOUcnsy", "áéíóúÁÉÍÓÚçñšý")
# Controls whose own words do not fit into them; 2 px are what rounding makes of a letter's edge.
CLIPPED = """() => [...document.querySelectorAll("button, a, label, legend, h1, h2, p")]
  .filter((one) => one.offsetParent && !one.closest(".visually-hidden") && one.scrollWidth > one.clientWidth + 2
    && getComputedStyle(one).display !== "inline")
  .map((one) => `${one.tagName} ${one.className}: ${one.textContent.slice(0, 40)}`)"""


def longer(text: str) -> str:
    """The text with marks on its letters and two fifths more of it; {placeholders} stay as they are."""
    parts = re.split(r"(\{\w+\})", text)
    marked = "".join(part if part.startswith("{") else part.translate(ACCENTED) for part in parts)
    words = [word for word in re.sub(r"\{\w+\}", "", text).translate(ACCENTED).split() if word]
    more, wanted = "", len(text) * 0.4
    for word in words * 2:
        if len(more) >= wanted:
            break
        more += " " + word
    return marked + more


def _longer_catalogue(tag: str) -> dict[str, Any]:
    words = {
        msgid: longer(msgid) if isinstance(text, str) else [longer(msgid), longer(msgid)]
        for msgid, text in phone_catalogue("es")["words"].items()
    }
    return {**phone_catalogue("en"), "locale": "en", "plurals": ["one", "other"], "words": words}


def _longer_pack(house: FakeHouse) -> None:
    plain = house.pack

    def pack() -> dict[str, Any]:
        made = plain()
        for question in made["instrument"]["questions"]:
            words = question["text"]["en"]
            words["question"] = longer(words["question"])
            words["choices"] = {code: longer(text) for code, text in words["choices"].items()}
        return made

    house.pack = pack  # type: ignore[method-assign]


def test_words_two_fifths_longer_break_no_screen_of_the_smallest_phone(
    phone: Phone, house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "words_of", _longer_catalogue)
    _longer_pack(house)
    page = phone.open(
        "/w/words/en.json",
        viewport={"width": 320, "height": 568},
        permissions=["geolocation", "camera", "microphone"],
    )
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        faults = page.evaluate(CLIPPED)
        if page.evaluate(WIDE):
            faults.append("wider than the phone")
        if faults:
            found[name] = faults

    tour(page, phone.address, "en", look)
    assert page.evaluate("() => document.querySelector('h1').textContent") != "Finish", "the made-up words were spoken"
    assert found == {}
