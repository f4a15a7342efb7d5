"""Keeping what a facilitator records, and finding it again for the phones of her group."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.foundation import clock
from app.foundation.database import Session
from app.foundation.errors import BadInput, FieldFault, NotFound
from app.foundation.language import N_, _
from app.foundation.sound_alone import NotSoundAlone, sound_alone
from app.foundation.sounds import has_sound, sound_in
from app.instruments import Instrument, consent_languages
from app.people import Viewer
from app.prompts import store
from app.prompts.prompt import Prompt
from app.prompts.script import Line, lines_of

# A sentence of fifteen seconds has 45 kB as the page records it (24 kbit/s); the rest is room for files made elsewhere.
MOST_BYTES = 250_000
NO_FILE = N_("Choose a file first.")
TOO_LARGE = N_("This recording is too long. Say one line only, within fifteen seconds.")
NOT_A_SOUND = N_("This is not a recording that phones can play. Record it here, or choose a WebM, Ogg or M4A file.")
NO_SOUND = N_(
    "Nothing was recorded. Look whether the microphone is free, speak after you tap, and record the line again."
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A prompt without its bytes. `is_outdated` when the words have changed since they were spoken."""

    line: Line
    sha256: str | None = None
    is_outdated: bool = False


def record(
    session: Session, viewer: Viewer, instrument: Instrument, language: str, code: str, content: bytes
) -> Prompt:
    """Keep a recording of one line in place of an earlier one.

    Raises NotAllowed, NotFound for a line or language that nobody is asked in, BadInput for what is no short recording.
    """
    viewer.require("walks.lead")
    line = _line(instrument, language, code)
    media_type = _media_type(content)
    content = _bare(content, media_type)
    store.drop(session, viewer.organisation_id, language, code)
    prompt = Prompt(
        organisation_id=viewer.organisation_id,
        language=language,
        code=code,
        words_sha256=line.words_sha256,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=media_type,
        content=content,
        recorded_at=clock.now(),
    )
    session.add(prompt)
    session.flush()
    return prompt


def silence(session: Session, viewer: Viewer, language: str, code: str) -> None:
    """Forget a recording; its line is shown as text only. Raises NotAllowed."""
    viewer.require("walks.lead")
    store.drop(session, viewer.organisation_id, language, code)


def spoken_lines(session: Session, viewer: Viewer, language: str, lines: Iterable[Line]) -> list[Spoken]:
    """Each line with the hash of its recording, or None."""
    known = {one.code: one for one in store.spoken_in(session, viewer.organisation_id, [language])}
    return [_spoken(line, known) for line in lines]


def sounds_for_phone(
    session: Session, organisation_id: UUID, instrument: Instrument, languages: Iterable[str]
) -> list[dict[str, Any]]:
    """The "audio" of a pack: what this group recorded of this instrument in these languages."""
    said = {language: lines_of(instrument, language) for language in languages}
    return [
        {"language": one.language, "code": one.code, "sha256": one.sha256, "bytes": one.size_bytes}
        for one in store.spoken_in(session, organisation_id, list(said))
        if one.code in said[one.language]
    ]


def prompt_with_hash(session: Session, sha256: str) -> Prompt:
    """The recording with this hash, of whichever group: the hash is told only to those who got the pack. Raises NotFound."""
    prompt = store.prompt_with_hash(session, sha256)
    if prompt is None:
        raise NotFound()
    return prompt


def _line(instrument: Instrument, language: str, code: str) -> Line:
    line = lines_of(instrument, language).get(code) if language in consent_languages() else None
    if line is None:
        raise NotFound()
    return line


def _media_type(content: bytes) -> str:
    if not content:
        raise _fault(NO_FILE)
    if len(content) > MOST_BYTES:
        raise _fault(TOO_LARGE)
    media_type = sound_in(content[:64])
    if not media_type:
        raise _fault(NOT_A_SOUND)
    if not has_sound(content):
        raise _fault(NO_SOUND)
    return media_type


def _bare(content: bytes, media_type: str) -> bytes:
    """Without what else the file tells: the title of a voice memo is the street in which it was recorded."""
    try:
        return sound_alone(content, media_type)
    except NotSoundAlone:
        raise _fault(NOT_A_SOUND) from None


def _fault(sentence: str) -> BadInput:
    return BadInput(errors=(FieldFault("sound", _(sentence)),))


def _spoken(line: Line, known: Mapping[str, store.Known]) -> Spoken:
    found = known.get(line.code)
    return Spoken(line, found.sha256, found.words_sha256 != line.words_sha256) if found else Spoken(line)
