"""The codebook: an instrument laid out for reading, so that everybody means the same by the same word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.foundation.language import N_
from app.instruments.indicator import Indicator, Wording
from app.instruments.instrument import Instrument
from app.instruments.wording import wording

KINDS = {
    "r03": N_("Level, from 0 worst to 3 best"),
    "f03": N_("Feeling, from 0 worst to 3 best"),
    "d03": N_("Description in four steps"),
    "one": N_("One answer"),
    "multi": N_("Several answers"),
    "yn": N_("Yes or no"),
    "cnt": N_("Count"),
    "num": N_("Measure"),
    "media": N_("Words, voice or photo"),
    "auto": N_("Noted by the phone"),
}
ASKED_PER = {
    "S": N_("Asked at each stop"),
    "G": N_("Asked for each stretch of street"),
    "P": N_("Asked once for each place"),
    "W": N_("Asked once for each walk"),
    "U": N_("Asked once of each walker"),
}
PRIVACY = {
    "A": N_("About the place: may be shown where it is, after a check"),
    "P": N_("About what people feel: shown only for areas and groups"),
    "S": N_("Sensitive: shown only as totals of many people"),
    "M": N_("About the recording: time and place are rounded when shared"),
}
SECTIONS = (
    ("quick", N_("At each stop")),
    ("full", N_("More, when there is time")),
    ("asked", N_("Asked only after a low answer")),
    ("header", N_("About the recording")),
    ("walker", N_("About the walker, all of it optional")),
    ("own_words", N_("In her own words")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question as the codebook prints it. The sentences are msgids; templates translate them."""

    indicator: Indicator
    words: Wording
    kind: str
    asked_per: str
    privacy: str


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    title: str
    entries: tuple[Entry, ...]


def codebook(instrument: Instrument, language: str) -> list[Section]:
    """The instrument's questions in sections, in the order in which a walker meets them; empty sections left out."""
    in_sets = {code for name, _title in SECTIONS if name != "asked" for code in getattr(instrument, name)}
    asked = [code for code in instrument.indicators if code not in in_sets]
    sections = [
        Section(name, title, _entries(instrument, asked if name == "asked" else getattr(instrument, name), language))
        for name, title in SECTIONS
    ]
    return [section for section in sections if section.entries]


def _entries(instrument: Instrument, codes: Sequence[str], language: str) -> tuple[Entry, ...]:
    return tuple(_entry(instrument.indicators[code], language) for code in codes)


def _entry(one: Indicator, language: str) -> Entry:
    return Entry(one, wording(one.code, language), KINDS[one.kind], ASKED_PER[one.level], PRIVACY[one.privacy])
