"""One finding as a row: codes for machines, words for people, and nothing that tells who or at which minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from app.exports.choosing import Choice, Column
from app.exports.store import Noticed
from app.findings import Medium
from app.foundation.spreadsheets import harmless

COMMON = ("number", "walk", "date", "hour", "period", "stop", "stop_name", "lon", "lat", "photos")
ONLY_INSIDE = (
    "accuracy_m",
    "place_source",
    "mode",
    "entry",
    "is_late",
    "checked",
    "may_be_quoted",
    "may_be_published",
    "marks",
)


def head_of(choice: Choice) -> list[str]:
    """The names of the columns."""
    inside = ONLY_INSIDE if choice.is_inside else ()
    answers = (name for column in choice.columns for name in (column.code, f"{column.code}_means"))
    return [*COMMON, *inside, *answers, *_names_of_words(choice)]


def row_of(choice: Choice, number: int, noticed: Noticed, photos: Sequence[Medium]) -> dict[str, Any]:
    """The cells of a finding by column. Texts are as they were written: `cells_of` makes them harmless."""
    when = noticed.started_at.astimezone(ZoneInfo(choice.time_zone))
    stop = choice.stops.get(noticed.stop_id, ("", "")) if noticed.stop_id else ("", "")
    row: dict[str, Any] = {
        "number": number,
        "walk": choice.walks.get(noticed.walk_id, ""),
        "date": when.date().isoformat(),
        "hour": when.hour,
        "period": noticed.period,
        "stop": stop[0],
        "stop_name": stop[1],
        "lon": noticed.lon,
        "lat": noticed.lat,
        "photos": [photo_name(number, at) for at, _photo in enumerate(photos, 1)],
    }
    if choice.is_inside:
        row |= _inside(noticed)
        row |= _words(choice, noticed.shown_words)
    return row | {code: answer for code, answer in noticed.answers.items() if code in choice.codes}


def _names_of_words(choice: Choice) -> list[str]:
    return [*(f"words_{code}" for code in choice.own_words), "words_beside_answers"] if choice.is_inside else []


def _words(choice: Choice, words: Mapping[str, str]) -> dict[str, str]:
    """What she wrote that no moderator hid; what stands beside an answer follows the code of its question."""
    beside = (f"{code}: {text}" for code, text in words.items() if code not in choice.own_words)
    own = {f"words_{code}": words.get(code, "") for code in choice.own_words}
    return own | {"words_beside_answers": " · ".join(beside)}


def _inside(noticed: Noticed) -> dict[str, Any]:
    return {
        "accuracy_m": noticed.accuracy_m,
        "place_source": noticed.place_source,
        "mode": noticed.mode,
        "entry": noticed.entry,
        "is_late": noticed.is_late,
        "checked": noticed.moderation == "accepted",
        "may_be_quoted": "quote" in noticed.scopes,
        "may_be_published": "publish" in noticed.scopes,
        "marks": noticed.marks,
    }


def cells_of(choice: Choice, row: dict[str, Any]) -> list[object]:
    """A row in the order of the head, fit for a spreadsheet."""
    cells = [_cell(row.get(name)) for name in (*COMMON, *(ONLY_INSIDE if choice.is_inside else ()))]
    for column in choice.columns:
        answer = row.get(column.code)
        cells += ("", "") if answer is None else (_cell(answer), harmless(meaning_of(column, answer)))
    return cells + [_cell(row.get(name)) for name in _names_of_words(choice)]


def meaning_of(column: Column, answer: Any) -> str:
    """An answer in words; numbers and what nobody worded stay as they are."""
    many = answer if isinstance(answer, list) else [answer]
    return " · ".join(column.words.meanings.get(str(one), str(one)) for one in many)


def photo_name(number: int, at: int) -> str:
    """What a photo is called: by the number of its finding, which says nothing about when or by whom."""
    return f"photos/{number:05d}-{at}.jpg"


def _cell(value: Any) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return harmless(";".join(map(str, value)))
    return harmless(value) if isinstance(value, str) else value
