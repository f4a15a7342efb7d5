"""The desk's doors: the list of an audit's findings, one finding, what is parked."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.findings import desk, moderating, seeing
from app.findings.copy_doors import router as copy_doors
from app.findings.file_doors import router as file_doors
from app.findings.moderating import FindingChanged
from app.findings.wanted import FindingFilter, filter_in
from app.findings.withdrawing_pages import router as withdrawing
from app.foundation.database import Session
from app.foundation.errors import BadInput, NotFound
from app.foundation.language import N_, _, format_number, ngettext_
from app.people import SignedIn, Viewer, note_read
from app.web.requests import Reading, Writing
from app.web.show import redirect, show, wants_part
from app.web.typed import FormDoor

router = APIRouter(route_class=FormDoor, include_in_schema=False)
router.include_router(file_doors)
router.include_router(withdrawing)
router.include_router(copy_doors)
NO_STORE = {"Cache-Control": "no-store"}
STEP_M = 5.0  # the width of a street; smaller than most phones' doubt
STEPS_M = {"north": (0.0, STEP_M), "south": (0.0, -STEP_M), "east": (STEP_M, 0.0), "west": (-STEP_M, 0.0)}


@router.get("/audits/{audit_id}/findings")
def findings_page(request: Request, viewer: SignedIn, session: Writing, audit_id: UUID, after: str = "") -> Response:
    """The list, narrowed by what the URL says."""
    context = desk.shelf(session, viewer, filter_in(audit_id, request.query_params), after)
    note_read(session, viewer, N_("list of findings"), str(audit_id))
    return _private(show(request, "findings/shelf.html", part="findings/_shelf.html", **context, decided=None))


@router.get("/audits/{audit_id}/findings/count")
def findings_count(request: Request, viewer: SignedIn, session: Reading, audit_id: UUID) -> Response:
    """The part that other pages include and ask for again while people walk."""
    seeing.own_audit(session, viewer, audit_id)
    if not wants_part(request):
        return redirect(request, f"/audits/{audit_id}/findings")
    counts = seeing.audit_counts(session, viewer, [audit_id])[audit_id]
    return _private(show(request, "findings/_count.html", audit_id=audit_id, counts=counts))


@router.post("/audits/{audit_id}/findings/decide")
def decide(
    request: Request,
    viewer: SignedIn,
    session: Writing,
    audit_id: UUID,
    do: Annotated[str, Form()],
    chosen: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Accept, hide or show again all that are ticked: each an id, and after a colon the version that was looked at."""
    wanted = filter_in(audit_id, request.query_params)
    decided, changed = _decide_all(session, viewer, wanted, do, chosen or [])
    said = _said(do, len(decided), changed)
    if not wants_part(request):
        return redirect(request, f"/audits/{audit_id}/findings{wanted.query()}", said=said)
    context = desk.shelf(session, viewer, wanted)
    note_read(session, viewer, N_("list of findings"), str(audit_id))  # also of somebody who decided nothing
    undo = {"said": said, "ids": decided if do != "unhide" else []}
    return _private(show(request, "findings/shelf.html", part="findings/_shelf.html", **context, decided=undo))


@router.get("/findings/{finding_id}")
def finding_page(request: Request, viewer: SignedIn, session: Writing, finding_id: UUID) -> Response:
    """One finding with all that belongs to it."""
    return _sheet(request, viewer, session, finding_id)


@router.post("/findings/{finding_id}/place")
def put_right(
    request: Request,
    viewer: SignedIn,
    session: Writing,
    finding_id: UUID,
    how: Annotated[str, Form()],
    lon: Annotated[str, Form()] = "",
    lat: Annotated[str, Form()] = "",
    stop_id: Annotated[str, Form()] = "",
) -> Response:
    """Put the place right: by a stop, by typing, or by a step of a few metres."""
    try:
        _put_right(session, viewer, finding_id, how, (lon, lat), stop_id)
    except BadInput as problem:
        return _sheet(request, viewer, session, finding_id, status=422, faults=problem.errors, typed=(lon, lat))
    return _after(request, viewer, session, finding_id, _("The place is put right. Undo it below at any time."))


@router.post("/findings/{finding_id}/words")
def decide_words(
    request: Request,
    viewer: SignedIn,
    session: Writing,
    finding_id: UUID,
    code: Annotated[str, Form()],
    do: Annotated[str, Form()],
) -> Response:
    """Hide or show what somebody wrote."""
    moderating.hide_words(session, viewer, finding_id, code, is_hidden=do == "hide")
    return _after(request, viewer, session, finding_id, _("Words hidden.") if do == "hide" else _("Words shown again."))


