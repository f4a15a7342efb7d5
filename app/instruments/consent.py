"""What a walker is told before she agrees: five pictures, and one sentence for each thing she may allow or not."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.foundation.language import SOURCE_LANGUAGE, _
from app.foundation.settings import settings
from app.instruments.instrument import canonical_json
from app.instruments.library import BUILT_IN
from app.instruments.reading import TemplateFault
from app.instruments.shapes import read_shaped

SCOPES = ("take-part", "place", "photo", "voice", "quote", "publish")  # each may be no while the others stay yes

log = logging.getLogger(__name__)


def consent_pages(language: str) -> list[dict[str, str]]:
    """The five pages in order, each `{"drawing", "title", "text"}`; English when the language has none."""
    return [dict(page) for page in _consent(language)["pages"]]


def consent_scopes(language: str) -> dict[str, dict[str, str]]:
    """For each scope, in order, `{"ask": a short question or name, "text": one sentence}`."""
    told = _consent(language)["scopes"]
    return {scope: dict(told[scope]) for scope in SCOPES}


def consent_hash(language: str) -> str:
    """SHA-256 (64 hex digits) of what `consent_pages` and `consent_scopes` say in this language: proof of what was read."""
    told = _consent(language)
    return sha256(canonical_json({name: told[name] for name in ("language", "pages", "scopes")}).encode()).hexdigest()


def consent_packed(languages: Iterable[str]) -> dict[str, Any]:
    """The "consent" of a pack, with one hash a language: a walker agrees to the words that she was shown."""
    spoken = list(languages)
    return {
        "text_sha256": {language: consent_hash(language) for language in spoken},
        "scopes": list(SCOPES),
        "scope_texts": {language: consent_scopes(language) for language in spoken},
        "pages": {language: consent_pages(language) for language in spoken},
    }


def consent_languages() -> list[str]:
    """Languages that have a consent text, in order of their tags."""
    return sorted({path.stem for path in consent_files()})


def consent_files() -> list[Path]:
    """An organisation's own texts first: they take the place of the built-in ones."""
    own = settings().templates
    return [path for folder in (own, BUILT_IN) if folder for path in sorted((folder / "consent").glob("*.yaml"))]


def read_consent(path: Path) -> dict[str, Any]:
    """Raises TemplateFault when the file is not a whole text in the language of its name."""
    told = read_shaped(path, "consent")
    if told["language"] != path.stem:
        sentence = _('The file says language "{language}". Name it {language}.yaml.')
        raise TemplateFault(path, sentence.format(language=told["language"]))
    return told


def _consent(language: str) -> dict[str, Any]:
    return _consent_in(language, tuple(consent_files()))


@lru_cache(maxsize=32)
def _consent_in(language: str, files: tuple[Path, ...]) -> dict[str, Any]:
    """The first whole text in the language, its base or English: nobody should agree to half a text."""
    for tag in (language, language.partition("-")[0], SOURCE_LANGUAGE):
        for path in (path for path in files if path.stem == tag):
            try:
                return read_consent(path)
            except TemplateFault as fault:
                log.warning("left out of the consent texts: %s", fault)
    raise RuntimeError("the built-in English consent text is missing: install Farola again")
