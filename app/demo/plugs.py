"""The demonstration puts itself on the front page, for each of the three who can try something."""

from __future__ import annotations

from app.demo.making import EMAIL, ORGANISATION, PASSWORD, demonstration_audit, open_walk_of
from app.foundation.database import Session
from app.foundation.language import _
from app.home import Welcome, welcome_with
from app.walks import code_of, secret_of, spaced


def plug_in() -> None:
    welcome_with(welcomes_of_demonstration)


def welcomes_of_demonstration(session: Session) -> list[Welcome]:
    """Nothing when the demonstration is not loaded."""
    audit = demonstration_audit()
    if audit is None:
        return []
    walk = open_walk_of(session, audit)
    return [
        Welcome(
            title=_("Walk along"),
            words=_("Open this on a phone, or in a narrow window. Turn the network off and go on: nothing is lost."),
            path=f"/w/#{secret_of(walk)}",
            action=_("Join the walk"),
            icon="person-simple-walk",
            facts=((_("Code"), spaced(code_of(walk))),),
        ),
        Welcome(
            title=_("Lead an audit"),
            words=_(
                "See findings arrive, check photos, correct a place, print the report. Everything here is invented."
            ),
            path=f"/sign-in?next=/audits/{audit.id}",
            action=_("Sign in"),
            icon="users-three",
            facts=(
                (_("Organisation"), _(ORGANISATION)),
                (_("E-mail"), EMAIL.format(role="facilitator")),
                (_("Password"), PASSWORD),
            ),
        ),
        Welcome(
            title=_("Plan from the findings"),
            words=_(
                "Look at the map and the table beside it, by question, level and time of day. No account is needed."
            ),
            path=f"/maps/{audit.id}",
            action=_("Open the map"),
            icon="map-trifold",
        ),
    ]
