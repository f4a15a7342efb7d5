from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.foundation.commands import commands
from app.foundation.settings import Settings, settings


def test_an_operator_reads_every_setting_and_nobody_behind_her_the_password(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAROLA_DATABASE", "postgresql://farola:lantern-secret@db.example/farola")
    settings.cache_clear()
    printed = CliRunner().invoke(commands, ["settings"]).output
    assert all(f"FAROLA_{name.upper()}=" in printed for name in Settings.model_fields)
    assert "lantern-secret" not in printed
    assert "db.example" in printed


def test_a_period_of_nought_is_printed_as_such(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAROLA_KEEP_READS_DAYS", "0")
    settings.cache_clear()
    assert "FAROLA_KEEP_READS_DAYS=0\n" in CliRunner().invoke(commands, ["settings"]).output
