"""The SQL of every finding and photo that arrives: few questions, each put together once.

Building a statement costs SQLAlchemy six times what running it takes (measured: 0.65 ms against 0.1 ms on SQLite), and a
phone that sends a single finding waits for all of them. So they stand here ready, and only their values change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Select,
    bindparam,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlmodel import col

from app.findings import changes
from app.findings.arrival import Arrival
from app.findings.known import Before, Known
from app.findings.medium import AWAITED, Medium
from app.findings.parked import ModerationStep, number_beside
from app.findings.refusals import TWIN
from app.findings.store import FINDINGS, MEDIA, PARKED, TOMBSTONES, insert_once
from app.foundation.database import Session
from app.sites import Stop
from app.walks import Audit, Sender, WalkerProfile

HOUR = timedelta(hours=1)
KNOWN_COLUMNS = ("id", "walker_id", "revision", "content_sha256", "state", "moderation", "place_source")

_IDS: BindParameter[UUID] = bindparam("ids", expanding=True)
_SHA256S: BindParameter[str] = bindparam("sha256s", expanding=True)
_WALKERS: BindParameter[UUID] = bindparam("walkers", expanding=True)
_WALKERS_AND_IDS: BindParameter[UUID] = bindparam("walkers_and_ids", expanding=True)
_WALKER: BindParameter[UUID] = bindparam("walker_id")
_SINCE: BindParameter[datetime] = bindparam("since")

_STOPS = (
    select(col(Stop.id), col(Stop.lon), col(Stop.lat))
    .join(Audit, col(Audit.site_id) == col(Stop.site_id))
    .where(col(Audit.id) == bindparam("audit_id"), col(Stop.id).in_(_IDS))
)
_INSERT = insert(FINDINGS)
_BEARING = MEDIA.c.walker_id.in_(_WALKERS) & or_(MEDIA.c.finding_id.in_(_IDS), MEDIA.c.sha256.in_(_SHA256S))
_MEDIA = select(Medium).where(_BEARING)
_ABOUT_MEDIA = (
    select(col(ModerationStep.finding_id), col(ModerationStep.did), col(ModerationStep.detail))
    .where(col(ModerationStep.finding_id).in_(_IDS), col(ModerationStep.did).endswith("-photo"))
    .order_by(col(ModerationStep.created_at), col(ModerationStep.id))
)
_UNPARK = delete(PARKED).where(
    PARKED.c.walker_id == _WALKER,
    PARKED.c.finding_id == bindparam("finding_id"),
    PARKED.c.code != TWIN,
    # A newer one waits on, and so do another text with this number and one whose number nobody can read.
    PARKED.c.revision.between(1, bindparam("b_revision") - 1) | (PARKED.c.content_sha256 == bindparam("b_sha256")),
)


def _told(what: str, *columns: Any) -> Select[Any]:
    """One part of the answer below; what a part does not tell is empty."""
    return select(literal(what).label("what"), *columns, *[null()] * (8 - len(columns)))


# Seven questions in one statement: asked one by one, they cost a phone with a single finding more than all the rest.
_BEFORE = union_all(
    _told("known", *(FINDINGS.c[name] for name in KNOWN_COLUMNS), FINDINGS.c.sent_place.is_not(None)).where(
        FINDINGS.c.id.in_(_IDS)
    ),
    _told("gone", TOMBSTONES.c.finding_id).where(TOMBSTONES.c.finding_id.in_(_WALKERS_AND_IDS)),
    _told("taken", null(), FINDINGS.c.walker_id, func.count())
    .where(FINDINGS.c.walker_id.in_(_WALKERS), FINDINGS.c.received_at > _SINCE)
    .group_by(FINDINGS.c.walker_id),
    _told("taken", null(), PARKED.c.walker_id, func.count())
    .where(PARKED.c.walker_id.in_(_WALKERS), PARKED.c.created_at > _SINCE)
    .group_by(PARKED.c.walker_id),
    _told("aside", null(), PARKED.c.walker_id, func.count())
    .where(PARKED.c.walker_id.in_(_WALKERS))
    .group_by(PARKED.c.walker_id),
    _told("media", null(), MEDIA.c.walker_id).where(_BEARING),
    _told("about her", col(WalkerProfile.finding_id)).where(
        col(WalkerProfile.walker_id).in_(_WALKERS), col(WalkerProfile.finding_id).in_(_IDS)
    ),
)

_HELD = (
    select(MEDIA.c.id)
    .where(MEDIA.c.walker_id == _WALKER, MEDIA.c.sha256 == bindparam("sha256"), MEDIA.c.state != AWAITED)
    .limit(1)
)
_THESE_BYTES = (MEDIA.c.walker_id == _WALKER) & (MEDIA.c.sha256 == bindparam("sha256"))
# What there is to know before bytes are noted on a finding; in one statement, as above.
_STANDING = union_all(
    select(literal("gone")).where(
        TOMBSTONES.c.finding_id.in_(
            (_WALKER, bindparam("finding_id"), bindparam("beside", type_=TOMBSTONES.c.finding_id.type))
        )
    ),
    select(literal("held")).where(_THESE_BYTES, MEDIA.c.state != AWAITED),
    select(literal("awaited")).where(_THESE_BYTES, MEDIA.c.state == AWAITED),
    select(literal("noted")).where(_THESE_BYTES, MEDIA.c.finding_id == bindparam("finding_id")),
)
_SENT_BEFORE = select(
    func.count().filter(MEDIA.c.received_at > _SINCE),
    func.coalesce(func.sum(MEDIA.c.size_bytes), 0),
    func.count(),
    func.count().filter(MEDIA.c.sha256 == bindparam("sha256"), MEDIA.c.state != AWAITED),
).where(MEDIA.c.walker_id == _WALKER)
_FULFIL = (
    update(MEDIA)
    .where(
        MEDIA.c.walker_id == bindparam("b_walker_id"), MEDIA.c.sha256 == bindparam("b_sha256"), MEDIA.c.state == AWAITED
    )
    .values(state=bindparam("b_state"), size_bytes=bindparam("b_size_bytes"), received_at=bindparam("b_received_at"))
)


# ---- findings


def places_of_stops(session: Session, sender: Sender, stops: Collection[UUID]) -> list[tuple[UUID, float, float]]:
    """(id, lon, lat) of those of these stops that its site ever had: findings may name one that was retired since."""
    if not stops:
        return []
    rows = session.connection().execute(_STOPS, {"audit_id": sender.audit_id, "ids": list(stops)})
    return [(row[0], row[1], row[2]) for row in rows]


def before(session: Session, walkers: Sequence[UUID], arrivals: Sequence[Arrival]) -> Before:
    """Whatever is here and bears on these findings of these walkers."""
    ids = [one.finding_id for one in arrivals if one.finding_id]
    beside = [number_beside(one.walker_id, one.finding_id) for one in arrivals if one.finding_id]
    said = {
        "ids": ids,
        "walkers": walkers,
        "walkers_and_ids": [*walkers, *ids, *beside],
        "sha256s": _listed_by(arrivals),
    }
    since = min(one.around.now for one in arrivals) - HOUR if arrivals else datetime.max.replace(tzinfo=UTC)
    found = Before()
    for what, finding_id, walker_id, *rest in session.connection().execute(_BEFORE, said | {"since": since}):
        match what:
            case "known":
                found.known[finding_id] = Known.from_row(walker_id, *rest)
            case "gone":
                found.gone.add(finding_id)
            case "taken":
                found.taken[walker_id] = found.taken.get(walker_id, 0) + rest[0]
            case "aside":
                found.aside[walker_id] = rest[0]
            case "media":
                found.with_media.add(walker_id)
            case "about her":
                found.about_her.add(finding_id)
    return found


def _listed_by(arrivals: Iterable[Arrival]) -> list[str]:
    return [medium.sha256 for one in arrivals if one.sent for medium in one.sent.media]


def file_findings(session: Session, kept: Sequence[Arrival]) -> None:
    """Insert the new ones together, then each newer revision."""
    connection = session.connection()
    # In one order everywhere: two servers that insert the same ids would else wait for each other in a ring.
    fresh = sorted((arrival.row for arrival in kept if arrival.is_new), key=itemgetter("id"))
    if fresh:
        connection.execute(_INSERT, fresh)
        changes.note_new(session, fresh)
    if len(fresh) < len(kept):
        changes.note_before(session, [one.finding_id for one in kept if one.finding_id and not one.is_new])
    for arrival in kept:
        if not arrival.is_new:
            connection.execute(update(FINDINGS).where(FINDINGS.c.id == arrival.finding_id).values(arrival.row))


def forget_places(session: Session, ids: Sequence[UUID]) -> None:
    """She took back where this was: what moderators wrote down of it when they put it right goes as well."""
    of_these = update(ModerationStep).where(col(ModerationStep.finding_id).in_(ids))
    of_places = of_these.where(col(ModerationStep.did).in_(("moved", "moved-back")))
    session.connection().execute(of_places.values(detail={}))


def media_bearing_on(session: Session, kept: Sequence[Arrival]) -> list[Medium]:
    """Media of these findings' walkers that belong to the findings, or are the same bytes as one that they list."""
    said = {
        "walkers": list({arrival.walker_id for arrival in kept}),
        "ids": [arrival.finding_id for arrival in kept],
        "sha256s": _listed_by(kept),
    }
    return list(session.execute(_MEDIA, said, execution_options={"populate_existing": True}).scalars())


