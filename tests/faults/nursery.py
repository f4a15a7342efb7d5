"""A process that has read all of Farola's code once and forks a real `farola serve` on demand.

Starting Python anew takes two seconds of a processor; a fork takes none, so that twenty kills fit into a minute. The
child is an ordinary server process in every other way: it runs the command itself, and dies by SIGKILL like any other.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    """The parent of all servers of one run. `close()` ends it; servers that still run are their keepers' to end."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        )

    def birth(self, port: int, environment: dict[str, str], log: Path, workers: int = 1) -> int:
        """Fork a server; its process id."""
        assert self._process.stdin and self._process.stdout
        wish = {"port": port, "environment": environment, "log": str(log), "workers": workers}
        self._process.stdin.write(json.dumps(wish).encode() + b"\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


def _serve(wish: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    log = os.open(wish["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for mine, theirs in ((0, nothing), (1, log), (2, log)):
        os.dup2(theirs, mine)
    os.environ.update(wish["environment"])
    from app.cli import main
    from app.foundation.settings import settings
    from tests.faults import seams

    settings.cache_clear()
    seams.open_seams()
    sys.argv = ["farola", "serve", "--port", str(wish["port"]), "--workers", str(wish["workers"])]
    main()


def run() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever dies is gone at once, so that a pid tells who lives
    from app.main import create_app

    create_app()  # every room is read, plugged in and warm; nothing is opened
    for line in sys.stdin.buffer:
        child = os.fork()
        if child == 0:
            status = 1
            with suppress(BaseException):
                try:
                    _serve(json.loads(line))
                    status = 0
                except SystemExit as ended:
                    status = int(ended.code or 0) if not isinstance(ended.code, str) else 1
                except BaseException:
                    traceback.print_exc()
                sys.stdout.flush()
            os._exit(status)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    run()
