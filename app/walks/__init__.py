"""Walks: an audit's outings, how phones join them, what they take along, and how they stand."""

from app.foundation.identifiers import ask_before_a_new_key
from app.walks.audit import Audit
from app.walks.codes import code_fits, code_of, secret_of, spaced
from app.walks.joining import (
    Consent,
    Joined,
    admit_from_copy,
    join_walk,
    receipt_fits,
    sender_with_token,
    walk_with_code,
    walker_with_receipt,
    walker_with_token,
)
from app.walks.pack import LIMITS, pack_of
from app.walks.planning import (
    audit_seen_by,
    audits_seen_by,
    close_walk,
    make_audit,
    open_walk,
    plan_walk,
    publish_audit,
    published_audit,
    renew_codes,
    set_joining,
    walk_seen_by,
)
from app.walks.problems import CodeUnknown, ReceiptUnknown, TokenUnknown, WalkIsOver
from app.walks.profile import ProfileOfWalkers, keep_profile, profile_of_walkers
from app.walks.resting import has_walks
from app.walks.sender import Sender
from app.walks.status import WalkStatus, count_findings_with, finding_counts, note_pulse, walk_status
from app.walks.store import count_walkers, published_audits, sender_of, walk_with_id, walks_of, walks_of_audits
from app.walks.walk import Walk, walk_state_at
from app.walks.walker import Walker, WalkerProfile

__all__ = [
    "LIMITS",
    "Audit",
    "CodeUnknown",
    "Consent",
    "Joined",
    "ProfileOfWalkers",
    "ReceiptUnknown",
    "Sender",
    "TokenUnknown",
    "Walk",
    "WalkIsOver",
    "WalkStatus",
    "Walker",
    "WalkerProfile",
    "admit_from_copy",
    "audit_seen_by",
    "audits_seen_by",
    "close_walk",
    "code_fits",
    "code_of",
    "count_findings_with",
    "count_walkers",
    "finding_counts",
    "join_walk",
    "keep_profile",
    "make_audit",
    "note_pulse",
    "open_walk",
    "pack_of",
    "plan_walk",
    "profile_of_walkers",
    "publish_audit",
    "published_audit",
    "published_audits",
    "receipt_fits",
    "renew_codes",
    "secret_of",
    "sender_of",
    "sender_with_token",
    "set_joining",
    "spaced",
    "walk_seen_by",
    "walk_state_at",
    "walk_status",
    "walk_with_code",
    "walk_with_id",
    "walker_with_receipt",
    "walker_with_token",
    "walks_of",
    "walks_of_audits",
]

# At import and not when a server starts: any command may be the first to need the key.
ask_before_a_new_key(has_walks)
