"""What is kept no longer than it serves; a dry run tells the same numbers and changes nothing."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner

from app.findings import (
    Finding,
    Medium,
    Parked,
    accept_batch,
    accept_medium,
    clean_waiting,
    decide_medium,
    hide,
    medium_seen_by,
)
from app.foundation import clock
from app.foundation.database import reading, writing
from app.foundation.errors import NotFound
from app.foundation.settings import settings
from app.foundation.vault import VaultAway, vault
from app.keeping import forget_old
from app.keeping.commands import commands
from app.people import FailedSignIn, Invitation, ReadEntry, Role, note_read
from app.people.joining import invite
from app.sites import Site
from app.tallies import wrong_walks
from app.walks import (
    Audit,
    Walk,
    Walker,
    WalkerProfile,
    code_of,
    open_walk,
    walk_with_code,
    walker_with_receipt,
    walker_with_token,
)
from app.walks.problems import CodeUnknown, TokenUnknown
from tests.cast import Cast
from tests.findings.conftest import a_viewer
from tests.makers.findings import (
    a_finding,
    a_phone,
    a_photo,
    a_recording,
    a_walk,
    lies_there,
    listed,
    rows,
    sha256_of,
)
from tests.makers.keeping import every_row
from tests.makers.walks import some_walker
from tests.object_store import out_of_reach


def an_evening() -> tuple[object, Walk, object]:
    """A group's walk with a photo, a recording, something set aside, and somebody who looked."""
    viewer = a_viewer()
    walk = a_walk(viewer)
    photo, voice = a_photo(), a_recording()
    with writing() as session:
        joined = some_walker(session, walk)
        kept = a_finding(walk, media=[listed(photo), listed(voice) | {"kind": "voice"}])
        accept_batch(session, joined.walker, [kept, a_finding(walk, answers={"lgt_level": 9})], clock.now())
        accept_medium(session, joined.walker, UUID(kept["id"]), sha256_of(photo), photo, "image/jpeg")
        accept_medium(session, joined.walker, UUID(kept["id"]), sha256_of(voice), voice, "audio/webm")
        note_read(session, viewer, "photo", "x")
    clean_waiting()
    return viewer, walk, joined


def counts() -> list[int]:
    """Of the first seven kinds; the others have tests of their own."""
    return [one.count for one in forget_old(is_dry_run=True)][:7]


def count_of(what: str, is_dry_run: bool = True) -> int:
    [found] = [one.count for one in forget_old(is_dry_run) if one.what == what]
    return found


# days after the walk -> codes, keys of phones, photos, recordings, set aside, unlisted, reads
AGES = {
    0: [0, 0, 0, 0, 0, 0, 0],
    2: [1, 0, 0, 0, 0, 0, 0],
    15: [1, 0, 0, 0, 1, 0, 0],
    31: [1, 1, 0, 1, 1, 0, 0],
    91: [1, 1, 1, 1, 1, 0, 0],
    366: [1, 1, 1, 1, 1, 0, 1],
}


@pytest.mark.parametrize(("days", "expected"), AGES.items())
def test_a_dry_run_says_what_would_go_and_it_goes_once(either_house: Path, days: int, expected: list[int]) -> None:
    an_evening()
    with clock.standing_at(clock.now() + timedelta(days=days)):
        before = every_row()
        assert counts() == expected
        assert every_row() == before, "a dry run changes nothing"
        assert [one.count for one in forget_old()][:7] == expected
        assert counts() == [0] * 7
        with reading() as session:
            assert len(rows(session, Finding)) == 1, "what she noticed stays"
            assert len(rows(session, Parked)) == 1 - expected[4]
            [entry] = rows(session, ReadEntry)
            assert (entry.forgets_before is not None) is bool(expected[6]), "forgetting leaves a line"
            kinds = sorted(medium.kind for medium in rows(session, Medium))
            assert kinds == ["photo"] * (1 - expected[2]) + ["voice"] * (1 - expected[3])


def test_a_dry_run_says_the_same_of_what_is_too_old_by_several_rules(either_house: Path) -> None:
    viewer, _walk, _joined = an_evening()
    broken = b"\xff\xd8 no photo at all"
    phone = a_phone(a_walk(viewer))
    finding = a_finding(phone.walk, media=[listed(broken)])
    phone.send(finding)
    assert phone.put(finding["id"], broken).status_code == 201
    clean_waiting()
    with writing() as session:
        for one in rows(session, Finding):
            hide(session, viewer, one.id)
        for medium in rows(session, Medium):
            decide_medium(session, viewer, medium.id, "hid")
    with clock.standing_at(clock.now() + timedelta(days=91)):
        would_go = forget_old(is_dry_run=True)
        found = {one.what: one.count for one in would_go}
        assert found["photos never published"] == 2
        assert found["hidden photos and recordings"] == 3
        assert found["photos that could not be opened"] == 1
        assert forget_old() == would_go
        assert {one.count for one in forget_old()} == {0}


