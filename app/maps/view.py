"""Everything that a map is made of, for one audience and one selection. Pages, tiles, pictures and tables all start here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from uuid import UUID

import h3.api.basic_int as h3
import numpy as np

from app.analysis import Audience, Rule, audience_of, publishing_walkers, rule_for
from app.findings import FindingFilter, rows_for_analysis
from app.foundation.database import Session
from app.instruments import Instrument, dictionary, instrument_named, instrument_with_hash
from app.maps import store
from app.maps.columns import NEEDED, NO_LEVEL, PERIODS, Columns, Numbers, columns_of
from app.maps.selection import Query, Selection, mapped_indicators, selection_from
from app.people import Viewer
from app.sites import Site, Stop, site_with_id, stops_of
from app.walks import Audit, Walk, audit_seen_by, walks_of_audits

KEPT_AUDITS = 8  # columns kept in memory, newest used first; 100,000 findings take about 10 MB


@dataclass(frozen=True)
class View:
    """`ground_stamp` differs whenever streets or stops changed, `findings_stamp` whenever a finding did.

    `audience` decides what is shown and how finely; `sees_unchecked` whether findings count that no moderator looked at yet.
    `stops` includes retired ones, which still carry findings.
    """

    audit: Audit
    site: Site
    audience: Audience
    instrument: Instrument
    selection: Selection
    stops: list[Stop]
    walks: list[Walk]
    sees_unchecked: bool
    ground_stamp: store.Stamp
    findings_stamp: store.Stamp
    load: Callable[[], Columns]

    @property
    def rule(self) -> Rule:
        return rule_for(self.selection.indicator.privacy, self.audience)

    @cached_property
    def columns(self) -> Columns:
        """Read only when needed: streets are drawn without them, and a browser that has a tile already asks for none."""
        return self.load()

    @cached_property
    def chosen(self) -> Numbers:
        """Which findings count: they have a level, this audience may know of them, and they are of the chosen time and walk."""
        columns, selection = self.columns, self.selection
        keep: Numbers = self.answering
        if selection.periods:
            keep = keep & np.isin(columns.period, [PERIODS.index(period) for period in selection.periods])
        if selection.walk_id is not None:
            keep = keep & (columns.walk == self._walk_number(selection.walk_id))
        return keep

    @cached_property
    def answering(self) -> Numbers:
        """Individual answers with a level that this audience may know of, of every time and walk."""
        columns = self.columns
        keep: Numbers = (self.levels != NO_LEVEL) & ~columns.is_group
        if not self.sees_unchecked:
            keep = keep & columns.is_accepted
        if self.audience is Audience.PUBLIC:
            keep = keep & columns.may_publish
        return keep

    @cached_property
    def levels(self) -> Numbers:
        """Level 0..3 of each finding for the chosen indicator, `NO_LEVEL` where it has none."""
        return self.columns.levels_of(self.selection.indicator.code)

    def stops_in_cells(self, resolution: int) -> dict[int, list[str]]:
        """Names of the planned stops in each H3 cell, in the order of the route."""
        names: dict[int, list[str]] = {}
        for stop in self.stops:
            if not stop.is_retired:
                names.setdefault(h3.latlng_to_cell(stop.lat, stop.lon, resolution), []).append(stop.name)
        return names

    def _walk_number(self, walk_id: UUID) -> int:
        return self.columns.walks.index(walk_id) if walk_id in self.columns.walks else -1


def view_of(
    session: Session, viewer: Viewer | None, audit_id: UUID, query: Query, written_for: Audience | None = None
) -> View:
    """What a viewer sees of an audit, or what she hands to `written_for`, an audience that may see less than she does.

    Raises NotFound unless the audit is the viewer's organisation's or published, NotAllowed without the right to maps.
    """
    audit = audit_seen_by(session, viewer, audit_id)
    looks_as = audience_of(viewer, audit)
    if viewer is not None and looks_as is not Audience.PUBLIC:
        viewer.require("maps.read")
    audience = written_for if written_for and looks_as is Audience.GROUP else looks_as
    site = site_with_id(session, audit.site_id)
    assert site is not None, "an audit always has a site"
    instrument = instrument_with_hash(session, audit.instrument_sha256) or instrument_named(audit.instrument_code)
    walks = walks_of_audits(session, [audit.id])
    # Rules and words come from the dictionary of today: a class that was tightened since is tightened for old audits too.
    indicators = [dictionary().get(one.code, one) for one in mapped_indicators(instrument, audience)]
    selection = selection_from(query, indicators, [walk.id for walk in walks], audience)
    stops = stops_of(session, site.id, with_retired=True)
    ground, findings = store.ground_stamp(session, site.id), store.findings_stamp(session, audit.id)
    return View(
        audit=audit,
        site=site,
        audience=audience,
        instrument=instrument,
        selection=selection,
        stops=stops,
        walks=walks,
        sees_unchecked=looks_as is Audience.GROUP,
        ground_stamp=ground,
        findings_stamp=findings,
        load=lambda: _columns_of(session, audit.id, stops, (ground, findings)),
    )


_kept: OrderedDict[UUID, tuple[tuple[object, ...], Columns]] = OrderedDict()
_lock = Lock()


def _columns_of(session: Session, audit_id: UUID, stops: list[Stop], stamp: tuple[object, ...]) -> Columns:
    """The columns of an audit, read again only when the stamp differs. One at a time: ten tiles ask at once."""
    with _lock:
        held = _kept.get(audit_id)
        if held is None or held[0] != stamp:
            rows = rows_for_analysis(session, FindingFilter(audit_id=audit_id), NEEDED)
            held = (stamp, columns_of(rows, stops, publishing_walkers(session, audit_id)))
        _kept[audit_id] = held
        _kept.move_to_end(audit_id)
        while len(_kept) > KEPT_AUDITS:
            _kept.popitem(last=False)
        return held[1]
