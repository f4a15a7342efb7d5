"""The composition root: opens the doors of each room. No route and no table lives here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from app import __version__
from app.rooms import open_front_doors, parts_named
from app.web import dress


@asynccontextmanager
async def _working_hours(app: FastAPI) -> AsyncIterator[None]:
    """Rooms with work of their own (cleaning photos) offer `working()`; it runs for as long as the server does."""
    async with AsyncExitStack() as stack:
        for _room, plugs in parts_named("plugs"):
            if hasattr(plugs, "working"):
                stack.enter_context(plugs.working())
        yield


def create_app() -> FastAPI:
    """The whole application, ready to serve. Settings come from the environment; see `app.foundation.settings`."""
    app = FastAPI(
        title="Farola",
        version=__version__,
        lifespan=_working_hours,
        # Our pages are made by hand; the phone's contract is published on its own, at /api/v1/openapi.json.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    open_front_doors()
    for _room, plugs in parts_named("plugs"):
        if hasattr(plugs, "plug_in"):
            plugs.plug_in()
    for door in ("api", "pages"):
        for _room, module in parts_named(door):
            app.include_router(module.router)
    dress(app)
    return app
