"""What the disk is asked before she is told "kept" (F20), and what she is told when it has no room (F18) or fails (F19)."""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.findings import Finding, Medium
from app.foundation.database import reading
from tests.faults.history import History
from tests.faults.neighbourhood import Neighbourhood, copy_of, small_disk
from tests.faults.nursery import Nursery
from tests.faults.oracle import judge
from tests.faults.phone import Phone, Picture
from tests.faults.server import Server
from tests.faults.tab import Refused, Tab
from tests.faults.wire import NobodyAnswered
from tests.makers.findings import rows

TRACED = "trace=openat,fsync,fdatasync,rename,renameat,renameat2,write,send,sendto,sendmsg"


@contextmanager
def _served(home: Neighbourhood, born: Nursery, faults: Path) -> Iterator[Server]:
    server = Server(born, home.folder, faults, home.database)
    server.start()
    try:
        server.wait()
        yield server
    finally:
        server.kill()


def _phone(home: Neighbourhood, server: Server, count: int) -> tuple[Phone, Tab]:
    """A phone with findings that have a photo each."""
    phone = Phone(0, home, History(), random.Random(18))
    for _number in range(count):
        record = phone.notices()
        picture = phone._takes(record, "photo")
        record.becomes(record.body | {"media": [*record.body["media"], {"sha256": picture.sha256, "kind": "photo"}]})
        record.texts[:] = record.texts[-1:]
    tab = Tab(phone, 0, server.port, random.Random(19))
    tab.limit_s = 60
    return phone, tab


@contextmanager
def _traced(server: Server, to: Path, *more: str) -> Iterator[None]:
    """Every call to the disk and every answer, as the kernel sees them."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip(
            "strace is not installed: nobody looked at what reaches the disk. On Debian: apt-get install strace"
        )
    command = [strace, "-f", "-y", "-s", "16", "-o", str(to), *(more or ("-e", TRACED)), "-p", str(server.pid)]
    watcher = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert watcher.stderr
    said = watcher.stderr.readline()
    if "attached" not in said:
        watcher.kill()
        pytest.skip(f"strace may not look at another process here: {said.strip()}")
    try:
        yield
    finally:
        watcher.terminate()
        watcher.wait(30)
        watcher.stderr.close()


async def _sent_in_the_end(tab: Tab, picture: Picture) -> None:
    """As her courier does it: a piece that a slow server took twice is answered by where to go on, and it asks again."""
    for _again in range(4):
        try:
            await tab._send_picture(picture)
        except Refused as refused:
            if refused.code != "offset-differs":
                raise
        else:
            return
    await tab._send_picture(picture)


def test_whatever_is_acknowledged_reached_the_disk_before_she_was_told(
    sqlite_pattern: Neighbourhood, born: Nursery, tmp_path: Path
) -> None:
    with (
        copy_of(sqlite_pattern, tmp_path / "home", is_durable=True) as home,
        _served(home, born, tmp_path / "faults") as server,
    ):
        phone, tab = _phone(home, server, 25)

        async def evening() -> None:
            await tab._join()
            for record in list(phone.records.values()):
                await tab._send_findings([record.body])
            for picture in phone.pictures:
                await _sent_in_the_end(tab, picture)
            for record in list(phone.records.values())[:5]:
                record.is_withdrawn = True
                await tab._send_withdrawal(record.id)
            tab.line.close()

        with _traced(server, tmp_path / "trace"):
            asyncio.run(evening())
    answers = _answers_in((tmp_path / "trace").read_text(errors="replace"))
    told = phone.history.acknowledged()
    assert len(answers) == len(told) >= 50
    for number, since in enumerate(answers):
        assert re.search(r"f(data)?sync\(\d+<[^>]*sqlite3-wal>", since), (
            f"answer {number} came before its commit was on disk"
        )
    # The cleaner writes its own pictures there too, at any moment: which answers are to a photo, she knows herself.
    photos = [since for note, since in zip(told, answers, strict=True) if note.name[0] == "medium"]
    assert len(photos) == len(phone.pictures)
    for since in photos:
        # The cleaner's own pictures may come in between, so the steps are those of one and the same file.
        assert any(_is_durable(since, name) for name in re.findall(r"fsync\(\d+<[^>]*/incoming/([^>]+)>", since)), since


def _is_durable(since: str, name: str) -> bool:
    """Whether this upload's bytes, then its name, then its folder, then a row were on the disk, in this order."""
    steps = (rf"fsync\(\d+<[^>]*/incoming/{name}>", rf"rename\w*\([^\n]*/incoming/{name}")
    after = (r"fsync\(\d+<[^>]*/files/[0-9a-f]{2}>", r"f(?:data)?sync\(\d+<[^>]*sqlite3-wal>")
    return re.search(".*?".join((*steps, *after)), since, re.DOTALL) is not None


def _answers_in(trace: str) -> list[str]:
    """What happened before each answer to a phone, since the one before."""
    return re.split(r"(?:write|send|sendto|sendmsg)\(\d+<(?:socket|TCP)[^>]*>, \"HTTP/1\.1 20[01]", trace)[:-1]


