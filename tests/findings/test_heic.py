"""HEIC, as iPhones keep photos: opened where the server is able to, and explained where it is not."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image

from app.findings import clean_waiting, cleaning
from app.findings import scrub as with_heic
from app.findings.cleaning import REASONS
from app.findings.scrubber import Scrubbed, Scrubber
from tests.makers.findings import Phone, a_photo, media, sent


@pytest.fixture
def scrubber() -> Iterator[Scrubber]:
    made = Scrubber()
    yield made
    made.close()


def a_heic(width: int = 800, height: int = 600) -> bytes:
    """With a place and a camera in it, and lying on its side."""
    picture = Image.open(BytesIO(a_photo(width, height)))
    exif = picture.getexif()
    exif[0x0112] = 6
    out = BytesIO()
    pillow_heif.from_pillow(picture).save(out, exif=exif.tobytes(), quality=60)
    return out.getvalue()


@pytest.fixture
def heic(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(a_heic())
    return path


def test_a_photo_of_an_iphone_becomes_an_upright_jpeg_without_its_place(
    scrubber: Scrubber, heic: Path, tmp_path: Path
) -> None:
    done = scrubber.scrub(heic, tmp_path / "large", tmp_path / "small")
    assert (done.reason, done.width, done.height) == ("", 600, 800)
    clean = Image.open(tmp_path / "large")
    assert (clean.format, clean.size, dict(clean.getexif())) == ("JPEG", (600, 800), {})
    assert b"PlantedCamera" not in (tmp_path / "large").read_bytes()


def test_one_that_is_cut_off_is_called_so(scrubber: Scrubber, heic: Path, tmp_path: Path) -> None:
    heic.write_bytes(heic.read_bytes()[:-2_000])
    assert scrubber.scrub(heic, tmp_path / "large", tmp_path / "small").reason in ("cut-off", "not-a-picture")


def test_one_that_is_too_large_is_judged_by_its_header(
    heic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(with_heic, "MOST_PIXELS", 800 * 600 - 1)
    with pytest.raises(with_heic.Unclean, match="too-many-pixels"):
        with_heic.scrub(heic, tmp_path / "large", tmp_path / "small")


@pytest.fixture
def without_heic(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The program as it is where the extra is not installed."""
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    return runpy.run_path(with_heic.__file__)


def test_a_server_that_cannot_open_it_says_so_and_what_to_do(
    without_heic: dict[str, Any], heic: Path, tmp_path: Path
) -> None:
    with pytest.raises(without_heic["Unclean"], match=r"^heic$"):
        without_heic["scrub"](heic, tmp_path / "large", tmp_path / "small")
    assert "Most Compatible" in REASONS["heic"]


def test_her_photo_is_cleaned_once_the_server_learned_to_open_it(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(either_phone, a_heic())
    with monkeypatch.context() as patch:
        patch.setattr(cleaning.scrubber, "scrub", lambda *_paths: Scrubbed(reason="heic"))
        clean_waiting()
    [medium] = media()
    assert (medium.state, medium.reason) == ("broken", "heic")
    cleaning.try_heic_again.cache_clear()
    cleaning.try_heic_again()  # as at the next start
    assert clean_waiting() == 1
    [medium] = media()
    assert (medium.state, medium.reason) == ("clean", "")


def test_other_files_are_not_taken_for_heic(without_heic: dict[str, Any], tmp_path: Path) -> None:
    for content in (b"", b"ftypheic", b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", b"\0\0\0\x18ftypisom\0\0\0\0"):
        (tmp_path / "other").write_bytes(content)
        with pytest.raises(without_heic["Unclean"], match=r"^not-a-picture$"):
            without_heic["scrub"](tmp_path / "other", tmp_path / "large", tmp_path / "small")
