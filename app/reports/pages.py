"""The doors of reports: the page, and the PDF that is handed over."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from app.foundation.database import reading, writing
from app.foundation.language import N_, known_language, language_now
from app.people import MaybeSignedIn, Viewer, note_read
from app.reports.composing import Report, compose_report
from app.reports.drawing import segments
from app.reports.gathering import written_for
from app.reports.printing import print_newest
from app.walks import audit_seen_by
from app.web.requests import Reading
from app.web.show import show

router = APIRouter()

REPORT = N_("report")


@router.get("/reports/{audit_id}")
def report_page(request: Request, session: Reading, viewer: MaybeSignedIn, audit_id: UUID) -> Response:
    """The same data as in the PDF, in the reader's language."""
    report = compose_report(session, viewer, audit_id, language_now())
    drawings = {name: Markup(svg) for name, svg in report["drawings"].items()}  # noqa: S704 - drawn by app.maps, holds no words
    return show(
        request,
        "reports/report.html",
        audit=audit_seen_by(session, viewer, audit_id),
        here="report",
        report=report,
        drawings=drawings,
        segments=segments,
    )


@router.get("/reports/{audit_id}/report.pdf")
def report_pdf(viewer: MaybeSignedIn, audit_id: UUID, lang: Annotated[str, Query(max_length=35)] = "") -> Response:
    """The PDF in `lang`, else in the reader's language. Who took it along is written down."""
    language = known_language(lang) if lang else language_now()
    with reading() as session:
        written_for(viewer, audit_seen_by(session, viewer, audit_id))  # who may not read it waits for no press
    # The database is let go before printing: seconds of a held lock are seconds in which no phone can send.
    pdf = print_newest(lambda: _composed(viewer, audit_id, language))
    if viewer is not None:
        with writing() as session:
            note_read(session, viewer, what=REPORT, thing_id=str(audit_id))
    name = f"farola-{audit_id}-{language}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _composed(viewer: Viewer | None, audit_id: UUID, language: str) -> Report:
    with reading() as session:
        return compose_report(session, viewer, audit_id, language)
