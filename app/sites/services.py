"""The referral card: who helps here, at what number, when, in which languages. Every phone carries it offline."""

from __future__ import annotations

import re

from app.foundation.errors import BadInput, FieldFault
from app.foundation.language import N_, _
from app.sites.site import SupportService

KINDS = {
    "helpline": N_("Helpline"),
    "emergency": N_("Emergency number"),
    "health": N_("Health care"),
    "shelter": N_("Shelter"),
    "legal": N_("Legal help"),
    "police": N_("Police"),
    "group": N_("Person of the group"),
}
# Short codes such as 15 or *100#, and full international numbers with the usual spaces and signs.
NUMBER = re.compile(r"[+*#(]{0,2}[0-9][0-9 ()./*#-]{1,28}")
MOST = {"name": 80, "hours": 80, "languages": 80}

NEEDS_NAME = N_("Write the name of the service.")
NEEDS_NUMBER = N_("Write a telephone number with digits, such as 1195 or +254 20 123 4567.")
TOO_LONG = N_("This is longer than {most} letters. Shorten it.")
UNKNOWN_KIND = N_("Choose one of the kinds in the list.")


def checked_service(service: SupportService) -> SupportService:
    """The service with its words trimmed. Raises BadInput with a fault for each field that cannot be kept."""
    for name in ("name", "number", "hours", "languages"):
        setattr(service, name, " ".join(getattr(service, name).split()))
    faults = [
        FieldFault(name, _(TOO_LONG).format(most=most))
        for name, most in MOST.items()
        if len(getattr(service, name)) > most
    ]
    if not service.name:
        faults.append(FieldFault("name", _(NEEDS_NAME)))
    if not NUMBER.fullmatch(service.number):
        faults.append(FieldFault("number", _(NEEDS_NUMBER)))
    if service.kind not in KINDS:
        faults.append(FieldFault("kind", _(UNKNOWN_KIND)))
    if faults:
        raise BadInput(errors=tuple(faults))
    return service
