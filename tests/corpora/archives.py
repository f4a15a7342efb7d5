"""Copies of a walk that are damaged, or made to do harm (A16): each is made out of one whole copy."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

TOLD = "walk.json"
LOCKED, LZMA, UNKNOWN = 1, 14, 99  # the flag of a locked member, and two ways of packing (ZIP's application note)
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
OUTSIDE = ("../", "../../../../", "/", "..\\..\\", "C:\\", "\\\\server\\share\\", "./", "media/../", "walk.json/")


@dataclass(frozen=True, slots=True)
class Harm:
    """One archive and how it ends: the code of a problem, or "taken" with one photo missing or with all."""

    name: str
    content: bytes
    ends: str


def every_harm(files: dict[str, bytes], told: dict[str, Any]) -> Iterator[Harm]:
    """`files`: what the copy holds beside its story; `told`: its story, whose first medium is the first of the files."""
    whole = files | {TOLD: json.dumps(told).encode()}
    yield from _other_stories(whole, told)
    yield from _other_places(whole)
    yield from _other_headers(whole)
    yield from _other_photos(whole, told)
    yield from _cut(zipped(whole))
    yield from _bombs(whole, told)


def zipped(files: dict[str, bytes], links: tuple[str, ...] = ()) -> bytes:
    """A ZIP of these; those in `links` say that they are symbolic links."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFLNK | 0o777 if name in links else 0o600) << 16
            archive.writestr(info, content)
    return out.getvalue()


def _other_stories(whole: dict[str, bytes], told: dict[str, Any]) -> Iterator[Harm]:
    text = whole[TOLD].decode()
    stories = {
        "NaN in a finding": text.replace('"lgt_level": 1', '"lgt_level": NaN').encode(),
        "Infinity in a finding": text.replace('"lgt_level": 1', '"lgt_level": -Infinity').encode(),
        "a number of 6,000 digits": text.replace('"version": 1', '"version": ' + "9" * 6_000).encode(),
        "3,000 brackets": b'{"findings": ' + b"[" * 3_000 + b"]" * 3_000 + b"}",
        "not UTF-8": text.replace("farola-walk", "farola-w\xe4lk").encode("latin-1"),
        "half a character": text.replace(told["walker"], "\\ud800").encode(),
        "NUL": text.replace('"es"', '"es\\u0000"').encode(),
        "a walker that is a path": text.replace(told["walker"], "../../etc/passwd").encode(),
        "too many media": json.dumps(told | {"media": told["media"] * 500}).encode(),
        "another story after it": text.encode() * 2,
        "nothing": b"",
    }
    for name, story in stories.items():
        yield Harm(f"a story with {name}", zipped(whole | {TOLD: story}), "not-a-copy")


def _other_places(whole: dict[str, bytes]) -> Iterator[Harm]:
    rest = {name: content for name, content in whole.items() if name != TOLD}
    for outside in OUTSIDE:
        yield Harm(f"its story at {outside}", zipped(rest | {outside + TOLD: whole[TOLD]}), "not-a-copy")
    yield Harm("its story in capitals", zipped(rest | {"WALK.JSON": whole[TOLD]}), "not-a-copy")
    yield Harm("its story is a folder", zipped(rest | {TOLD + "/": b""}), "not-a-copy")
    yield Harm("a copy in an archive", zipped({"evening.walk": zipped(whole)}), "not-a-copy")
    more = {outside + "harm.txt": b"harm" for outside in OUTSIDE}
    yield Harm("files for other places beside it", zipped(whole | more), "taken")
    yield Harm("a link beside it", zipped(whole | {"media/link": b"/etc/passwd"}, ("media/link",)), "taken")


