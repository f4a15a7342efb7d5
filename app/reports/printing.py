"""Report data -> PDF, in one limited child process a report."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from app.foundation.errors import Problem
from app.foundation.folders import held_folder, sweep_unheld
from app.foundation.language import N_
from app.foundation.vault import vault
from app.reports import fonts
from app.reports.covering import printable

log = logging.getLogger(__name__)

TEMPLATES = Path(__file__).parent / "typst"
PRESS = Path(__file__).parent / "press.py"

PHOTO_PX = 660
"""84 mm at 200 dpi. Typst keeps every photo decoded: at 1600 px 120 photos take 920 MB, at 660 px 282 MB."""

MEMORY_BYTES = 900 * 1024 * 1024
"""Address space of the press; 500 findings with 120 photos need less than 600 MB, see tests/benchmarks/bench_report.py."""

CPU_S = 60
WALL_S = 90
FILE_BYTES = 100 * 1024 * 1024
LONGEST_TITLE = 70

# In the folder for temporary files, so that a report can still be printed when the data folder's disk is full.
STAGING = "farola-report-"
WAIT_S = 60
_presses = BoundedSemaphore(1)
"""One report at a time: on a laptop with 4 GB two presses would push the database out of memory."""


class PressIsBusy(Problem):
    status = 503
    code = "press-is-busy"
    sentence = N_("Another report is being printed. Please try again in a minute.")


class ReportCannotBePrinted(Problem):
    status = 500
    code = "report-cannot-be-printed"
    sentence = N_(
        "This report could not be printed. Nothing is lost: the page still shows it. Please tell your administrator."
    )


class ReportIsTooBig(Problem):
    status = 500
    code = "report-is-too-big"
    sentence = N_("This report needs more memory or time than it may take. Choose fewer photos and try again.")


@dataclass(frozen=True)
class Printed:
    """A PDF, the memory that the press took at its peak, and the processor's seconds."""

    pdf: bytes
    peak_mb: float
    cpu_s: float


Photos = Mapping[str, bytes]
"""Name in the report data -> the JPEG. Each is asked for once, so that no more than one is in memory."""


def print_report(report: Mapping[str, Any], photos: Photos | None = None) -> bytes:
    """The PDF (PDF/UA-1) of what `compose_report` gave.

    `photos` holds the pictures that it names; a photo that is missing or broken is printed as a grey field.
    Raises PressIsBusy (503), ReportIsTooBig or ReportCannotBePrinted (500).
    """
    return print_measured(report, photos or {}).pdf


def print_newest(compose: Callable[[], Mapping[str, Any]]) -> bytes:
    """The PDF of what `compose` gives when it is this report's turn, with its photos from the vault.

    What is hidden or taken back while it waits for the press is not in it. Raises as `print_report`, and what `compose` does.
    """

    def newest() -> tuple[Mapping[str, Any], Photos]:
        report = compose()
        return report, photo_files(report)

    return _printed(newest).pdf


def print_measured(report: Mapping[str, Any], photos: Photos) -> Printed:
    """As `print_report`, with what it took."""
    return _printed(lambda: (report, photos))


def _printed(made: Callable[[], tuple[Mapping[str, Any], Photos]]) -> Printed:
    sweep_left_reports()
    try:
        with _turn(), held_folder(_temporary(), STAGING) as folder:
            _lay_out(folder, *made())
            said = _press(folder)
            return Printed((folder / "report.pdf").read_bytes(), said["peak_kb"] / 1024, said["cpu_s"])
    except OSError as fault:
        log.error("a report was not printed in the folder for temporary files: %s", fault)
        raise ReportCannotBePrinted from fault


def sweep_left_reports() -> None:
    """Remove the words and photos that a process left which was killed while it printed: somebody may take them back yet."""
    sweep_unheld(_temporary(), STAGING)


def _temporary() -> Path:
    return Path(tempfile.gettempdir())


@contextmanager
def _turn() -> Iterator[None]:
    if not _presses.acquire(timeout=WAIT_S):
        raise PressIsBusy(retry_after_s=WAIT_S)
    try:
        yield
    finally:
        _presses.release()


