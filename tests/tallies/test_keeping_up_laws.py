"""Whatever walkers, moderators and facilitators do, in whatever order, the tallies are those of a full recount."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from uuid import UUID

import h3
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select

from app.findings import (
    Finding,
    accept,
    accept_batch,
    hide,
    move_back,
    move_place,
    unhide,
    withdraw_finding,
    withdraw_walker,
)
from app.foundation import clock
from app.foundation.database import Session, reading, writing
from app.foundation.errors import NotFound
from app.people import Viewer
from app.sites import StopDraft, set_stops, stops_of
from app.tallies import audit_sums, findings_of_walks, given_in, stamp_of, wrong_walks
from app.tallies.given import LEVELS
from app.tallies.store import tallies_of, walker_rows
from app.walks import Walker
from tests.conftest import IN_CI
from tests.findings.conftest import a_viewer
from tests.makers.findings import a_finding
from tests.makers.walks import some_audit, some_walk, some_walker

CODES = ("lgt_level", "fee_safe", "opn_view")
ANSWERS = st.dictionaries(st.sampled_from(CODES), st.sampled_from([0, 1, 2, 3, "dk", "na"]), max_size=3)
# Two hexagons, and a place that is in neither.
PLACES = st.sampled_from([(24.9430, 60.1682), (24.9431, 60.1682), (24.9480, 60.1700), (24.9300, 60.1600)])
PICKS = st.integers(0, 30)  # of those sent so far, in their order
STANDS = st.one_of(st.none(), st.integers(0, 2))


class Undone(Exception):
    """Somebody changes their mind in the middle."""


class Evening(RuleBasedStateMachine):
    """Two walks of two walkers each; every rule is one transaction."""

    leader: Viewer

    @initialize()
    def begin(self) -> None:
        with writing() as session:
            self.audit = some_audit(session, self.leader)
            self.walks = [some_walk(session, self.leader, self.audit) for _walk in range(2)]
            self.walkers = [some_walker(session, walk).walker for walk in self.walks for _walker in range(2)]
            self.stops = stops_of(session, self.audit.site_id)
        self.sent: dict[str, dict] = {}
        self.owner: dict[str, int] = {}
        self.stamps: set = set()

    @rule(
        at=st.integers(0, 3),
        stand=STANDS,
        place=PLACES,
        answers=ANSWERS,
        is_group=st.booleans(),
        count=st.integers(1, 3),
    )
    def send(self, at, stand, place, answers, is_group, count) -> None:
        walk = self.walks[at // 2]
        stop = None if stand is None else str(self.stops[stand].id)
        bodies = [
            a_finding(walk, stop=stop, answers=answers, mode="group_agreed" if is_group else "one_person")
            for _finding in range(count)
        ]
        for body in bodies:
            body["place"] = body["place"] | {"lon": place[0], "lat": place[1]}
            self.sent[body["id"]], self.owner[body["id"]] = body, at
        self._take(at, bodies)

    @precondition(lambda self: self.sent)
    @rule(pick=PICKS, stand=STANDS, answers=ANSWERS, ahead=st.integers(-1, 2))
    def send_another_revision(self, pick, stand, answers, ahead) -> None:
        body = self.sent[self._sent(pick)]
        body = body | {"revision": max(1, body["revision"] + ahead), "answers": answers}
        body["stop"] = None if stand is None else str(self.stops[stand].id)
        self.sent[body["id"]] = body
        self._take(self.owner[body["id"]], [body])

    @precondition(lambda self: self.sent)
    @rule(pick=PICKS, what=st.sampled_from([accept, hide, unhide]), is_undone=st.booleans())
    def decide(self, pick, what, is_undone) -> None:
        with writing() as session, suppress(Undone, NotFound), session.begin_nested():
            what(session, self.leader, UUID(self._sent(pick)))
            session.flush()
            if is_undone:
                raise Undone

    @precondition(lambda self: self.sent)
    @rule(pick=PICKS, place=PLACES, stand=STANDS, goes_back=st.booleans())
    def put_the_place_right(self, pick, place, stand, goes_back) -> None:
        finding_id = UUID(self._sent(pick))
        with writing() as session, suppress(NotFound):  # it was taken back
            if goes_back:
                move_back(session, self.leader, finding_id)
            elif stand is None or self.stops[stand].is_retired:
                move_place(session, self.leader, finding_id, *place)
            else:
                move_place(session, self.leader, finding_id, stop_id=self.stops[stand].id)

    @precondition(lambda self: self.sent)
    @rule(pick=PICKS)
    def take_one_back(self, pick) -> None:
        finding_id = self._sent(pick)
        with writing() as session:
            withdraw_finding(
                session, session.get_one(Walker, self.walkers[self.owner[finding_id]].id), UUID(finding_id)
            )

    @rule()
    def take_everything_back(self) -> None:
        """One of them only: whoever took back everything sends nothing more."""
        with writing() as session:
            withdraw_walker(session, session.get_one(Walker, self.walkers[3].id))

    @rule(stand=st.integers(0, 2), moves=st.booleans())
    def change_the_route(self, stand, moves) -> None:
        with writing() as session:
            drafts = [StopDraft(one.name or "Stop", one.lon, one.lat, one.id) for one in self.stops]
            if moves:
                drafts[stand] = StopDraft("Moved", 24.9480, 60.1700, self.stops[stand].id)
            else:
                del drafts[stand]
            set_stops(session, self.leader, self.audit.site_id, drafts)
            kept = {one.id: one for one in stops_of(session, self.audit.site_id, with_retired=True)}
            self.stops = [kept[one.id] for one in self.stops]

    @rule(at=st.integers(0, 3), answers=ANSWERS)
    def send_but_the_power_goes(self, at, answers) -> None:
        with suppress(Undone), writing() as session:
            accept_batch(
                session,
                session.get_one(Walker, self.walkers[at].id),
                [a_finding(self.walks[at // 2], answers=answers)],
                clock.now(),
            )
            raise Undone

    @invariant()
    def tallies_are_a_recount(self) -> None:
        if not hasattr(self, "walks"):
            return
        with reading() as session:
            found = list(session.exec(select(Finding).where(Finding.audit_id == self.audit.id)))
            assert counted(session, self.walks) == recounted(found)
            assert not set(wrong_walks(session)) & {walk.id for walk in self.walks}
            kept = Counter(one.walk_id for one in found if one.state == "kept")
            assert findings_of_walks(session, [walk.id for walk in self.walks]) == dict(kept)
            sums = audit_sums(session, [self.audit.id]).get(self.audit.id)
            assert (sums.findings if sums else 0) == kept.total()
            assert (sums.walkers if sums else 0) == len({one.walker_id for one in found if one.state == "kept"})
            self._columns_are_right(session, found)

    def _columns_are_right(self, session: Session, found: list[Finding]) -> None:
        """What maps read: by level, and by walker without the hidden ones."""
        given = given_in(session, self.audit.id, "lgt_level")
        shown = [one for one in found if one.state == "kept" and one.moderation != "hidden"]
        levels = Counter(one.answers["lgt_level"] for one in shown if one.answers.get("lgt_level") in LEVELS)
        seen = given.counts[~given.is_hidden].sum(axis=0).tolist()
        assert seen == [levels[level] for level in LEVELS]
        walkers = {one.walker_id for one in shown if one.answers.get("lgt_level") in LEVELS}
        assert len(set(given.walker[(given.counts.sum(axis=1) > 0) & ~given.is_hidden].tolist())) == len(walkers)

    def _take(self, at: int, bodies: list[dict]) -> None:
        with writing() as session:
            before = stamp_of(session, self.audit.id)
            states = {
                one.state
                for one in accept_batch(session, session.get_one(Walker, self.walkers[at].id), bodies, clock.now())
            }
            assert "kept" not in states or stamp_of(session, self.audit.id) > before

    def _sent(self, pick: int) -> str:
        return list(self.sent)[pick % len(self.sent)]


def recounted(found: list[Finding]) -> Counter:
    """Straight from the findings, by hand."""
    counts: Counter = Counter()
    for one in found:
        if one.state == "kept":
            spot = str(one.stop_id) if one.stop_id else h3.latlng_to_cell(one.lat, one.lon, 10)
            about = (one.walker_id, spot, one.period, one.moderation, one.mode == "group_agreed")
            counts[(*about, "", 0)] += 1
            for code, answer in one.answers.items():
                counts[(*about, code, {"dk": 4, "na": 5}.get(answer, answer))] += 1
    return counts


def counted(session: Session, walks: list) -> Counter:
    """What the tallies say, read without the code that writes them."""
    counts: Counter = Counter()
    for walk in walks:
        walker_of = {number: walker for walker, (number, _found) in walker_rows(session, walk.id).items()}
        for ((spot, _party), code), given in tallies_of(session, walk.id).items():
            for at in range(0, len(given), 32):
                number = int.from_bytes(given[at : at + 4], "little")
                period, moderation = (
                    ("day", "dusk", "night")[given[at + 4]],
                    ("new", "accepted", "hidden")[given[at + 5]],
                )
                for slot in range(6):
                    count = int.from_bytes(given[at + 8 + 4 * slot : at + 12 + 4 * slot], "little")
                    if count:
                        counts[(walker_of[number], spot, period, moderation, bool(given[at + 6]), code, slot)] += count
    return counts


def test_tallies_equal_a_full_recount_at_any_moment(either_house) -> None:
    Evening.leader = a_viewer()
    run_state_machine_as_test(
        Evening,
        settings=settings(
            max_examples=12,
            stateful_step_count=18,
            deadline=None,
            # Steps are whole transactions: making a failing example smaller would take longer than finding it.
            phases=(Phase.explicit, Phase.generate),
            derandomize=IN_CI,
            suppress_health_check=list(HealthCheck),
        ),
    )
