"""What gets from the rooms into a report: only what consent and moderation let through."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.analysis import Audience
from app.findings import Medium, withdraw_walker
from app.foundation.database import reading, writing
from app.foundation.errors import NotFound
from app.foundation.identifiers import new_id
from app.foundation.vault import vault
from app.people import Viewer
from app.reports import Report, compose_report, print_report
from app.reports.gathering import gather
from app.reports.material import Material
from app.sites import Stop
from app.walks import Walker, publish_audit
from tests.cast import Cast
from tests.makers.maps import Evening, an_evening
from tests.makers.reports import a_jpeg
from tests.reports.conftest import strings_in

EVERYTHING = ("take-part", "place", "photo", "voice", "quote", "publish")
NO_PUBLISHING = ("take-part", "place")
HOW = {"Findings", "Answered", "Written down", "Time of day", "Where", "Accuracy of the phone’s place", "Gaps"}


def gathered(viewer: Viewer | None, audit_id: UUID) -> Material:
    with reading() as session:
        return gather(session, viewer, audit_id)


def report_for(viewer: Viewer | None, audit_id: UUID) -> Report:
    with reading() as session:
        return compose_report(session, viewer, audit_id, "en")


def section_of(report: Report, name: str) -> dict[str, Any] | None:
    return next((section for section in report["sections"] if section["name"] == name), None)


def facts_of(report: Report) -> dict[str, str]:
    """How it was done, as the report tells it."""
    method = section_of(report, "method")
    assert method is not None
    return dict(pair for block in method["blocks"] if block["kind"] == "facts" for pair in block["pairs"])


def ticks_of(report: Report) -> list[tuple[str, str]]:
    """What was ticked how often, with its note."""
    profiles = section_of(report, "profiles")
    assert profiles is not None
    return [(block["summary"], block["note"]) for block in profiles["blocks"] if block["kind"] == "ticks"]


def photograph(evening: Evening, finding: Any, **changes: Any) -> Medium:
    """A clean, accepted photo of a finding, as cleaning leaves it."""
    kept = vault().put(a_jpeg(1))
    known = {
        "id": new_id(),
        "finding_id": finding.id,
        "walk_id": finding.walk_id,
        "walker_id": finding.walker_id,
        "sha256": "a" * 64,
        "is_listed": True,
        "state": "clean",
        "moderation": "accepted",
        "large_sha256": kept,
        "small_sha256": kept,
    }
    medium = Medium(**(known | changes))
    evening.session.add(medium)
    return medium


def test_only_photos_that_somebody_checked_and_she_agreed_to_are_in_it(cast: Cast) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        (agreed,) = evening.walk(1, scopes=EVERYTHING)
        finding = evening.noticed(agreed, evening.stops[0], lgt_level=1)
        shown = photograph(evening, finding)
        photograph(evening, finding, sha256="b" * 64, moderation="new")
        photograph(evening, finding, sha256="c" * 64, state="broken")
        photograph(evening, finding, sha256="d" * 64, is_listed=False)
        hidden = evening.noticed(agreed, evening.stops[0], moderation="hidden", lgt_level=1)
        photograph(evening, hidden, sha256="e" * 64)
        (reserved,) = evening.walk(1, scopes=("take-part", "place"))
        photograph(evening, evening.noticed(reserved, evening.stops[1], lgt_level=2), sha256="f" * 64)
    assert [photo.medium_id for photo in gathered(cast.facilitator, evening.audit.id).photos] == [shown.id]


def test_only_words_that_she_lets_be_quoted_are_in_it_and_a_worry_without_its_stop(cast: Cast) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        (agreed, other) = evening.walk(2, scopes=EVERYTHING)
        said = {"nar_good": "People greet you", "nar_worry": "I hurry here", "nar_wish": "A lamp"}
        evening.noticed(agreed, evening.stops[0], words=said, hidden_words=["nar_wish"])
        evening.noticed(other, evening.stops[0], words={"nar_good": "Not checked yet"}, moderation="new")
        (silent,) = evening.walk(1, scopes=("take-part", "place", "photo"))
        evening.noticed(silent, evening.stops[0], words={"nar_good": "Mine alone"})
    material = gathered(cast.facilitator, evening.audit.id)
    assert material.manner.unchecked == 1
    quotes = material.quotes
    assert {quote.words for quote in quotes} == {"People greet you", "I hurry here"}
    assert {quote.words: quote.stop_id for quote in quotes}["I hurry here"] is None


def test_walks_that_nobody_brought_anything_from_are_not_on_the_cover(cast: Cast) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        (walker,) = evening.walk(1)
        evening.noticed(walker, evening.stops[0], lgt_level=1)
        evening.walk(0)
    assert len(gathered(cast.facilitator, evening.audit.id).outings) == 1


def test_another_group_cannot_even_learn_that_her_report_exists(cast: Cast) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
    for viewer in (cast.stranger, None):
        with pytest.raises(NotFound):
            gathered(viewer, evening.audit.id)


def test_once_published_strangers_get_the_public_s_report(cast: Cast) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        (agreed,) = evening.walk(1, scopes=EVERYTHING)
        (reserved,) = evening.walk(1, scopes=("take-part", "place", "photo", "quote"))
        for walker in (agreed, reserved):
            photograph(evening, evening.noticed(walker, evening.stops[0], lgt_level=1), sha256=walker.hex * 2)
        publish_audit(session, cast.guardian, evening.audit.id)
    for viewer in (None, cast.stranger):
        material = gathered(viewer, evening.audit.id)
        assert material.audience is Audience.PUBLIC
        assert len(material.photos) == len(material.answers) == material.manner.findings == 1
        assert material.groups == []
    assert gathered(cast.facilitator, evening.audit.id).audience is Audience.PLANNER


def test_the_map_knows_its_scale_and_its_stops(cast: Cast) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        (walker,) = evening.walk(1)
        evening.noticed(walker, evening.stops[0], lgt_level=1)
    first = gathered(cast.facilitator, evening.audit.id).maps[0]
    assert first.indicator == "lgt_level"
    assert [text for _x, _y, text in first.labels] == ["1", "2", "3"]
    assert first.across_m is not None
    assert 100 < first.across_m < 10_000


def test_strangers_do_not_learn_how_the_only_one_who_publishes_answered(cast: Cast) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        evening.walk(5, scopes=NO_PUBLISHING)
        (one,) = evening.walk(1)
        how = {"entry": "by_phone_for_walker", "mode": "pair", "accuracy_m": 11.0, "place_source": "gps"}
        for _finding in range(3):
            evening.noticed(one, evening.stops[0], lgt_level=0, fee_safe="dk", **how)
        publish_audit(session, cast.guardian, evening.audit.id)
    assert not HOW & set(facts_of(report_for(None, evening.audit.id)))


def test_strangers_learn_how_ten_people_on_two_walks_answered_and_not_how_one_of_them_did(cast: Cast) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        for _walk in range(2):
            for one in (walkers := evening.walk(10)):
                evening.noticed(one, evening.stops[0], lgt_level=0)
                evening.noticed(one, evening.stops[0], lgt_level=0, entry="later_same_day", place_source="stop")
        evening.noticed(walkers[0], evening.stops[0], lgt_level=0, entry="from_paper", mode="pair", place_source="pin")
        evening.noticed(walkers[1], evening.stops[0], lgt_level=0, accuracy_m=11.0, place_source="gps")
        publish_audit(session, cast.guardian, evening.audit.id)
    theirs, ours = (facts_of(report_for(who, evening.audit.id)) for who in (None, cast.planner))
    assert set(ours) >= HOW
    assert theirs["Findings"] == "42"
    assert not {"Answered", "Accuracy of the phone’s place"} & set(theirs)  # 41 of 42 alone would tell of the pair
    assert not [said for said in theirs.values() if "paper" in said or "walker" in said]


def test_who_took_everything_back_is_counted_no_more_and_nobody_s_worry_hides_behind_her(cast: Cast) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        walkers = evening.walk(10)
        for one in walkers:
            evening.noticed(one, evening.stops[0], lgt_level=1)
        evening.noticed(walkers[0], evening.stops[0], words={"nar_worry": "I hurry past the kiosk"})
    before = report_for(cast.planner, evening.audit.id)
    assert ["Walkers", "10 people"] in before["cover"]["facts"]
    assert section_of(before, "own-words") is not None
    with writing() as session:
        for one in walkers[2:]:
            withdraw_walker(session, session.get_one(Walker, one))
    after = report_for(cast.planner, evening.audit.id)
    assert ["Walkers", "Fewer than 5 people"] in after["cover"]["facts"]
    assert section_of(after, "own-words") is None
    assert not HOW & set(facts_of(after))


def test_a_caption_is_words_and_printed_only_of_a_walker_who_may_be_quoted(cast: Cast) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        (reserved,) = evening.walk(1, scopes=("take-part", "place", "photo", "publish"))
        (agreed,) = evening.walk(1, scopes=EVERYTHING)
        for walker, caption in ((reserved, "HER OWN WORDS"), (agreed, "The lamp")):
            finding = evening.noticed(walker, evening.stops[0], lgt_level=1)
            photograph(evening, finding, sha256=walker.hex * 2, caption=caption, indicator="lgt_level")
        publish_audit(session, cast.guardian, evening.audit.id)
    for reader in (cast.planner, None):
        assert sorted(photo.caption for photo in gathered(reader, evening.audit.id).photos) == ["", "The lamp"]


def test_what_could_hurt_is_counted_by_no_choice_of_five_women_of_one_walk(cast: Cast) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        for tick in ("touching", "staring_or_remarks"):
            for one in evening.walk(5):
                evening.noticed(one, evening.stops[0], lgt_level=1, soc_kind=[tick])
        publish_audit(session, cast.guardian, evening.audit.id)
    for reader in (None, cast.planner):
        assert ticks_of(report_for(reader, evening.audit.id)) == []


def test_what_could_hurt_is_counted_in_fives_where_enough_women_said_it_and_nobody_said_most(cast: Cast) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        for many in (7, 6):
            for one in (walkers := evening.walk(many)):
                evening.noticed(one, evening.stops[0], lgt_level=1, soc_kind=["staring_or_remarks", "touching"])
        for _again in range(30):
            evening.noticed(walkers[0], evening.stops[0], lgt_level=1, soc_kind=["touching"])
        publish_audit(session, cast.guardian, evening.audit.id)
    for reader in (None, cast.planner):
        [(summary, note)] = ticks_of(report_for(reader, evening.audit.id))
        assert summary.endswith(": Staring or remarks 15")
        assert note == "Ticks of too few people are left out. Numbers of answers are rounded to the nearest 5."


def test_what_was_said_at_a_stop_that_is_no_longer_on_the_route_stays_in_the_report(cast: Cast) -> None:
    told = ("The baker greets us", "The lamp at the gate")
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        first, unvisited, _third = evening.stops
        for one in evening.walk(6):
            finding = evening.noticed(one, first, lgt_level=0, words={"nar_good": told[0]})
        photograph(evening, finding, caption=told[1])
    with writing() as session:
        for stop in (first, unvisited):
            session.get_one(Stop, stop.id).is_retired = True
        session.add(
            Stop(site_id=first.site_id, position=first.position, name="The new gate", lon=first.lon, lat=first.lat)
        )
    material = gathered(cast.planner, evening.audit.id)
    assert not material.halts[0].is_retired
    assert [halt.name for halt in material.halts if halt.is_retired] == [first.name]
    report = report_for(cast.planner, evening.audit.id)
    stops = section_of(report, "stops")
    assert stops is not None
    [page] = [block for block in stops["blocks"] if block.get("name") == first.name]
    assert page["number"] == ""
    assert page["said"].endswith("This stop is no longer on the route.")
    assert all(words in strings_in(page) for words in told)
    assert f"Above all at stop {first.name}." in strings_in(section_of(report, "one-page"))
    assert first.name not in strings_in(section_of(report, "map"))
    assert print_report(report, {})[:5] == b"%PDF-"
