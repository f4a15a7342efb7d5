"""The place of an audit: its boundary, where people stop in it, its streets, and who helps there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.foundation import clock
from app.foundation.columns import Json, UtcDateTime
from app.foundation.identifiers import new_id


class Site(SQLModel, table=True):
    """A neighbourhood, park, market or street that people walk. Belongs to one organisation."""

    __tablename__ = "site"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    name: str
    time_zone: str  # IANA name, such as "Africa/Nairobi"
    # GeoJSON Polygon or MultiPolygon, WGS 84; empty until the boundary is drawn over the uploaded streets.
    boundary_wgs84: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    street_sheet_sha256: str | None = (
        None  # every street of the uploaded file, in the vault, so that a boundary can grow again
    )
    credit: str = ""  # whom the street data belongs to; goes on every map and report
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime, nullable=False)

    @property
    def has_boundary(self) -> bool:
        return bool(self.boundary_wgs84)


class Stop(SQLModel, table=True):
    """A place where the group stands still and answers."""

    __tablename__ = "stop"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    site_id: UUID = Field(foreign_key="site.id", index=True)
    position: int  # 1.. along the route
    name: str
    lon: float
    lat: float
    # A stop that was taken off the route stays: what people noticed there still names it.
    is_retired: bool = False


class Street(SQLModel, table=True):
    """A line that can be walked, cut to the site's surroundings."""

    __tablename__ = "street"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    site_id: UUID = Field(foreign_key="site.id", index=True)
    name: str = ""
    kind: str = ""  # OpenStreetMap's highway value
    is_lit: bool | None = None  # OpenStreetMap's lit; None where nobody said
    line_wgs84: dict[str, Any] = Field(sa_type=Json, nullable=False)  # GeoJSON LineString


class SupportService(SQLModel, table=True):
    """One row of the referral card that every phone carries offline."""

    __tablename__ = "support_service"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    site_id: UUID = Field(foreign_key="site.id", index=True)
    position: int = 1
    kind: str = "helpline"  # one of app.sites.services.KINDS
    name: str
    number: str
    hours: str = ""
    languages: str = ""  # as people say it: "Swahili, English"
