"""All SQL of the sites room."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import delete, func, insert
from sqlmodel import Session, col, select

from app.foundation.identifiers import new_id
from app.sites.extract import StreetLine
from app.sites.site import Site, Stop, Street, SupportService


def site_of(session: Session, organisation_id: UUID, site_id: UUID) -> Site | None:
    """The site, when it belongs to this organisation."""
    return session.exec(select(Site).where(Site.id == site_id, Site.organisation_id == organisation_id)).first()


def site_with_id(session: Session, site_id: UUID) -> Site | None:
    """For rooms that have already asked whether the viewer may see what stands on it."""
    return session.get(Site, site_id)


def sites_of(session: Session, organisation_id: UUID) -> list[Site]:
    """Newest first."""
    wanted = select(Site).where(Site.organisation_id == organisation_id)
    return list(session.exec(wanted.order_by(col(Site.created_at).desc(), col(Site.id).desc())))


def street_sheets_among(session: Session, sha256s: Collection[str]) -> set[str]:
    """Those of these files that are the streets of a site, of whichever organisation."""
    wanted = select(Site.street_sheet_sha256).where(col(Site.street_sheet_sha256).in_(sha256s))
    return {sha256 for sha256 in session.exec(wanted) if sha256}


def stops_of(session: Session, site_id: UUID, *, with_retired: bool = False) -> list[Stop]:
    """In the order of the route; retired ones last, for naming what was noticed there."""
    wanted = select(Stop).where(Stop.site_id == site_id)
    if not with_retired:
        wanted = wanted.where(col(Stop.is_retired).is_(False))
    return list(session.exec(wanted.order_by(col(Stop.is_retired), col(Stop.position), col(Stop.id))))


def streets_of(session: Session, site_id: UUID) -> list[Street]:
    wanted = select(Street).where(Street.site_id == site_id)
    return list(session.exec(wanted.order_by(col(Street.name), col(Street.id))))


def count_streets(session: Session, site_id: UUID) -> int:
    return session.exec(select(func.count()).select_from(Street).where(Street.site_id == site_id)).one()


def services_of(session: Session, site_id: UUID) -> list[SupportService]:
    """In the order of the card."""
    wanted = select(SupportService).where(SupportService.site_id == site_id)
    return list(session.exec(wanted.order_by(col(SupportService.position), col(SupportService.id))))


def replace_streets(session: Session, site_id: UUID, lines: Iterable[StreetLine]) -> None:
    """Put these lines in place of what the site had."""
    session.flush()
    session.exec(delete(Street).where(col(Street.site_id) == site_id))
    rows = [
        {
            "id": new_id(),
            "site_id": site_id,
            "name": line.name,
            "kind": line.kind,
            "is_lit": line.is_lit,
            "line_wgs84": {"type": "LineString", "coordinates": line.places},
        }
        for line in lines
    ]
    if rows:
        session.exec(insert(Street), params=rows)
