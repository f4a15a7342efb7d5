"""The doors of the published contract and of the metrics."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from app.web.contract import phone_contract
from app.web.metrics import scraped

router = APIRouter()


@router.get("/metrics", include_in_schema=False)
def metrics(authorization: Annotated[str, Header()] = "") -> Response:
    """For Prometheus, which brings the token of the settings. Without one this door does not exist (decision 6)."""
    return Response(scraped(authorization), media_type=CONTENT_TYPE_LATEST)


@router.get("/api/v1/openapi.json", include_in_schema=False)
def contract(request: Request) -> dict[str, Any]:
    """For whoever writes another phone, and for machines that check this one."""
    return phone_contract(request.app)
