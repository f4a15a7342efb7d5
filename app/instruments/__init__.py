"""What we ask: the dictionary of indicators, the instruments made of them, their words, and what a walker agrees to."""

from __future__ import annotations

from collections.abc import Mapping

from app.foundation.errors import NotFound
from app.foundation.language import N_
from app.instruments.answering import ANSWER_FAULTS, faults_in, profile_faults_in
from app.instruments.consent import (
    SCOPES,
    consent_hash,
    consent_languages,
    consent_packed,
    consent_pages,
    consent_scopes,
)
from app.instruments.indicator import DO_NOT_KNOW, LEVEL_KINDS, LEVELS, NOT_APPLICABLE, FollowUp, Indicator, Wording
from app.instruments.instrument import Instrument, canonical_json
from app.instruments.keeping import instrument_with_hash, keep_version
from app.instruments.library import About
from app.instruments.packing import packed, words_sha256
from app.instruments.shelving import library
from app.instruments.version import InstrumentVersion
from app.instruments.wording import about, wording

# Any two walks anywhere can be compared on these nine: every instrument asks them.
CORE = (
    "lgt_level",
    "opn_view",
    "eye_watch",
    "ppl_density",
    "sec_presence",
    "pth_walk",
    "trn_near",
    "gen_mix",
    "fee_safe",
)

__all__ = [
    "ANSWER_FAULTS",
    "CORE",
    "DO_NOT_KNOW",
    "LEVELS",
    "LEVEL_KINDS",
    "NOT_APPLICABLE",
    "SCOPES",
    "About",
    "FollowUp",
    "Indicator",
    "Instrument",
    "InstrumentUnknown",
    "InstrumentVersion",
    "Wording",
    "about",
    "canonical_json",
    "consent_hash",
    "consent_languages",
    "consent_packed",
    "consent_pages",
    "consent_scopes",
    "dictionary",
    "faults_in",
    "instrument_named",
    "instrument_with_hash",
    "instruments",
    "keep_version",
    "languages_of",
    "packed",
    "profile_faults_in",
    "wording",
    "words_sha256",
]


class InstrumentUnknown(NotFound):
    code = "instrument-unknown"
    sentence = N_('There is no instrument "{instrument}". Choose one from the list of instruments.')


def dictionary() -> Mapping[str, Indicator]:
    """Every indicator by its code, built-in and local, in the dictionary's order."""
    return library().indicators


def instruments() -> list[Instrument]:
    """Every instrument that can be planned with, in order of code."""
    return [library().instruments[code] for code in sorted(library().instruments)]


def instrument_named(code: str) -> Instrument:
    """Raises InstrumentUnknown (404) when there is none of this code."""
    instrument = library().instruments.get(code)
    if instrument is None:
        raise InstrumentUnknown(instrument=code)
    return instrument


def languages_of(code: str) -> list[str]:
    """Languages in which the instrument has a title, so that it can be offered in them."""
    return sorted(library().about.get(code, {}))
