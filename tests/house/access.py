"""Who may knock at which door, as one table, and what to say at a door so that only the question of access is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from starlette.routing import BaseRoute

from app.foundation.geometry import mercator_cell
from tests.makers.findings import LAT, LON
from tests.makers.palace import Palace
from tests.makers.walks import join_body

# yes: let in.  sign: sent to the sign-in (401 for what would change something).  token: 401, join first.
# no: 403, her role does not include it.  404: does not exist for her.  A number: exactly that status.
# The walker holds a bearer token and no cookie; the stranger is the facilitator of another organisation.
TABLE = """
                                                      visitor walker facilitator guardian planner administrator stranger
GET    /                                                  yes   yes    yes   yes   yes   yes   yes
GET    /about-privacy                                     yes   yes    yes   yes   yes   yes   yes
GET    /account                                           sign  sign   yes   yes   yes   yes   yes
POST   /account/password                                  sign  sign   422   422   422   422   422
POST   /api/v1/findings                                   token yes    token token token token token
DELETE /api/v1/findings/{finding_id}                      token yes    token token token token token
POST   /api/v1/join                                       yes   yes    yes   yes   yes   yes   yes
GET    /api/v1/me                                         token yes    token token token token token
HEAD   /api/v1/media/{sha256}                             token yes    token token token token token
PATCH  /api/v1/media/{sha256}                             token yes    token token token token token
PUT    /api/v1/media/{sha256}                             token yes    token token token token token
GET    /api/v1/openapi.json                               yes   yes    yes   yes   yes   yes   yes
POST   /api/v1/pack                                       yes   yes    yes   yes   yes   yes   yes
GET    /api/v1/prompts/{sha256}                           yes   yes    yes   yes   yes   yes   yes
POST   /api/v1/pulse                                      token yes    token token token token token
POST   /api/v1/withdraw                                   yes   yes    yes   yes   yes   yes   yes
POST   /audits                                            sign  sign   yes   no    no    no    422
GET    /audits/new                                        sign  sign   yes   no    no    no    yes
GET    /audits/{audit_id}                                 sign  sign   yes   yes   yes   yes   404
GET    /audits/{audit_id}/export.zip                      sign  sign   yes   yes   yes   no    404
GET    /audits/{audit_id}/findings                        sign  sign   yes   yes   no    no    404
GET    /audits/{audit_id}/findings/count                  sign  sign   yes   yes   no    no    404
POST   /audits/{audit_id}/findings/decide                 sign  sign   yes   yes   no    no    404
GET    /audits/{audit_id}/parked                          sign  sign   yes   yes   no    no    404
POST   /audits/{audit_id}/parked/{parked_id}/again        sign  sign   yes   yes   no    no    404
POST   /audits/{audit_id}/parked/{parked_id}/delete       sign  sign   yes   yes   no    no    404
POST   /audits/{audit_id}/publish                         sign  sign   no    yes   no    yes   404
POST   /audits/{audit_id}/walks                           sign  sign   yes   no    no    no    404
GET    /copies                                            sign  sign   yes   no    no    no    yes
POST   /copies                                            sign  sign   422   no    no    no    422
GET    /desk                                              sign  sign   yes   yes   yes   yes   yes
GET    /findings/{finding_id}                             sign  sign   yes   yes   no    no    404
POST   /findings/{finding_id}/photos                      sign  sign   yes   yes   no    no    404
POST   /findings/{finding_id}/place                       sign  sign   yes   yes   no    no    404
POST   /findings/{finding_id}/words                       sign  sign   yes   yes   no    no    404
POST   /findings/{finding_id}/{do}                        sign  sign   yes   yes   no    no    404
GET    /health                                            yes   yes    yes   yes   yes   yes   yes
GET    /instruments                                       yes   yes    yes   yes   yes   yes   yes
GET    /instruments/{code}                                yes   yes    yes   yes   yes   yes   yes
GET    /instruments/{code}/codebook.json                  yes   yes    yes   yes   yes   yes   yes
GET    /invitation                                        yes   yes    yes   yes   yes   yes   yes
POST   /invitation                                        410   410    410   410   410   410   410
GET    /maps/{audit_id}                                   404   404    yes   yes   yes   yes   404
GET    /maps/{audit_id}/places.csv                        404   404    yes   yes   yes   yes   404
GET    /maps/{audit_id}/tiles/{names}/{z}/{x}/{y}.mvt     404   404    yes   yes   yes   yes   404
GET    /metrics                                           404   404    404   404   404   404   404
GET    /paper                                             yes   yes    yes   yes   yes   yes   yes
POST   /paper                                             404   404    404   404   404   404   404
GET    /photos/{medium_id}/{size}.jpg                     404   404    yes   yes   404   404   404
GET    /prompts                                           sign  sign   yes   no    no    no    yes
GET    /prompts/{instrument_code}/{language}              sign  sign   yes   no    no    no    yes
POST   /prompts/{instrument_code}/{language}              sign  sign   422   no    no    no    422
GET    /ready                                             503   503    503   503   503   503   503
GET    /reports/{audit_id}                                404   404    yes   yes   yes   yes   404
GET    /reports/{audit_id}/report.pdf                     404   404    yes   yes   yes   yes   404
GET    /sign-in                                           yes   yes    yes   yes   yes   yes   yes
POST   /sign-in                                           422   422    422   422   422   422   422
POST   /sign-out                                          yes   yes    yes   yes   yes   yes   yes
GET    /sites                                             sign  sign   yes   no    no    yes   yes
POST   /sites                                             sign  sign   yes   no    no    yes   yes
GET    /sites/new                                         sign  sign   yes   no    no    yes   yes
GET    /sites/{site_id}                                   sign  sign   yes   no    no    yes   404
POST   /sites/{site_id}                                   sign  sign   yes   no    no    yes   404
GET    /sites/{site_id}/boundary                          sign  sign   yes   no    no    yes   404
POST   /sites/{site_id}/boundary                          sign  sign   yes   no    no    yes   404
POST   /sites/{site_id}/services                          sign  sign   yes   no    no    yes   404
POST   /sites/{site_id}/services/{service_id}/remove      sign  sign   yes   no    no    yes   404
GET    /sites/{site_id}/stops                             sign  sign   yes   no    no    yes   404
POST   /sites/{site_id}/stops                             sign  sign   yes   no    no    yes   404
POST   /sites/{site_id}/streets                           sign  sign   yes   no    no    yes   404
GET    /sites/{site_id}/streets.geojson                   sign  sign   yes   yes   yes   yes   404
GET    /static/{version}/{path:path}                      yes   yes    yes   yes   yes   yes   yes
GET    /team                                              sign  sign   no    yes   no    yes   no
POST   /team/invitations                                  sign  sign   no    no    no    yes   no
POST   /team/invitations/{invitation_id}/withdraw         sign  sign   no    no    no    yes   no
GET    /team/reads                                        sign  sign   no    yes   no    yes   no
POST   /team/{account_id}/close                           sign  sign   no    no    no    yes   no
POST   /team/{account_id}/reopen                          sign  sign   no    no    no    yes   no
POST   /theme                                             yes   yes    yes   yes   yes   yes   yes
GET    /voices/{medium_id}                                sign  sign   yes   yes   no    no    404
GET    /voices/{medium_id}/copy.mp3                       sign  sign   yes   yes   no    no    404
GET    /w/                                                yes   yes    yes   yes   yes   yes   yes
GET    /w/manifest.webmanifest                            yes   yes    yes   yes   yes   yes   yes
GET    /w/quiet                                           yes   yes    yes   yes   yes   yes   yes
GET    /w/sw.js                                           yes   yes    yes   yes   yes   yes   yes
GET    /w/words/{tag}.json                                yes   yes    yes   yes   yes   yes   yes
GET    /walks/{walk_id}                                   sign  sign   yes   no    no    no    404
POST   /walks/{walk_id}/close                             sign  sign   yes   no    no    no    404
POST   /walks/{walk_id}/codes                             sign  sign   yes   no    no    no    404
POST   /walks/{walk_id}/joining                           sign  sign   yes   no    no    no    404
POST   /walks/{walk_id}/open                              sign  sign   yes   no    no    no    404
GET    /walks/{walk_id}/poster                            sign  sign   yes   no    no    no    404
GET    /walks/{walk_id}/qr.png                            sign  sign   yes   no    no    no    404
GET    /walks/{walk_id}/qr.svg                            sign  sign   yes   no    no    no    404
GET    /walks/{walk_id}/status                            sign  sign   yes   no    no    no    404
GET    /withdraw                                          yes   yes    yes   yes   yes   yes   yes
POST   /withdraw                                          404   404    404   404   404   404   404
"""
HEAD, *LINES = [line.split() for line in TABLE.strip().splitlines()]
ACCESS = {(line[0], line[1]): dict(zip(HEAD, line[2:], strict=True)) for line in LINES}

STREETS = b"""{"type": "FeatureCollection", "features": [{"type": "Feature",
 "properties": {"name": "A", "highway": "residential"},
 "geometry": {"type": "LineString", "coordinates": [[24.941, 60.167], [24.945, 60.169]]}}]}"""
FORMS: dict[str, dict[str, Any]] = {
    "/sign-in": {"email": "nobody@example.org", "password": "wrong"},
    "/account/password": {"old": "wrong", "new": "wrong"},
    "/invitation": {"secret": "wrong", "email": "a@example.org", "name": "A", "password": "wrong"},
    "/theme": {"theme": "day"},
    "/audits": {"title": "T", "opens": "2030-01-05T20:00", "lasts": "3", "languages": "en", "site_id": "{site_id}"},
    "/audits/{audit_id}/findings/decide": {"do": "hide", "chosen": "{finding_id}"},
    "/audits/{audit_id}/walks": {"title": "T", "opens": "2030-01-05T20:00", "lasts": "3"},
    "/findings/{finding_id}/photos": {"medium_id": "{photo_id}", "do": "hide"},
    "/findings/{finding_id}/place": {"how": "pin", "lon": "24.9431", "lat": "60.1683"},
    "/findings/{finding_id}/words": {"code": "nar_worry", "do": "hide"},
    "/prompts/{instrument_code}/{language}": {"code": "lgt_level"},
    "/sites": {"name": "New", "time_zone": "Europe/Helsinki"},
    "/sites/{site_id}": {"name": "New", "time_zone": "Europe/Helsinki"},
    "/sites/{site_id}/boundary": {"how": "pin", "pin": "60.168, 24.943", "radius_m": "200"},
    "/sites/{site_id}/services": {"service_name": "Line", "number": "112", "kind": "helpline"},
    "/team/invitations": {"role": "planner"},
    "/paper": {"code": "22222222"},
    "/withdraw": {"receipt": "0000 0000 0000 0000"},
}
WITH_STREETS = ("/sites", "/sites/{site_id}/streets")
OTHER_VALUES = {
    "size": "large",
    "do": "hide",
    "code": "wsa_night",
    "instrument_code": "wsa_night",
    "language": "es",
    "tag": "en",
    "version": "x",
    "path": "style/base.css",
}
TILE = dict(zip("xy", map(str, mercator_cell(LON, LAT, 16)), strict=True)) | {
    "names": "findings,cells,stops",
    "z": "16",
}


def doors_of(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Method and path of every route, also of routers that are included in routers."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from doors_of(inner.routes)
        else:
            for method in getattr(route, "methods", None) or {"ANY"}:
                yield method, str(getattr(route, "path", route))


def address(path: str, ids: dict[str, str]) -> str:
    """The path with its names filled in."""
    medium = ids["voice_id" if path.startswith("/voices") else "photo_id"]
    values = OTHER_VALUES | TILE | ids | {"medium_id": medium}
    if path.startswith("/api/v1/prompts"):
        values["sha256"] = ids["prompt_sha256"]
    return re.sub(r"{(\w+)(?::path)?}", lambda name: values[name[1]], path)


def said_at(method: str, path: str, palace: Palace) -> dict[str, Any]:
    """The body that a well-meaning client would send, so that nothing but access can be refused."""
    if method in ("GET", "HEAD", "DELETE"):
        return {}
    if path.startswith("/api/v1/media"):
        headers = {"Farola-Finding": palace.ids["finding_id"], "Upload-Offset": "0", "Content-Type": "image/jpeg"}
        return {"content": palace.photo, "headers": headers}
    if path.startswith("/api/v1/"):
        return {"json": _api_bodies(palace)[path.removeprefix("/api/v1/")]}
    form = {name: value.format(**palace.ids) for name, value in FORMS.get(path, {}).items()}
    return {"data": form, "files": {"streets": ("a.geojson", STREETS)}} if path in WITH_STREETS else {"data": form}


def _api_bodies(palace: Palace) -> dict[str, dict[str, Any]]:
    return {
        "findings": {"findings": []},
        "join": join_body(palace.code),
        "pack": {"code": palace.code},
        "pulse": {"unsent": {"findings": 0, "media": 0}},
        "withdraw": {"receipt": palace.receipt},
    }
