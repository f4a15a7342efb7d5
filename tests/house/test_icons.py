"""Every drawing that a page or a screen names is there, and no two tell the same."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from app.instruments import CORE

ROOT = Path(__file__).parents[2]
ICONS = ROOT / "static/icons"
LEVELS = range(4)


def ids_of(sprite: Path) -> dict[str, str]:
    """Each symbol's id with its drawing as text."""
    symbols = ElementTree.parse(sprite).getroot().iter("{http://www.w3.org/2000/svg}symbol")
    return {symbol.get("id", ""): ElementTree.tostring(symbol, "unicode").strip() for symbol in symbols}


def icons_asked_for(folder: Path, suffix: str) -> Iterator[tuple[str, str]]:
    """File and name of every icon that is named in a call, the branches of a choice included."""
    for path in sorted(folder.rglob(f"*{suffix}")):
        for call in re.findall(r"\b(?:icon|iconButton|barButton)\(([^()]*)", path.read_text("utf-8")):
            branches = re.sub(r"[!=]==? *[\"'][^\"']*[\"']", "", call.split(",")[0])
            if branches.startswith("{"):
                branches = " ".join(re.findall(r": *([\"'][^\"']*[\"'])", call))
            yield from (
                (str(path.relative_to(ROOT)), name) for name in re.findall(r"[\"']([a-z][a-z0-9-]*)[\"']", branches)
            )


def test_every_level_of_the_nine_core_questions_is_drawn() -> None:
    drawn = ids_of(ICONS / "scenes.svg")
    assert {f"{code}-{level}" for code in CORE for level in LEVELS} <= set(drawn)
    assert len({drawing.split(">", 1)[1] for drawing in drawn.values()}) == len(drawn), "no two drawings are the same"


def test_every_drawing_that_the_words_ask_for_exists() -> None:
    drawn = ids_of(ICONS / "scenes.svg")
    asked = {
        name
        for path in (ROOT / "audit_templates").rglob("*.yaml")
        for name in re.findall(r"drawing: ([\w-]+)", path.read_text("utf-8"))
    }
    assert asked
    assert {name for name in asked if name not in drawn and f"{name}-0" not in drawn} == set()


def test_every_part_that_a_scene_is_made_of_exists() -> None:
    text = (ICONS / "scenes.svg").read_text("utf-8")
    assert set(re.findall(r'href="#([\w-]+)"', text)) <= set(re.findall(r'id="([\w-]+)"', text))


def test_every_icon_that_a_page_of_the_desk_names_exists() -> None:
    asked = [*icons_asked_for(ROOT / "app", ".html"), *icons_asked_for(ROOT / "static/desk", ".js")]
    assert len(asked) > 20
    drawn = ids_of(ICONS / "ui.svg")
    assert [each for each in asked if each[1] not in drawn] == []


def test_every_icon_that_the_phone_names_exists() -> None:
    asked = list(icons_asked_for(ROOT / "static/phone", ".js"))
    drawings = (ROOT / "static/phone/instruments/drawings.js").read_text("utf-8")
    asked += [("drawings.js", name) for name in re.findall(r'\w+: "([a-z-]+)"', drawings)]
    assert len(asked) > 20
    drawn = ids_of(ICONS / "phone.svg")
    assert [each for each in asked if each[1] not in drawn] == []


def test_every_icon_that_later_screens_of_the_phone_name_exists() -> None:
    sources = "".join(path.read_text("utf-8") for path in sorted((ROOT / "static/phone").rglob("*.js")))
    asked = set(re.findall(r'\b(?:lateIcon\(|drawing: )"([a-z-]+)"', sources))
    assert len(asked) > 5
    assert asked == set(ids_of(ICONS / "late.svg")), "and nothing lies in the sprite that nobody shows"


def test_the_first_screen_draws_from_a_sprite_of_its_own() -> None:
    """A copy of a few drawings, so that nobody waits for all of them; never another drawing under the same name."""
    drawn = ids_of(ICONS / "first.svg")
    named = re.search(r"ON_FIRST = (\[.*\]);", (ROOT / "static/phone/foundation/dom_view.js").read_text("utf-8"))
    assert named is not None
    assert set(json.loads(named.group(1))) == set(drawn)
    assert drawn.items() <= (ids_of(ICONS / "phone.svg") | ids_of(ICONS / "scenes.svg")).items()


def test_the_phones_icons_are_the_desks_icons() -> None:
    assert ids_of(ICONS / "phone.svg").items() <= ids_of(ICONS / "ui.svg").items()
