"""The library: everything in audit_templates, read once, checked, and put together.

A second folder (setting FAROLA_TEMPLATES) may add a city's own instruments, its own questions (x_<city>_<name>) and its own
words for any language. A file that cannot be used is left out with a warning, so that one slip does not close the server;
only the built-in dictionary must be right.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.foundation.language import SOURCE_LANGUAGE, _
from app.foundation.settings import settings
from app.instruments.indicator import LEVEL_KINDS, LEVELS, FollowUp, Indicator, Wording
from app.instruments.instrument import Instrument
from app.instruments.reading import TemplateFault
from app.instruments.shapes import read_shaped

BUILT_IN = Path(__file__).resolve().parents[2] / "audit_templates"
NOT_INSTRUMENTS = ("dictionary", "consent")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class About:
    """What an instrument says of itself, in one language."""

    title: str
    purpose: str
    who: str
    when: str
    unit: str


@dataclass
class Library:
    """All that was read. `words[language][code]`, `about[instrument][language]`; `faults` says what was left out and why."""

    version: str = ""
    core: tuple[str, ...] = ()
    everywhere: dict[str, tuple[str, ...]] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    words: dict[str, dict[str, Wording]] = field(default_factory=dict)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    about: dict[str, dict[str, About]] = field(default_factory=dict)
    faults: list[TemplateFault] = field(default_factory=list)


@lru_cache(maxsize=1)
def library() -> Library:
    """The library of this installation. Raises TemplateFault when the built-in dictionary cannot be used."""
    own = settings().templates
    made = read_library(BUILT_IN, own)
    for fault in made.faults:
        log.warning("left out of the instruments: %s", fault)
    return made


def read_library(built_in: Path = BUILT_IN, own: Path | None = None) -> Library:
    """Read the built-in folder and, when given, an organisation's own."""
    made = Library()
    _add_dictionary(made, built_in / "dictionary" / "dictionary.yaml")
    for folder in [built_in] + ([own] if own else []):
        if folder is own and (folder / "dictionary" / "dictionary.yaml").exists():
            _left_out_if_faulty(made, _add_local_questions, folder / "dictionary" / "dictionary.yaml")
        for path in _language_files(folder / "dictionary"):
            _left_out_if_faulty(made, _add_words, path)
        for path in sorted(folder.glob("*/instrument.yaml")):
            _left_out_if_faulty(made, _add_instrument, path)
    return made


def _left_out_if_faulty(made: Library, add: Any, path: Path) -> None:
    try:
        add(made, path)
    except TemplateFault as fault:
        made.faults.append(fault)


def _language_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("*.yaml")) if path.stem not in ("dictionary", "instrument"))


def _add_dictionary(made: Library, path: Path) -> None:
    content = read_shaped(path, "dictionary")
    made.version = content["version"]
    made.core = tuple(content.get("core", ()))
    made.everywhere = {name: tuple(content.get(name, ())) for name in ("header", "walker", "own_words")}
    for code, row in content["indicators"].items():
        made.indicators[code] = _indicator_of(code, row)
    asked = [code for one in made.indicators.values() if one.follow_up for code in one.follow_up.ask]
    _all_known(made, path, [*made.core, *(code for codes in made.everywhere.values() for code in codes), *asked])


def _add_local_questions(made: Library, path: Path) -> None:
    rows = read_shaped(path, "dictionary")["indicators"]
    local = {code: _indicator_of(code, row) for code, row in rows.items()}
    for code, one in local.items():
        if not one.is_local or code.count("_") < 2:  # noqa: PLR2004 x, city, name
            raise TemplateFault(
                path, _('Name your own question x_<city>_<name> instead of "{code}".').format(code=code)
            )
    made.indicators.update(local)


def _indicator_of(code: str, row: dict[str, Any]) -> Indicator:
    asked = row.get("follow_up")
    return Indicator(
        code=code,
        kind=row["kind"],
        level=row["level"],
        privacy=row["privacy"],
        choices=LEVELS if row["kind"] in LEVEL_KINDS else tuple(row.get("choices", ())),
        alone=tuple(row.get("alone", ())),
        when=row.get("when"),
        is_scored=row.get("scored", False),
        sector=row.get("sector"),
        drawing=row.get("drawing"),
        follow_up=_follow_up_of(asked),
        maps_to=row.get("maps_to"),
        note=row.get("note"),
    )


def _follow_up_of(row: dict[str, Any] | None) -> FollowUp | None:
    return FollowUp(at_most=row["at_most"], ask=tuple(row["ask"])) if row else None


