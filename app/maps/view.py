"""Everything that a map is made of, for one audience and one selection. Pages, tiles, pictures and tables all start here."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import h3.api.basic_int as h3
import numpy as np

from app.analysis import Audience, Rule, audience_of, publishing_walkers, rule_for
from app.foundation.database import Session
from app.instruments import Instrument, dictionary, instrument_named, instrument_with_hash
from app.maps import store
from app.maps.selection import Query, Selection, mapped_indicators, selection_from
from app.people import Viewer
from app.sites import Site, Stop, site_with_id, stops_of
from app.tallies import NO_CELL, Given, Numbers, cell_of, given_in
from app.walks import Audit, Walk, audit_seen_by, walks_of_audits

NO_STOP = -1


@dataclass(frozen=True)
class View:
    """`ground_stamp` differs whenever streets or stops changed, `findings_stamp` whenever a finding did.

    `audience` decides what is shown and how finely; `sees_unchecked` whether findings count that no moderator looked at yet.
    `stops` includes retired ones, which still carry findings. `publishing` are the walkers who agreed to publishing, asked for
    only on behalf of the public, and once: PostgreSQL shows each statement what is kept by then, and what a walker allowed and
    took back in between must stand in nothing that is kept under a stamp without her.
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
    publishing: Set[UUID]
    session: Session

    @property
    def rule(self) -> Rule:
        return rule_for(self.selection.indicator.privacy, self.audience)

    @cached_property
    def given(self) -> Given:
        """What was given to the chosen question. Read only when needed: streets are drawn without it."""
        return given_in(self.session, self.audit.id, self.selection.indicator.code)

    @cached_property
    def stop(self) -> Numbers:
        """By row of `given`: the place of its stop in `stops`, `NO_STOP` between stops."""
        numbers = {str(stop.id): at for at, stop in enumerate(self.stops)}
        by_spot = np.array([numbers.get(spot, NO_STOP) for spot in self.given.spots], np.int64)
        return by_spot[self.given.spot] if len(by_spot) else by_spot

    def cells_at(self, resolution: int) -> Numbers:
        """By row of `given`: its hexagon, `NO_CELL` where the place is unknown. A stop lies where it is planned today."""
        where = {str(stop.id): cell_of(stop.lon, stop.lat, resolution) for stop in self.stops}
        by_spot = [where.get(spot) or self._parent(cell, resolution) for spot, cell in zip(*self._spots, strict=True)]
        return np.array(by_spot, np.uint64)[self.given.spot] if by_spot else np.array([], np.uint64)

    @cached_property
    def chosen(self) -> Numbers:
        """Which rows count: this audience may know of them, and they are of the chosen time and walk."""
        selection = self.selection
        keep: Numbers = self.answering
        if selection.periods:
            keep = keep & self.given.in_periods(selection.periods)
        if selection.walk_id is not None:
            keep = keep & self.given.of_walk(selection.walk_id)
        return keep

    @cached_property
    def answering(self) -> Numbers:
        """Individual answers that this audience may know of, of every time and walk."""
        given = self.given
        keep: Numbers = ~given.is_group & (given.is_accepted if not self.sees_unchecked else ~given.is_hidden)
        if self.audience is Audience.PUBLIC:
            keep = keep & given.of_walkers(self.session, self.audit.id, self.publishing)
        return keep

    def stops_in_cells(self, resolution: int) -> dict[int, list[str]]:
        """Names of the planned stops in each hexagon, in the order of the route."""
        names: dict[int, list[str]] = {}
        for stop in self.stops:
            if not stop.is_retired:
                names.setdefault(cell_of(stop.lon, stop.lat, resolution), []).append(stop.name)
        return names

    @property
    def _spots(self) -> tuple[list[str], list[int]]:
        return list(self.given.spots), self.given.cells.tolist()

    @staticmethod
    def _parent(cell: int, resolution: int) -> int:
        return int(h3.cell_to_parent(cell, resolution)) if cell != NO_CELL else NO_CELL


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
    publishing = publishing_walkers(session, audit.id) if audience is Audience.PUBLIC else set()
    ground_stamp = store.ground_stamp(
        session, site.id
    )  # before the stops: nothing is older than the stamp it is kept under
    return View(
        audit=audit,
        site=site,
        audience=audience,
        instrument=instrument,
        selection=selection,
        stops=stops_of(session, site.id, with_retired=True),
        walks=walks,
        sees_unchecked=looks_as is Audience.GROUP,
        ground_stamp=ground_stamp,
        findings_stamp=store.findings_stamp(session, audit.id, publishing),
        publishing=publishing,
        session=session,
    )
