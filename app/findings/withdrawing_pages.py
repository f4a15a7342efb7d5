"""Taking everything back from any device: her number, a look at what it means, and then it is gone. Nobody signs in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.findings import erasing
from app.foundation.errors import Problem
from app.walks import walker_with_receipt
from app.web.requests import Writing
from app.web.show import show
from app.web.typed import FormDoor

router = APIRouter(route_class=FormDoor, include_in_schema=False)
LONGEST_TYPED = 60  # sixteen digits with whatever stands between them
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/withdraw")
def withdraw_page(request: Request) -> Response:
    """Where a walker types her number. It travels in the body of a form, never in an address."""
    return _page(request, "ask")


@router.post("/withdraw")
def withdraw(
    request: Request,
    session: Writing,
    receipt: Annotated[str, Form(max_length=LONGEST_TYPED)],
    sure: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Ask once whether she is sure, then erase. A wrong number stays in the field, beside what is wrong with it."""
    try:
        walker = walker_with_receipt(session, receipt)
    except Problem as problem:
        answer = _page(request, "ask", receipt=receipt, problem=problem, status=problem.status)
        if problem.retry_after_s:
            answer.headers["Retry-After"] = str(problem.retry_after_s)
        return answer
    if sure != "yes":
        return _page(request, "sure", receipt=receipt)
    return _page(request, "gone", count=len(erasing.withdraw_walker(session, walker)))


def _page(
    request: Request, step: str, receipt: str = "", problem: Problem | None = None, count: int = 0, status: int = 200
) -> Response:
    answer = show(
        request, "findings/withdraw.html", status=status, step=step, receipt=receipt, problem=problem, count=count
    )
    answer.headers.update(NO_STORE)
    return answer
