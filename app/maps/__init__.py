"""Maps: what was found, where. Layers, vector tiles of our own making, the planner's page, and pictures for print."""

from app.maps.layers import Asked, Layer, layers, offer_layer
from app.maps.mvt import TileFeature, encoded_layer
from app.maps.picture import MapLabel, map_labels, map_picture

__all__ = [
    "Asked",
    "Layer",
    "MapLabel",
    "TileFeature",
    "encoded_layer",
    "layers",
    "map_labels",
    "map_picture",
    "offer_layer",
]
