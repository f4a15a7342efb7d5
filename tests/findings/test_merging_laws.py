"""The merge law: whatever the order in which versions arrive, the same one stays."""

from __future__ import annotations

from functools import reduce
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.findings.merging import Version, are_twins, newer_of

versions = st.builds(
    Version, is_withdrawn=st.booleans(), revision=st.integers(1, 4), content_sha256=st.sampled_from("abcd")
)


@given(versions, versions)
def test_two_tabs_that_send_in_either_order_end_in_the_same_finding(one: Version, other: Version) -> None:
    assert newer_of(one, other) == newer_of(other, one)


@given(versions, versions, versions)
def test_versions_may_meet_in_any_grouping(a: Version, b: Version, c: Version) -> None:
    assert newer_of(newer_of(a, b), c) == newer_of(a, newer_of(b, c))


@given(versions)
def test_sending_the_same_twice_changes_nothing(version: Version) -> None:
    assert newer_of(version, version) == version


@given(st.lists(versions, min_size=1, max_size=4))
def test_every_order_of_arrival_ends_in_the_same_finding(arrived: list[Version]) -> None:
    assert len({reduce(newer_of, order) for order in permutations(arrived)}) == 1


@given(st.lists(versions, min_size=1, max_size=6))
def test_what_a_walker_took_back_never_returns(arrived: list[Version]) -> None:
    stays = reduce(newer_of, arrived)
    assert stays.is_withdrawn == any(version.is_withdrawn for version in arrived)


@given(versions, versions)
def test_a_higher_revision_wins_unless_she_took_it_back(one: Version, other: Version) -> None:
    if one.revision > other.revision and not other.is_withdrawn:
        assert newer_of(one, other) == one


@given(versions, versions)
def test_twins_are_two_texts_with_one_number(one: Version, other: Version) -> None:
    assert are_twins(one, other) == are_twins(other, one)
    if are_twins(one, other):
        assert one.revision == other.revision and one != other and not one.is_withdrawn
