"""The socket `reports.section`: a part of the report that a room brings along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.reports.blocks import Block
from app.reports.material import Material

Compose = Callable[[Material, str], Block | None]
"""`(material, language) -> section`, or None when there is nothing to say. Runs inside that language."""


@dataclass(frozen=True)
class Section:
    """`place` orders sections: ours stand at 10, 20, … so that a later room finds a gap."""

    name: str
    place: int
    compose: Compose


_plugged: dict[str, Section] = {}


def plug_section(section: Section) -> None:
    """Bring a section into every report from now on; a second one of the same name replaces the first."""
    _plugged[section.name] = section


def sections_in_order() -> list[Section]:
    """Every section, first to last."""
    return sorted(_plugged.values(), key=lambda section: (section.place, section.name))
