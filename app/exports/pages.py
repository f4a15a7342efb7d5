"""The door of exports."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from app.exports.choosing import chosen
from app.exports.contents import stream_export
from app.foundation.database import writing
from app.foundation.language import N_
from app.people import SignedIn, note_read

router = APIRouter(include_in_schema=False)


@router.get("/audits/{audit_id}/export.zip")
def export(viewer: SignedIn, audit_id: UUID) -> StreamingResponse:
    """An audit's findings and photos in one ZIP, made while it is sent. Who took it along is written down before."""
    with writing() as session:
        choice = chosen(session, viewer, audit_id)
        note_read(session, viewer, N_("export of an audit"), str(audit_id))
    name = f"farola-{choice.audit.id}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(stream_export(choice), media_type="application/zip", headers=headers)
