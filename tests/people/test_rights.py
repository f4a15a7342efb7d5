"""Who may do what, as a women's group would check it."""

from __future__ import annotations

import pytest

from app.foundation.errors import NotAllowed
from app.people import Right, Role
from app.people.rights import RIGHTS
from tests.cast import Cast


def test_every_role_has_its_rights_and_none_has_all() -> None:
    assert set(RIGHTS) == set(Role)
    assert all(rights and rights != frozenset(Right) for rights in RIGHTS.values())


def test_only_facilitator_and_guardian_read_what_a_single_walker_said(cast: Cast) -> None:
    assert cast.facilitator.may("findings.read")
    assert cast.guardian.may("findings.read")
    assert not cast.planner.may("findings.read")
    assert not cast.administrator.may("findings.read")


def test_a_planner_who_tries_to_moderate_is_told_so(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        cast.planner.require("findings.moderate")
    cast.guardian.require("findings.moderate")


def test_a_right_that_does_not_exist_is_a_mistake_and_not_a_no(cast: Cast) -> None:
    with pytest.raises(ValueError, match=r"findings\.burn"):
        cast.administrator.may("findings.burn")
