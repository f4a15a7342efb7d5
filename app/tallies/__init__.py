"""Tallies: how often each answer was given, where, when and by how many, counted as findings come and go."""

from app.findings import count_audits_with, keep_in_step
from app.foundation.migrating import after_upgrade
from app.tallies.given import NO_CELL, Given, Numbers, Stamp, cell_of, given_in, renew_stamps, stamp_of
from app.tallies.keeping_up import keep_up
from app.tallies.records import PERIODS
from app.tallies.recounting import check_walks, count_uncounted, recount, wrong_walks
from app.tallies.sums import AuditSums, audit_sums, findings_of_walks
from app.walks import count_findings_with

__all__ = [
    "NO_CELL",
    "PERIODS",
    "AuditSums",
    "Given",
    "Numbers",
    "Stamp",
    "audit_sums",
    "cell_of",
    "check_walks",
    "count_uncounted",
    "findings_of_walks",
    "given_in",
    "recount",
    "renew_stamps",
    "stamp_of",
    "wrong_walks",
]

# At import and not when a server starts: whichever program changes findings, a command among them, keeps tallies right.
keep_in_step(keep_up)
after_upgrade(count_uncounted)
count_audits_with(audit_sums)
count_findings_with(findings_of_walks)
