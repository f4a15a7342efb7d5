"""Who may do what. One table, so that a women's group can check it in a minute."""

from __future__ import annotations

from enum import StrEnum

from app.foundation.language import N_


class Role(StrEnum):
    """What somebody does for her organisation."""

    FACILITATOR = "facilitator"
    DATA_GUARDIAN = "data_guardian"
    PLANNER = "planner"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """Something one may be allowed to do, within one's own organisation only."""

    LEAD_WALKS = "walks.lead"
    EDIT_SITES = "sites.edit"
    READ_FINDINGS = "findings.read"
    MODERATE = "findings.moderate"
    READ_MAPS = "maps.read"
    READ_REPORTS = "reports.read"
    INVITE = "people.invite"
    READ_READS = "reads.read"


# A planner sees what the group shows: maps and reports. Single findings hold a walker's own words and stay with the group.
_PLANNER = frozenset({Right.READ_MAPS, Right.READ_REPORTS})
_GUARDIAN = _PLANNER | {Right.READ_FINDINGS, Right.MODERATE, Right.READ_READS}
_FACILITATOR = _PLANNER | {Right.READ_FINDINGS, Right.MODERATE, Right.LEAD_WALKS, Right.EDIT_SITES}
# Whoever keeps the accounts does not read what walkers wrote: one stolen account must not give both.
_ADMINISTRATOR = _PLANNER | {Right.EDIT_SITES, Right.INVITE, Right.READ_READS}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.PLANNER: _PLANNER,
    Role.DATA_GUARDIAN: _GUARDIAN,
    Role.FACILITATOR: _FACILITATOR,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
}

ROLE_NAMES: dict[Role, str] = {
    Role.FACILITATOR: N_("Facilitator"),
    Role.DATA_GUARDIAN: N_("Data guardian"),
    Role.PLANNER: N_("Planner"),
    Role.ADMINISTRATOR: N_("Administrator"),
}

ROLE_HINTS: dict[Role, str] = {
    Role.FACILITATOR: N_("Prepares and leads walks, checks findings, writes the report."),
    Role.DATA_GUARDIAN: N_("Checks and hides findings, and sees who read what."),
    Role.PLANNER: N_("Sees maps and reports, never a single walker's words."),
    Role.ADMINISTRATOR: N_("Invites people, closes accounts, sees who read what. Does not see single findings."),
}
