"""The fonts that a report is set in: the same on every machine, because the system's own are never used."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

from app.foundation.settings import settings

PACKAGES = {"fontpkg_noto_sans": "files", "justmytype_intl_rtl": "fonts", "justmytype_intl_south_asia": "fonts"}
"""Installed packages -> folder of their font files: Noto Sans, and with it Arabic, Hebrew, Devanagari, Bengali, Tamil and
Telugu, all under the OFL 1.1."""

KINDS = (".ttf", ".otf")
FAMILY_NAMES = (16, 1)  # OpenType name table: typographic family, then family


def folders() -> list[Path]:
    """Where the fonts are: the installed packages, then the folder of the setting FAROLA_FONTS."""
    own = [_folder_of(package) / files for package, files in PACKAGES.items()]
    extra = settings().fonts
    return [*own, *([extra] if extra and extra.is_dir() else [])]


def extra_families() -> list[str]:
    """Family names in the folder of FAROLA_FONTS, for scripts that the packages do not cover."""
    extra = settings().fonts
    return sorted({_family(path) for path in _files(extra)}) if extra and extra.is_dir() else []


@lru_cache(maxsize=4)
def covered_by(where: tuple[Path, ...]) -> frozenset[int]:
    """Code points that at least one font in `where` can draw."""
    points: set[int] = set()
    for folder in where:
        for path in _files(folder):
            with TTFont(path, lazy=True) as font:
                points |= set(font.getBestCmap() or {})
    return frozenset(points)


def covered() -> frozenset[int]:
    """Code points that a report can show."""
    return covered_by(tuple(folders()))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in KINDS)


def _family(path: Path) -> str:
    with TTFont(path, lazy=True) as font:
        return next(filter(None, (font["name"].getDebugName(number) for number in FAMILY_NAMES)), path.stem)


def _folder_of(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise RuntimeError(f"the package {package} is not installed; reports cannot be set without its fonts")
    return Path(found.origin).parent
