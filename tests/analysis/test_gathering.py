"""Who gets which answers."""

from __future__ import annotations

import pytest

from app.analysis import Audience, answers_for_analysis, audience_of
from app.findings import FindingFilter, hide, withdraw_finding
from app.foundation.database import reading, writing
from app.foundation.errors import NotFound
from app.walks import Walker, publish_audit
from tests.makers.maps import an_evening


@pytest.fixture
def evening(cast):
    """Two walkers with one accepted and one unchecked finding; the second walker does not want hers published."""
    with writing() as session:
        made = an_evening(session, cast.facilitator)
        (open_walker,) = made.walk(1)
        made.noticed(open_walker, made.stops[0], lgt_level=1)
        made.noticed(open_walker, made.stops[1], lgt_level=2, moderation="new", period="dusk")
        (reserved,) = made.walk(1, scopes=("take-part", "place"))
        made.noticed(reserved, made.stops[0], lgt_level=3)
    return made


def levels(viewer, evening, **narrowed):
    with reading() as session:
        wanted = FindingFilter(audit_id=evening.audit.id, **narrowed) if narrowed else None
        return sorted(one.level("lgt_level") for one in answers_for_analysis(session, viewer, evening.audit.id, wanted))


def test_her_group_sees_all_and_a_planner_what_was_checked(cast, evening):
    assert levels(cast.facilitator, evening) == [1, 2, 3]
    assert levels(cast.planner, evening) == [1, 3]


def test_what_she_does_not_want_published_stays_with_her_group(cast, evening):
    with pytest.raises(NotFound):
        levels(None, evening)
    with writing() as session:
        publish_audit(session, cast.guardian, evening.audit.id)
    assert levels(None, evening) == [1]
    assert levels(cast.stranger, evening) == [1]
    assert levels(cast.facilitator, evening) == [1, 2, 3]


def test_another_groups_facilitator_finds_nothing(cast, evening):
    with pytest.raises(NotFound):
        levels(cast.stranger, evening)


def test_walk_period_and_stop_narrow_the_answers(cast, evening):
    assert levels(cast.facilitator, evening, periods=("dusk",)) == [2]
    assert levels(cast.facilitator, evening, stop_id=evening.stops[0].id) == [1, 3]
    assert levels(cast.facilitator, evening, walk_id=evening.walks[1].id) == [3]


def test_hidden_and_withdrawn_findings_count_no_more(cast, evening):
    with writing() as session:
        answered = {
            one.level("lgt_level"): one for one in answers_for_analysis(session, cast.facilitator, evening.audit.id)
        }
        hide(session, cast.facilitator, answered[1].finding_id)
        withdraw_finding(session, session.get(Walker, answered[3].walker_id), answered[3].finding_id)
    assert levels(cast.facilitator, evening) == [2]


def test_a_stranger_is_the_public_even_when_signed_in(cast, evening):
    assert audience_of(cast.stranger, evening.audit) is Audience.PUBLIC
    assert audience_of(None, evening.audit) is Audience.PUBLIC
    assert audience_of(cast.planner, evening.audit) is Audience.PLANNER


def test_the_group_are_those_who_read_single_findings(cast, evening):
    assert audience_of(cast.facilitator, evening.audit) is Audience.GROUP
    assert audience_of(cast.guardian, evening.audit) is Audience.GROUP
    assert audience_of(cast.administrator, evening.audit) is Audience.PLANNER
    assert levels(cast.administrator, evening) == levels(cast.planner, evening) == [1, 3]
