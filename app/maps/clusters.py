"""Many findings in little room, drawn as groups: how many, and their middle level."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from app.analysis import LEVELS
from app.maps.mvt import EXTENT, TileFeature
from app.tallies import Numbers

SQUARES = 16  # a side of the tile: 32 pixels each, about the size of the mark that stands for the group


def clusters(grid: Numbers, counts: Numbers) -> Iterator[TileFeature]:
    """One point for each square that holds findings, in the middle of them.

    `grid` (n, 2) in tile units; `counts` (n, 4) says how often each level was given there.
    """
    weights = counts.sum(axis=1)
    if not weights.any():
        return
    square = np.clip(grid * SQUARES // EXTENT, 0, SQUARES - 1)
    key = square[:, 1] * SQUARES + square[:, 0]
    size = SQUARES * SQUARES
    levels = np.stack([np.bincount(key, weights=counts[:, level], minlength=size) for level in LEVELS], axis=1)
    n = levels.sum(axis=1)
    centre = np.stack([np.bincount(key, weights=grid[:, axis] * weights, minlength=size) for axis in (0, 1)], axis=1)
    # The lower of two middle levels, as in every profile.
    middle = np.argmax(np.cumsum(levels, axis=1) * 2 >= n[:, None], axis=1)
    for at in np.flatnonzero(n).tolist():
        x, y = (centre[at] / n[at]).astype(int).tolist()
        yield TileFeature("point", [[(x, y)]], {"level": int(middle[at]), "n": int(n[at])})
