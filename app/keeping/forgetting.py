"""What is kept no longer than it serves. How long is a setting.

Findings themselves stay: they are what people walked for. What could lead back to a person goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement

from app.findings import Finding, Medium, Parked, erase_hidden, forget_media, sweep_files
from app.foundation import clock
from app.foundation.database import Session, reading, writing
from app.foundation.journal import empty_journal
from app.foundation.settings import Settings, settings
from app.keeping import store_old
from app.keeping.backing_up import sweep_left_backups
from app.keeping.restoring import sweep_left_restores
from app.people import FailedSignIn, Invitation, ReadEntry
from app.reports import sweep_left_reports
from app.walks import Walk, Walker, WalkerProfile


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many of one kind were, or would be, forgotten."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of thing, how long it is kept, which are older, and how they go."""

    what: str
    kept_for: Callable[[Settings], timedelta]
    table: type
    older_than: Callable[[datetime], ColumnElement[bool]]
    forget: Callable[[Session, ColumnElement[bool]], Any]


def _days(setting: str) -> Callable[[Settings], timedelta]:
    return lambda kept: timedelta(days=getattr(kept, setting))


RULES = (
    Rule(
        "join codes", lambda s: timedelta(hours=s.keep_codes_hours), Walk, store_old.old_codes, store_old.forget_codes
    ),
    Rule(
        "keys of phones",
        _days("keep_tokens_days"),
        Walker,
        store_old.old_tokens,
        store_old.forget_tokens,
    ),
    Rule(
        "photos never published",
        _days("keep_photos_days"),
        Medium,
        store_old.old_photos,
        forget_media,
    ),
    Rule("recordings", _days("keep_voice_days"), Medium, store_old.old_recordings, forget_media),
    Rule(
        "findings set aside",
        _days("keep_parked_days"),
        Parked,
        store_old.old_parked,
        store_old.forget_rows(Parked),
    ),
    Rule(
        "photos and recordings that no finding lists",
        _days("keep_parked_days"),
        Medium,
        store_old.old_unlisted,
        forget_media,
    ),
    Rule(
        "entries of who read what",
        _days("keep_reads_days"),
        ReadEntry,
        store_old.old_reads,
        store_old.forget_reads,
    ),
    Rule("hidden findings", _days("keep_hidden_days"), Finding, store_old.old_hidden, erase_hidden),
    Rule("hidden photos and recordings", _days("keep_hidden_days"), Medium, store_old.old_hidden_media, forget_media),
    Rule(
        "failed sign-ins",
        _days("keep_tries_days"),
        FailedSignIn,
        store_old.old_failures,
        store_old.forget_rows(FailedSignIn),
    ),
    Rule(
        "invitations that ended",
        _days("keep_tries_days"),
        Invitation,
        store_old.old_invitations,
        store_old.forget_rows(Invitation),
    ),
    Rule(
        "answers of few walkers about themselves",
        _days("keep_profiles_days"),
        WalkerProfile,
        store_old.lonely_profiles,
        store_old.forget_rows(WalkerProfile),
    ),
)


def forget_old(is_dry_run: bool = False, is_rewritten: bool = False) -> list[Forgotten]:
    """Forget what is too old, each kind in a transaction of its own, and say how many. A dry run only counts.

    All is counted before anything goes, so that both say the same: a hidden photo may be too old by another rule as well.

    With `is_rewritten`, PostgreSQL's tables are made anew, so that none of their bytes is left. Raises VaultAway or OSError when
    the store of files does not answer or the disk refuses, CannotForget when a table is in use; what was forgotten by then is.
    """
    now = clock.now()
    with reading() as session:
        forgotten = [Forgotten(rule.what, _count(session, rule, now)) for rule in RULES]
    swept = sweep_files(is_dry_run=True)
    if not is_dry_run:
        try:
            for rule in RULES:
                _apply(rule, now)
            sweep_files()
        finally:  # whatever stopped it: what was erased before must not stand in the journal, nor in old rows
            sweep_left_backups()
            sweep_left_restores()
            sweep_left_reports()
            empty_journal()
            store_old.clear_dead_rows(is_rewritten)
    return [
        *forgotten,
        Forgotten("uploads that broke off", swept.broken_off),
        Forgotten("photos that could not be opened", swept.unopened),
    ]


def _count(session: Session, rule: Rule, now: datetime) -> int:
    period = rule.kept_for(settings())
    return store_old.count(session, rule.table, rule.older_than(now - period)) if period else 0


def _apply(rule: Rule, now: datetime) -> None:
    with writing() as session:
        if _count(session, rule, now):
            rule.forget(session, rule.older_than(now - rule.kept_for(settings())))
