"""What the room brings to start-up: its own sections go into its own socket."""

from __future__ import annotations

from app.reports.sections import plug_in_ours


def plug_in() -> None:
    plug_in_ours()
