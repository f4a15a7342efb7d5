"""Making an audit and its walks, and leading them: opening, closing, new codes, publishing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.foundation import clock
from app.foundation.errors import BadInput, FieldFault, NotAllowed, NotFound
from app.foundation.language import N_, _
from app.instruments import InstrumentUnknown, consent_languages, instrument_named, keep_version
from app.people import Role, Viewer
from app.sites import Site, site_seen_by
from app.walks import store
from app.walks.audit import Audit
from app.walks.codes import code_digest, code_of, seal_codes
from app.walks.walk import Walk

# Who leads a walk does not also decide what the world sees of it: a second pair of eyes.
PUBLISHERS = (Role.DATA_GUARDIAN, Role.ADMINISTRATOR)
MOST_TITLE = 120
MOST_PURPOSE = 1000
# One outing. What goes on for weeks is several walks, or their report would mix nights that cannot be compared.
MOST_DURATION = timedelta(days=3)
# A walk that is opened again after its time stays open for the evening: late answers, phones that were offline.
REOPENED_FOR = timedelta(hours=12)

NEEDS_TITLE = N_("Give the walk a name, such as the street or the neighbourhood.")
TOO_LONG = N_("This is longer than {most} letters. Shorten it.")
NEEDS_SITE = N_("Choose the area. If it is not in the list, make it first.")
NEEDS_BOUNDARY = N_("This area has no boundary yet. Draw it first, then plan the walk.")
NEEDS_LANGUAGE = N_("Choose at least one language that the walkers read or hear.")
UNKNOWN_LANGUAGE = N_("There is no agreement text in the language “{language}” yet. Choose another one.")
UNKNOWN_INSTRUMENT = N_("Choose a question set from the list.")
ENDS_BEFORE = N_("The walk would end before it begins. Choose a later end.")
LASTS_TOO_LONG = N_("A walk lasts three days at most. Plan several walks instead.")


def audits_seen_by(session: Session, viewer: Viewer) -> list[Audit]:
    """Every audit of the viewer's organisation, newest first."""
    return store.audits_of(session, viewer.organisation_id)


def audit_seen_by(session: Session, viewer: Viewer | None, audit_id: UUID) -> Audit:
    """An audit of the viewer's organisation, or one that is published. Raises NotFound."""
    audit = store.audit_of(session, viewer.organisation_id, audit_id) if viewer else None
    return audit or published_audit(session, audit_id)


def published_audit(session: Session, audit_id: UUID) -> Audit:
    """An audit that everybody may read. Raises NotFound."""
    audit = store.published_audit(session, audit_id)
    if audit is None:
        raise NotFound
    return audit


def own_audit(session: Session, viewer: Viewer, audit_id: UUID) -> Audit:
    """An audit of the viewer's organisation, for changing it. Raises NotFound, also when it is published by others."""
    audit = store.audit_of(session, viewer.organisation_id, audit_id)
    if audit is None:
        raise NotFound
    return audit


def walk_seen_by(session: Session, viewer: Viewer, walk_id: UUID) -> tuple[Walk, Audit]:
    """A walk of the viewer's organisation with its audit. Raises NotFound."""
    found = store.walk_of(session, viewer.organisation_id, walk_id)
    if found is None:
        raise NotFound
    return found


def make_audit(
    session: Session,
    viewer: Viewer,
    site_id: UUID,
    title: str,
    instrument_code: str = "wsa_night",
    languages: Sequence[str] = ("en",),
    purpose: str = "",
    is_invented: bool = False,
) -> Audit:
    """Keep a new audit and the meaning of its instrument.

    Raises NotAllowed, NotFound for a foreign site, BadInput with a fault for each of title, site_id, languages,
    instrument_code and purpose that cannot be used.
    """
    viewer.require("walks.lead")
    site = site_seen_by(session, viewer, site_id)
    faults = audit_faults(site, title, instrument_code, languages, purpose)
    if faults:
        raise BadInput(errors=tuple(faults))
    audit = Audit(
        organisation_id=viewer.organisation_id,
        site_id=site.id,
        title=" ".join(title.split()),
        purpose=purpose.strip(),
        instrument_code=instrument_code,
        instrument_sha256=keep_version(session, instrument_named(instrument_code)),
        languages=list(dict.fromkeys(languages)),
        is_invented=is_invented,
    )
    session.add(audit)
    session.flush()
    return audit