def _other_headers(whole: dict[str, bytes]) -> Iterator[Harm]:
    """The same lie in both of a member's headers. Offsets from the start of each, as in ZIP's application note."""
    for of, ends in ((TOLD, "copy-is-cut-off"), (next(iter(whole)), "taken, one missing")):
        for name, local, central, value in (
            ("locked", 6, 8, LOCKED),
            ("packed as LZMA", 8, 10, LZMA),
            ("packed in no known way", 8, 10, UNKNOWN),
        ):
            yield Harm(f"{of} {name}", _changed(whole, of, {local: value, 30_000 + central: value}), ends)
        yield Harm(f"{of} with another checksum", _changed(whole, of, {14: 7, 30_000 + 16: 7}), ends)
        yield Harm(f"{of} under another name inside", _changed(whole, of, {30: 0x7878}), ends)
        yield Harm(f"{of} shorter than it is", _changed(whole, of, {22: 9, 24: 0, 30_024: 9, 30_026: 0}), ends)
        huge = {30_024: 0xFFF0, 30_026: 0xFFFF}  # four gigabytes
        yield Harm(f"{of} said to be huge", _changed(whole, of, huge), "copy-is-too-large")


def _changed(whole: dict[str, bytes], of: str, changes: dict[int, int]) -> bytes:
    """Two bytes at each place of the member's own header, or from 30,000 on of its line in the list at the end."""
    content = bytearray(zipped(whole))
    local = content.index(of.encode()) - 30
    central = content.rindex(of.encode()) - 46
    assert content[local:].startswith(LOCAL) and content[central:].startswith(CENTRAL)
    for place, value in changes.items():
        at = central + place - 30_000 if place >= 30_000 else local + place
        content[at : at + 2] = value.to_bytes(2, "little")
    return bytes(content)


def _other_photos(whole: dict[str, bytes], told: dict[str, Any]) -> Iterator[Harm]:
    name = next(iter(whole))
    photo, wrong = whole[name], whole[name][:-3] + b"end"
    for first, last, ends in ((photo, wrong, "taken, one missing"), (wrong, photo, "taken")):
        later = "x" * len(name)  # renamed in the finished archive: the same name twice
        twice = zipped({later: first} | {**whole, name: last}).replace(later.encode(), name.encode())
        yield Harm(f"one name twice, {ends}", twice, ends)
    yield Harm("a photo that is a link", zipped(whole | {name: b"/etc/passwd"}, (name,)), "taken, one missing")
    for file in ("../../etc/passwd", "/etc/passwd", "media/", ".", "walk.json", "C:\\boot.ini", "a\0b"):
        changed = told | {"media": [told["media"][0] | {"file": file}, *told["media"][1:]]}
        yield Harm(f"a photo said to be at {file!r}", zipped(whole | _story(changed)), "taken, one missing")


def _story(told: dict[str, Any]) -> dict[str, bytes]:
    return {TOLD: json.dumps(told).encode()}


def _cut(copy: bytes) -> Iterator[Harm]:
    for part in (0.1, 0.5, 0.9):
        yield Harm(f"its first {part:.0%}", copy[: int(len(copy) * part)], "copy-is-cut-off")
    yield Harm("without its end", copy[:-1], "copy-is-cut-off")
    yield Harm("without its beginning", copy[len(copy) // 2 :], "copy-is-cut-off")
    yield Harm("its list alone", copy[copy.index(CENTRAL) :], "copy-is-cut-off")
    yield Harm("behind a letter", b"Dear group,\n" + copy, "taken")


def _bombs(whole: dict[str, bytes], told: dict[str, Any]) -> Iterator[Harm]:
    yield Harm("a story of 9 MB", zipped({TOLD: b" " * 9_000_000}), "copy-is-too-large")
    yield Harm("1,000 files", zipped(whole | {f"media/{n}": b"" for n in range(1_000)}), "copy-is-too-large")
    many = [told["media"][0] | {"file": "media/zeros"}] * 90
    bomb = whole | {"media/zeros": bytes(7_000_000)} | _story(told | {"media": many})
    yield Harm("7 MB of nothing, named 90 times", zipped(bomb), "copy-is-too-large")
