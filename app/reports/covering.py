"""Letters that no font can draw are replaced before printing: PDF/UA refuses the whole report for one of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Set
from typing import Any

REPLACEMENT = "\ufffd"
"""The sign for "a letter was here"; Noto Sans draws it."""

JOINERS = {"\u200c", "\u200d"}
"""ZWNJ and ZWJ: Persian, Urdu and the Indic scripts are wrong without them."""

ISOLATES = {"\u2068", "\u2069"}
"""Set by `blocks.isolated` around somebody's words. All other marks that turn the direction are taken out: unclosed,
they turn the rest of the page."""

ATTACHED = {"Mn", "Me"}
DROPPED = {"Cc", "Cf", "Cs"}
LONGEST_WORD = 40
BREAK = "\u200b"


def printable(data: Any, drawable: Set[int]) -> Any:
    """The same data with every string made printable by fonts that draw the code points in `drawable`."""
    if isinstance(data, str):
        return printable_text(data, drawable)
    if isinstance(data, dict):
        return {key: printable(value, drawable) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [printable(value, drawable) for value in data]
    return data


def printable_text(words: str, drawable: Set[int]) -> str:
    """One replacement for each run that cannot be drawn, so that a row of emoji is one sign and not nine."""
    kept: list[str] = []
    for letter in unicodedata.normalize("NFC", words):
        sign = _sign_for(letter, drawable)
        if sign != REPLACEMENT or kept[-1:] != [REPLACEMENT]:
            kept.append(sign)
    return breakable("".join(kept))


def breakable(words: str) -> str:
    """Very long words get places to break, so that a pasted address cannot run out of the page."""
    return " ".join(_cut(word) for word in words.split(" "))


def _cut(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    return BREAK.join(word[start : start + LONGEST_WORD] for start in range(0, len(word), LONGEST_WORD))


def _sign_for(letter: str, drawable: Set[int]) -> str:
    if letter in JOINERS or letter in ISOLATES:
        return letter
    if letter == "\u00a0":
        return letter
    if letter.isspace():
        return " "
    category = unicodedata.category(letter)
    if category in DROPPED or (category in ATTACHED and ord(letter) not in drawable):
        return ""
    return letter if ord(letter) in drawable else REPLACEMENT
