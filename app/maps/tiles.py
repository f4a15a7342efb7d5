"""The bytes of a tile and the stamp by which a browser knows that it still has them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from app import __version__
from app.foundation.database import Session
from app.foundation.errors import NotFound
from app.foundation.language import N_
from app.maps.layers import Asked, Layer, layers
from app.maps.mvt import encoded_layer
from app.maps.selection import as_mapping
from app.maps.tile import Tile
from app.maps.view import View


class NoSuchLayer(NotFound):
    code = "no-such-layer"
    sentence = N_("The map has no layer of this name. It may have been renamed; load the page again.")


def layers_named(names: str) -> list[Layer]:
    """The layers of "boundary,streets". Raises NoSuchLayer for any other name."""
    known = layers()
    wanted = names.split(",")
    if not set(wanted) <= set(known):
        raise NoSuchLayer()
    return [known[name] for name in wanted]


def tile_bytes(session: Session, view: View, drawn: Sequence[Layer], tile: Tile) -> bytes:
    """The vector tile with these layers; empty where nothing lies."""
    asked = Asked(session, view, tile)
    return b"".join(encoded_layer(layer.name, layer.features(asked)) for layer in drawn)


def tile_stamp(view: View, drawn: Sequence[Layer], tile: Tile) -> str:
    """An entity tag that differs whenever the bytes could."""
    parts: list[object] = [
        __version__,
        [layer.name for layer in drawn],
        tile,
        view.ground_stamp,
        view.site.boundary_wgs84,
    ]
    if not all(layer.is_ground for layer in drawn):
        parts += [view.audience, view.rule, view.findings_stamp, as_mapping(view.selection)]
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