def hidden_in(session: Session, ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """By finding: the hashes of what a moderator hid in it and did not show again, also of what she took away since."""
    last: dict[tuple[UUID, str], str] = {}
    for finding_id, did, detail in session.connection().execute(_ABOUT_MEDIA, {"ids": ids}) if ids else ():
        last[finding_id, detail.get("sha256", "")] = did
    hidden: dict[UUID, set[str]] = {}
    for (finding_id, sha256), did in last.items():
        if did == "hid-photo":
            hidden.setdefault(finding_id, set()).add(sha256)
    return hidden


def unpark(session: Session, kept: Sequence[Arrival]) -> None:
    """What is kept now, in this or a newer revision, no longer waits; what is newer does."""
    said = [
        {"walker_id": one.walker_id, "finding_id": one.finding_id, "b_revision": one.revision, "b_sha256": one.sha256}
        for one in kept
    ]
    session.connection().execute(_UNPARK, said)


def are_set_aside(session: Session, walker_id: UUID, sha256s: Collection[str]) -> bool:
    """Whether each of these texts of hers is set aside already."""
    here = select(func.count()).where(PARKED.c.walker_id == walker_id, PARKED.c.content_sha256.in_(sha256s))
    return session.connection().execute(here).scalar_one() == len(set(sha256s))


# ---- media


class SentBefore(NamedTuple):
    """What one walker sent of photos and recordings."""

    recent: int  # within the hour
    weight: int  # bytes in all
    noted: int  # on how many findings they stand in all, each counted for each
    is_held: bool  # whether the server has, or had and cleaned, the bytes that come now


def sent_before(session: Session, walker_id: UUID, sha256: str, since: datetime) -> SentBefore:
    said = {"walker_id": walker_id, "sha256": sha256, "since": since}
    recent, weight, noted, held = session.connection().execute(_SENT_BEFORE, said).one()
    return SentBefore(recent, int(weight), noted, held > 0)


def standing_of(session: Session, walker_id: UUID, finding_id: UUID, sha256: str) -> set[str]:
    """ "gone" when this finding or all of its walker was taken back for ever; of these bytes of hers, "held", "awaited", and
    "noted" when they stand on this finding already."""
    beside = number_beside(walker_id, finding_id)
    said = {"walker_id": walker_id, "finding_id": finding_id, "beside": beside, "sha256": sha256}
    return set(session.connection().execute(_STANDING, said).scalars())


def held_medium(session: Session, walker_id: UUID, sha256: str) -> Medium | None:
    """Any medium of this walker whose bytes the server has, or has cleaned."""
    found = session.connection().execute(_HELD, {"walker_id": walker_id, "sha256": sha256}).scalar()
    return session.get(Medium, found, populate_existing=True) if found else None


def fulfil_media(session: Session, walker_id: UUID, sha256: str, arrived: dict[str, Any]) -> None:
    """Note on every medium of this walker that awaits these bytes that they are here."""
    said = {"walker_id": walker_id, "sha256": sha256} | arrived
    session.connection().execute(_FULFIL, {f"b_{name}": value for name, value in said.items()})


def add_medium(session: Session, row: dict[str, Any]) -> None:
    insert_once(session, MEDIA, [row])
