"""Doors to the paper form. The join code is all that is needed, and it travels in the body of a form only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.foundation.errors import Problem
from app.foundation.language import in_language, language_now
from app.walks.joining import check_joinable, walk_with_code
from app.walks.paper import helps, paper_of
from app.web.requests import Reading
from app.web.show import show
from app.web.typed import FormDoor

router = APIRouter(route_class=FormDoor, include_in_schema=False)
LONGEST_TYPED = 64  # the secret of a QR code, with room
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/paper")
def paper_page(request: Request) -> Response:
    """Where phones are led that cannot run the form, and where a helper prints it for others."""
    return _private(show(request, "walks/paper.html", code="", problem=None))


@router.post("/paper")
def paper_form(
    request: Request,
    session: Reading,
    code: Annotated[str, Form(max_length=LONGEST_TYPED)],
    language: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """The form of the walk with this code, ready to print; a wrong code stays in the field."""
    try:
        walk = walk_with_code(session, code)
        check_joinable(session, walk)
    except Problem as problem:
        answer = _private(show(request, "walks/paper.html", status=problem.status, code=code, problem=problem))
        if problem.retry_after_s:
            answer.headers["Retry-After"] = str(problem.retry_after_s)
        return answer
    paper = paper_of(session, walk, language or language_now())
    with in_language(paper.language):
        return _private(show(request, "walks/paper_form.html", paper=paper, code=code, helps=helps()))


def _private(answer: Response) -> Response:
    answer.headers.update(NO_STORE)
    return answer
