"""Findings: all that a phone sends. Intake, merge law, photos, voice, parking, moderation."""

from __future__ import annotations

from app.findings.erasing import withdraw_finding, withdraw_walker
from app.findings.finding import Finding
from app.findings.intake import accept_batch
from app.findings.medium import Medium
from app.findings.parked import ModerationStep, Parked, Tombstone
from app.findings.receiving import accept_medium
from app.findings.wire import Receipt

__all__ = [
    "Finding",
    "Medium",
    "ModerationStep",
    "Parked",
    "Receipt",
    "Tombstone",
    "accept_batch",
    "accept_medium",
    "withdraw_finding",
    "withdraw_walker",
]