def plan_walk(
    session: Session, viewer: Viewer, audit_id: UUID, title: str, opens_at: datetime, closes_at: datetime
) -> Walk:
    """Keep a new walk with codes of its own. Moments must be aware.

    Raises NotAllowed, NotFound for a foreign audit, BadInput with faults for title and closes_at.
    """
    viewer.require("walks.lead")
    audit = own_audit(session, viewer, audit_id)
    faults = walk_faults(title, opens_at, closes_at)
    if faults:
        raise BadInput(errors=tuple(faults))
    words = " ".join(title.split())
    walk = Walk(
        audit_id=audit.id, title=words, opens_at=opens_at, closes_at=closes_at, code_digest="", secret_digest=""
    )
    _give_fresh_codes(session, walk)
    session.add(walk)
    session.flush()
    return walk


def open_walk(session: Session, viewer: Viewer, walk_id: UUID) -> Walk:
    """Open a walk now, before its time or again after it."""
    walk = _walk_to_lead(session, viewer, walk_id)
    now = clock.now()
    walk.closed_at = None
    walk.opens_at = min(walk.opens_at, now)
    if walk.closes_at <= now:
        walk.closes_at = now + REOPENED_FOR
    if walk.code_digest != code_digest(code_of(walk)):  # its codes were forgotten after its end
        walk.code_turn += 1
        _give_fresh_codes(session, walk)
    session.add(walk)
    return walk


def close_walk(session: Session, viewer: Viewer, walk_id: UUID) -> Walk:
    """End a walk. Phones that joined can still send what they hold."""
    walk = _walk_to_lead(session, viewer, walk_id)
    walk.closed_at = walk.closed_at or clock.now()
    session.add(walk)
    return walk


def set_joining(session: Session, viewer: Viewer, walk_id: UUID, is_open: bool) -> Walk:
    """Let new phones join, or no more. Those that joined walk on."""
    walk = _walk_to_lead(session, viewer, walk_id)
    walk.is_joining_open = is_open
    session.add(walk)
    return walk


def renew_codes(session: Session, viewer: Viewer, walk_id: UUID) -> Walk:
    """Make the code and the QR of a walk worthless and give it new ones. Those that joined walk on."""
    walk = _walk_to_lead(session, viewer, walk_id)
    walk.code_turn += 1
    _give_fresh_codes(session, walk)
    session.add(walk)
    return walk


def publish_audit(session: Session, viewer: Viewer, audit_id: UUID, is_public: bool = True) -> Audit:
    """Show an audit to everybody, or take it back. A data guardian decides this. Raises NotAllowed, NotFound."""
    audit = own_audit(session, viewer, audit_id)
    if viewer.role not in PUBLISHERS:
        raise NotAllowed
    audit.published_at = (audit.published_at or clock.now()) if is_public else None
    session.add(audit)
    return audit


def audit_faults(
    site: Site | None, title: str, instrument_code: str, languages: Sequence[str], purpose: str
) -> list[FieldFault]:
    """What stands in the way of an audit, a fault a field; pure."""
    faults = _title_faults(title)
    if site is None or not site.has_boundary:
        faults.append(FieldFault("site_id", _(NEEDS_BOUNDARY if site else NEEDS_SITE)))
    if not languages:
        faults.append(FieldFault("languages", _(NEEDS_LANGUAGE)))
    for language in languages:
        if language not in consent_languages():
            faults.append(FieldFault("languages", _(UNKNOWN_LANGUAGE).format(language=language)))
    if len(purpose) > MOST_PURPOSE:
        faults.append(FieldFault("purpose", _(TOO_LONG).format(most=MOST_PURPOSE)))
    try:
        instrument_named(instrument_code)
    except InstrumentUnknown:
        faults.append(FieldFault("instrument_code", _(UNKNOWN_INSTRUMENT)))
    return faults


def walk_faults(title: str, opens_at: datetime, closes_at: datetime) -> list[FieldFault]:
    """What stands in the way of a walk, a fault a field; pure."""
    faults = _title_faults(title)
    if closes_at <= opens_at:
        faults.append(FieldFault("closes_at", _(ENDS_BEFORE)))
    elif closes_at - opens_at > MOST_DURATION:
        faults.append(FieldFault("closes_at", _(LASTS_TOO_LONG)))
    return faults


def _title_faults(title: str) -> list[FieldFault]:
    if not title.strip():
        return [FieldFault("title", _(NEEDS_TITLE))]
    if len(title) > MOST_TITLE:
        return [FieldFault("title", _(TOO_LONG).format(most=MOST_TITLE))]
    return []


def _walk_to_lead(session: Session, viewer: Viewer, walk_id: UUID) -> Walk:
    walk, _audit = walk_seen_by(session, viewer, walk_id)
    viewer.require("walks.lead")
    return walk


def _give_fresh_codes(session: Session, walk: Walk) -> None:
    """Turn until the short code is no other walk's: with 40 bits and a thousand walks, once in a billion plans."""
    while store.walk_with_digest(session, code_digest(code_of(walk))) is not None:
        walk.code_turn += 1
    seal_codes(walk)
