"""The door of the published contract."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from app.web.contract import phone_contract

router = APIRouter()


@router.get("/api/v1/openapi.json", include_in_schema=False)
def contract(request: Request) -> dict[str, Any]:
    """For whoever writes another phone, and for machines that check this one."""
    return phone_contract(request.app)
