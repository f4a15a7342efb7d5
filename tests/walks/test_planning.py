"""Planning and leading walks, and who decides what the world sees."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.foundation import clock
from app.foundation.database import reading, writing
from app.foundation.errors import BadInput, NotAllowed, NotFound
from app.instruments import instrument_with_hash
from app.sites import make_site
from app.walks import (
    audit_seen_by,
    audits_seen_by,
    close_walk,
    make_audit,
    open_walk,
    plan_walk,
    publish_audit,
    published_audit,
    published_audits,
    renew_codes,
    set_joining,
    walk_seen_by,
    walk_state_at,
    walks_of,
)
from app.walks.hours import moment_there, next_evening
from tests.cast import Cast, cast_in
from tests.makers.sites import some_site
from tests.makers.walks import some_audit, some_walk


def test_an_audit_and_its_walk_are_kept(either_house: Path) -> None:
    cast = cast_in(either_house)
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
    with reading() as session:
        audit = audits_seen_by(session, cast.facilitator)[0]
        assert (audit.title, audit.languages) == ("Canal Road walk", ["en", "es"])
        assert instrument_with_hash(session, audit.instrument_sha256) is not None
        assert [each.id for each in walks_of(session, audit.id)] == [walk.id]
        assert walk_seen_by(session, cast.facilitator, walk.id)[1].id == audit.id


def test_the_clock_decides_a_walks_state_until_its_leader_does(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        before, after = walk.opens_at - timedelta(seconds=1), walk.closes_at
        assert [walk_state_at(walk, moment) for moment in (before, walk.opens_at, after)] == [
            "planned",
            "open",
            "closed",
        ]
        close_walk(session, cast.facilitator, walk.id)
        assert walk.state == "closed"
        assert walk.ended_at == walk.closed_at
        with clock.standing_at(after + timedelta(days=1)):
            open_walk(session, cast.facilitator, walk.id)
            assert walk.state == "open"
            assert walk.ended_at > clock.now()


def test_everything_that_is_missing_is_said_at_once(cast: Cast) -> None:
    with writing() as session:
        bare = make_site(session, cast.facilitator, "No boundary", "Europe/Helsinki")
        with pytest.raises(BadInput) as problem:
            make_audit(session, cast.facilitator, bare.id, " ", "no_such", ["xx"], "p" * 1001)
    assert {each.pointer for each in problem.value.errors} == {
        "title",
        "site_id",
        "languages",
        "instrument_code",
        "purpose",
    }


@pytest.mark.parametrize("hours", [-1, 0, 73])
def test_a_walk_that_cannot_be_walked_is_refused(cast: Cast, hours: int) -> None:
    with writing() as session:
        audit = some_audit(session, cast.facilitator)
        now = clock.now()
        with pytest.raises(BadInput) as problem:
            plan_walk(session, cast.facilitator, audit.id, "Walk", now, now + timedelta(hours=hours))
    assert problem.value.errors[0].pointer == "closes_at"


def test_another_groups_facilitator_sees_and_leads_nothing(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        audit_id = walk.audit_id
        assert audits_seen_by(session, cast.stranger) == []
        for attempt in (
            lambda: audit_seen_by(session, cast.stranger, audit_id),
            lambda: walk_seen_by(session, cast.stranger, walk.id),
            lambda: make_audit(session, cast.stranger, some_site(session, cast.facilitator).id, "x"),
            lambda: plan_walk(session, cast.stranger, audit_id, "x", walk.opens_at, walk.closes_at),
            lambda: open_walk(session, cast.stranger, walk.id),
            lambda: close_walk(session, cast.stranger, walk.id),
            lambda: set_joining(session, cast.stranger, walk.id, False),
            lambda: renew_codes(session, cast.stranger, walk.id),
            lambda: publish_audit(session, cast.stranger, audit_id),
        ):
            with pytest.raises(NotFound):
                attempt()
        assert (walk.state, walk.is_joining_open, walk.code_turn) == ("open", True, 0)


def test_who_does_not_lead_walks_cannot_open_or_close_them(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        for viewer in (cast.planner, cast.guardian):
            for lead in (open_walk, close_walk, renew_codes):
                with pytest.raises(NotAllowed):
                    lead(session, viewer, walk.id)


def test_the_data_guardian_decides_what_everybody_sees(cast: Cast) -> None:
    with writing() as session:
        audit = some_audit(session, cast.facilitator)
        with pytest.raises(NotFound):
            audit_seen_by(session, None, audit.id)
        for viewer in (cast.facilitator, cast.planner):
            with pytest.raises(NotAllowed):
                publish_audit(session, viewer, audit.id)
        publish_audit(session, cast.guardian, audit.id)
        assert audit_seen_by(session, None, audit.id) == audit_seen_by(session, cast.stranger, audit.id) == audit
        assert published_audits(session) == [audit]
        publish_audit(session, cast.guardian, audit.id, is_public=False)
        with pytest.raises(NotFound):
            published_audit(session, audit.id)


def test_eight_in_the_evening_is_eight_at_the_place() -> None:
    at = moment_there("2026-06-21T20:00", "America/Monterrey")
    assert at is not None
    assert at.utcoffset() == timedelta(hours=-6)
    assert moment_there("tonight", "America/Monterrey") is None
    assert moment_there("2026-06-21T20:00+00:00", "America/Monterrey") is None
    evening = next_evening(at + timedelta(minutes=1), "America/Monterrey")
    assert evening - at == timedelta(days=1)