def a_photo_without_its_finding(aside: bool) -> None:
    """It arrived; the finding that lists it was set aside, or she took it out of the finding meanwhile."""
    phone, content = a_phone(a_walk(a_viewer())), a_photo()
    finding = a_finding(phone.walk, media=[listed(content)])
    if aside:
        phone.send(finding | {"answers": {"lgt_level": 9}})
    else:
        phone.send(finding)
        phone.send(finding | {"revision": 2, "media": []})
    assert phone.put(finding["id"], content).status_code == 201
    clean_waiting()


@pytest.mark.parametrize("aside", [True, False], ids=["set aside", "taken out of it"])
def test_a_photo_that_no_finding_lists_goes_two_weeks_after_the_walk(either_house: Path, aside: bool) -> None:
    what = "photos and recordings that no finding lists"
    a_photo_without_its_finding(aside)
    with clock.standing_at(clock.now() + timedelta(days=13)):
        forget_old()
        assert len(lies_there()) == 2, "a late finding may still list it"
    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert (count_of(what), count_of(what, is_dry_run=False), count_of(what)) == (1, 1, 0)
    assert lies_there() == set()


@pytest.mark.parametrize("because", ["what lists it waits", "the walk was opened again"])
def test_a_photo_that_a_finding_may_still_list_stays(either_house: Path, because: str) -> None:
    a_photo_without_its_finding(aside=True)
    lately = clock.now() + timedelta(days=10)
    with writing() as session:
        [parked], [walk] = rows(session, Parked), rows(session, Walk)
        if because == "what lists it waits":
            parked.created_at = lately
        else:
            walk.closes_at = lately
    with clock.standing_at(clock.now() + timedelta(days=15)):
        forget_old()
    assert len(lies_there()) == 2


def test_forgotten_photos_and_voices_leave_no_file(house_of_files: Path) -> None:
    an_evening()
    with reading() as session:
        made = [m.large_sha256 or m.sha256 for m in rows(session, Medium)]
    assert [vault().has(sha256) for sha256 in made] == [True, True]
    with clock.standing_at(clock.now() + timedelta(days=91)):
        forget_old()
    assert [vault().has(sha256) for sha256 in made] == [False, False]


def test_while_the_store_of_files_is_away_it_says_so_and_the_journal_keeps_nothing(house_in_s3: Path) -> None:
    an_evening()
    with out_of_reach(), clock.standing_at(clock.now() + timedelta(days=91)):
        said = CliRunner().invoke(commands, ["forget"])
        assert said.exit_code == 1 and isinstance(said.exception, SystemExit), said.exception
        assert VaultAway().said() in said.output
        assert (house_in_s3 / "farola.sqlite3-wal").stat().st_size == 0
        with reading() as session:
            assert rows(session, Medium) == [], "what the database holds is forgotten without the store"
    assert CliRunner().invoke(commands, ["forget"]).exit_code == 0
    with reading() as session:
        streets = {site.street_sheet_sha256 for site in rows(session, Site)}
    assert {kept.sha256 for kept in vault().every()} <= streets


def published(table: type, **changes: object) -> None:
    """Everything of a table as if somebody had decided so."""
    with writing() as session:
        for one in rows(session, table):
            for name, value in changes.items():
                setattr(one, name, value)
            session.add(one)


PUBLISHED: dict[str, tuple[int, type, dict[str, object]]] = {
    "everybody may see it": (0, Finding, {}),
    "she did not agree to publishing": (1, Walker, {"scopes": ["take-part", "place", "photo", "voice", "quote"]}),
    "its finding is hidden": (1, Finding, {"moderation": "hidden"}),
    "the photo is hidden": (1, Medium, {"moderation": "hidden"}),
    "the audit is not published": (1, Audit, {"published_at": None}),
    "its finding no longer lists it": (1, Medium, {"is_listed": False}),
}


@pytest.mark.parametrize(("gone", "table", "otherwise"), PUBLISHED.values(), ids=PUBLISHED.keys())
def test_a_photo_stays_for_as_long_as_everybody_may_see_it(
    either_house: Path, gone: int, table: type, otherwise: dict[str, object]
) -> None:
    an_evening()
    published(Audit, published_at=clock.now())
    published(Medium, moderation="accepted")
    published(table, **otherwise)
    with reading() as session:
        [photo] = [medium for medium in rows(session, Medium) if medium.kind == "photo"]
        is_seen = True
        try:
            medium_seen_by(session, None, photo.id)
        except NotFound:
            is_seen = False
    with clock.standing_at(clock.now() + timedelta(days=91)):
        assert counts()[2:4] == [gone, 1], "a voice is never published"
    assert is_seen is not bool(gone), "what is kept is what strangers are shown"


def test_a_walk_opened_again_gets_fresh_codes_and_a_receipt_never_grows_old(house: Path) -> None:
    viewer, walk, joined = an_evening()
    old_code = code_of(walk)
    with clock.standing_at(clock.now() + timedelta(days=40)):
        forget_old()
        with reading() as session:
            with pytest.raises(CodeUnknown):
                walk_with_code(session, old_code)
            with pytest.raises(TokenUnknown):
                walker_with_token(session, joined.token)
            assert walker_with_receipt(session, joined.receipt).id == joined.walker.id
        with writing() as session:
            again = open_walk(session, viewer, walk.id)
            assert code_of(again) != old_code
            session.flush()
            assert walk_with_code(session, code_of(again)).id == walk.id
            with pytest.raises(CodeUnknown):
                walk_with_code(session, old_code)


