"""Archives that are damaged, cut off, or made to do harm: each is refused, and nothing here changes."""

from __future__ import annotations

import hashlib
import io
import json
import random
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.keeping import CannotRestore, restore
from tests.conftest import living_in
from tests.makers.keeping import everything_below

Members = list[tuple[tarfile.TarInfo, bytes]]


def members_of(archive: Path) -> Members:
    with tarfile.open(archive) as tar:
        return [(info, tar.extractfile(info).read()) for info in tar]  # type: ignore[union-attr]


def packed(members: Members, target: Path, form: int = tarfile.GNU_FORMAT) -> Path:
    with tarfile.open(target, "w", format=form) as tar:
        for info, content in members:
            info.size = len(content) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(content))
    return target


def plain(name: str, content: bytes = b"harm") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    return info, content


def odd(name: str, kind: bytes, link: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info, b""


def refused(archive: Path, home: Path) -> str:
    """Try to restore it over a house; returns what was said. Nothing in that house, nor beside it, may change."""
    before, beside = everything_below(home), {path.name for path in home.parent.iterdir()}
    with living_in(home), pytest.raises(CannotRestore) as said:
        restore(archive, replaces=True)
    assert everything_below(home) == before
    assert {path.name for path in home.parent.iterdir()} == beside
    return str(said.value)


@pytest.fixture
def quiet_home(tmp_path: Path) -> Path:
    """A house that holds something that must not change; no database is open in it."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "precious.txt").write_text("what was given")
    return home


def test_no_flipped_byte_is_let_in(archive: Path, quiet_home: Path) -> None:
    whole = bytearray(archive.read_bytes())
    with tarfile.open(archive) as tar:
        spots = [(info.offset_data, info.size) for info in tar]
    dice = random.Random(4)
    for start, size in [*dice.sample(spots, 8), spots[0], spots[-2], spots[-1]]:
        damaged = bytearray(whole)
        damaged[start + dice.randrange(size)] ^= 1 << dice.randrange(8)
        target = quiet_home.parent / "flipped.tar"
        target.write_bytes(damaged)
        refused(target, quiet_home)


def test_no_archive_that_was_cut_off_is_let_in(archive: Path, quiet_home: Path) -> None:
    whole = archive.read_bytes()
    with tarfile.open(archive) as tar:
        end = max(info.offset_data + info.size for info in tar)
    dice = random.Random(5)
    for length in [0, 1, 511, 512, 513, end - 1, *(dice.randrange(end) for _ in range(8))]:
        target = quiet_home.parent / "cut.tar"
        target.write_bytes(whole[:length])
        refused(target, quiet_home)


HARM = {
    "a parent path": plain("../harm"),
    "a parent path inside": plain("files/../../harm"),
    "an absolute path": plain("/etc/harm"),
    "a strange member": plain("app.py"),
    "a strange vault name": plain("files/aa/" + "b" * 64),
    "a symbolic link": odd("secret.key2", tarfile.SYMTYPE, "/etc/passwd"),
    "a link with a good name": odd("files/aa/" + "a" * 64, tarfile.SYMTYPE, "/etc/passwd"),
    "a hard link": odd("files/aa/" + "a" * 64, tarfile.LNKTYPE, "secret.key"),
    "a device": odd("files/aa/" + "a" * 64, tarfile.CHRTYPE),
    "a pipe": odd("files/aa/" + "a" * 64, tarfile.FIFOTYPE),
    "a folder": odd("files", tarfile.DIRTYPE),
    "a file that the manifest does not name": plain("files/aa/" + "a" * 64),
    "a second database": plain("database.pgdump"),
    "a second key": plain("secret.key"),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM.keys())
@pytest.mark.parametrize("place", [0, -1])
def test_nothing_that_a_backup_never_holds_is_let_in(
    archive: Path, quiet_home: Path, harm: tuple[tarfile.TarInfo, bytes], place: int
) -> None:
    members = members_of(archive)
    members.insert(len(members) + place if place < 0 else place, harm)
    refused(packed(members, quiet_home.parent / "harm.tar"), quiet_home)
    assert not (quiet_home.parent / "harm").exists()


def with_manifest(change: Callable[[dict[str, Any]], Any]) -> Callable[[Members], Members]:
    def changed(members: Members) -> Members:
        info, content = members[-1]
        manifest = json.loads(content)
        change(manifest)
        return [*members[:-1], (info, json.dumps(manifest).encode())]

    return changed


NAMED_HARM = [name for name, (info, _content) in HARM.items() if info.isreg() and info.name != "secret.key"]


@pytest.mark.parametrize("harm", NAMED_HARM)
def test_no_harm_is_let_in_because_the_manifest_vouches_for_it(archive: Path, quiet_home: Path, harm: str) -> None:
    info, content = HARM[harm]
    if harm == "a file that the manifest does not name":
        info = tarfile.TarInfo("files/zz/" + "a" * 64)
    vouched = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    members = with_manifest(lambda m: m["members"].update({info.name: vouched}))(members_of(archive))
    refused(packed([(info, content), *members], quiet_home.parent / "vouched.tar"), quiet_home)
    assert not (quiet_home.parent / "harm").exists()
    assert not Path("/etc/harm").exists()


def _swap_photo(members: Members) -> Members:
    """Other bytes, and a manifest that says so, under the name of the old hash: let in, and told by `farola check`."""
    info, content = members[3]
    name, other = info.name, content[:-1] + b"x"
    digest = hashlib.sha256(other).hexdigest()
    told = with_manifest(lambda m: m["members"][name].update(sha256=digest))(members)
    return [(one, other if one.name == name else body) for one, body in told]


LIES: dict[str, Callable[[Members], Members]] = {
    "no manifest": lambda members: members[:-1],
    "no database": lambda members: members[1:],
    "a photo is missing": lambda members: members[:3] + members[4:],
    "no JSON": lambda members: [*members[:-1], plain("manifest.json", b"{")],
    "smaller than it is": with_manifest(lambda m: m["members"]["secret.key"].update(bytes=31)),
    "larger than it is": with_manifest(lambda m: m["members"]["secret.key"].update(bytes=10**15)),
    "another kind of database": with_manifest(lambda m: m.update(database="postgresql")),
    "a row too many": with_manifest(lambda m: m["tables"]["finding"].update(rows=1)),
    "other rows": with_manifest(lambda m: m["tables"]["finding"].update(sha256="0" * 64)),
    "a plan from the future": with_manifest(lambda m: m.update(revision="9999")),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_no_archive_that_contradicts_itself_is_let_in(
    archive: Path, quiet_home: Path, lie: Callable[[Members], Members]
) -> None:
    refused(packed(lie(members_of(archive)), quiet_home.parent / "lie.tar"), quiet_home)


def test_a_photo_that_was_damaged_before_the_backup_is_told(archive: Path, tmp_path: Path) -> None:
    target = packed(_swap_photo(members_of(archive)), tmp_path / "old-damage.tar")
    with living_in(tmp_path / "new"):
        assert len(restore(target).damaged) == 1


def test_hidden_headers_are_not_let_in(archive: Path, quiet_home: Path) -> None:
    members = members_of(archive)
    members[0][0].pax_headers = {"comment": "harm"}
    said = refused(packed(members, quiet_home.parent / "pax.tar", tarfile.PAX_FORMAT), quiet_home)
    assert "never" in said


def _with_size(whole: bytes, size: bytes) -> bytes:
    """The first member's header with another size, and with the checksum that goes with it."""
    header = bytearray(whole[:512])
    header[124:136] = size
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + whole[512:]


def _behind_a_map(whole: bytes, told: bytes) -> bytes:
    """A hidden header before everything."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        info, _none = odd("pax", tarfile.XHDTYPE)
        info.size = len(told)
        tar.addfile(info, io.BytesIO(told))
    return out.getvalue()[:1024] + whole


def test_no_header_that_lies_is_let_in(archive: Path, quiet_home: Path) -> None:
    whole = archive.read_bytes()
    lies = {
        "larger than any disk": _with_size(whole, b"\x80" + b"\x7f" * 11),
        "less than nothing": _with_size(whole, b"\xff" * 12),
        "not a number": _with_size(whole, b"x" * 12),
        "eight gigabytes": _with_size(whole, b"77777777777\0"),
        "a map of holes": _behind_a_map(whole, b"28 GNU.sparse.map=1,2,3,4,x\n"),
        "a hidden size": _behind_a_map(whole, b"11 size=-1\n"),
        "a hidden path": _behind_a_map(whole, b"18 path=../../etc\n"),
        "a line longer than the header": _behind_a_map(whole, b"999999999 path=x\n"),
    }
    for name, content in lies.items():
        target = quiet_home.parent / "lie.tar"
        target.write_bytes(content)
        assert refused(target, quiet_home), name


def test_what_is_no_archive_at_all_is_said_plainly(quiet_home: Path) -> None:
    assert "no file" in refused(quiet_home.parent / "nothing.tar", quiet_home)
    (quiet_home.parent / "letter.txt").write_text("Dear town hall")
    assert "not a whole archive" in refused(quiet_home.parent / "letter.txt", quiet_home)
