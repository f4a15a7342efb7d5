"""What goes along, and for whom: decided once, before the first byte is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from app.analysis import Audience, Place, rule_for
from app.exports import store
from app.findings import Medium
from app.foundation.database import Session
from app.foundation.errors import NotAllowed, NotFound
from app.foundation.identifiers import keyed_digest
from app.foundation.language import language_now
from app.instruments import Indicator, Instrument, Wording, dictionary, instrument_named, instrument_with_hash, wording
from app.people import Right, Role, Viewer
from app.sites import site_with_id, stops_of
from app.walks import Audit, audit_seen_by, walks_of_audits

INSIDE, CHECKED = ("new", "accepted"), ("accepted",)


@dataclass(frozen=True, slots=True)
class Column:
    """A question with its words in the language of whoever takes the export along."""

    indicator: Indicator
    words: Wording

    @property
    def code(self) -> str:
        return self.indicator.code


@dataclass(frozen=True)
class Choice:
    """Everything that the files are made from. `ids` are in an order that says nothing about when and by whom."""

    audit: Audit
    is_inside: bool
    ids: Sequence[UUID]
    columns: Sequence[Column]
    own_words: Sequence[str]
    instruments: Sequence[Instrument]
    stops: Mapping[UUID, tuple[int, str]] = field(default_factory=dict)
    walks: Mapping[UUID, int] = field(default_factory=dict)
    time_zone: str = "UTC"

    @cached_property
    def codes(self) -> frozenset[str]:
        """Of the questions whose answers go along."""
        return frozenset(column.code for column in self.columns)

    @property
    def moderation(self) -> Sequence[str]:
        """Findings and photos of these states go along; hidden ones never do."""
        return INSIDE if self.is_inside else CHECKED

    def says_anything_of(self, answers: Mapping[str, Any], photos: Sequence[Medium]) -> bool:
        """Whether anything of a finding goes along. An empty row would still tell that somebody felt something there."""
        return self.is_inside or bool(photos) or not self.codes.isdisjoint(answers)


def chosen(session: Session, viewer: Viewer, audit_id: UUID) -> Choice:
    """What this viewer may take along of an audit.

    Whoever reads findings gets all that is not hidden. A planner gets what was checked, and of that the answers about
    things and faults, whose exact place she needs to mend them; how people feel is in no row of hers, because a row is one
    person. Raises NotFound (also for published audits of others), NotAllowed.
    """
    audit = audit_seen_by(session, viewer, audit_id)
    if audit.organisation_id != viewer.organisation_id:
        raise NotFound
    is_inside = viewer.may(Right.READ_FINDINGS)
    if not is_inside and viewer.role != Role.PLANNER:
        raise NotAllowed
    site = site_with_id(session, audit.site_id)
    assert site is not None, "an audit always has a site"
    ids = store.finding_ids(session, audit.id, INSIDE if is_inside else CHECKED)
    instruments = _instruments(session, audit)
    stops = stops_of(session, site.id, with_retired=True)
    return Choice(
        audit=audit,
        is_inside=is_inside,
        ids=sorted(ids, key=lambda one: keyed_digest("export", str(one))),
        columns=_columns(instruments, is_inside),
        own_words=_own_words(instruments) if is_inside else (),
        instruments=instruments,
        stops={stop.id: (stop.position, stop.name) for stop in stops},
        walks={walk.id: number for number, walk in enumerate(walks_of_audits(session, [audit.id]), 1)},
        time_zone=site.time_zone,
    )


def _instruments(session: Session, audit: Audit) -> list[Instrument]:
    """The audit's own first; walkers with an older version may have answered others as well."""
    own = instrument_with_hash(session, audit.instrument_sha256) or instrument_named(audit.instrument_code)
    others = [instrument_with_hash(session, sha256) for sha256 in store.instruments_of(session, audit.id)]
    return [own, *(one for one in others if one and one.sha256 != own.sha256)]


def _columns(instruments: Sequence[Instrument], is_inside: bool) -> list[Column]:
    asked = {one.code: one for instrument in reversed(instruments) for one in instrument.indicators.values()}
    ordered = {code: asked.pop(code) for code in instruments[0].indicators} | asked
    about_her = {code for instrument in instruments for code in instrument.walker}
    return [
        Column(one, wording(code, language_now()))
        for code, one in ordered.items()
        # Her answers about herself stay apart from what she noticed, also here.
        if code not in about_her and one.kind not in ("media", "auto") and _may_go(one, is_inside)
    ]


def _may_go(asked: Indicator, is_inside: bool) -> bool:
    """As the dictionary of today says: a class that was tightened since is tightened for old audits too."""
    privacy = dictionary().get(asked.code, asked).privacy
    return is_inside or rule_for(privacy, Audience.PLANNER).place is Place.POINT


def _own_words(instruments: Sequence[Instrument]) -> list[str]:
    return list(dict.fromkeys(code for instrument in instruments for code in instrument.own_words))
