"""What an object store may do to a vault: not be there, hang, have no room, know us not. Nothing is then said to be kept."""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.foundation.vault import VaultAway, VaultInS3, s3
from tests.object_store import ObjectStore, free_port, fresh_bucket, objects_in


class AnsweringThis:
    """A store that answers every request alike and remembers what it was asked."""

    def __init__(self, status: int, body: bytes = b"") -> None:
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        outer = self

        class Door(BaseHTTPRequestHandler):
            def answer(self) -> None:
                sent = self.rfile.read(int(self.headers.get("content-length") or 0))
                outer.asked.append((self.command, {key.lower(): said for key, said in self.headers.items()}, sent))
                self.send_response(status)
                self.send_header("ETag", '"1"')
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body if self.command != "HEAD" else b"")

            do_PUT = do_GET = do_HEAD = do_DELETE = answer

            def log_message(self, *_said: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)

    @contextmanager
    def answering(self) -> Iterator[str]:
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{self.server.server_port}"
        finally:
            self.server.shutdown()
            thread.join()
            self.server.server_close()


def refused(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()


def every_question(vault: VaultInS3, source: Path) -> dict[str, object]:
    """What comes of each thing that can be asked of a vault."""
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    questions = {
        "put": lambda: vault.put(b"photo"),
        "put_file": lambda: vault.put_file(source, sha256),
        "has": lambda: vault.has(sha256),
        "pieces": lambda: list(vault.pieces(sha256)),
        "remove": lambda: vault.remove(sha256),
        "every": lambda: list(vault.every()),
        "check": vault.check,
    }
    came: dict[str, object] = {}
    for name, ask in questions.items():
        try:
            came[name] = ask()
        except Exception as fault:
            came[name] = type(fault)
    return came


def test_objects_lie_in_the_folder_of_the_bucket_and_nowhere_else(tmp_path: Path) -> None:
    with fresh_bucket() as address:
        name = VaultInS3(address, tmp_path).put(b"photo")
        assert objects_in(address) == {f"walks/files/{name[:2]}/{name}": b"photo"}


def test_the_store_is_told_the_hash_that_the_phone_named_and_never_to_replace(tmp_path: Path) -> None:
    store = AnsweringThis(200)
    with store.answering() as endpoint, fresh_bucket(endpoint) as address:
        name = VaultInS3(address, tmp_path).put(b"photo")
    [(method, said, sent)] = store.asked
    assert (method, sent) == ("PUT", b"photo")
    assert said["x-amz-checksum-sha256"] == base64.b64encode(bytes.fromhex(name)).decode()
    assert said["if-none-match"] == "*"


@pytest.mark.parametrize(("status", "code"), [(403, "AccessDenied"), (500, "InternalError"), (503, "SlowDown")])
def test_a_store_that_refuses_is_away_and_the_upload_stays(tmp_path: Path, status: int, code: str) -> None:
    source = tmp_path / "upload"
    source.write_bytes(b"photo")
    with AnsweringThis(status, refused(code)).answering() as endpoint, fresh_bucket(endpoint) as address:
        came = every_question(VaultInS3(address, tmp_path), source)
    assert set(came.values()) == {VaultAway}, came
    assert source.read_bytes() == b"photo"


@pytest.mark.parametrize(("status", "code"), [(507, "XMinioStorageFull"), (403, "QuotaExceeded")])
def test_a_store_without_room_is_a_full_disk(tmp_path: Path, status: int, code: str) -> None:
    store = AnsweringThis(status, refused(code))
    with store.answering() as endpoint, fresh_bucket(endpoint) as address, pytest.raises(OSError) as full:
        VaultInS3(address, tmp_path).put(b"photo")
    assert full.value.errno == errno.ENOSPC


def test_a_bucket_that_is_not_there_has_lost_nothing(tmp_path: Path) -> None:
    source = tmp_path / "upload"
    source.write_bytes(b"photo")
    with fresh_bucket():
        came = every_question(VaultInS3("s3://no-such-bucket/files", tmp_path), source)
    assert came == dict.fromkeys(came, VaultAway) | {"has": False}
    assert source.exists()


def test_nobody_at_that_address(tmp_path: Path) -> None:
    source = tmp_path / "upload"
    source.write_bytes(b"photo")
    with fresh_bucket(f"http://127.0.0.1:{free_port()}") as address:
        came = every_question(VaultInS3(address, tmp_path), source)
    assert set(came.values()) == {VaultAway}, came


def test_a_store_that_hangs_is_waited_for_only_so_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "BYTES_LIMIT", s3.WORD_LIMIT / 5)
    monkeypatch.setattr(s3, "TRIES", 0)
    store = ObjectStore()
    with fresh_bucket(store.address) as address:
        os.kill(store.process.pid, signal.SIGSTOP)
        try:
            with pytest.raises(VaultAway):
                VaultInS3(address, tmp_path).put(b"photo")
        finally:
            os.kill(store.process.pid, signal.SIGCONT)


def test_photos_travel_unencrypted_only_when_somebody_said_so(tmp_path: Path) -> None:
    with fresh_bucket() as address, pytest.MonkeyPatch.context() as patch:
        patch.delenv("AWS_ALLOW_HTTP")
        with pytest.raises(VaultAway):
            VaultInS3(address, tmp_path).put(b"photo")
        assert objects_in(address) == {}


def test_a_disk_that_changed_an_upload_does_not_get_it_kept(tmp_path: Path) -> None:
    source = tmp_path / "upload"
    source.write_bytes(b"phoXo")
    with fresh_bucket() as address:
        with pytest.raises(OSError, match="other bytes"):
            VaultInS3(address, tmp_path).put_file(source, hashlib.sha256(b"photo").hexdigest())
        assert objects_in(address) == {}
