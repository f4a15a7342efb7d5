"""From files to the library: the built-in folder first, then an organisation's own.

The second folder (setting FAROLA_TEMPLATES) may add a city's instruments, its questions (x_<city>_<name>) and its words for
any language. A file that cannot be used is left out with a warning, so that one slip does not close the server; only the
built-in dictionary must be right.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.foundation.language import _
from app.foundation.settings import settings
from app.instruments.indicator import LEVEL_KINDS, LEVELS, LOCAL_PREFIX, UNASKED_KINDS, FollowUp, Indicator, Wording
from app.instruments.instrument import Instrument, in_order
from app.instruments.library import BUILT_IN, About, Library
from app.instruments.reading import TemplateFault
from app.instruments.shapes import read_shaped

LOCAL_CODE = re.compile(rf"{LOCAL_PREFIX}[a-z0-9]+(_[a-z0-9]+)+")  # x_<city>_<name>
log = logging.getLogger(__name__)


def library() -> Library:
    """The library of this installation. Raises TemplateFault when the built-in dictionary cannot be used."""
    return _library_with(settings().templates)


@lru_cache(maxsize=4)
def _library_with(own: Path | None) -> Library:
    made = read_library(BUILT_IN, own)
    for fault in made.faults:
        log.warning("left out of the instruments: %s", fault)
    return made


def read_library(built_in: Path, own: Path | None = None) -> Library:
    """Read both folders anew. Raises TemplateFault only for the built-in dictionary; the rest is in `faults`."""
    made = Library()
    _add_dictionary(made, built_in / "dictionary" / "dictionary.yaml")
    for folder in (built_in, own) if own else (built_in,):
        local = folder / "dictionary" / "dictionary.yaml"
        if folder is own and local.exists():
            _or_leave_out(_add_local_questions, made, local)
        for path in _language_files(folder / "dictionary"):
            _or_leave_out(_add_words, made, path)
        for path in sorted(folder.glob("*/instrument.yaml")):
            _or_leave_out(_add_instrument, made, path)
    return made


def _or_leave_out(add: Callable[[Library, Path], None], made: Library, path: Path) -> None:
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
    made.indicators = {code: _indicator_of(code, row) for code, row in content["indicators"].items()}
    _are_known(made.indicators, path, made.core)
    for codes in made.everywhere.values():
        _are_known(made.indicators, path, codes)
    _follow_up_well(made.indicators, made.indicators.values(), path)


def _add_local_questions(made: Library, path: Path) -> None:
    rows = read_shaped(path, "dictionary")["indicators"]
    local = {code: _indicator_of(code, row) for code, row in rows.items()}
    for one in local.values():
        if not LOCAL_CODE.fullmatch(one.code):
            raise TemplateFault(
                path, _('Name your own question x_<city>_<name> instead of "{code}".').format(code=one.code)
            )
        if one.kind in UNASKED_KINDS:
            # Free words and photos pass one checked road; a second one could ask for what may hurt a person.
            sentence = _(
                '"{code}" must be answered with levels, choices or numbers. Words and photos have questions already.'
            )
            raise TemplateFault(path, sentence.format(code=one.code))
    _follow_up_well(made.indicators | local, local.values(), path)
    made.indicators.update(local)


def _indicator_of(code: str, row: dict[str, Any]) -> Indicator:
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
        follow_up=_follow_up_of(row.get("follow_up")),
        maps_to=row.get("maps_to"),
        note=row.get("note"),
    )


def _follow_up_of(row: dict[str, Any] | None) -> FollowUp | None:
    return FollowUp(at_most=row["at_most"], ask=tuple(row["ask"])) if row else None


def _add_words(made: Library, path: Path) -> None:
    content = read_shaped(path, "wording")
    _is_named_after(path, content["language"])
    _are_known(made.indicators, path, content["indicators"])
    spoken = made.words.get(content["language"], {})
    fresh = {
        code: _wording_of(made.indicators[code], row, path, spoken.get(code))
        for code, row in content["indicators"].items()
    }
    made.words[content["language"]] = spoken | fresh


def _wording_of(indicator: Indicator, row: dict[str, Any], path: Path, before: Wording | None) -> Wording:
    given = row.get("choices", {})
    strange = [choice for choice in given if choice not in indicator.choices]
    if strange:
        sentence = _('"{code}" has no answer "{choice}". Use the answers of dictionary.yaml.')
        raise TemplateFault(path, sentence.format(code=indicator.code, choice=strange[0]))
    short = {choice: text if isinstance(text, str) else text["tile"] for choice, text in given.items()}
    full = {choice: text if isinstance(text, str) else text["text"] for choice, text in given.items()}
    if before:
        short, full = {**before.choices, **short}, {**before.meanings, **full}
    return Wording(
        row["short"], row["question"], short, full, row.get("explanation", before.explanation if before else "")
    )


def _add_instrument(made: Library, path: Path) -> None:
    content = read_shaped(path, "instrument")
    code = content["code"]
    if code != path.parent.name:
        raise TemplateFault(path, _('The code "{code}" must be the name of the folder.').format(code=code))
    if code in made.instruments:
        raise TemplateFault(path, _('"{code}" is built in. Give your own instrument another code.').format(code=code))
    made.instruments[code] = _put_together(made, content, path)
    for words in _language_files(path.parent):
        _or_leave_out(_add_about, made, words)


def _put_together(made: Library, content: dict[str, Any], path: Path) -> Instrument:
    sets = {"quick": tuple(content["quick"]), "full": tuple(content["full"]), **made.everywhere}
    _are_known(made.indicators, path, [code for codes in sets.values() for code in codes])
    missing = [code for code in made.core if code not in sets["quick"] + sets["full"]]
    if missing:
        sentence = _("Every instrument asks the nine core questions. Add {codes} to quick or full.")
        raise TemplateFault(path, sentence.format(codes=", ".join(missing)))
    indicators = in_order(sets, _with_own_follow_ups(made, content.get("follow_ups", {}), path))
    return Instrument(code=content["code"], version=content["version"], indicators=indicators, **sets)


def _with_own_follow_ups(made: Library, rules: dict[str, Any], path: Path) -> dict[str, Indicator]:
    """The dictionary with an instrument's own rules in place; a rule of null asks nothing more."""
    _are_known(made.indicators, path, rules)
    own = {code: replace(made.indicators[code], follow_up=_follow_up_of(rule)) for code, rule in rules.items()}
    _follow_up_well(made.indicators, own.values(), path)
    return made.indicators | own


