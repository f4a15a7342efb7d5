"""Reading an archive that may be damaged, cut off or made to do harm: nothing is believed before its hash is right."""

from __future__ import annotations

import hashlib
import os
import tarfile
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from app.foundation.vault import SHA256
from app.keeping.manifest import DATABASES, LARGEST_MANIFEST, MANIFEST, MEMBER, Manifest
from app.keeping.problems import CannotRestore

PIECE = 1 << 20  # bytes read at a time


def unpack(archive_path: Path, folder: Path) -> Manifest:
    """Put every member below `folder`, checked and on disk. Raises CannotRestore; what it wrote is the caller's to remove."""
    try:
        with tarfile.open(archive_path, mode="r:") as archive:
            members = _listed(archive)
            manifest = _manifest_in(archive, members)
            _check_names(members, manifest)
            for name, info in members.items():
                if name != MANIFEST:
                    _take(archive, info, folder / name, manifest.members[name].sha256)
    except (tarfile.TarError, EOFError, ValueError) as fault:  # ValueError: sizes and maps that no file can have
        raise CannotRestore(f"{archive_path} is not a whole archive of Farola: {fault}") from None
    except FileNotFoundError:
        raise CannotRestore(f"There is no file {archive_path}.") from None
    return manifest


def bytes_needed(archive_path: Path) -> int:
    """How much room the members need; an archive is not compressed."""
    return archive_path.stat().st_size if archive_path.is_file() else 0


def _listed(archive: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """Every member by its name. Only plain files with the names that a backup gives are let in, each once."""
    members: dict[str, tarfile.TarInfo] = {}
    for info in archive:
        if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or info.pax_headers:
            raise CannotRestore(f"The archive holds {info.name!r}, which is not a plain file. A backup never does.")
        if info.name != MANIFEST and not MEMBER.fullmatch(info.name):
            raise CannotRestore(f"The archive holds {info.name!r}, which no backup of Farola holds.")
        if info.name in members:
            raise CannotRestore(f"The archive holds {info.name!r} twice.")
        members[info.name] = info
    return members


def _manifest_in(archive: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> Manifest:
    info = members.get(MANIFEST)
    if info is None:
        raise CannotRestore("The archive has no manifest at its end: it was cut off, or it is not a backup of Farola.")
    if info.size > LARGEST_MANIFEST:
        raise CannotRestore("The archive's manifest is larger than that of any backup.")
    try:
        return Manifest.model_validate_json(_opened(archive, info).read())
    except ValidationError:
        raise CannotRestore("The archive's manifest cannot be read: the archive is damaged.") from None


def _check_names(members: dict[str, tarfile.TarInfo], manifest: Manifest) -> None:
    """What is in the archive is what the manifest says, in name and size, and a vault file is named by its hash."""
    if set(members) - {MANIFEST} != set(manifest.members):
        raise CannotRestore("The archive does not hold what its manifest says.")
    for name, member in manifest.members.items():
        if members[name].size != member.bytes:
            raise CannotRestore(f"{name} does not have the size that the manifest says.")
    databases = set(DATABASES.values()) & set(members)
    if databases != {DATABASES[manifest.database]}:
        raise CannotRestore("The archive does not hold the one database that its manifest says.")


def _take(archive: tarfile.TarFile, info: tarfile.TarInfo, target: Path, sha256: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    seen, left = hashlib.sha256(), info.size
    source = _opened(archive, info)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while left and (piece := source.read(min(PIECE, left))):
            seen.update(piece)
            file.write(piece)
            left -= len(piece)
        file.flush()
        os.fsync(file.fileno())
    if left or seen.hexdigest() != sha256:
        raise CannotRestore(f"{info.name} is damaged: its bytes do not have the hash that the manifest says.")


def _opened(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    assert file is not None, "only plain files get here"
    return file


def damaged_files(manifest: Manifest) -> list[str]:
    """Vault files that were damaged already when the backup was made: their bytes are not those of their names."""
    return [
        name
        for name, member in manifest.members.items()
        if SHA256.fullmatch(Path(name).name) and Path(name).name != member.sha256
    ]
