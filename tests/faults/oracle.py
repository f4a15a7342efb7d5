"""What was acknowledged is here once and equal, what is unknown at most once, and nothing was invented.

Looks into the database and at the files, past the server: a server that forgot something would not tell.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import select

from app.findings import Finding, Medium, Parked, Tombstone, read_withdrawn, withdrawn_log
from app.foundation.database import reading
from app.foundation.vault import vault
from app.walks import Walker
from tests.faults.history import OK, History
from tests.faults.phone import Phone, Picture, Record, text_hash
from tests.faults.pictures import number_in
from tests.makers.findings import rows

COMPARED = ("answers", "marks", "words", "mode", "entry")


@dataclass
class Kept:
    """All that the house has, read at one moment."""

    findings: dict[str, Finding] = field(default_factory=dict)
    media: dict[tuple[str, str], list[Medium]] = field(default_factory=lambda: defaultdict(list))
    parked: dict[str, list[Parked]] = field(default_factory=lambda: defaultdict(list))
    tombstones: set[str] = field(default_factory=set)
    walkers: set[str] = field(default_factory=set)


def what_is_kept() -> Kept:
    """From the database of this moment's settings."""
    kept = Kept()
    with reading() as session:
        for finding in rows(session, Finding):
            kept.findings[str(finding.id)] = finding
        for medium in rows(session, Medium):
            kept.media[(str(medium.finding_id), medium.sha256)].append(medium)
        for parked in rows(session, Parked):
            kept.parked[str(parked.finding_id)].append(parked)
        kept.tombstones = {str(one) for one in session.exec(select(Tombstone.finding_id))}
        kept.walkers = {str(walker.id) for walker in rows(session, Walker)}
        session.expunge_all()
    return kept


@dataclass
class Verdict:
    """`faults` must be empty. `strays` are files that nothing names: right after a kill there may be some, never for long."""

    faults: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    def say(self, fault: str) -> None:
        self.faults.append(fault)


def judge(phones: list[Phone], history: History, *, is_final: bool) -> Verdict:
    """`is_final`: every phone is empty and every photo was cleaned. Before that, only promises made so far are held."""
    kept, verdict = what_is_kept(), Verdict()
    told = {(note.name, note.revision): note.state for note in history.acknowledged()}
    withdrawn = {name[1] for name, _revision in told if name[0] == "withdrawal"}
    for phone in phones:
        for record in phone.records.values():
            acknowledged = {name[2]: revision for name, revision in told if name[:2] == ("finding", record.id)}
            if record.id in withdrawn:
                _judge_withdrawn(record, kept, verdict)
            else:
                _judge_finding(phone, record, acknowledged, kept, verdict, is_final)
        for picture in phone.pictures:
            if picture.finding_id not in withdrawn:
                is_told = (("medium", picture.finding_id, picture.sha256), 0) in told
                _judge_picture(phone, picture, is_told, kept, verdict, is_final)
        verdict.faults += [f"phone {phone.number} was refused: {refused}" for refused in phone.refused]
    _judge_invented(phones, kept, verdict)
    _judge_files(kept, verdict)
    if is_final:
        _judge_withdrawn_log(withdrawn, verdict)
    return verdict


def _judge_withdrawn(record: Record, kept: Kept, verdict: Verdict) -> None:
    row = kept.findings.get(record.id)
    if row is not None and (row.state != "withdrawn" or row.answers or row.words or row.lon is not None):
        verdict.say(f"finding {record.id} was taken back and is here again")
    if record.id not in kept.tombstones:
        verdict.say(f"finding {record.id} was taken back and nothing remembers it")
    if kept.parked.get(record.id) or any(finding_id == record.id for finding_id, _sha256 in kept.media):
        verdict.say(f"something of finding {record.id} outlived its taking back")


def _judge_finding(
    phone: Phone, record: Record, acknowledged: dict[str, int], kept: Kept, verdict: Verdict, is_final: bool
) -> None:
    row, newest = kept.findings.get(record.id), max(acknowledged.values(), default=0)
    if row is None:
        if acknowledged:
            verdict.say(f"finding {record.id} was acknowledged and is LOST")
        return
    if row.state == "withdrawn":
        if not record.is_withdrawn:
            verdict.say(f"finding {record.id} is withdrawn and nobody asked for it")
        return
    if str(row.walker_id) != phone.walker or str(row.walk_id) != str(record.body["walk"]):
        verdict.say(f"finding {record.id} hangs on another walker or walk")
    if row.revision < newest:
        verdict.say(f"finding {record.id} has revision {row.revision}, acknowledged was {newest}: LOST")
    if is_final and not record.is_withdrawn and row.revision != record.body["revision"]:
        verdict.say(f"finding {record.id} ended at revision {row.revision}, not {record.body['revision']}")
    _judge_text(record, row, acknowledged, kept, verdict)


