"""Findings: all that a phone sends. Intake, merge law, photos, voice, parking, moderation."""

from __future__ import annotations

from app.findings.finding import Finding
from app.findings.medium import Medium
from app.findings.parked import ModerationStep, Parked, Tombstone

__all__ = ["Finding", "Medium", "ModerationStep", "Parked", "Tombstone"]
