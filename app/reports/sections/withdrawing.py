"""How to take words back, and whom to ask."""

from __future__ import annotations

from app.foundation.language import _
from app.reports.blocks import Block, facts, isolated, section, text
from app.reports.material import Material


def compose(material: Material, language: str) -> Block:
    inside = [
        text(
            _(
                "Whoever walked can delete what she sent, without giving a name and without giving a reason: on the "
                "phone she used, or with the receipt number she was given, at {address}. What is printed cannot be "
                "called back; the next edition leaves it out."
            ).format(address=isolated(f"{material.address}/withdraw"))
        ),
        facts([(_("Contact"), isolated(material.organisation)), (_("On the web"), isolated(material.address))]),
    ]
    return section("withdrawing", _("Taking your words back, and contact"), inside)
