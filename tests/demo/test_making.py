"""The demonstration is loaded through the real doors, once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.demo import demonstration_audit, load_demonstration
from app.demo.commands import demonstration_facts
from app.demo.making import EMAIL
from app.findings import FindingFilter, audit_counts, findings_seen_by, photos_of
from app.foundation import clock
from app.foundation.database import reading
from app.people import viewer_with_email


def test_a_newcomer_finds_a_whole_audit_and_a_walk_to_join(house: Path) -> None:
    load_demonstration()
    facts = demonstration_facts()
    audit = demonstration_audit()
    assert audit is not None
    assert audit.is_invented
    assert audit.published_at is not None
    with reading() as session:
        leader = viewer_with_email(session, EMAIL.format(role="facilitator"))
        assert leader is not None
        wanted = FindingFilter(audit.id)
        findings = findings_seen_by(session, leader, wanted, limit=1_000)
        assert len(findings) > 150
        assert {finding.period for finding in findings if finding.stop_id} == {"day", "night"}
        assert 0 < sum(finding.moderation == "new" for finding in findings) < 20
        assert len(photos_of(session, leader, wanted, accepted_only=True)) > 10
        assert audit_counts(session, leader, [audit.id])
    load_demonstration()
    assert demonstration_facts() == facts, "loading twice changes nothing"

    with clock.standing_at(clock.now() + timedelta(days=3)):
        load_demonstration()
        assert demonstration_facts()["join_code"] != facts["join_code"], "there is always a walk to join"
        assert demonstration_facts()["audit"] == facts["audit"]
