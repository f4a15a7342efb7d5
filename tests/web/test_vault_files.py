"""What the vault gives out is what its name says, or nothing: a disk that rots is found out before anybody believes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.testclient import TestClient

from app.foundation.vault import vault
from app.web import vault_files
from app.web.vault_files import vault_file
from tests.makers.web import app_with, browser_of

router = APIRouter()
PHOTO = bytes(range(256)) * 2_000


@router.get("/kept/{sha256}")
def kept(request: Request, sha256: str) -> Response:
    return vault_file(request, sha256, "image/jpeg", {})


@pytest.fixture
def browser(house: Path) -> TestClient:
    return browser_of(app_with(router))


def damaged(sha256: str) -> str:
    """One bit of the file on the disk turns over."""
    path = vault().folder / sha256[:2] / sha256
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return sha256


def test_a_whole_photo_is_shown(browser: TestClient) -> None:
    answer = browser.get(f"/kept/{vault().put(PHOTO)}")
    assert (answer.status_code, answer.content) == (200, PHOTO)


def test_a_damaged_photo_is_never_shown_as_if_it_were_right(browser: TestClient) -> None:
    answer = browser.get(f"/kept/{damaged(vault().put(PHOTO))}")
    assert answer.status_code == 500
    assert "damaged" in answer.text


def test_a_large_damaged_file_ends_before_its_end(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_files, "READ_FIRST_BYTES", 1_000)
    assert browser.get(f"/kept/{vault().put(PHOTO)}").content == PHOTO
    with pytest.raises(vault_files._Damaged):
        browser.get(f"/kept/{damaged(vault().put(PHOTO))}")


def test_a_player_still_gets_the_range_it_asks_for(browser: TestClient) -> None:
    answer = browser.get(f"/kept/{vault().put(PHOTO)}", headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.content) == (206, PHOTO[10:20])


@pytest.mark.parametrize("wanted", [{}, {"Range": "bytes=10-19"}], ids=["whole", "a part"])
def test_a_photo_that_the_disk_does_not_give_back_is_said_to_be_damaged(
    browser: TestClient, wanted: dict[str, str]
) -> None:
    sha256 = vault().put(PHOTO)
    path = vault().folder / sha256[:2] / sha256
    path.unlink()
    path.mkdir()  # what no user may read; the tests may run as root, who may
    answer = browser.get(f"/kept/{sha256}", headers=wanted)
    assert answer.status_code == 500
    assert "a backup may have it" in answer.text
