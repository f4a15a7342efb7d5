"""Small applications with the real layers around them, for tests that need doors of their own."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient

from app.people import pages as people_pages
from app.web import dress
from app.web import pages as web_pages

HERE = "http://testserver"


def app_with(*routers: APIRouter) -> FastAPI:
    """The layers, the doors of web and people, and the given ones."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in (web_pages.router, people_pages.router, *routers):
        app.include_router(router)
    dress(app)
    return app


def browser_of(app: FastAPI) -> TestClient:
    """A browser at the front page's address. It follows redirects, as browsers do."""
    return TestClient(app, base_url=HERE, headers={"Origin": HERE})
