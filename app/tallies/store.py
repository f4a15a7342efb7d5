"""All SQL of the tallies. Every statement that a phone's request meets is put together once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from secrets import randbelow
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Table, bindparam, case, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from app.findings import Change, Finding, Image
from app.foundation.database import Session
from app.tallies.counting import FINDINGS, SpotKey
from app.tallies.tally import TalliedSpot, TalliedWalk, TalliedWalker, Tally
from app.walks import Walk

WALKS: Table = TalliedWalk.__table__  # type: ignore[attr-defined]
WALKERS: Table = TalliedWalker.__table__  # type: ignore[attr-defined]
SPOTS: Table = TalliedSpot.__table__  # type: ignore[attr-defined]
TALLIES: Table = Tally.__table__  # type: ignore[attr-defined]
STANDINGS = ("new", "accepted", "hidden", "withdrawn")
ROWS_AT_ONCE = 2_000
# Turns begin anywhere in the lower half of what the column holds: after a restore none is reached a second time, and a walk
# has more than enough to grow.
FIRST_TURNS = 1 << 30

_WALK: BindParameter[UUID] = bindparam("b_walk_id")
_NEXT_TURN = update(WALKS).where(WALKS.c.walk_id == _WALK).values(turn=WALKS.c.turn + 1).returning(WALKS.c.walkers)
_NUMBERS = select(WALKERS.c.walker_id, WALKERS.c.number).where(
    WALKERS.c.walker_id.in_(bindparam("ids", expanding=True))
)
_COUNT_FINDINGS = (
    update(WALKERS)
    .where(WALKERS.c.walker_id == bindparam("b_walker_id"))
    .values({name: WALKERS.c[name] + bindparam(f"b_{name}") for name in STANDINGS})
)
_NO_FINDINGS = dict.fromkeys((f"b_{name}" for name in STANDINGS), 0)
_HELD = (
    select(SPOTS.c.id, SPOTS.c.spot, SPOTS.c.party, TALLIES.c.code, TALLIES.c.given)
    .outerjoin(TALLIES, (TALLIES.c.spot_id == SPOTS.c.id) & TALLIES.c.code.in_(bindparam("codes", expanding=True)))
    .where(SPOTS.c.walk_id == _WALK, SPOTS.c.spot.in_(bindparam("spots", expanding=True)))
)
_NEW_SPOTS = insert(SPOTS).returning(SPOTS.c.id, SPOTS.c.spot, SPOTS.c.party)
_TALLY: dict[str, BindParameter[Any]] = {
    "spot_id": bindparam("b_spot_id"),
    "code": bindparam("b_code"),
    "given": bindparam("b_given"),
}
_FORGET_TALLY = delete(TALLIES).where(
    TALLIES.c.spot_id == bindparam("b_spot_id"), TALLIES.c.code == bindparam("b_code")
)


def _kept_tally(dialect: Any) -> Any:
    made = dialect.insert(TALLIES).values(_TALLY)
    return made.on_conflict_do_update(index_elements=["spot_id", "code"], set_={"given": made.excluded.given})


_KEEP = {"sqlite": _kept_tally(sqlite), "postgresql": _kept_tally(postgresql)}
_BEGIN = {
    name: dialect.insert(WALKS).on_conflict_do_nothing().returning(WALKS.c.walk_id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


def next_turn(session: Session, walk_id: UUID) -> int | None:
    """Hold a walk's tallies until the transaction ends. How many numbers were given; None for a walk never counted."""
    return session.connection().execute(_NEXT_TURN, {"b_walk_id": walk_id}).scalar()


def numbers_given(session: Session, walk_id: UUID) -> int:
    """The number that the next walker of a walk gets: never one that somebody has, whatever the walk says."""
    connection = session.connection()
    said = connection.execute(select(WALKS.c.walkers).where(WALKS.c.walk_id == walk_id)).scalar_one()
    last = connection.execute(select(func.max(WALKERS.c.number)).where(WALKERS.c.walk_id == walk_id)).scalar()
    return max(int(said), 0 if last is None else int(last) + 1)


def hold(session: Session, walk_id: UUID) -> None:
    """Hold a walk's tallies until the transaction ends, without a change. SQLite's writers are alone anyway."""
    session.connection().execute(select(WALKS.c.turn).where(WALKS.c.walk_id == walk_id).with_for_update())


def move_turns(session: Session) -> None:
    """Give every walk a turn that it has hardly had before."""
    turn = (WALKS.c.turn % FIRST_TURNS + randbelow(FIRST_TURNS)) % FIRST_TURNS
    session.connection().execute(update(WALKS).values(turn=turn))


