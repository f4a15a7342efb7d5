"""Findings: all that a phone sends. Intake, merge law, photos, voice, parking, moderation."""

from __future__ import annotations

from app.findings.changes import Change, is_unsaved, keep_in_step
from app.findings.changes import settle as settle_changes
from app.findings.cleaning import clean_again, clean_waiting
from app.findings.erasing import erase_hidden, forget_media, take_back_again, withdraw_finding, withdraw_walker
from app.findings.finding import KEPT, Finding
from app.findings.intake import accept_batch
from app.findings.leaving import forget_files_after, forget_holds, holding_files
from app.findings.left import LeavingFile, VaultHold
from app.findings.medium import Medium
from app.findings.moderating import accept, decide_medium, hide, hide_words, move_back, move_place, unhide
from app.findings.parked import ModerationStep, Parked, Tombstone
from app.findings.proving import is_ours
from app.findings.receiving import accept_medium
from app.findings.seeing import (
    AuditCounts,
    audit_counts,
    count_audits_with,
    finding_seen_by,
    findings_seen_by,
    media_of,
    medium_seen_by,
    photos_of,
    rows_for_analysis,
)
from app.findings.store_changes import Image
from app.findings.store_seen import public_media
from app.findings.sweeping import sweep_files
from app.findings.wanted import FindingFilter, filter_in
from app.findings.wire import Receipt
from app.findings.withdrawn import note_withdrawn, read_withdrawn, withdrawn_log

__all__ = [
    "KEPT",
    "AuditCounts",
    "Change",
    "Finding",
    "FindingFilter",
    "Image",
    "LeavingFile",
    "Medium",
    "ModerationStep",
    "Parked",
    "Receipt",
    "Tombstone",
    "VaultHold",
    "accept",
    "accept_batch",
    "accept_medium",
    "audit_counts",
    "clean_again",
    "clean_waiting",
    "count_audits_with",
    "decide_medium",
    "erase_hidden",
    "filter_in",
    "finding_seen_by",
    "findings_seen_by",
    "forget_files_after",
    "forget_holds",
    "forget_media",
    "hide",
    "hide_words",
    "holding_files",
    "is_ours",
    "is_unsaved",
    "keep_in_step",
    "media_of",
    "medium_seen_by",
    "move_back",
    "move_place",
    "note_withdrawn",
    "photos_of",
    "public_media",
    "read_withdrawn",
    "rows_for_analysis",
    "settle_changes",
    "sweep_files",
    "take_back_again",
    "unhide",
    "withdraw_finding",
    "withdraw_walker",
    "withdrawn_log",
]
