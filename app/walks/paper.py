"""The walk on paper: for phones that cannot run the form, and for people who would rather not carry one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from app.foundation.language import _, direction_of, format_date, in_language
from app.instruments import Instrument, consent_packed, instrument_named, instrument_with_hash, wording
from app.sites import SupportService, services_of, site_with_id, stops_of
from app.walks import store
from app.walks.walk import Walk

STOPS_A_PAGE = 4
BLANK_STOPS = 2  # somebody always stops where nobody had planned to


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One row: `drawing` names a scene for each level, or is empty. `answers` are short, the worst first."""

    short: str
    question: str
    answers: list[str]
    drawing: str
    is_of_the_dark: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """One form in one language. `stops` holds names in the planned order, and "" for those to be filled in."""

    language: str
    direction: str
    languages: list[str]
    title: str
    site: str
    day: str
    promises: list[tuple[str, str]]  # the pages of the talk before the walk: title and text
    questions: list[PaperQuestion]
    stops: list[str]
    services: list[SupportService]


def paper_of(session: Session, walk: Walk, language: str) -> Paper:
    """The quick questions of this walk's instrument for paper, in `language` when the audit speaks it, else in its first."""
    audit = store.audit_with_id(session, walk.audit_id)
    site = site_with_id(session, audit.site_id) if audit else None
    if audit is None or site is None:
        raise LookupError("a walk always has an audit and a site")
    spoken = language if language in audit.languages else audit.languages[0]
    instrument = instrument_with_hash(session, audit.instrument_sha256) or instrument_named(audit.instrument_code)
    named = [stop.name for stop in stops_of(session, site.id)]
    with in_language(spoken):
        return Paper(
            language=spoken,
            direction=direction_of(spoken),
            languages=list(audit.languages),
            title=walk.title,
            site=site.name,
            day=format_date(walk.opens_at, site.time_zone, width="full"),
            promises=[(page["title"], page["text"]) for page in consent_packed([spoken])["pages"][spoken]],
            questions=_questions(instrument, spoken),
            stops=named + [""] * (BLANK_STOPS + -(len(named) + BLANK_STOPS) % STOPS_A_PAGE),
            services=list(services_of(session, site.id)),
        )


def _questions(instrument: Instrument, language: str) -> list[PaperQuestion]:
    """Questions with levels only: one of four circles is what a pencil in the dark can do."""
    asked = [instrument.indicators[code] for code in instrument.quick if instrument.indicators[code].has_levels]
    return [
        PaperQuestion(
            short=words.short,
            question=words.question,
            answers=[words.choices[level] for level in sorted(words.choices)],
            drawing=one.drawing or "",
            is_of_the_dark=not one.is_open_in("day"),
        )
        for one, words in ((one, wording(one.code, language)) for one in asked)
    ]


def helps() -> list[str]:
    """What to know before the pencil is taken out, in the language of the moment."""
    return [
        _("One sheet for each person. Write no names, of anybody."),
        _("Circle one number for each question. “?” means: I cannot say."),
        _("Give the sheet to the person who leads the walk. She types it in and then destroys it."),
    ]
