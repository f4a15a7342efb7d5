"""A setting does what it says, or the operator hears that it does not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.cli import main
from app.foundation.settings import SettingWrong, settings, unknown_settings
from app.walks.qr import join_address

PASSWORD = "lantern-secret"
WRONG = {
    "KEEP_PHOTOS_DAYS": ["three months", "-1", "99999999999", "1.5"],
    "KEEP_CODES_HOURS": ["99999999999"],
    "DATABASE": [
        f"mysql://farola:{PASSWORD}@db/farola",
        f"postgresql://farola:{PASSWORD}/x@db:port/farola",
        "farola.sqlite3",
        "sqlite://",
    ],
    "FILES": ["/mnt/photos"],
    "ADDRESS": ["walks.example.org", "https://example.org/farola", "https://"],
    "TEMPLATES": ["/nowhere"],
    "FONTS": ["/nowhere"],
    "PHONE_WORKER": ["OFF"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_value_that_cannot_be_meant_is_a_sentence_of_every_command(
    house: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(f"FAROLA_{name}", value)
    monkeypatch.setattr(sys, "argv", ["farola", "serve"])
    settings.cache_clear()
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert said.startswith(f"FAROLA_{name} is not right: ") and "It is for: " in said
    assert PASSWORD not in said


def test_all_that_is_wrong_is_said_at_once(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAROLA_KEEP_VOICE_DAYS", "a month")
    monkeypatch.setenv("FAROLA_ADDRESS", "walks.example.org")
    settings.cache_clear()
    with pytest.raises(SettingWrong) as wrong:
        settings()
    assert len(str(wrong.value).splitlines()) == 2


def test_whoever_mistypes_a_setting_hears_that_it_does_nothing(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert unknown_settings() == []
    monkeypatch.setenv("FAROLA_KEEP_PHOTO_DAYS", "7")
    [said] = unknown_settings()
    assert said == "FAROLA_KEEP_PHOTO_DAYS is no setting of Farola, and does nothing. Is FAROLA_KEEP_PHOTOS_DAYS meant?"


def test_a_setting_that_is_left_empty_is_not_set(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As whoever starts containers leaves those that she does not need."""
    monkeypatch.setenv("FAROLA_KEEP_PHOTOS_DAYS", "")
    monkeypatch.setenv("FAROLA_TEMPLATES", "")
    settings.cache_clear()
    assert (settings().keep_photos_days, settings().templates) == (90, None)


def test_a_slash_behind_the_address_is_in_no_link(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAROLA_ADDRESS", "https://walks.example.org/")
    settings.cache_clear()
    assert settings().address == "https://walks.example.org"
    assert join_address() == "walks.example.org/w/"


@pytest.mark.parametrize("command", ["migrate", "serve", "demo", "user list"])
def test_a_data_folder_that_cannot_be_one_is_a_sentence(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    (house / "file").touch()
    monkeypatch.setenv("FAROLA_DATA", str(house / "file"))
    monkeypatch.setattr(sys, "argv", ["farola", *command.split()])
    settings.cache_clear()
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert str(house / "file") in capsys.readouterr().err
