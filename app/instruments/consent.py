"""What a walker is told before she agrees: five pictures, and one sentence for each thing she may allow or not."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.foundation.language import SOURCE_LANGUAGE
from app.foundation.settings import settings
from app.instruments.instrument import canonical_json
from app.instruments.library import BUILT_IN
from app.instruments.shapes import read_shaped

SCOPES = ("take-part", "place", "photo", "voice", "quote", "publish")  # each may be no while the others stay yes


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
    return sorted({path.stem for folder in _folders() for path in folder.glob("*.yaml")})


def _folders() -> list[Path]:
    own = settings().templates
    return [folder / "consent" for folder in (BUILT_IN, own) if folder]


@lru_cache(maxsize=32)
def _consent(language: str) -> dict[str, Any]:
    """Raises TemplateFault when the file of the language cannot be used: nobody should agree to half a text."""
    for tag in (language, language.partition("-")[0]):
        for folder in reversed(_folders()):
            if tag in consent_languages() and (folder / f"{tag}.yaml").is_file():
                return read_shaped(folder / f"{tag}.yaml", "consent")
    return _consent(SOURCE_LANGUAGE)
