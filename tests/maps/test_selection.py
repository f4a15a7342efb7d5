"""Everything that was chosen is in the address, and comes back from it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from app.analysis import Audience
from app.foundation.identifiers import new_id
from app.instruments import dictionary, instrument_named
from app.maps.selection import SORTS, Selection, mapped_indicators, selection_from

WALKS = [new_id(), new_id()]
NIGHT = instrument_named("wsa_night")
OFFERED = mapped_indicators(NIGHT, Audience.GROUP)
SELECTIONS = st.builds(
    Selection,
    indicator=st.sampled_from(OFFERED),
    levels=st.frozensets(st.integers(0, 3), max_size=3),
    periods=st.frozensets(st.sampled_from(["day", "dusk", "night"]), max_size=2),
    walk_id=st.sampled_from([None, *WALKS]),
    sort=st.sampled_from(SORTS),
)


@given(SELECTIONS)
def test_a_link_sent_to_a_colleague_shows_the_same(selection):
    assert selection_from(parse_qsl(selection.as_query()), OFFERED, WALKS, Audience.GROUP) == selection


@given(
    st.lists(st.tuples(st.sampled_from(["indicator", "levels", "periods", "walk", "sort", "x"]), st.text(max_size=8)))
)
def test_a_mistyped_link_still_shows_a_map(query):
    selection = selection_from(query, OFFERED, WALKS, Audience.PUBLIC)
    assert selection.indicator in OFFERED


def test_everything_ticked_is_nothing_narrower():
    query = [("levels", str(level)) for level in range(4)] + [("periods", "day,dusk,night")]
    assert not selection_from(query, OFFERED, WALKS, Audience.GROUP).is_narrowed


def test_sensitive_answers_and_lists_of_causes_are_never_offered_for_a_map():
    codes = {one.code for one in mapped_indicators(NIGHT, Audience.GROUP)}
    assert {"lgt_level", "fee_safe"} <= codes
    assert not codes & {"soc_now", "sec_trust", "lgt_cause", "wlk_age"}
    assert all(dictionary()[code].privacy in "AP" for code in codes)
