"""What the server holds of one walker, told to her own phone."""

from __future__ import annotations

from app.findings import store, store_parked
from app.findings.cleaning import REASONS
from app.findings.medium import AWAITED, BROKEN, Medium
from app.findings.refusals import REFUSALS
from app.findings.wire import Held, HeldFinding, HeldMedium
from app.foundation import clock
from app.foundation.database import Session
from app.foundation.language import _
from app.walks import Walker


def held_of(session: Session, walker: Walker) -> Held:
    """Findings, what is parked with its reason, and media with theirs, in the language of the moment."""
    findings = [
        HeldFinding(id=finding_id, revision=revision, state="withdrawn" if state == "withdrawn" else "kept")
        for finding_id, revision, state in store.findings_held(session, walker.id)
    ]
    parked = [
        HeldFinding(id=finding_id, revision=revision, state="parked", code=code, sentence=_(REFUSALS[code]))
        for finding_id, revision, code in store_parked.parked_of_walker(session, walker.id)
    ]
    media = {medium.sha256: _medium(medium) for medium in store.media_of_walker(session, walker.id)}
    return Held(
        walker=walker.id,
        walk=walker.walk_id,
        findings=findings + parked,
        media=list(media.values()),
        server_time=clock.now(),
    )


def _medium(medium: Medium) -> HeldMedium:
    is_told = medium.state == BROKEN or (medium.state == AWAITED and medium.reason)
    return HeldMedium(
        sha256=medium.sha256,
        state=medium.state,  # type: ignore[arg-type]
        code=medium.reason if is_told else None,
        sentence=_(REASONS[medium.reason]) if is_told else None,
    )
