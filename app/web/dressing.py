"""Puts the layers around the doors. The order is the argument, so it is written in one place."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from app.web.arrivals import Arrivals
from app.web.bodies import BodyGuard
from app.web.csrf import CsrfGuard
from app.web.failures import FailureGuard, handle_failures
from app.web.logging import AccessLog
from app.web.walls import Walls

# Map archives are read in ranges, and a PDF is compressed inside already.
NOT_SQUEEZED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf", "application/octet-stream")

# From the outside in. Walls stand outside the failures, so that an error page has them too; a visitor is known before
# a language is chosen, and both before anything that may have to explain itself.
LAYERS = (
    Middleware(AccessLog),
    Middleware(Walls),
    Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5, exclude_content_types=NOT_SQUEEZED),
    Middleware(FailureGuard),
    Middleware(Arrivals),
    Middleware(BodyGuard),
    Middleware(CsrfGuard),
)


def dress(app: FastAPI) -> None:
    """Give `app` its layers and its way of failing."""
    handle_failures(app)
    app.user_middleware.extend(LAYERS)
