"""What can stand in the way of a backup or a restore, in sentences that say what to do next."""

from __future__ import annotations


class CannotKeep(Exception):
    """A backup that could not be made. Nothing was left behind."""


class CannotRestore(Exception):
    """An archive that cannot be restored here. Nothing was changed."""


class CannotForget(Exception):
    """Something that was forgotten may still stand in the database's files."""