@router.post("/findings/{finding_id}/photos")
def decide_photo(
    request: Request,
    viewer: SignedIn,
    session: Writing,
    finding_id: UUID,
    medium_id: Annotated[UUID, Form()],
    do: Annotated[str, Form()],
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Accept, hide or show again one photo or recording."""
    did = {"accept": "accepted", "hide": "hid", "unhide": "unhid"}.get(do)
    if did is None:
        raise NotFound()
    try:
        moderating.decide_medium(session, viewer, medium_id, did, seen)
    except FindingChanged as problem:
        return _sheet(request, viewer, session, finding_id, status=problem.status, warned=_(problem.sentence))
    return _after(request, viewer, session, finding_id, _("Done. It stands in the history below."))


@router.post("/findings/{finding_id}/{do}")
def decide_one(
    request: Request,
    viewer: SignedIn,
    session: Writing,
    finding_id: UUID,
    do: str,
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Accept, hide or show again one finding. What came since it was `seen` is shown first, and not accepted."""
    try:
        _decide(session, viewer, finding_id, do, seen)
    except FindingChanged as problem:
        return _sheet(request, viewer, session, finding_id, status=problem.status, warned=_(problem.sentence))
    return _after(request, viewer, session, finding_id, _said(do, 1))


@router.get("/audits/{audit_id}/parked")
def parked_page(request: Request, viewer: SignedIn, session: Writing, audit_id: UUID, after: str = "") -> Response:
    """What was refused, and why."""
    note_read(session, viewer, N_("list of parked findings"), str(audit_id))
    return _private(show(request, "findings/parked.html", **desk.parking(session, viewer, audit_id, after)))


@router.post("/audits/{audit_id}/parked/{parked_id}/again")
def answer_again(request: Request, viewer: SignedIn, session: Writing, audit_id: UUID, parked_id: UUID) -> Response:
    """Try once more what was set aside."""
    receipt = moderating.answer_again(session, viewer, parked_id)
    match receipt.state:
        case "parked":
            said = _("It still cannot be kept. The reason is beside it.")
        case "older":
            said = _("Another version of it is kept. What still waits stands below.")
        case "withdrawn":
            said = _("It was taken back meanwhile: nothing of it is kept.")
        case _:
            said = _("It is kept now.")
    return redirect(request, f"/audits/{audit_id}/parked", said=said)


@router.post("/audits/{audit_id}/parked/{parked_id}/delete")
def delete_parked(request: Request, viewer: SignedIn, session: Writing, audit_id: UUID, parked_id: UUID) -> Response:
    moderating.drop_parked(session, viewer, parked_id)
    return redirect(request, f"/audits/{audit_id}/parked", said=_("Deleted for good."))


def _decide(session: Session, viewer: Viewer, finding_id: UUID, do: str, seen: str) -> None:
    """Raises FindingChanged when this is not to be accepted yet, and NotFound for any other decision than the three."""
    if do == "accept":
        moderating.accept(session, viewer, finding_id, seen)
    elif do == "hide":
        moderating.hide(session, viewer, finding_id)
    elif do == "unhide":
        moderating.unhide(session, viewer, finding_id)
    else:
        raise NotFound()


def _decide_all(
    session: Session, viewer: Viewer, wanted: FindingFilter, do: str, chosen: list[str]
) -> tuple[list[UUID], int]:
    """The ids of those about which this was decided, and how many changed since they were looked at. Raises NotFound."""
    seeing.own_audit(session, viewer, wanted.audit_id)
    decided: list[UUID] = []
    for one in sorted(chosen):  # in one order: two moderators may tick the same
        finding_id, seen = _looked_at(one)
        with suppress(FindingChanged):
            _decide(session, viewer, finding_id, do, seen)
            decided.append(finding_id)
    return decided, len(chosen) - len(decided)


def _looked_at(chosen: str) -> tuple[UUID, str]:
    finding_id, _colon, seen = chosen.partition(":")
    try:
        return UUID(finding_id), seen
    except ValueError:
        raise NotFound() from None


def _put_right(
    session: Session, viewer: Viewer, finding_id: UUID, how: str, typed: tuple[str, str], stop_id: str
) -> None:
    """Raises BadInput for what was typed."""
    step_m = STEPS_M.get(how)
    if step_m:
        moderating.nudge_place(session, viewer, finding_id, *step_m)
    elif how == "back":
        moderating.move_back(session, viewer, finding_id)
    elif how == "stop":
        moderating.move_to_stop(session, viewer, finding_id, stop_id)
    else:
        moderating.move_place(session, viewer, finding_id, degrees_in(typed[0]), degrees_in(typed[1]))


def degrees_in(text: str) -> float | None:
    """Degrees as people type them, with a point or a comma; None when it is no number."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _sheet(
    request: Request, viewer: Viewer, session: Session, finding_id: UUID, status: int = 200, **more: Any
) -> Response:
    context = (
        {"faults": (), "typed": None, "said": None, "warned": None} | desk.sheet(session, viewer, finding_id) | more
    )
    note_read(session, viewer, N_("one finding"), str(finding_id))
    page = show(request, "findings/sheet.html", part="findings/_sheet.html", status=status, **context)
    return _private(page)


def _after(request: Request, viewer: Viewer, session: Session, finding_id: UUID, said: str) -> Response:
    """The finding again: as a part for htmx, by going there for everybody else."""
    if wants_part(request):
        session.flush()
        return _sheet(request, viewer, session, finding_id, said=said)
    return redirect(request, f"/findings/{finding_id}", said=said)


def _said(do: str, count: int, changed: int = 0) -> str:
    n = format_number(count)
    if do == "hide":
        return ngettext_("{n} finding hidden.", "{n} findings hidden.", count).format(n=n)
    if do == "unhide":
        return ngettext_("{n} finding is new again.", "{n} findings are new again.", count).format(n=n)
    said = ngettext_("{n} finding accepted.", "{n} findings accepted.", count).format(n=n)
    if not changed:
        return said
    came = ngettext_(
        "{n} changed while you looked: read it once more.",
        "{n} changed while you looked: read them once more.",
        changed,
    )
    return f"{said} {came.format(n=format_number(changed))}"


def _private(answer: Response) -> Response:
    answer.headers.update(NO_STORE)
    return answer
