"""A real S3 server for the tests that speak of one: a process of its own on loopback, which forgets everything at its end."""

from __future__ import annotations

import atexit
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import obstore
import pytest
from obstore.store import S3Store

from app.foundation.vault import _vault_at

PATIENCE_S = 60
KEYS = {"AWS_ACCESS_KEY_ID": "walker", "AWS_SECRET_ACCESS_KEY": "lantern", "AWS_REGION": "us-east-1"}


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


class ObjectStore:
    """The server's process and address."""

    def __init__(self) -> None:
        self.address = f"http://127.0.0.1:{(port := free_port())}"
        # -m moto.server would bring its own reloader; this is all that it does.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        atexit.register(self._stop)
        self._wait()

    def fresh_bucket(self) -> str:
        name = f"farola-{secrets.token_hex(6)}"
        made = urllib.request.Request(f"{self.address}/{name}", method="PUT", headers={"Host": "s3.amazonaws.com"})
        urllib.request.urlopen(made, timeout=PATIENCE_S).close()
        return name

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(self.address, timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the object store of the tests did not start")

    def _stop(self) -> None:
        self.process.kill()
        self.process.wait()


@lru_cache(maxsize=1)
def object_store() -> ObjectStore:
    """Started once for this process."""
    return ObjectStore()


@contextmanager
def fresh_bucket(endpoint: str = "") -> Iterator[str]:
    """The address of a folder in an empty bucket, and everything in the environment that finds it."""
    store = object_store()
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("AWS_"):
                patch.delenv(name)
        for name, value in KEYS.items():
            patch.setenv(name, value)
        patch.setenv("AWS_ENDPOINT_URL", endpoint or store.address)
        patch.setenv("AWS_ALLOW_HTTP", "true")
        yield f"s3://{store.fresh_bucket()}/walks/files"


@contextmanager
def out_of_reach() -> Iterator[None]:
    """While the block lasts, nobody answers where the store of files was."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
        _vault_at.cache_clear()
        try:
            yield
        finally:
            _vault_at.cache_clear()


def _bucket_of(address: str) -> S3Store:
    return S3Store(address.removeprefix("s3://").partition("/")[0], client_options={"allow_http": True})


def put_object(address: str, name: str, content: bytes) -> None:
    """Something that another program keeps in the same bucket."""
    obstore.put(_bucket_of(address), name, content)


def objects_in(address: str) -> dict[str, bytes]:
    """Everything in the bucket of this address, also outside of its folder."""
    store = _bucket_of(address)
    listed = [one["path"] for some in obstore.list(store) for one in some]
    return {path: bytes(obstore.get(store, path).bytes()) for path in listed}
