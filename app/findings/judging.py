"""May this finding be kept? Pure: everything it needs to know is in `Circumstances`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from app.findings import refusals
from app.findings.refusals import Refusal
from app.findings.wire import SentFinding
from app.foundation.errors import LastingFault
from app.instruments import Instrument, faults_in, profile_faults_in
from app.walks import Sender

# Phones lie in drawers. After two weeks a finding no longer belongs to the picture that the group has seen and agreed on.
LATE_WINDOW = timedelta(days=14)
LARGEST_FINDING = 64_000  # characters of canonical JSON; a full one with words and ten photos has about 6,000
PLACE_SCOPE = "place"
MOST_LON, MOST_LAT = 180.0, 90.0  # degrees, WGS 84

# What pydantic calls a fault, by our own code, which outlives its next version.
FAULT_CODES = {
    "missing": refusals.MISSING,
    "uuid_parsing": refusals.NO_IDENTIFIER,
    "literal_error": refusals.WORD_UNKNOWN,
    "string_too_long": refusals.TEXT_TOO_LONG,
    "too_long": refusals.LIST_TOO_LONG,
}


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a planned stop is, in WGS 84 degrees."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the server knows around a batch: who sends, the places it names, and the instruments it can read."""

    sender: Sender
    now: datetime
    stops: Mapping[UUID, Stand]
    centre: Stand | None  # of the site, for findings without a place
    instrument_with: Callable[[str], Instrument | None]

    @property
    def may_keep_place(self) -> bool:
        """Consent comes in layers, and the phone asks for each. Should a phone send a place all the same, it is not kept."""
        return PLACE_SCOPE in self.sender.scopes

    @property
    def is_late(self) -> bool:
        return self.now > self.sender.closing_at

    @property
    def is_over(self) -> bool:
        return self.now > self.sender.closing_at + LATE_WINDOW


def read_finding(body: Any) -> SentFinding | Refusal:
    """The finding in a JSON value, or why it cannot be read."""
    try:
        return SentFinding.model_validate(body)
    except ValidationError as error:
        return Refusal(refusals.MALFORMED, tuple(_faults_of(error)))


def parted(answers: Mapping[str, Any], instrument: Instrument) -> tuple[dict[str, Any], dict[str, Any]]:
    """The finding's own answers, and those about the walker herself, which never stay with the finding."""
    asked = frozenset(instrument.walker)
    if asked.isdisjoint(answers):  # nearly always: she is asked about herself once, if at all
        return dict(answers), {}
    own = {code: answer for code, answer in answers.items() if code not in asked}
    return own, {code: answer for code, answer in answers.items() if code in asked}


def refusal_of(sent: SentFinding, around: Circumstances) -> Refusal | None:
    """The first rule that this finding breaks, or None when it may be kept."""
    if sent.walk != around.sender.walk_id:
        return Refusal(refusals.WALK_DIFFERS)
    if around.is_over:
        return Refusal(refusals.WALK_IS_CLOSED)
    instrument = around.instrument_with(sent.instrument.sha256)
    if instrument is None:
        return Refusal(refusals.INSTRUMENT_UNKNOWN)
    return _place_refusal(sent, around) or _answer_refusal(sent, instrument)


def _place_refusal(sent: SentFinding, around: Circumstances) -> Refusal | None:
    place = sent.place
    if place and not (abs(place.lon) <= MOST_LON and abs(place.lat) <= MOST_LAT):
        return Refusal(refusals.PLACE_OFF_PLANET)
    if place is None and sent.stop is not None and sent.stop not in around.stops:
        return Refusal(refusals.STOP_UNKNOWN)
    return None


def _answer_refusal(sent: SentFinding, instrument: Instrument) -> Refusal | None:
    own, about_her = parted(sent.answers, instrument)
    faults = faults_in(instrument, own)
    if about_her:
        faults += profile_faults_in(instrument, about_her)
    if sent.words:
        faults += _word_faults(sent, instrument)
    return Refusal(refusals.ANSWERS_UNKNOWN, tuple(faults)) if faults else None


def _word_faults(sent: SentFinding, instrument: Instrument) -> list[LastingFault]:
    own_words = {*instrument.own_words, *instrument.indicators}
    return [LastingFault(f"/words/{code}", refusals.TAKES_NO_WORDS) for code in sent.words if code not in own_words]


def _faults_of(error: ValidationError) -> list[LastingFault]:
    """Pydantic's findings as pointers and codes of ours; never the values, which may hold anything."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        LastingFault(
            "/" + "/".join(str(step) for step in fault["loc"]), FAULT_CODES.get(fault["type"], refusals.UNREADABLE)
        )
        for fault in faults[:20]
    ]
