"""The folder in which the processes of one server put their numbers together, and the end of those that dead servers left.

prometheus_client writes a file for each process there and wants it empty at a start, so it is a new one each time. Each process
of a server holds it (see `foundation/folders.py`), and the next start removes what a killed one could not clear away. It lies in
the folder for temporary files, because it is written at every request and is worth nothing to a backup. Tidiers of that folder
that honour such locks, as systemd-tmpfiles does, leave it alone however long a server runs.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.foundation.folders import held_folder, holding, sweep_unheld

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
# Not `farola-metrics-`, as earlier versions called it: theirs hold no lock, and one of those servers may live beside this one.
PREFIX = "farola-counts-"


@contextmanager
def shared_folder() -> Iterator[None]:
    """A folder for this server alone, for as long as the block lasts; the processes that it starts find it in VARIABLE."""
    with held_folder(Path(tempfile.gettempdir()), PREFIX) as folder:
        try:
            os.environ[VARIABLE] = str(folder)
            yield
        finally:
            os.environ.pop(VARIABLE, None)


@contextmanager
def holding_shared_folder() -> Iterator[None]:
    """One process of a server holds its folder, if there is one: it may outlive the process that started it."""
    folder = os.environ.get(VARIABLE)
    if folder is None:
        yield
        return
    with holding(Path(folder)):
        yield


def sweep_left_folders() -> None:
    """Remove the folders of servers of which no process lives any more. Others' folders, and what refuses, stay."""
    sweep_unheld(Path(tempfile.gettempdir()), PREFIX)
