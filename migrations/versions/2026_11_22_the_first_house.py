"""The first house"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "failed_sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email_digest", sa.String(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("failed_sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_failed_sign_in_email_digest"), ["email_digest"], unique=False)

    op.create_table(
        "instrument_version",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    with op.batch_alter_table("instrument_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_instrument_version_code"), ["code"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "tombstone",
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("finding_id"),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("boundary_wgs84", JSON, nullable=False),
        sa.Column("street_sheet_sha256", sa.String(), nullable=True),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("instrument_code", sa.String(), nullable=False),
        sa.Column("instrument_sha256", sa.String(), nullable=False),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_site_id"), ["site_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("secret_digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_digest"),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "read_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("thing_id", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("read_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_read_entry_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_digest"),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)

    op.create_table(
        "stop",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stop_site_id"), ["site_id"], unique=False)

    op.create_table(
        "street",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("is_lit", sa.Boolean(), nullable=True),
        sa.Column("line_wgs84", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("street", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_street_site_id"), ["site_id"], unique=False)

    op.create_table(
        "support_service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("support_service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_service_site_id"), ["site_id"], unique=False)

    op.create_table(
        "walk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_joining_open", sa.Boolean(), nullable=False),
        sa.Column("code_turn", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("secret_digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("walk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_walk_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_walk_code_digest"), ["code_digest"], unique=True)
        batch_op.create_index(batch_op.f("ix_walk_secret_digest"), ["secret_digest"], unique=True)

    op.create_table(
        "walker",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("walk_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("receipt_digest", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("consent_text_sha256", sa.String(), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_offset_s", sa.Integer(), nullable=False),
        sa.Column("unsent_findings", sa.Integer(), nullable=True),
        sa.Column("unsent_media", sa.Integer(), nullable=True),
        sa.Column("pulsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["walk_id"],
            ["walk.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("walker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_walker_receipt_digest"), ["receipt_digest"], unique=True)
        batch_op.create_index(batch_op.f("ix_walker_token_digest"), ["token_digest"], unique=True)
        batch_op.create_index(batch_op.f("ix_walker_walk_id"), ["walk_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("walk_id", sa.Uuid(), nullable=False),
        sa.Column("walker_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stop_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("place_source", sa.String(), nullable=True),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_place", JSON, nullable=True),
        sa.Column("sent_stop_id", sa.Uuid(), nullable=True),
        sa.Column("morton", sa.BigInteger(), nullable=True),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("words", JSON, nullable=False),
        sa.Column("hidden_words", JSON, nullable=False),
        sa.Column("instrument_sha256", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("moderation", sa.String(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["stop_id"],
            ["stop.id"],
        ),
        sa.ForeignKeyConstraint(
            ["walk_id"],
            ["walk.id"],
        ),
        sa.ForeignKeyConstraint(
            ["walker_id"],
            ["walker.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index("ix_finding_audit_newest", ["audit_id", "received_at", "id"], unique=False)
        batch_op.create_index("ix_finding_audit_place", ["audit_id", "morton"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_stop_id"), ["stop_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_walk_id"), ["walk_id"], unique=False)
        batch_op.create_index("ix_finding_walker_received", ["walker_id", "received_at"], unique=False)

    op.create_table(
        "medium",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("walk_id", sa.Uuid(), nullable=False),
        sa.Column("walker_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("caption", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("moderation", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("sound", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("large_sha256", sa.String(), nullable=True),
        sa.Column("small_sha256", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["walk_id"],
            ["walk.id"],
        ),
        sa.ForeignKeyConstraint(
            ["walker_id"],
            ["walker.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("finding_id", "walker_id", "sha256", name="uq_medium_once"),
    )
    with op.batch_alter_table("medium", schema=None) as batch_op:
        batch_op.create_index("ix_medium_sha256", ["sha256"], unique=False)
        batch_op.create_index("ix_medium_state", ["state", "claimed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_medium_walk_id"), ["walk_id"], unique=False)
        batch_op.create_index("ix_medium_walker", ["walker_id", "received_at"], unique=False)

    op.create_table(
        "parked",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=True),
        sa.Column("walk_id", sa.Uuid(), nullable=False),
        sa.Column("walker_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body_text", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["walk_id"],
            ["walk.id"],
        ),
        sa.ForeignKeyConstraint(
            ["walker_id"],
            ["walker.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("walker_id", "content_sha256", name="uq_parked_once"),
    )
    with op.batch_alter_table("parked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parked_finding_id"), ["finding_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_parked_walk_id"), ["walk_id"], unique=False)

    op.create_table(
        "walker_profile",
        sa.Column("walker_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["walker_id"],
            ["walker.id"],
        ),
        sa.PrimaryKeyConstraint("walker_id", "code"),
    )
    op.create_table(
        "moderation_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("medium_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["finding.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("moderation_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moderation_step_finding_id"), ["finding_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("moderation_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_moderation_step_finding_id"))

    op.drop_table("moderation_step")
    op.drop_table("walker_profile")
    with op.batch_alter_table("parked", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_parked_walk_id"))
        batch_op.drop_index(batch_op.f("ix_parked_finding_id"))

    op.drop_table("parked")
    with op.batch_alter_table("medium", schema=None) as batch_op:
        batch_op.drop_index("ix_medium_walker")
        batch_op.drop_index(batch_op.f("ix_medium_walk_id"))
        batch_op.drop_index("ix_medium_state")
        batch_op.drop_index("ix_medium_sha256")

    op.drop_table("medium")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index("ix_finding_walker_received")
        batch_op.drop_index(batch_op.f("ix_finding_walk_id"))
        batch_op.drop_index(batch_op.f("ix_finding_stop_id"))
        batch_op.drop_index("ix_finding_audit_place")
        batch_op.drop_index("ix_finding_audit_newest")

    op.drop_table("finding")
    with op.batch_alter_table("walker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_walker_walk_id"))
        batch_op.drop_index(batch_op.f("ix_walker_token_digest"))
        batch_op.drop_index(batch_op.f("ix_walker_receipt_digest"))

    op.drop_table("walker")
    with op.batch_alter_table("walk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_walk_secret_digest"))
        batch_op.drop_index(batch_op.f("ix_walk_code_digest"))
        batch_op.drop_index(batch_op.f("ix_walk_audit_id"))

    op.drop_table("walk")
    with op.batch_alter_table("support_service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_service_site_id"))

    op.drop_table("support_service")
    with op.batch_alter_table("street", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_street_site_id"))

    op.drop_table("street")
    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stop_site_id"))

    op.drop_table("stop")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("read_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_read_entry_organisation_id"))

    op.drop_table("read_entry")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_site_id"))
        batch_op.drop_index(batch_op.f("ix_audit_organisation_id"))

    op.drop_table("audit")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_organisation_id"))

    op.drop_table("site")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_organisation_id"))

    op.drop_table("account")
    op.drop_table("tombstone")
    op.drop_table("organisation")
    with op.batch_alter_table("instrument_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_instrument_version_code"))

    op.drop_table("instrument_version")
    with op.batch_alter_table("failed_sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_failed_sign_in_email_digest"))

    op.drop_table("failed_sign_in")
