"""Real servers on loopback and phones that send as fast as they can, bounded in number."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Request = tuple[str, str, bytes, dict[str, str]]  # method, path, body, headers
Server = tuple[int, int]  # port, process id


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: str, environment: dict[str, str], *, factory: bool = False) -> Iterator[Server]:
    """One uvicorn worker of `app`; gives (port, process id)."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--http", "httptools", "--no-access-log"]
    command += ["--log-level", "warning", *(["--factory"] if factory else [])]
    process = subprocess.Popen(command, env=os.environ | environment, cwd=Path(__file__).parents[2])
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


def cpu_seconds(process_id: int) -> float:
    """User and system time of a process, from /proc (Linux)."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory_mb(process_id: int) -> float:
    status = Path(f"/proc/{process_id}/status").read_text()
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)


def memory_mb(process_id: int) -> float:
    """What it holds of memory now (VmRSS)."""
    status = Path(f"/proc/{process_id}/status").read_text()
    return round(int(status.split("VmRSS:")[1].split()[0]) / 1024, 1)


def send_all(port: int, requests: list[Request], phones: int) -> float:
    """Seconds until `phones` connections have sent all requests between them. Raises when an answer is not 2xx."""
    turns, lock, faults = iter(requests), threading.Lock(), []

    def phone() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                request = next(turns, None)
            if request is None or faults:
                return
            method, path, body, headers = request
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status >= 300 or b'"parked"' in text:
                faults.append((answer.status, text[:300]))

    threads = [threading.Thread(target=phone) for _ in range(phones)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if faults:
        raise RuntimeError(f"an answer was not what it should be: {faults[0]}")
    return took


def in_turn(rounds: int, *measures: Callable[[], float]) -> list[float]:
    """Medians of several measures taken A B A B ..., so that a slow moment of the machine hits all of them."""
    taken: list[list[float]] = [[] for _ in measures]
    for _ in range(rounds):
        for kept, measure in zip(taken, measures, strict=True):
            kept.append(measure())
    return [statistics.median(kept) for kept in taken]
