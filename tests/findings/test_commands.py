"""`farola photos`, as whoever runs the server types it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.findings import clean_waiting, cleaning
from app.findings.commands import commands
from app.findings.scrubber import Scrubbed, ScrubberDied
from app.foundation import clock
from app.foundation.vault import VaultAway
from tests.findings.conftest import a_viewer
from tests.makers.findings import Phone, a_phone, a_photo, a_walk, lies_there, media, sent, sha256_of
from tests.object_store import out_of_reach


@pytest.fixture
def far_phone(house_in_s3: Path) -> Phone:
    """A phone whose server keeps its files in an object store."""
    return a_phone(a_walk(a_viewer()))


def test_whoever_cleans_or_sweeps_while_the_store_is_away_is_told_so_and_loses_nothing(far_phone: Phone) -> None:
    nothing, photo = b"not a photo", a_photo()
    sent(far_phone, nothing)
    clean_waiting()
    sent(far_phone, photo)
    with clock.standing_at(clock.now() + timedelta(days=15)):
        with out_of_reach():
            for command in ("clean", "sweep"):
                said = CliRunner().invoke(commands, [command])
                assert said.exit_code == 1 and isinstance(said.exception, SystemExit), said.exception
                assert VaultAway().said() in said.output
        assert lies_there() == {sha256_of(nothing), sha256_of(photo)}
        for command in ("clean", "sweep"):
            said = CliRunner().invoke(commands, [command])
            assert said.exit_code == 0, said.output
    assert sorted(medium.state for medium in media()) == ["broken", "clean"]
    assert lies_there().isdisjoint({sha256_of(nothing), sha256_of(photo)})


def test_a_disk_that_refuses_is_named_and_not_a_traceback(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.findings import sweeping

    def refuse() -> list[Path]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(sweeping, "_arriving", refuse)
    said = CliRunner().invoke(commands, ["sweep"])
    assert (said.exit_code, said.output) == (1, "[Errno 5] Input/output error\n")


def killed_over(contents: list[bytes], patch: pytest.MonkeyPatch) -> None:
    """The cleaner's process is killed over each of these."""
    scrub = cleaning.scrubber.scrub

    def killed(source: Path, large: Path, small: Path) -> Scrubbed:
        if source.read_bytes() in contents:
            raise ScrubberDied(-9)
        return scrub(source, large, small)

    patch.setattr(cleaning.scrubber, "scrub", killed)


def test_a_cleaner_that_is_killed_over_one_photo_goes_on_with_the_others(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [a_photo(colour=colour) for colour in ("red", "navy", "green")]
    sent(either_phone, *photos)
    killed_over(photos[:1], monkeypatch)
    said = CliRunner().invoke(commands, ["clean"])
    assert (said.exit_code, said.output) == (0, "2 settled.\n")
    assert [medium.state for medium in media()] == ["received", "clean", "clean"]


def test_whoever_cleans_while_every_cleaner_is_killed_is_told_so(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    photos = [a_photo(colour=colour) for colour in ("red", "navy", "green", "pink")]
    sent(phone, *photos)
    killed_over(photos, monkeypatch)
    said = CliRunner().invoke(commands, ["clean"])
    assert said.exit_code == 1 and isinstance(said.exception, SystemExit), said.exception
    assert "perhaps because memory ran out" in said.output
    assert sorted(medium.claims for medium in media()) == [0, 1, 1, 1]
