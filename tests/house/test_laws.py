"""The laws of the house that an import contract cannot see, held against the source itself."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.rooms import EVERY_ROOM

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
SOURCES = sorted(APP.rglob("*.py"))
TEMPLATES = sorted(APP.glob("*/templates/**/*.html"))
FORBIDDEN_FOLDERS = {"utils", "helpers", "common", "core", "services", "schemas", "models", "admin"}
DOOR = re.compile(r"(\w+_)?(api|pages?|doors|uploads)(_for_phones)?\.py")
STORE = re.compile(r"store(_\w+)?\.py")
SQL_NAMES = {"select", "insert", "update", "delete", "text"}


def imports_of(path: Path) -> Iterator[tuple[str, str]]:
    """Every (module, name) that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def room_of(path: Path) -> str:
    return path.relative_to(APP).parts[0]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_plan_and_the_import_contract_name_the_same_rooms_in_the_same_order() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    rooms = [layer.removeprefix("app.") for layer in reversed(contract["layers"])]
    assert [room for room in rooms if (APP / room).is_dir()] == list(EVERY_ROOM)


def test_every_folder_of_the_app_is_in_the_plan() -> None:
    folders = {path.name for path in APP.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders - {"locale", "decisions"} == set(EVERY_ROOM)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_room_enters_another_by_its_front_door(path: Path) -> None:
    own = room_of(path)
    for module, _name in imports_of(path):
        parts = module.split(".")
        if parts[0] == "app" and len(parts) > 2 and parts[1] in EVERY_ROOM and parts[1] != own:
            allowed = parts[1] in ("foundation", "web") or parts[2] in ("doors", "doors_for_phones")
            assert allowed, f"{module} is a back door"


@pytest.mark.parametrize("path", [path for path in SOURCES if "foundation" not in path.parts], ids=name_of)
def test_sql_is_spoken_in_stores_only(path: Path) -> None:
    if STORE.fullmatch(path.name):
        return
    spoken = {
        name for module, name in imports_of(path) if module.startswith(("sqlalchemy", "sqlmodel")) and name in SQL_NAMES
    }
    assert not spoken


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_only_the_database_module_commits(path: Path) -> None:
    calls = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert not calls or path == APP / "foundation" / "database.py"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_web_frameworks_are_named_at_the_doors_only(path: Path) -> None:
    named = {module for module, _name in imports_of(path) if module.split(".")[0] in ("fastapi", "starlette")}
    assert not named or DOOR.fullmatch(path.name) or room_of(path) in ("web", "main.py"), named


def test_no_folder_scatters_features_by_layer() -> None:
    assert not {path.name for path in APP.rglob("*") if path.is_dir()} & FORBIDDEN_FOLDERS


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_keeps_the_strict_content_policy(path: Path) -> None:
    source = path.read_text()
    broken = {
        "inline script": re.search(r"<script(?![^>]*\bsrc=)[^>]*>", source),
        "inline style": re.search(r"<style\b|\sstyle=", source),
        "inline handler": re.search(r"\son[a-z]+=|\shx-on", source),
        "evaluated value": re.search(r"[\"']js:|javascript:", source),
        "evaluated filter": re.search(r"hx-trigger=\"[^\"]*\[", source),
        "unescaped text": re.search(r"\|\s*safe\b", source),
        "outside address": re.search(r"(?:src|href)=\"(?:https?:)?//(?!www\.openstreetmap\.org/copyright)", source),
    }
    assert [name for name, found in broken.items() if found] == []


def test_every_setting_is_explained_in_the_guide() -> None:
    from app.foundation.settings import Settings

    guide = (ROOT / "README.md").read_text()
    missing = [
        name
        for name, field in Settings.model_fields.items()
        if f"FAROLA_{name.upper()}" not in guide or not field.description
    ]
    assert missing == []


def test_every_room_has_a_page_that_explains_it() -> None:
    for room in EVERY_ROOM:
        readme = APP / room / "README.md"
        assert readme.is_file(), room
        assert len(readme.read_text().splitlines()) <= 40, room


VENDORED = re.compile(r"\|\s*`?([\w./@-]+)`?\s*\|.*?\b([0-9a-f]{64})\b")


def test_front_end_files_of_others_are_those_their_makers_published() -> None:
    import hashlib

    vendor = ROOT / "static" / "vendor"
    listed = dict(VENDORED.findall((vendor / "VENDOR.md").read_text()))
    present = {
        str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file() and path.name != "VENDOR.md"
    }
    assert present == set(listed)
    for name, sha256 in listed.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == sha256, name


def test_no_lock_file_holds_a_download_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "tests/package-lock.json"):
        text = (ROOT / name).read_text()
        assert not re.search(r"https?://|--[a-z-]+(url|links)|file:/", text), name
