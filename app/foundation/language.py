"""The reader's language: words from one catalogue, numbers and dates from CLDR, direction from the tag.

The catalogues in `app/locale` serve Python, Jinja and the phone. They are read as `.po` files and compiled in memory, so
that running needs no build step and a translator's file works the moment it is saved and the server restarted.
"""

from __future__ import annotations

import gettext as gnu
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, lists, numbers
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).resolve().parent.parent / "locale"
LANGUAGES = ("en", "es", "ar")  # of the desk and so of everything; a test holds their catalogues to it
# Of all that a walker meets: her phone, the questions, the agreement, the poster. A test holds these to that much.
WALKER_LANGUAGES = ("en", "es", "fr", "pt", "ar", "hi", "bn", "sw")
SOURCE_LANGUAGE = "en"
ZERO_OF = {"arab": 0x0660, "arabext": 0x06F0, "deva": 0x0966, "beng": 0x09E6}  # code points, Unicode 16
WITHOUT_CAPITALS = ("en", "es")  # an ordinary word begins small within a sentence; German nouns, say, do not
PHONE_SOURCES = "static/phone/"

_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def N_(msgid: str) -> str:
    """Mark a string for translators where it is defined; it is translated where it is shown."""
    return msgid


def _(msgid: str) -> str:
    """The string in the language of the moment. Fill placeholders afterwards: `_("{n} stops").format(n=3)`."""
    return translations(_language.get()).gettext(msgid) if msgid else ""


def ngettext_(singular: str, plural: str, count: int) -> str:
    """The plural form that `count` takes in the language of the moment."""
    return translations(_language.get()).ngettext(singular, plural, count)


def language_now() -> str:
    """The BCP 47 tag of the language of the moment."""
    return _language.get()


@contextmanager
def in_language(tag: str) -> Iterator[None]:
    """Speak `tag` inside the block. Unknown tags speak English; what has no words in a walker's language does too."""
    token = _language.set(known_language(tag, WALKER_LANGUAGES))
    try:
        yield
    finally:
        _language.reset(token)


def known_language(tag: str | None, among: Sequence[str] = LANGUAGES) -> str:
    """The language of ours that serves `tag` ("es-MX" is served by "es"), else English."""
    wanted = (tag or "").lower().replace("_", "-")
    for language in among:
        if wanted == language or wanted.startswith(language + "-"):
            return language
    return SOURCE_LANGUAGE


def direction_of(tag: str) -> str:
    """ "rtl" or "ltr", from the language tag alone: guessing from the first letters is how other tools break."""
    return "rtl" if locale_of(tag).text_direction == "rtl" else "ltr"


def name_of_language(tag: str) -> str:
    """The language's name in itself, as on a language chooser: "español", "العربية"."""
    return locale_of(tag).get_language_name(tag) or tag


@lru_cache(maxsize=64)
def locale_of(tag: str) -> Locale:
    """Babel's locale; English when CLDR does not know the tag."""
    try:
        return Locale.parse(tag.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse(SOURCE_LANGUAGE)


def format_number(value: float, decimals: int | None = None) -> str:
    """A number with the digits and separators of the language of the moment."""
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return _digits(numbers.format_decimal(value, format=pattern, locale=_locale_now(), numbering_system="default"))


def format_percent(share: float) -> str:
    """A share of 0..1 as whole per cent."""
    return _digits(numbers.format_percent(share, locale=_locale_now(), numbering_system="default"))


def format_date(moment: date | datetime, time_zone: str | None = None, width: str = "long") -> str:
    """A date in words, at the place's own time when `time_zone` (IANA) is given."""
    return _digits(dates.format_date(_there(moment, time_zone), format=width, locale=_locale_now()))


def format_time(moment: datetime, time_zone: str | None = None) -> str:
    """Hours and minutes on the clock of the place."""
    return _digits(dates.format_time(_there(moment, time_zone), format="short", locale=_locale_now()))


def format_list(words: Iterable[str]) -> str:
    """ "a, b and c" with the comma and the "and" of the language of the moment."""
    return lists.format_list(list(words), locale=_locale_now())


def format_answers(answers: Iterable[str]) -> str:
    """Answers one after the other, with semicolons because many hold a comma.

    Each is written to stand alone, with a capital; behind another only an abbreviation ("CCTV") keeps it.
    """
    first, *others = answers
    if _language.get() in WITHOUT_CAPITALS:
        others = [answer[0].lower() + answer[1:] if answer[1:2].islower() else answer for answer in others]
    return _("; ").join([first, *others])


def _digits(text: str) -> str:
    """Babel takes the separators of a locale but leaves the digits Latin; this writes them as the locale does."""
    zero = ZERO_OF.get(_locale_now().default_numbering_system)
    return text if zero is None else text.translate({ord("0") + n: zero + n for n in range(10)})


def _locale_now() -> Locale:
    # CLDR gives bare "ar" Latin digits; "ar_EG" has those that readers of most Arabic-writing cities expect.
    tag = _language.get()
    return locale_of("ar_EG" if tag == "ar" else tag)


def _there(moment: Any, time_zone: str | None) -> Any:
    return moment.astimezone(ZoneInfo(time_zone)) if time_zone and isinstance(moment, datetime) else moment


@lru_cache(maxsize=32)
def catalogue(tag: str) -> Catalog:
    """The catalogue as translators wrote it; empty for the source language."""
    path = LOCALES / tag / "LC_MESSAGES" / "farola.po"
    if not path.is_file():
        return Catalog(locale=tag)
    with path.open("rb") as file:
        return read_po(file, locale=tag)


@lru_cache(maxsize=32)
def translations(tag: str) -> gnu.NullTranslations:
    """gettext's view of the catalogue; falls back to the English msgid string by string."""
    words = catalogue(tag)
    if not len(words):
        return gnu.NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, words)
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


@lru_cache(maxsize=32)
def phone_catalogue(tag: str) -> dict[str, Any]:
    """What the phone needs to speak `tag`: `{"language", "direction", "words": {msgid: text | [plural forms]}}`.

    Only the strings that `static/phone` uses, so that a language costs the walker a few kilobytes.
    """
    words: dict[str, Any] = {}
    for message in catalogue(tag):
        if not message.id or message.fuzzy or not any(PHONE_SOURCES in where for where, _line in message.locations):
            continue
        msgid = message.id[0] if isinstance(message.id, tuple | list) else message.id
        text = list(message.string) if isinstance(message.string, tuple | list) else message.string
        if all(text) if isinstance(text, list) else text:
            words[msgid] = text
    return {"language": tag, "direction": direction_of(tag), "words": words}