def _add_words(made: Library, path: Path) -> None:
    content = read_shaped(path, "wording")
    _named_after_language(path, content["language"])
    _all_known(made, path, content["indicators"])
    spoken = {code: _wording_of(made.indicators[code], row, path) for code, row in content["indicators"].items()}
    made.words.setdefault(content["language"], {}).update(spoken)


def _wording_of(indicator: Indicator, row: dict[str, Any], path: Path) -> Wording:
    given = row.get("choices", {})
    strange = [code for code in given if code not in indicator.choices]
    if strange:
        sentence = _('"{code}" has no answer "{choice}". Use the answers of dictionary.yaml.')
        raise TemplateFault(path, sentence.format(code=indicator.code, choice=strange[0]))
    short = {code: text if isinstance(text, str) else text["tile"] for code, text in given.items()}
    full = {code: text if isinstance(text, str) else text["text"] for code, text in given.items()}
    return Wording(row["short"], row["question"], short, full, row.get("explanation", ""))


def _add_instrument(made: Library, path: Path) -> None:
    content = read_shaped(path, "instrument")
    if content["code"] != path.parent.name or content["code"] in made.instruments:
        sentence = _('"{code}" must be the name of the folder, and no other instrument may have it.')
        raise TemplateFault(path, sentence.format(code=content["code"]))
    made.instruments[content["code"]] = put_together(made, content, path)
    for words in _language_files(path.parent):
        _left_out_if_faulty(made, _add_about, words)


def put_together(made: Library, content: dict[str, Any], path: Path) -> Instrument:
    """The instrument of a file's content, with whatever its follow-ups ask. Raises TemplateFault for unknown codes."""
    sets = {"quick": tuple(content["quick"]), "full": tuple(content["full"]), **made.everywhere}
    own_rules = content.get("follow_ups", {})
    _all_known(made, path, [*content["quick"], *content["full"], *own_rules])
    asked: dict[str, Indicator] = {}
    waiting = [code for codes in sets.values() for code in codes]
    while waiting:
        code = waiting.pop(0)
        if code not in asked:
            one = made.indicators[code]
            asked[code] = replace(one, follow_up=_follow_up_of(own_rules[code])) if code in own_rules else one
            follow_up = asked[code].follow_up
            _all_known(made, path, follow_up.ask if follow_up else ())
            waiting += follow_up.ask if follow_up else ()
    _has_the_core(made, sets, path)
    return Instrument(code=content["code"], version=content["version"], indicators=asked, **sets)


def _has_the_core(made: Library, sets: dict[str, tuple[str, ...]], path: Path) -> None:
    missing = [code for code in made.core if code not in sets["quick"] + sets["full"]]
    if missing:
        sentence = _("Every instrument asks the nine core questions. Add {codes} to quick or full.")
        raise TemplateFault(path, sentence.format(codes=", ".join(missing)))


def _add_about(made: Library, path: Path) -> None:
    content = read_shaped(path, "about")
    language = content.pop("language")
    _named_after_language(path, language)
    made.about.setdefault(path.parent.name, {})[language] = About(**content)


def _named_after_language(path: Path, language: str) -> None:
    if path.stem != language:
        raise TemplateFault(
            path, _('The file says language "{language}". Name it {language}.yaml.').format(language=language)
        )


def _all_known(made: Library, path: Path, codes: Any) -> None:
    for code in codes:
        if code not in made.indicators:
            raise TemplateFault(path, _('The dictionary has no "{code}". Check its spelling.').format(code=code))


def wording(code: str, language: str) -> Wording:
    """The words of an indicator, string by string in `language`, its base ("es-MX" -> "es") or English.

    A code that no language knows (a city took its own question away) speaks with its code, so that old findings stay readable.
    """
    words = library().words
    spoken = words.get(language) or words.get(language.split("-")[0]) or {}
    fallback = words[SOURCE_LANGUAGE].get(code) or _unspoken(code)
    return _filled(spoken.get(code) or fallback, fallback)


def _filled(spoken: Wording, fallback: Wording) -> Wording:
    if spoken is fallback:
        return spoken
    return replace(
        spoken,
        choices={**fallback.choices, **spoken.choices},
        meanings={**fallback.meanings, **spoken.meanings},
        explanation=spoken.explanation or fallback.explanation,
    )


def _unspoken(code: str) -> Wording:
    kept = library().indicators.get(code)
    choices = {choice: choice for choice in kept.choices} if kept else {}
    return Wording(code, code, choices, choices)


def about(code: str, language: str) -> About:
    """Title, purpose and the rest of an instrument, in `language`, its base or English; its code where nothing is written."""
    told = library().about.get(code, {})
    unwritten = About(title=code, purpose="", who="", when="", unit="")
    return told.get(language) or told.get(language.split("-")[0]) or told.get(SOURCE_LANGUAGE) or unwritten
