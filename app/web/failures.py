"""What a reader sees when something goes wrong: a problem document for programs, a sentence or a page for people.

Never a stack trace, and always in the reader's language. A part goes into the page's place for notices and leaves the form
that was being filled in as it is.
"""

from __future__ import annotations

import json
import logging

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.foundation.errors import BadInput, FieldFault, NotFound, Problem
from app.foundation.language import N_, _, in_language
from app.web.logging import request_number, trace_of
from app.web.show import show
from app.web.tongues import language_of
from app.web.visits import SignInNeeded, sign_in_path

log = logging.getLogger("farola.failures")

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER_S = 5
SERVER_ERROR = 500


class Unexpected(Problem):
    """A fault of ours. The sentence promises nothing about why: the log knows."""


class MethodUnknown(Problem):
    status = 405
    code = "method-not-allowed"
    sentence = N_("This address exists, but it cannot be used in this way.")


class NotReadable(Problem):
    status = 400
    code = "not-readable"
    sentence = N_(
        "What was sent could not be read. Check that it is whole and in the right format, then send it again."
    )


class Busy(Problem):
    status = 503
    code = "busy"
    sentence = N_("Farola is very busy or its disk is full. Nothing you gave was lost. Please try again in a moment.")


BY_STATUS: dict[int, type[Problem]] = {404: NotFound, 405: MethodUnknown, 400: NotReadable}
# What pydantic calls a fault, in words for people. Anything else is said in general terms.
FAULTS = {
    "missing": N_("Fill this in."),
    "string_too_short": N_("Fill this in."),
    "string_too_long": N_("This is too long. Please shorten it."),
    "uuid_parsing": N_("This is not an id that Farola made."),
    "int_parsing": N_("Write a whole number here."),
    "float_parsing": N_("Write a number here."),
    "bool_parsing": N_("Answer yes or no here."),
    "extra_forbidden": N_("Farola does not know this field."),
    "json_invalid": N_("This is not valid JSON."),
}
IN_GENERAL = N_("This cannot be read. Check it and try again.")


def handle_failures(app: FastAPI) -> None:
    """Give every kind of failure one place that answers it."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)


def answer_to(request: Request, problem: Problem) -> Response:
    """The answer to a problem, as the asker can read it: problem+json (RFC 9457), a part for htmx, or a page."""
    if request.url.path.startswith("/api/"):
        answer: Response = _document(problem)
    elif isinstance(problem, SignInNeeded) and request.method == "GET" and "HX-Request" not in request.headers:
        return RedirectResponse(sign_in_path(request), status_code=303)
    else:
        answer = _page(request, problem)
    if problem.retry_after_s:
        answer.headers["Retry-After"] = str(problem.retry_after_s)
    return answer


def _document(problem: Problem) -> Response:
    body: dict[str, object] = {
        "type": f"urn:farola:problem:{problem.code}",
        "title": problem.said(),
        "status": problem.status,
        "code": problem.code,
    }
    if problem.status >= SERVER_ERROR:
        body["request"] = request_number()
    if problem.errors:
        body["errors"] = [{"pointer": each.pointer, "sentence": each.sentence} for each in problem.errors]
    return Response(json.dumps(body, ensure_ascii=False), status_code=problem.status, media_type=PROBLEM_JSON)


def _page(request: Request, problem: Problem) -> Response:
    number = request_number() if problem.status >= SERVER_ERROR else ""
    words = {"problem": problem, "request_number": number}
    answer = show(request, "web/failure.html", part="web/_failure.html", status=problem.status, **words)
    # htmx would put the sentence where the result should have gone, over what was typed.
    answer.headers["HX-Retarget"] = "#notices"
    answer.headers["HX-Reswap"] = "innerHTML show:top"
    return answer


async def _on_problem(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, Problem)
    return answer_to(request, fault)


async def _on_http(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    problem = BY_STATUS.get(fault.status_code, Unexpected)()
    if problem.status != fault.status_code:
        problem = type("Other", (Unexpected,), {"status": fault.status_code})()
    answer = answer_to(request, problem)
    answer.headers.update(fault.headers or {})
    return answer


async def _on_validation(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)
    return answer_to(request, BadInput(errors=faults_of(fault)))


def faults_of(fault: RequestValidationError) -> tuple[FieldFault, ...]:
    """FastAPI's complaints as field faults: pointers without "body" in front, sentences for people."""
    return tuple(
        FieldFault("/" + "/".join(str(step) for step in each["loc"][1:]), _(FAULTS.get(each["type"], IN_GENERAL)))
        for each in fault.errors()
    )


class FailureGuard:
    """Pure ASGI, around everything of ours: what nobody foresaw is logged for us and said kindly to the reader."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as fault:
            if scope["type"] != "http" or has_begun:
                raise
            request = Request(scope)
            with in_language(language_of(request)):
                answer = answer_to(request, _named(fault))
            await answer(scope, receive, send)


def _named(fault: Exception) -> Problem:
    if isinstance(fault, Problem):
        return fault
    if isinstance(fault, ClientDisconnect):  # a phone that left the cell while it sent: nobody is there to read this
        return NotReadable()
    if isinstance(fault, DataError) and "NUL" in str(fault.orig):  # typed by nobody, and PostgreSQL keeps none
        return NotReadable()
    log.error("unexpected %s", type(fault).__name__, extra={"request": request_number(), "trace": trace_of(fault)})
    # Too many at once is no fault of what was asked for, whether the database is locked or all its lines are taken.
    is_busy = isinstance(fault, (OperationalError, NoConnectionFree))
    return Busy(retry_after_s=RETRY_AFTER_S) if is_busy else Unexpected()
