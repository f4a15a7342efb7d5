"""The desk's doors to audits: making one, its page, one more walk, publishing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.foundation.database import Session
from app.foundation.errors import BadInput, FieldFault
from app.foundation.language import _, format_number, language_now, name_of_language, ngettext_
from app.instruments import about
from app.people import SignedIn, Viewer
from app.sites import services_of, site_seen_by
from app.walks import store
from app.walks.audit import Audit
from app.walks.audit_form import AuditForm, Offer, fresh_form, make_from, offer_to, one_more_form, plan_from
from app.walks.hours import HOURS
from app.walks.planning import PUBLISHERS, own_audit, publish_audit
from app.walks.status import finding_counts
from app.web.requests import Reading, Writing
from app.web.show import redirect, show
from app.web.typed import FormDoor

router = APIRouter(route_class=FormDoor)

Text = Annotated[str, Form()]


@router.get("/audits/new")
def new_audit(request: Request, viewer: SignedIn, session: Reading, site: str = "") -> Response:
    """The form; without any site, the way to make one."""
    viewer.require("walks.lead")
    offer = offer_to(session, viewer, language_now())
    form = fresh_form(offer, site, language_now()) if offer.sites else AuditForm()
    return _form_shown(request, offer, form)


@router.post("/audits")
def make(
    request: Request,
    viewer: SignedIn,
    session: Writing,
    *,
    title: Text = "",
    site_id: Text = "",
    opens: Text = "",
    lasts: Text = "",
    languages: Annotated[list[str], Form()] = [],  # noqa: B006 FastAPI copies defaults
    instrument_code: Text = "wsa_night",
    purpose: Text = "",
    second: Text = "",
) -> Response:
    """Make an audit with its first walk, and go to its QR."""
    viewer.require("walks.lead")
    form = AuditForm(title, site_id, opens, lasts, languages, instrument_code, purpose, second)
    offer = offer_to(session, viewer, language_now())
    try:
        with session.begin_nested():
            _audit, walk = make_from(session, viewer, form, offer)
    except BadInput as problem:
        return _form_shown(request, offer, form, problem.errors)
    return redirect(request, f"/walks/{walk.id}")


@router.get("/audits/{audit_id}")
def audit_page(request: Request, viewer: SignedIn, session: Reading, audit_id: UUID) -> Response:
    """An audit with its walks."""
    return _shown(request, viewer, session, own_audit(session, viewer, audit_id))


@router.post("/audits/{audit_id}/walks")
def one_more_walk(
    request: Request,
    viewer: SignedIn,
    session: Writing,
    audit_id: UUID,
    *,
    title: Text = "",
    opens: Text = "",
    lasts: Text = "",
) -> Response:
    """Plan another walk of the same audit: the same route by day, another group, a later night."""
    audit = own_audit(session, viewer, audit_id)
    form = AuditForm(title=title, opens=opens, lasts=lasts)
    try:
        with session.begin_nested():
            walk = plan_from(session, viewer, audit, site_seen_by(session, viewer, audit.site_id), form)
    except BadInput as problem:
        return _shown(request, viewer, session, audit, form, problem.errors)
    return redirect(request, f"/walks/{walk.id}")


@router.post("/audits/{audit_id}/publish")
def publish(request: Request, viewer: SignedIn, session: Writing, audit_id: UUID, is_public: Text = "yes") -> Response:
    """Show the map and the report to everybody, or no longer."""
    audit = publish_audit(session, viewer, audit_id, is_public == "yes")
    said = (
        _("Everybody can read this audit now.") if audit.published_at else _("Only your organisation can read it now.")
    )
    return redirect(request, f"/audits/{audit.id}", said=said)


def _form_shown(request: Request, offer: Offer, form: AuditForm, faults: Sequence[FieldFault] = ()) -> Response:
    return show(
        request,
        "walks/new_audit.html",
        status=422 if faults else 200,
        offer=offer,
        form=form,
        faults=faults,
        lengths=_lengths(),
        places=[(site.id, site.name) for site in offer.sites],
        tongues=[(tag, name_of_language(tag)) for tag in offer.languages],
    )


def _lengths() -> list[tuple[str, str]]:
    return [(str(n), ngettext_("{n} hour", "{n} hours", n).format(n=format_number(n))) for n in HOURS]


def _shown(
    request: Request,
    viewer: Viewer,
    session: Session,
    audit: Audit,
    form: AuditForm | None = None,
    faults: Sequence[FieldFault] = (),
) -> Response:
    site = site_seen_by(session, viewer, audit.site_id)
    walks = store.walks_of(session, audit.id)
    ids = [walk.id for walk in walks]
    return show(
        request,
        "walks/audit.html",
        status=422 if faults else 200,
        audit=audit,
        site=site,
        about=about(audit.instrument_code, language_now()),
        walks=walks,
        walkers=store.count_walkers(session, ids),
        findings=finding_counts(session, ids),
        is_ready=bool(services_of(session, site.id)),
        may_publish=viewer.role in PUBLISHERS,
        form=form or one_more_form(audit, site.time_zone),
        lengths=_lengths(),
        faults=faults,
    )
