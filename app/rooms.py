"""The plan of the house: its rooms, in the order in which data flows through them.

Imports point to earlier rooms only. The composition root reads this list for doors, migrations read it for tables,
and the import contract in `pyproject.toml` repeats it as law (a test holds the two against each other).
"""

from __future__ import annotations

from importlib import import_module, util
from types import ModuleType

GROUND_FLOOR = ("foundation", "web", "people")
ROOMS = (
    "instruments",
    "prompts",
    "sites",
    "walks",
    "findings",
    "tallies",
    "analysis",
    "maps",
    "reports",
    "exports",
    "keeping",
    "home",
    "demo",
)
EVERY_ROOM = GROUND_FLOOR + ROOMS


def open_front_doors() -> list[ModuleType]:
    """Import every room, which also loads its tables into SQLModel's metadata."""
    return [import_module(f"app.{room}") for room in EVERY_ROOM]


def parts_named(file: str) -> list[tuple[str, ModuleType]]:
    """The module `app.<room>.<file>` of each room that has one, in the order of the plan."""
    return [
        (room, import_module(f"app.{room}.{file}"))
        for room in EVERY_ROOM
        if util.find_spec(f"app.{room}.{file}") is not None
    ]
