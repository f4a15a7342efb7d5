"""What people type or paste into a form, read in one place, so that no page has to think of what no text can hold.

Text that is pasted from a PDF or a word processor may bring along characters that nobody sees: NUL, which PostgreSQL cannot
keep, and others that break a spreadsheet or a printed page. They are always an accident, so they leave without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

# Control characters (Unicode category Cc), but for the tab and the ends of lines. Three of them part words where they come
# from: a line broken by hand in a word processor, a new page, and the end of a line as mainframes write it.
_KEPT, _PARTING = "\t\n\r", "\v\f\x85"
_UNSEEN = {
    code: " " if chr(code) in _PARTING else "" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in _KEPT
}


class FormDoor(APIRoute):
    """A door that forms lead to: `APIRouter(route_class=FormDoor)`. A test holds all of them to it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_to_what_was_meant(request: Request) -> Response:
            return await answer(_Typed(request.scope, request.receive))

        return answer_to_what_was_meant


class _Typed(Request):
    async def form(self, **limits: Any) -> FormData:  # type: ignore[override]
        typed = await super().form(**limits)
        return FormData(
            [(name, sayable(value) if isinstance(value, str) else value) for name, value in typed.multi_items()]
        )


def sayable(text: str) -> str:
    """The text without control characters other than tabs and ends of lines, and without halves of characters."""
    return text.translate(_UNSEEN).encode("utf-8", "ignore").decode()
