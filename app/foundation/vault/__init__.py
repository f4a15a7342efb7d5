"""Where files are kept: each under the hash of its own bytes, durable before anyone is told that it is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from app.foundation.settings import settings
from app.foundation.vault.contract import SHA256, Damaged, Kept, Vault, VaultAway
from app.foundation.vault.disk import VaultOnDisk
from app.foundation.vault.s3 import VaultInS3

__all__ = ["SHA256", "Damaged", "Kept", "Vault", "VaultAway", "VaultInS3", "VaultOnDisk", "vault"]


def vault() -> Vault:
    """The vault of this installation: below the data folder, or where `FAROLA_FILES` says."""
    return _vault_at(settings().files, settings().data / "files")


@lru_cache(maxsize=4)
def _vault_at(address: str, folder: Path) -> Vault:
    """One for each process: a client of an object store holds connections."""
    return VaultInS3(address, folder) if address else VaultOnDisk(folder)