def begin_walk(session: Session, audit_id: UUID, walk_id: UUID) -> bool:
    """Begin to count a walk and hold its tallies; False when somebody else began in the meantime."""
    row = {"walk_id": walk_id, "audit_id": audit_id, "turn": randbelow(FIRST_TURNS), "walkers": 0}
    return session.connection().execute(_BEGIN[_dialect(session)], row).first() is not None


def numbers_of(session: Session, walker_ids: Collection[UUID]) -> dict[UUID, int]:
    rows = session.connection().execute(_NUMBERS, {"ids": list(walker_ids)})
    return {row[0]: row[1] for row in rows}


def number_walkers(session: Session, audit_id: UUID, walk_id: UUID, numbers: Mapping[UUID, int], next_: int) -> None:
    """Write down new walkers with their numbers, and the number that the next one gets."""
    connection = session.connection()
    shared = {"audit_id": audit_id, "walk_id": walk_id} | dict.fromkeys(STANDINGS, 0)
    connection.execute(insert(WALKERS), [shared | {"walker_id": one, "number": at} for one, at in numbers.items()])
    connection.execute(update(WALKS).where(WALKS.c.walk_id == walk_id).values(walkers=next_))


def count_findings(session: Session, findings: Mapping[tuple[UUID, str], int]) -> None:
    """Add to the numbers of findings of walkers, by state of moderation."""
    rows: dict[UUID, dict[str, Any]] = {}
    for (walker_id, standing), count in findings.items():
        row = rows.setdefault(walker_id, {"b_walker_id": walker_id} | _NO_FINDINGS)
        row[f"b_{standing}"] = count
    session.connection().execute(_COUNT_FINDINGS, list(rows.values()))


def held(
    session: Session, walk_id: UUID, spots: Iterable[SpotKey], codes: Collection[str]
) -> tuple[dict[SpotKey, int], dict[tuple[SpotKey, str], bytes]]:
    """The ids of those spots that are here, and what was given at them about these codes."""
    said = {"b_walk_id": walk_id, "spots": list({spot for spot, _party in spots}), "codes": list(codes)}
    ids: dict[SpotKey, int] = {}
    given: dict[tuple[SpotKey, str], bytes] = {}
    for spot_id, spot, party, code, records in session.connection().execute(_HELD, said):
        ids[spot, party] = spot_id
        if records is not None:
            given[(spot, party), code] = records
    return ids, given


def add_spots(session: Session, audit_id: UUID, walk_id: UUID, keys: Sequence[SpotKey]) -> dict[SpotKey, int]:
    """Write down spots that are new, together, and return their ids."""
    shared = {"audit_id": audit_id, "walk_id": walk_id}
    rows = [shared | {"spot": spot, "party": party} for spot, party in keys]
    return {(row[1], row[2]): row[0] for row in session.connection().execute(_NEW_SPOTS, rows)}


def keep(session: Session, tallies: Sequence[tuple[int, str, bytes]]) -> None:
    """Write these tallies: (id of the spot, code, records)."""
    if tallies:
        rows = [{"b_spot_id": spot, "b_code": code, "b_given": given} for spot, code, given in tallies]
        session.connection().execute(_KEEP[_dialect(session)], rows)


def forget(session: Session, tallies: Sequence[tuple[int, str]]) -> None:
    """Remove tallies that count nothing any more; with the last finding of a spot goes the spot."""
    connection = session.connection()
    connection.execute(_FORGET_TALLY, [{"b_spot_id": spot, "b_code": code} for spot, code in tallies])
    empty = [spot for spot, code in tallies if code == FINDINGS]
    if empty:
        connection.execute(delete(TALLIES).where(TALLIES.c.spot_id.in_(empty)))
        connection.execute(delete(SPOTS).where(SPOTS.c.id.in_(empty)))


# ---- reading


def stamp(session: Session, audit_id: UUID) -> tuple[int, int]:
    """(walks, turns) of an audit: grows whenever one of its findings changes, and is another one after a restore."""
    wanted = select(func.count(), func.coalesce(func.sum(WALKS.c.turn), 0)).where(WALKS.c.audit_id == audit_id)
    row = session.connection().execute(wanted).one()
    return int(row[0]), int(row[1])


def given_in(session: Session, audit_id: UUID, code: str) -> Sequence[Any]:
    """(walk, spot, records) of an audit about one indicator."""
    wanted = (
        select(SPOTS.c.walk_id, SPOTS.c.spot, TALLIES.c.given)
        .join(TALLIES, TALLIES.c.spot_id == SPOTS.c.id)
        .where(SPOTS.c.audit_id == audit_id, TALLIES.c.code == code)
    )
    return session.connection().execute(wanted).all()


