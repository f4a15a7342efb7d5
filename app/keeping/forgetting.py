"""What is kept no longer than it serves. How long is a setting.

Findings themselves stay: they are what people walked for. What could lead back to a person goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement

from app.findings import Medium, Parked, forget_media
from app.foundation import clock
from app.foundation.database import Session, writing
from app.foundation.settings import Settings, settings
from app.keeping import store_old
from app.people import ReadEntry
from app.walks import Walk, Walker


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


def _forget_media(session: Session, which: ColumnElement[bool]) -> None:
    forget_media(session, store_old.media(session, which))


RULES = (
    Rule(
        "join codes", lambda s: timedelta(hours=s.keep_codes_hours), Walk, store_old.old_codes, store_old.forget_codes
    ),
    Rule(
        "keys of phones",
        lambda s: timedelta(days=s.keep_tokens_days),
        Walker,
        store_old.old_tokens,
        store_old.forget_tokens,
    ),
    Rule(
        "photos never published",
        lambda s: timedelta(days=s.keep_photos_days),
        Medium,
        store_old.old_photos,
        _forget_media,
    ),
    Rule("recordings", lambda s: timedelta(days=s.keep_voice_days), Medium, store_old.old_recordings, _forget_media),
    Rule(
        "findings set aside",
        lambda s: timedelta(days=s.keep_parked_days),
        Parked,
        store_old.old_parked,
        store_old.forget_rows(Parked),
    ),
    Rule(
        "entries of who read what",
        lambda s: timedelta(days=s.keep_reads_days),
        ReadEntry,
        store_old.old_reads,
        store_old.forget_rows(ReadEntry),
    ),
)


def forget_old(is_dry_run: bool = False) -> list[Forgotten]:
    """Forget what is too old, each kind in a transaction of its own, and say how many. A dry run only counts."""
    return [_apply(rule, is_dry_run) for rule in RULES]


def _apply(rule: Rule, is_dry_run: bool) -> Forgotten:
    period = rule.kept_for(settings())
    if not period:
        return Forgotten(rule.what, 0)
    which = rule.older_than(clock.now() - period)
    with writing() as session:
        count = store_old.count(session, rule.table, which)
        if count and not is_dry_run:
            rule.forget(session, which)
    return Forgotten(rule.what, count)