def test_she_is_told_that_there_is_no_room_and_all_is_kept_once_there_is(
    either_pattern: Neighbourhood, born: Nursery, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "home", 8) as has_small_disk:
        if not has_small_disk:
            pytest.skip("no small disk may be mounted here: as root it may")
        with (
            copy_of(either_pattern, tmp_path / "home", is_durable=True) as home,
            _served(home, born, tmp_path / "faults") as server,
        ):
            phone, tab = _phone(home, server, 12)
            told = asyncio.run(_evening_on_a_full_disk(home, server, phone, tab))
            assert "507 storage-full" in told, told
            assert set(told) <= {"507 storage-full", "503 busy"}, told
            server.kill()
            with home.at_home():
                assert judge([phone], phone.history, is_final=False).faults == []


async def _evening_on_a_full_disk(home: Neighbourhood, server: Server, phone: Phone, tab: Tab) -> set[str]:
    """Half is sent, then the disk is full, then there is room again. What she was told meanwhile."""
    told: set[str] = set()
    await tab._join()
    await tab._send_findings([record.body for record in list(phone.records.values())[:6]])
    filler = home.folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4_096)
        except OSError:
            pass
    for _round in range(3):
        try:
            await tab.errand()
        except Refused as no:
            told.add(str(no))
        except NobodyAnswered:
            await _up_again(server)
        for picture in phone.unsent_pictures()[:2]:
            try:
                await tab._send_picture(picture)
            except Refused as no:
                told.add(str(no))
            except NobodyAnswered:
                await _up_again(server)
    filler.unlink()
    until = time.monotonic() + 60
    while not phone.is_empty and time.monotonic() < until:
        try:
            await tab.errand()
        except (Refused, NobodyAnswered):
            await _up_again(server)
            await asyncio.sleep(0.2)
    assert phone.is_empty, "there is room again and she still cannot send"
    tab.line.close()
    return told


async def _up_again(server: Server) -> None:
    """SQLite's shared memory on a full disk can take the server down; whoever runs it starts it again."""
    if not server.is_alive:
        await asyncio.to_thread(server.start)
        await asyncio.to_thread(server.wait)


def test_photos_leave_the_last_of_a_disk_to_words(sqlite_pattern: Neighbourhood, born: Nursery, tmp_path: Path) -> None:
    with small_disk(tmp_path / "home", 40) as has_small_disk:
        if not has_small_disk:
            pytest.skip("no small disk may be mounted here: as root it may")
        with (
            copy_of(sqlite_pattern, tmp_path / "home", is_durable=True) as home,
            _served(home, born, tmp_path / "faults") as server,
        ):
            phone, tab = _phone(home, server, 6)
            first, *others = phone.records.values()
            picture = phone.pictures[0]

            async def evening() -> None:
                await tab._join()
                await tab._send_findings([first.body])
                filler = home.folder / "filler"
                filler.write_bytes(b"\0" * (shutil.disk_usage(home.folder).free - 1_500_000))  # a twentieth is 2 MB
                with pytest.raises(Refused, match="507 storage-full"):
                    await tab._send_picture(picture)
                await tab._send_findings([record.body for record in others])
                first.is_withdrawn = True
                await tab._send_withdrawal(first.id)
                filler.unlink()
                await tab._send_picture(phone.pictures[-1])
                tab.line.close()

            asyncio.run(evening())
            server.kill()
            with home.at_home():
                assert judge([phone], phone.history, is_final=False).faults == []


@pytest.mark.parametrize(
    "injected",
    ["fdatasync:error=EIO:when=1+", "fsync:error=EIO:when=1+", "fsync,fdatasync:error=ENOSPC:when=1+"],
    ids=["database", "file", "no room"],
)
def test_a_disk_that_fails_once_the_photo_is_there_is_no_acknowledgement(
    sqlite_pattern: Neighbourhood, born: Nursery, tmp_path: Path, injected: str
) -> None:
    with (
        copy_of(sqlite_pattern, tmp_path / "home", is_durable=True) as home,
        _served(home, born, tmp_path / "faults") as server,
    ):
        phone, tab = _phone(home, server, 2)
        one, other = phone.records.values()

        async def evening() -> None:
            await tab._join()
            await tab._send_findings([one.body])
            with _traced(server, tmp_path / "trace", "-e", f"inject={injected}"):
                for call in (tab._send_findings([other.body]), tab._send_picture(phone.pictures[0])):
                    if injected.startswith("fsync:") and call.__name__ == "_send_findings":
                        call.close()  # a file that cannot be synced says nothing about the database
                        continue
                    with pytest.raises((Refused, NobodyAnswered)):
                        await call
            if not server.is_alive or not server.answers():
                server.kill()
                server.start()
                server.wait()
            while not phone.is_empty:
                try:
                    await tab.errand()
                except (Refused, NobodyAnswered):
                    await asyncio.sleep(0.1)
            tab.line.close()

        asyncio.run(evening())
        phone.refused[:] = [said for said in phone.refused if not said.startswith("500")]
        server.kill()
        with home.at_home():
            assert judge([phone], phone.history, is_final=False).faults == []
            with reading() as session:
                assert len(rows(session, Finding)) == 2
                assert len(rows(session, Medium)) == len(phone.pictures)
