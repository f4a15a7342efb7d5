"""Every screen in three themes and both directions: axe finds nothing, nothing is wider than the phone, targets are big."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.tour import tour
from tests.phone.walking import join, show_grid

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await axe.run(document, { runOnly: rules });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
SMALL = """() => [...document.querySelectorAll("button, a, label.chip, label.choice, label.tile, label.level-choice, #code")]
  .filter((one) => one.offsetParent && !one.closest("[inert]"))
  .map((one) => [one.className || one.id, one.getBoundingClientRect()])
  .filter(([name, box]) => box.height < 44 || (box.width < 44 && !name.includes("progress__step")))
  .filter(([name]) => !name.includes("progress__step"))
  .map(([name, box]) => `${name} ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
WIDE = "() => document.documentElement.scrollWidth > innerWidth || document.getElementById('main')?.scrollWidth > innerWidth"


@pytest.mark.skipif(not AXE.is_file(), reason="run `npm ci` in tests/ first")
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("theme", ["day", "night", "red"])
def test_every_screen_can_be_used_by_everybody(phone: Phone, theme: str, language: str) -> None:
    page = phone.open("/w/words/en.json", permissions=["geolocation", "camera", "microphone"])
    page.evaluate("(theme) => localStorage.setItem('preferences', JSON.stringify({ theme }))", theme)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        if name == "finish, all sent":
            assert page.evaluate("() => document.documentElement.dataset.theme") == theme, "her choice holds to the end"
        # Handed on, the phone forgets her choice; the screens after it are looked at in the same light all the same.
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        page.wait_for_timeout(150)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        faults = page.evaluate(RUN) + page.evaluate(SMALL)
        if page.evaluate(WIDE):
            faults.append("wider than the phone")
        if faults:
            found[name] = faults

    tour(page, phone.address, language, look)
    assert page.evaluate("() => document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    assert found == {}


@pytest.mark.parametrize("language", ["pt", "sw"])
def test_the_narrowest_phone_has_one_bar_in_the_languages_of_long_words(
    phone: Phone, house: FakeHouse, language: str
) -> None:
    house.languages = [language, "en"]
    page = phone.open(f"/w/#{SECRET}", viewport={"width": 320, "height": 568})
    join(page, language)
    assert page.evaluate("() => document.documentElement.lang") == language
    for face in ("picture", "grid"):
        if face == "grid":
            show_grid(page)
        rows = page.evaluate("() => [...document.querySelectorAll('#bar button')].map((one) => one.offsetTop)")
        assert len(set(rows)) == 1, face
        assert not page.evaluate(WIDE), face


def test_a_large_text_and_a_narrow_phone_lose_nothing(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}", viewport={"width": 320, "height": 568})
    join(page)
    for face in ("picture", "grid"):
        if face == "grid":
            show_grid(page)
        page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        assert not page.evaluate(WIDE), face
        assert page.evaluate("() => document.getElementById('main').clientHeight") > 100, face
        page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