def walkers_of(session: Session, audit_id: UUID) -> Sequence[Any]:
    """(walk, number, walker) of everybody whose findings count in an audit."""
    wanted = select(WALKERS.c.walk_id, WALKERS.c.number, WALKERS.c.walker_id)
    return session.connection().execute(wanted.where(WALKERS.c.audit_id == audit_id)).all()


def sums_of_audits(session: Session, audit_ids: Sequence[UUID]) -> Sequence[Any]:
    """By audit: findings of each state, and walkers of whom anything is kept."""
    kept = WALKERS.c.new + WALKERS.c.accepted + WALKERS.c.hidden
    wanted = (
        select(
            WALKERS.c.audit_id,
            *(func.sum(WALKERS.c[name]).label(name) for name in STANDINGS),
            func.count(case((kept > 0, 1))).label("walkers"),
        )
        .where(WALKERS.c.audit_id.in_(list(audit_ids)))
        .group_by(WALKERS.c.audit_id)
    )
    return session.connection().execute(wanted).all()


def sums_of_walks(session: Session, walk_ids: Sequence[UUID]) -> Sequence[Any]:
    """(walk, kept findings) of each walk that has any."""
    kept = func.sum(WALKERS.c.new + WALKERS.c.accepted + WALKERS.c.hidden)
    wanted = select(WALKERS.c.walk_id, kept).where(WALKERS.c.walk_id.in_(list(walk_ids))).group_by(WALKERS.c.walk_id)
    return session.connection().execute(wanted.having(kept > 0)).all()


# ---- counting anew


def uncounted_walks(session: Session) -> list[UUID]:
    """Walks that have findings and no tallies: those from before there were any."""
    has_findings = select(col(Finding.id)).where(col(Finding.walk_id) == col(Walk.id)).exists()
    is_counted = select(WALKS.c.walk_id).where(WALKS.c.walk_id == col(Walk.id)).exists()
    return list(session.connection().execute(select(col(Walk.id)).where(has_findings, ~is_counted)).scalars())


def walks_with_findings_or_tallies(session: Session) -> list[UUID]:
    has_findings = select(col(Finding.id)).where(col(Finding.walk_id) == col(Walk.id)).exists()
    is_counted = select(WALKS.c.walk_id).where(WALKS.c.walk_id == col(Walk.id)).exists()
    wanted = select(col(Walk.id)).where(has_findings | is_counted).order_by(col(Walk.id))
    return list(session.connection().execute(wanted).scalars())


def audit_of(session: Session, walk_id: UUID) -> UUID:
    return session.get_one(Walk, walk_id).audit_id


def findings_of(session: Session, walk_id: UUID) -> Iterable[Change]:
    """Every finding of a walk, as if it had just arrived."""
    columns = (col(getattr(Finding, name)) for name in Image._fields)
    wanted = select(*columns).where(col(Finding.walk_id) == walk_id).execution_options(yield_per=ROWS_AT_ONCE)
    return (Change(None, Image(*row)) for row in session.connection().execute(wanted))


def tallies_of(session: Session, walk_id: UUID) -> dict[tuple[SpotKey, str], bytes]:
    wanted = (
        select(SPOTS.c.spot, SPOTS.c.party, TALLIES.c.code, TALLIES.c.given)
        .join(TALLIES, TALLIES.c.spot_id == SPOTS.c.id)
        .where(SPOTS.c.walk_id == walk_id)
    )
    return {((row[0], row[1]), row[2]): row[3] for row in session.connection().execute(wanted)}


def count_spots(session: Session, walk_id: UUID) -> int:
    return int(session.connection().execute(select(func.count()).where(SPOTS.c.walk_id == walk_id)).scalar_one())


def walker_rows(session: Session, walk_id: UUID) -> dict[UUID, tuple[int, dict[str, int]]]:
    """Number and findings by state, of each walker of a walk."""
    wanted = select(WALKERS).where(WALKERS.c.walk_id == walk_id)
    rows = session.connection().execute(wanted).mappings()
    return {row["walker_id"]: (row["number"], {name: row[name] for name in STANDINGS}) for row in rows}


def empty_walk(session: Session, walk_id: UUID) -> None:
    """Remove the tallies of a walk. Its turn and the numbers of its walkers stay."""
    connection = session.connection()
    here = select(SPOTS.c.id).where(SPOTS.c.walk_id == walk_id)
    connection.execute(delete(TALLIES).where(TALLIES.c.spot_id.in_(here)))
    connection.execute(delete(SPOTS).where(SPOTS.c.walk_id == walk_id))
    connection.execute(update(WALKERS).where(WALKERS.c.walk_id == walk_id).values(dict.fromkeys(STANDINGS, 0)))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
