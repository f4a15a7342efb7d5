"""Point (1) of the load goal: every acknowledged item is there once, with equal bytes. Looks at database and files."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from app.findings import Finding, Medium
from app.foundation.database import reading
from app.foundation.vault import vault
from tests.faults.crowd import STREETS, Mix, Tally
from tests.faults.pictures import left_of_recording, number_in, street_at_night
from tests.makers.findings import rows

SAMPLE = 400  # clean photos that are opened and looked at; hashes are compared for all
THUMB = (24, 18)


def judge_crowd(tally: Tally, mix: Mix) -> list[str]:
    """What is lost, doubled, invented or mixed up. Must be empty. Call it at home, once nobody sends any more."""
    faults = list(tally.wrong)
    with reading() as session:
        findings = {str(row.id): row for row in rows(session, Finding)}
        media = rows(session, Medium)
    faults += [f"finding {one} was acknowledged and is LOST" for one in tally.findings if one not in findings]
    faults += [
        f"finding {one} was never acknowledged, and is here: INVENTED" for one in findings if one not in tally.findings
    ]
    for name, (walker, sha256) in tally.findings.items():
        row = findings.get(name)
        if row is not None and (str(row.walker_id) != walker or row.content_sha256 != sha256):
            faults.append(f"finding {name} is not what was sent: MIXED UP")
    counts = Counter((str(row.finding_id), row.sha256) for row in media)
    faults += [f"photo {one} is here {count} times: DOUBLED" for one, count in counts.items() if count > 1]
    faults += [f"photo {one} was acknowledged and is LOST" for one in tally.media if one not in counts]
    faults += [f"photo {one} is here and was never acknowledged" for one in counts if one not in tally.media]
    return faults + _faults_of_files(media, tally, mix)


def _faults_of_files(media: list[Medium], tally: Tally, mix: Mix) -> list[str]:
    """Each file has the bytes that its name says; recordings sound as they were sent; photos show their street."""
    faults: list[str] = []
    clean = []
    for medium in media:
        name = (str(medium.finding_id), medium.sha256)
        if name not in tally.media:
            continue
        kind, number = tally.media[name]
        if medium.state not in ("received", "clean") or medium.kind != kind or not medium.is_listed:
            faults.append(
                f"photo {name} is {medium.state} ({medium.reason}), {medium.kind}, listed: {medium.is_listed}"
            )
        elif medium.state == "received":
            faults += _faults_of(medium.sha256)
        elif kind == "voice":
            kept = medium.bare_sha256 or medium.sha256
            faults += _faults_of(kept)
            if hashlib.sha256(left_of_recording(number, mix.voice_bytes)).hexdigest() != kept:
                faults.append(f"recording {name} is another one: MIXED UP")
        else:
            clean.append((medium, number))
            faults += _faults_of(medium.large_sha256 or "") + _faults_of(medium.small_sha256 or "")
    for medium, number in random.Random(3).sample(clean, min(SAMPLE, len(clean))):
        if not _shows(vault().path(medium.small_sha256 or ""), number, mix):
            faults.append(f"photo {medium.sha256[:12]} shows another picture: MIXED UP")
    return faults


def _faults_of(sha256: str) -> list[str]:
    try:
        with vault().path(sha256).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as fault:
        return [f"file {sha256[:12]} cannot be read ({type(fault).__name__}): LOST"]
    return [] if found == sha256 else [f"file {sha256[:12]} holds other bytes"]


def _shows(path: Path, number: int, mix: Mix) -> bool:
    if not mix.has_streets:
        return number_in(path) == number
    with Image.open(path) as picture:
        seen = picture.convert("RGB").resize(THUMB)
    return min(range(STREETS), key=lambda seed: _difference(seen, seed)) == number % STREETS


def _difference(seen: Image.Image, seed: int) -> float:
    with Image.open(BytesIO(street_at_night(seed=seed))) as street:
        return sum(ImageStat.Stat(ImageChops.difference(seen, street.convert("RGB").resize(THUMB))).mean)
