"""Evenings of bad luck, a few of the many that `python -m tests.faults` runs: whatever fails, nothing acknowledged is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.neighbourhood import Neighbourhood
from tests.faults.nursery import Nursery
from tests.faults.schedule import Outcome, Plan, run_schedule

TWENTY_KILLS = Plan(phones=3, findings=8, storm_s=8.0, kills=20)


def _told(outcome: Outcome, keep: Path) -> str:
    """What a maintainer needs to repeat it."""
    return f"seed {outcome.seed} on {outcome.database}: {outcome.faults}\n{outcome.events}\nhistory in {keep}"


@pytest.mark.parametrize("seed", [7])
def test_no_finding_is_lost_doubled_or_invented_on_an_evening_of_bad_luck(
    either_pattern: Neighbourhood, born: Nursery, seed: int, tmp_path: Path
) -> None:
    outcome = run_schedule(seed, either_pattern, born, keep=tmp_path)
    assert outcome.faults == [], _told(outcome, tmp_path)
    assert outcome.counts["ok"] > 30, "hardly anything was sent: nothing was tried"
    assert outcome.counts["unknown"] > 0, "nothing ever failed: nothing was tried"


def test_twenty_kills_while_phones_send_lose_nothing(
    sqlite_pattern: Neighbourhood, born: Nursery, tmp_path: Path
) -> None:
    outcome = run_schedule(20, sqlite_pattern, born, TWENTY_KILLS, keep=tmp_path)
    assert outcome.faults == [], _told(outcome, tmp_path)
    assert outcome.counts["births"] == 21
    assert outcome.counts["ok"] > 40, "hardly anything was sent: nothing was tried"