def _follow_up_well(known: dict[str, Indicator], indicators: Iterable[Indicator], path: Path) -> None:
    """A follow-up is asked of levels, and asks ticks and levels that ask nothing more themselves: one question, not a chain."""
    for one in indicators:
        asked = one.follow_up.ask if one.follow_up else ()
        _are_known(known, path, asked)
        for code in asked:
            if not one.has_levels or known[code].kind in UNASKED_KINDS or known[code].follow_up:
                sentence = _('"{code}" cannot ask "{more}" as well: ask something to tick that asks nothing more.')
                raise TemplateFault(path, sentence.format(code=one.code, more=code))


def _add_about(made: Library, path: Path) -> None:
    content = read_shaped(path, "about")
    language = content.pop("language")
    _is_named_after(path, language)
    made.about.setdefault(path.parent.name, {})[language] = About(**content)


def _is_named_after(path: Path, language: str) -> None:
    if path.stem != language:
        sentence = _('The file says language "{language}". Name it {language}.yaml.')
        raise TemplateFault(path, sentence.format(language=language))


def _are_known(known: dict[str, Indicator], path: Path, codes: Iterable[str]) -> None:
    for code in codes:
        if code not in known:
            raise TemplateFault(path, _('The dictionary has no "{code}". Check its spelling.').format(code=code))