def _judge_text(record: Record, row: Finding, acknowledged: dict[str, int], kept: Kept, verdict: Verdict) -> None:
    texts = {text_hash(body): body for body in record.texts}
    body = texts.get(row.content_sha256)
    if body is None:
        verdict.say(f"finding {record.id} holds a text that its phone never wrote: INVENTED")
        return
    different = [name for name in COMPARED if getattr(row, name) != body[name]]
    if different or row.revision != body["revision"] or row.sent_place != _as_kept(body["place"]):
        verdict.say(f"finding {record.id} differs from its text in {different or 'revision or place'}: MIXED UP")
    aside = {one.content_sha256 for one in kept.parked.get(record.id, ())}
    for sha256, revision in acknowledged.items():
        if revision == row.revision and sha256 != row.content_sha256 and sha256 not in aside:
            verdict.say(f"finding {record.id}: of two texts with one number one is LOST")
    if aside - set(texts):
        verdict.say(f"finding {record.id} has a text set aside that its phone never wrote: INVENTED")


def _as_kept(place: dict[str, Any]) -> dict[str, Any]:
    from app.findings.wire import SentPlace

    return SentPlace.model_validate(place).model_dump(mode="json")


def _judge_picture(phone: Phone, picture: Picture, is_told: bool, kept: Kept, verdict: Verdict, is_final: bool) -> None:
    record = phone.records[picture.finding_id]
    here = kept.media.get((picture.finding_id, picture.sha256), [])
    row = kept.findings.get(picture.finding_id)
    if len(here) > 1:
        verdict.say(f"photo {picture.sha256[:12]} is here {len(here)} times: DOUBLED")
    is_named = any(one["sha256"] == picture.sha256 for one in record.body["media"])
    is_sure = is_named and not record.is_withdrawn and (row is None or row.revision == record.body["revision"])
    if is_told and is_sure and not (here and here[0].is_held):
        verdict.say(f"photo {picture.sha256[:12]} was acknowledged and is LOST")
    if is_final and is_named and not record.is_withdrawn:
        if not here or not here[0].is_listed or here[0].kind != picture.kind:
            verdict.say(f"photo {picture.sha256[:12]} lost its finding, or its kind")
        elif here[0].state != "clean":
            verdict.say(f"photo {picture.sha256[:12]} ended as {here[0].state} ({here[0].reason})")
    for medium in here[:1]:
        _judge_bytes(picture, medium, verdict)


def _judge_bytes(picture: Picture, medium: Medium, verdict: Verdict) -> None:
    if medium.state == "received" and _bytes_of(picture.sha256) != picture.content:
        verdict.say(f"the bytes of {picture.sha256[:12]} are gone or changed: LOST")
    is_heard = medium.state == "clean" and picture.kind == "voice"
    if is_heard and _bytes_of(medium.bare_sha256 or picture.sha256) != picture.left:
        verdict.say(f"the sound of {picture.sha256[:12]} is gone or changed: LOST")
    if medium.state == "clean" and picture.kind == "photo":
        for sha256 in (medium.large_sha256, medium.small_sha256):
            path = vault().path(sha256 or "")
            if _number_in(path) != picture.number:
                verdict.say(f"photo {picture.sha256[:12]} shows another picture, or none: MIXED UP")


def _bytes_of(sha256: str) -> bytes | None:
    return vault().path(sha256).read_bytes() if vault().has(sha256) else None


def _number_in(path: Path) -> int | None:
    try:
        return number_in(path)
    except OSError:  # gone, or no longer a picture
        return None


def _judge_invented(phones: list[Phone], kept: Kept, verdict: Verdict) -> None:
    ids = {one for phone in phones for one in phone.records}
    pictures = {(one.finding_id, one.sha256) for phone in phones for one in phone.pictures}
    if strange := set(kept.findings) - ids:
        verdict.say(f"findings that nobody sent: {sorted(strange)}")
    if strange_media := set(kept.media) - pictures:
        verdict.say(f"photos that nobody sent: {sorted(strange_media)}")
    if strange_walkers := kept.walkers - {phone.walker for phone in phones}:
        verdict.say(f"walkers who never joined: {sorted(strange_walkers)}")
    if strange_parked := set(kept.parked) - ids:
        verdict.say(f"set aside without having been sent: {sorted(strange_parked)}")


def _judge_files(kept: Kept, verdict: Verdict) -> None:
    """Every file has the hash it is named by, and whatever lies there has somebody who names it."""
    from app.keeping import store

    with store.one_picture() as connection:
        named = store.named_files(connection).every
    for path in _files():
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            verdict.say(f"file {path.name[:12]} does not hold what its name says: half a file")
        elif path.name not in named:
            verdict.strays.append(path.name)


def _files() -> list[Path]:
    return sorted(path for path in vault().folder.glob("??/*") if path.is_file())


def _judge_withdrawn_log(withdrawn: set[str], verdict: Verdict) -> None:
    noted = {str(one) for one in read_withdrawn(withdrawn_log())}
    if missing := withdrawn - noted:
        verdict.say(f"taken back, and not written down beside the database: {sorted(missing)}")


def phases(history: History) -> dict[str, int]:
    """How often each phase was noted."""
    return dict(Counter(note.phase for note in history.notes)) | {
        f"told {state}": count for state, count in Counter(n.state for n in history.notes if n.phase == OK).items()
    }