def _lay_out(folder: Path, report: Mapping[str, Any], photos: Photos) -> None:
    """A private folder of copies: typst follows links out of its root, so there are none."""
    for source in TEMPLATES.iterdir():
        shutil.copyfile(source, folder / source.name)
    ready = _ready(report)
    for name, svg in ready.pop("drawings").items():
        (folder / name).write_text(svg, encoding="utf-8")
    for item in photo_items(ready):
        (folder / item["name"]).write_bytes(photos.get(item["name"], b""))
    (folder / "report.json").write_text(json.dumps(ready, ensure_ascii=False), encoding="utf-8")
    (folder / "job.json").write_text(json.dumps(_job(report)), encoding="utf-8")


def _ready(report: Mapping[str, Any]) -> dict[str, Any]:
    """The data as the template reads it: only letters that can be drawn, short running heads."""
    drawings = dict(report.get("drawings") or {})
    ready: dict[str, Any] = printable(
        {key: deepcopy(value) for key, value in report.items() if key != "drawings"}, fonts.covered()
    )
    ready["families"] = fonts.extra_families()
    ready["short_title"] = shortened(ready["title"])
    ready["short_organisation"] = shortened(ready["organisation"])
    return ready | {"drawings": drawings}


def shortened(words: str) -> str:
    """For the running head: one line, whatever somebody typed as a title."""
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1].rstrip() + "…"


def _job(report: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "fonts": [str(folder) for folder in fonts.folders()],
        "made_at_s": int(datetime.fromisoformat(report["made_at"]).timestamp()),
        "photo_px": PHOTO_PX,
        "memory_bytes": MEMORY_BYTES,
        "cpu_s": CPU_S,
        "file_bytes": FILE_BYTES,
    }


class PhotosInVault(Mapping[str, bytes]):
    """The photos of a composed report, each read and proved by its hash when it is asked for.

    One that the vault has lost, or has other bytes of, is not among them.
    """

    def __init__(self, sha256_of: Mapping[str, str]) -> None:
        self._sha256_of = sha256_of

    def __getitem__(self, name: str) -> bytes:
        try:
            return vault().whole(self._sha256_of[name])
        except FileNotFoundError:
            raise KeyError(name) from None
        except OSError:
            log.error("a photo is printed as a grey field: its file is damaged; farola check names all such files")
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._sha256_of)

    def __len__(self) -> int:
        return len(self._sha256_of)


def photo_files(report: Mapping[str, Any]) -> PhotosInVault:
    """The photos of a composed report; one that is lost is printed grey."""
    return PhotosInVault({item["name"]: item["sha256"] for item in photo_items(report)})


def photo_items(data: Any) -> list[dict[str, Any]]:
    """Every photo that the data shows."""
    if isinstance(data, list):
        return [item for one in data for item in photo_items(one)]
    if not isinstance(data, Mapping):
        return []
    own = list(data["items"]) if data.get("kind") == "photos" else []
    return own + [item for one in data.values() for item in photo_items(one)]


def _press(folder: Path) -> dict[str, Any]:
    try:
        # -E -P: neither the environment nor the press's own folder decides which modules it imports.
        done = subprocess.run(  # noqa: S603 - our own file, no shell, no words of anybody
            [sys.executable, "-E", "-P", str(PRESS), str(folder)],
            env=_bare_environment(),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_S,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise ReportIsTooBig from late
    if done.returncode:
        raise _problem_of(done)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _problem_of(done: subprocess.CompletedProcess[bytes]) -> Problem:
    complaint = done.stderr.decode(errors="replace")
    is_stopped = done.returncode < 0 or "MemoryError" in complaint
    # The last line names typst's reason; the lines before could quote the report, and logs hold nobody's words.
    log.error("the press ended with %s (%s)", done.returncode, "stopped by its limits" if is_stopped else "refused")
    return ReportIsTooBig() if is_stopped else ReportCannotBePrinted()


def _bare_environment() -> dict[str, str]:
    """No secret of the server reaches the press. Two threads: each one more takes address space that is limited."""
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "PATH") if name in os.environ}
    return kept | {"RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}
