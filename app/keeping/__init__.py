"""Keeping and forgetting: backups that are consistent while serving, restores that forget what was taken back, checks."""

from app.keeping.backing_up import make_backup
from app.keeping.checked import Checked
from app.keeping.checking import check_house
from app.keeping.forgetting import Forgotten, forget_old
from app.keeping.manifest import Manifest
from app.keeping.problems import CannotKeep, CannotRestore
from app.keeping.restoring import Restored, restore

__all__ = [
    "CannotKeep",
    "CannotRestore",
    "Checked",
    "Forgotten",
    "Manifest",
    "Restored",
    "check_house",
    "forget_old",
    "make_backup",
    "restore",
]