def test_a_period_of_nought_keeps(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_evening()
    for name in ("CODES_HOURS", "TOKENS_DAYS", "PHOTOS_DAYS", "VOICE_DAYS", "PARKED_DAYS", "READS_DAYS", "HIDDEN_DAYS"):
        monkeypatch.setenv(f"FAROLA_KEEP_{name}", "0")
    settings.cache_clear()
    with clock.standing_at(clock.now() + timedelta(days=4_000)):
        assert counts() == [0] * 7


def test_what_a_moderator_hid_is_erased_two_weeks_after_her_decision(either_house: Path) -> None:
    viewer, walk, _joined = an_evening()
    with reading() as session:
        [finding] = rows(session, Finding)
    with clock.standing_at(clock.now() + timedelta(days=10)), writing() as session:
        hide(session, viewer, finding.id)
    with clock.standing_at(clock.now() + timedelta(days=20)):
        assert count_of("hidden findings") == 0, "ten days after the decision it can still be undone"
    with clock.standing_at(clock.now() + timedelta(days=25)):
        assert count_of("hidden findings") == 1
        assert count_of("hidden findings", is_dry_run=False) == 1
        assert count_of("hidden findings") == 0
    with reading() as session:
        [emptied] = rows(session, Finding)
        assert (emptied.state, emptied.answers, emptied.lon) == ("withdrawn", {}, None)
        assert rows(session, Medium) == [], "its photos go with it"
        assert wrong_walks(session) == []
    with writing() as session:
        again = a_finding(walk, id=str(finding.id), revision=9)
        assert (
            accept_batch(session, session.get_one(Walker, finding.walker_id), [again], clock.now())[0].state
            == "withdrawn"
        )


def test_a_hidden_photo_is_erased_after_two_weeks_and_its_finding_stays(house: Path) -> None:
    viewer, _walk, _joined = an_evening()
    with writing() as session:
        [photo] = [medium for medium in rows(session, Medium) if medium.kind == "photo"]
        decide_medium(session, viewer, photo.id, "hid")
    with clock.standing_at(clock.now() + timedelta(days=13)):
        assert count_of("hidden photos and recordings") == 0
    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert count_of("hidden photos and recordings", is_dry_run=False) == 1
    with reading() as session:
        assert photo.id not in [medium.id for medium in rows(session, Medium)]
        assert [one.state for one in rows(session, Finding)] == ["kept"]


def test_failed_sign_ins_and_ended_invitations_are_forgotten_after_a_month(cast: Cast) -> None:
    with writing() as session:
        session.add(FailedSignIn(email_digest="0" * 64))
        invite(session, cast.administrator, Role.PLANNER, "for the lamp engineer")
    with clock.standing_at(clock.now() + timedelta(days=29)):
        assert count_of("failed sign-ins") == 0
    with clock.standing_at(clock.now() + timedelta(days=60)):
        found = {one.what: one.count for one in forget_old()}
        assert (found["failed sign-ins"], found["invitations that ended"]) == (1, 1)
    with reading() as session:
        assert not rows(session, FailedSignIn) and not rows(session, Invitation)


@pytest.mark.parametrize(("walkers", "forgotten"), [(4, 4), (5, 0)])
def test_what_few_walkers_said_about_themselves_is_forgotten_after_the_audit(
    house: Path, walkers: int, forgotten: int
) -> None:
    walk = a_walk(a_viewer())
    with writing() as session:
        for _walker in range(walkers):
            session.add(WalkerProfile(walker_id=some_walker(session, walk).walker.id, code="wlk_age", value="a60"))
    what = "answers of few walkers about themselves"
    assert count_of(what) == 0, "the evening goes on"
    with clock.standing_at(clock.now() + timedelta(days=20)):
        assert count_of(what, is_dry_run=False) == forgotten
        assert count_of(what) == 0


def test_an_upload_that_broke_off_is_forgotten_after_two_weeks(house: Path) -> None:
    incoming = vault().incoming("0" * 64)
    incoming.write_bytes(b"half a photo")
    assert count_of("uploads that broke off") == 0
    two_weeks_ago = time.time() - timedelta(days=15).total_seconds()
    os.utime(incoming, (two_weeks_ago, two_weeks_ago))
    assert count_of("uploads that broke off") == 1
    assert incoming.exists(), "a dry run changes nothing"
    assert count_of("uploads that broke off", is_dry_run=False) == 1
    assert not incoming.exists()


def test_whoever_only_looks_keeps_nobody_from_writing(house: Path) -> None:
    an_evening()
    with clock.standing_at(clock.now() + timedelta(days=2)), writing():
        assert counts() == AGES[2], "on SQLite a second writer would wait, and then be refused"
