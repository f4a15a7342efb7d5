"""The planner's door: the map, the same set as a table, and its download."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from app.analysis import LEVELS, Audience, Place
from app.foundation.language import N_, language_now
from app.instruments import Indicator, wording
from app.maps.marks import Mark, marks_of, unlisted
from app.maps.picture import frame_of, picture_of
from app.maps.selection import mapped_indicators, may_choose_walk
from app.maps.shapes import hollow_legend, legend_mark
from app.maps.summary import discretion_of, summary_of
from app.maps.table import ROWS_A_PAGE, bar_of, csv_of, sorted_marks, spoken_bar
from app.maps.view import View, view_of
from app.people import MaybeSignedIn, Viewer, note_read
from app.web.requests import Reading, Writing
from app.web.show import show

router = APIRouter()


@router.get("/maps/{audit_id}")
def planners_map(request: Request, session: Reading, viewer: MaybeSignedIn, audit_id: UUID, page: int = 1) -> Response:
    """Everything that was chosen is in the address; the page works without scripts and without WebGL."""
    view = view_of(session, viewer, audit_id, request.query_params.multi_items())
    marks = sorted_marks(marks_of(view), view.selection.sort)
    language = language_now()
    words = wording(view.selection.indicator.code, language)
    pages = max(1, -(-len(marks) // ROWS_A_PAGE))
    page = min(max(1, page), pages)
    return show(
        request,
        "maps/planners_map.html",
        audit=view.audit,
        site=view.site,
        here="map",
        view=view,
        selection=view.selection,
        words=words,
        indicators=[(one.code, wording(one.code, language).short) for one in _indicators(view)],
        levels=[(level, words.choices[str(level)], _drawing(legend_mark(level))) for level in LEVELS],
        hollow=_drawing(hollow_legend(view.rule.place is Place.CELL)),
        can_choose_walk=may_choose_walk(view.selection.indicator, view.audience) and len(view.walks) > 1,
        rows=[
            (mark, bar_of(mark), spoken_bar(mark, words), _findings_path(view, viewer, mark))
            for mark in _leaf(marks, page)
        ],
        marks=marks,
        page_number=page,
        pages=pages,
        summary=summary_of(marks, words, view.selection.indicator.is_scored),
        unlisted=unlisted(view),
        discretion=discretion_of(view.rule, view.audience),
        picture=_drawing(picture_of(session, view)),
        bounds=",".join(f"{side:.6f}" for side in frame_of(view).box_wgs84.bounds),
    )


@router.get("/maps/{audit_id}/places.csv")
def places(request: Request, session: Writing, viewer: MaybeSignedIn, audit_id: UUID) -> Response:
    """The rows of the table as a spreadsheet can read them, noted in the log of who took what."""
    view = view_of(session, viewer, audit_id, request.query_params.multi_items())
    if viewer is not None:
        note_read(session, viewer, what=N_("table of the map"), thing_id=str(audit_id))
    lines = csv_of(sorted_marks(marks_of(view), view.selection.sort), view.selection, view.rule.round_to)
    name = f"farola-{view.selection.indicator.code}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("".join(lines), media_type="text/csv; charset=utf-8", headers=headers)


def _drawing(svg: str) -> Markup:
    """Our own SVG for a template: made of numbers and fixed names, without any text that a person wrote."""
    return Markup(svg)  # noqa: S704


def _leaf(marks: list[Mark], page: int) -> list[Mark]:
    return marks[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]


def _findings_path(view: View, viewer: Viewer | None, mark: Mark) -> str:
    """Where the group reads the findings behind a row; nothing for those who may not, and for hexagons."""
    if view.audience is not Audience.GROUP or viewer is None or not viewer.may("findings.read") or not mark.is_shown:
        return ""
    if mark.kind == "finding":
        return f"/findings/{mark.key.removeprefix('finding-')}"
    stop = mark.key.removeprefix("stop-")
    code = view.selection.indicator.code
    return f"/audits/{view.audit.id}/findings?stop={stop}&indicator={code}" if mark.kind == "stop" else ""


def _indicators(view: View) -> list[Indicator]:
    return mapped_indicators(view.instrument, view.audience)
