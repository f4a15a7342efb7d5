"""From what a phone said to what is kept: the row of a finding. Pure, but for the sun."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from app.findings.arrival import Arrival
from app.findings.finding import HIDDEN, NEW
from app.findings.judging import Circumstances, Stand, parted
from app.findings.known import Known
from app.findings.wire import SentFinding
from app.foundation.geometry import morton_of
from app.sites import period_at

CORRECTED = "corrected"
# Columns that a facilitator's correction keeps against newer revisions of the phone, which knows nothing of it.
PLACE_COLUMNS = ("stop_id", "lon", "lat", "accuracy_m", "place_source", "fixed_at", "morton", "period")


def row_of(arrival: Arrival) -> dict[str, Any]:
    """All columns of a finding that has just arrived."""
    sent, around, sender = arrival.sent, arrival.around, arrival.around.sender
    assert sent is not None
    instrument = around.instrument_with(sent.instrument.sha256)
    assert instrument is not None  # else it would have been parked
    return {
        "id": sent.id,
        "audit_id": sender.audit_id,
        "walk_id": sender.walk_id,
        "walker_id": sender.id,
        "revision": sent.revision,
        "started_at": sent.started_at,
        "changed_at": sent.changed_at,
        "received_at": around.now,
        **_place_columns(sent, around),
        "sent_place": sent.place.model_dump(mode="json") if sent.place and around.may_keep_place else None,
        "sent_stop_id": sent.stop,
        "mode": sent.mode,
        "entry": sent.entry,
        "answers": parted(sent.answers, instrument)[0],
        "marks": sent.marks,
        "words": {code: text for code, text in sent.words.items() if text.strip()},
        "instrument_sha256": sent.instrument.sha256,
        "content_sha256": arrival.sha256,
        "is_late": around.is_late,
    }


def first_row(row: dict[str, Any]) -> dict[str, Any]:
    """The row of an id that was never here before."""
    return row | {"hidden_words": [], "state": "kept", "moderation": NEW}


def next_row(row: dict[str, Any], known: Known) -> dict[str, Any]:
    """The columns that a newer revision changes: what was accepted is looked at again, what was hidden stays hidden.

    A correction of the place stays as well, but not when she takes back where it was: it was made of that.
    """
    kept = {"moderation": HIDDEN if known.moderation == HIDDEN else NEW}
    leave = PLACE_COLUMNS if known.place_source == CORRECTED and not takes_place_back(row, known) else ()
    return {name: value for name, value in row.items() if name not in leave} | kept


def takes_place_back(row: dict[str, Any], known: Known) -> bool:
    """Whether her phone told where it was, and no longer does."""
    return known.has_sent_place and row["sent_place"] is None


def _place_columns(sent: SentFinding, around: Circumstances) -> dict[str, Any]:
    stop_id = sent.stop if sent.stop in around.stops else None
    stand = around.stops.get(sent.stop) if sent.stop else None
    place = sent.place if around.may_keep_place else None
    at: Any = place or stand
    return {
        "stop_id": stop_id,
        "lon": at.lon if at else None,
        "lat": at.lat if at else None,
        "morton": morton_of(at.lon, at.lat) if at else None,
        "accuracy_m": place.accuracy_m if place else None,
        "place_source": place.source if place else "stop" if stand else None,
        "fixed_at": place.fixed_at if place else None,
        "period": period_of(at or around.centre, _by_our_clock(sent.started_at, around)),
    }


def _by_our_clock(moment: datetime, around: Circumstances) -> datetime:
    """A phone's clock may be wrong by years; how wrong it was, the server noted when the phone joined."""
    return moment - timedelta(seconds=around.sender.clock_offset_s)


def period_of(at: Stand | Any | None, moment: datetime) -> str:
    """Day, dusk or night there and then. Without any place at all nobody can tell, and "night" asks for nothing untrue of
    a tool for walks after dark: the sun of the equator at longitude 0 would be a guess no better."""
    if at is None:
        return "night"
    return _period_near(round(at.lon, 2), round(at.lat, 2), moment.replace(second=0, microsecond=0))


@lru_cache(maxsize=20_000)
def _period_near(lon: float, lat: float, minute: datetime) -> str:
    """A hundredth of a degree and a minute move the sun by less than it is wide; a batch asks for few different ones."""
    return period_at(lon, lat, minute)
