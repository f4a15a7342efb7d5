"""Laws of profiles, whatever was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis import profile_of
from app.foundation.identifiers import new_id
from tests.makers.analysis import an_answer

WALKERS = [new_id() for _walker in range(6)]
ANSWERS = st.lists(
    st.builds(
        lambda walker, said, mode: an_answer(walker, mode=mode, **({} if said is None else {"opn_view": said})),
        st.sampled_from(WALKERS),
        st.sampled_from([0, 1, 2, 3, "na", "dk", None]),
        st.sampled_from(["one_person", "pair", "group_agreed"]),
    ),
    max_size=40,
)


@given(ANSWERS, st.randoms())
def test_the_order_in_which_phones_send_does_not_matter(answers, chance):
    assert profile_of(chance.sample(answers, len(answers)), "opn_view") == profile_of(answers, "opn_view")


@given(ANSWERS)
def test_shares_add_up_to_one_and_lie_in_their_intervals(answers):
    shares = profile_of(answers, "opn_view").shares
    assert not shares or sum(share.share for share in shares) == pytest.approx(1)
    assert all(0 <= share.low <= share.share <= share.high <= 1 for share in shares)


@given(ANSWERS, st.sampled_from(["na", "dk"]))
def test_not_knowing_changes_no_share(answers, word):
    more = profile_of([*answers, an_answer(opn_view=word)], "opn_view")
    assert more.shares == profile_of(answers, "opn_view").shares


@given(ANSWERS)
def test_every_finding_is_counted_exactly_once(answers):
    for voice in ("individual", "group"):
        profile = profile_of(answers, "opn_view", voice=voice)
        heard = [answer for answer in answers if (answer.mode == "group_agreed") == (voice == "group")]
        assert profile.n + profile.na + profile.dk + profile.silent == len(heard)


@given(ANSWERS, st.integers(0, 3))
def test_one_more_answer_raises_its_own_level_only(answers, level):
    before = profile_of(answers, "opn_view").counts
    after = profile_of([*answers, an_answer(opn_view=level)], "opn_view").counts
    assert {at: after[at] - before[at] for at in after} == {at: int(at == level) for at in range(4)}


@given(ANSWERS)
def test_at_least_half_are_at_the_median_or_below_and_half_at_it_or_above(answers):
    profile = profile_of(answers, "opn_view")
    if profile.median is not None:
        assert sum(count for level, count in profile.counts.items() if level <= profile.median) * 2 >= profile.n
        assert sum(count for level, count in profile.counts.items() if level >= profile.median) * 2 >= profile.n
