"""Sites: places, their boundary and stops, their streets, and the support services of the place."""

from app.sites.boundary import area_km2, boundary_shape, checked_boundary, circle
from app.sites.extract import Extract, StreetLine, read_extract, streets_in_geojson, streets_in_pbf
from app.sites.leaving import files_leave_by
from app.sites.making import (
    add_service,
    make_site,
    set_boundary,
    set_stops,
    set_streets,
    site_seen_by,
    sites_seen_by,
)
from app.sites.phone_streets import streets_for_phone
from app.sites.plane import Plane, plane_of
from app.sites.site import Site, Stop, Street, SupportService
from app.sites.stops import StopDraft, stops_along
from app.sites.store import services_of, site_with_id, stops_of, street_sheets_among, streets_of
from app.sites.streets import named_streets
from app.sites.sun import Period, period_at, sunset_on
from app.sites.time_zones import zone_at

__all__ = [
    "Extract",
    "Period",
    "Plane",
    "Site",
    "Stop",
    "StopDraft",
    "Street",
    "StreetLine",
    "SupportService",
    "add_service",
    "area_km2",
    "boundary_shape",
    "checked_boundary",
    "circle",
    "files_leave_by",
    "make_site",
    "named_streets",
    "period_at",
    "plane_of",
    "read_extract",
    "services_of",
    "set_boundary",
    "set_stops",
    "set_streets",
    "site_seen_by",
    "site_with_id",
    "sites_seen_by",
    "stops_along",
    "stops_of",
    "street_sheets_among",
    "streets_for_phone",
    "streets_in_geojson",
    "streets_in_pbf",
    "streets_of",
    "sunset_on",
    "zone_at",
]
