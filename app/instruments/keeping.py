"""Keeping every meaning that was taken on a walk, and finding it again by its hash."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.foundation import clock
from app.foundation.database import Session
from app.instruments.indicator import FollowUp, Indicator
from app.instruments.instrument import SETS, Instrument, in_order
from app.instruments.shelving import library
from app.instruments.store import keep_once, version_with_hash
from app.instruments.version import InstrumentVersion

STRICTEST = "S"


def keep_version(session: Session, instrument: Instrument) -> str:
    """Keep the instrument's meaning under its hash, once, and return the hash."""
    row = InstrumentVersion(
        sha256=instrument.sha256,
        code=instrument.code,
        version=instrument.version,
        body=instrument.meaning(),
        kept_at=clock.now(),
    )
    keep_once(session, row)
    return instrument.sha256


def instrument_with_hash(session: Session, sha256: str) -> Instrument | None:
    """The instrument that this hash stands for: today's when its meaning is the same, else as it was kept; None if unknown."""
    for today in library().instruments.values():
        if today.sha256 == sha256:
            return today
    kept = version_with_hash(session, sha256)
    return instrument_of(kept.body, kept.version) if kept else None


def instrument_of(meaning: dict[str, Any], version: str) -> Instrument:
    """Read `Instrument.meaning()` back. The order is made anew: PostgreSQL's JSONB does not keep that of names."""
    sets = {name: tuple(meaning[name]) for name in SETS}
    indicators = in_order(sets, {code: _indicator_of(code, row) for code, row in meaning["indicators"].items()})
    return Instrument(code=meaning["code"], version=version, indicators=indicators, **sets)


def _indicator_of(code: str, row: dict[str, Any]) -> Indicator:
    """What was asked then, under the privacy of today: a rule that was made stricter protects old findings too."""
    today = library().indicators.get(code) or Indicator(code, row["kind"], row["level"], STRICTEST)
    asked = row["follow_up"]
    return replace(
        today,
        kind=row["kind"],
        level=row["level"],
        choices=tuple(row["choices"]),
        alone=tuple(row["alone"]),
        when=row["when"],
        is_scored=row["is_scored"],
        follow_up=FollowUp(asked["at_most"], tuple(asked["ask"])) if asked else None,
    )
