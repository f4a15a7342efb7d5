"""A few of the phones of `python -m tests.phone.killing`, one for each thing that she may be doing when hers dies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.phone.killing import LATEST_S, Nursery, nursery_in, one_death, scene_of

pytestmark = pytest.mark.browser
SEEDS = (5, 6, 7, 8)


@pytest.fixture(scope="module")
def nursery(playwright_here: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    folder: Path = tmp_path_factory.mktemp("nursery")
    with nursery_in(folder, playwright_here) as made:
        yield made


@pytest.mark.parametrize("seed", SEEDS, ids=scene_of)
def test_a_phone_that_dies_loses_nothing_that_it_called_saved(nursery: Nursery, seed: int) -> None:
    one_death(nursery, seed)


def test_every_kind_of_moment_is_among_them() -> None:
    assert {scene_of(seed) for seed in SEEDS} == set(LATEST_S)
