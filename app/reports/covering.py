"""Letters that no font can draw are replaced before printing: PDF/UA refuses the whole report for one of them."""

from __future__ import annotations

import re
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

KEPT = JOINERS | ISOLATES | {" ", "\u00a0"}
RUN = re.compile(f"{REPLACEMENT}[{REPLACEMENT}\u200c\u200d]*")
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
    visible = _composed("".join(_unmarked(letter) for letter in words))
    settled = _composed("".join(letter for letter in visible if not _is_lost_mark(letter, drawable)))
    signs = "".join(_sign_for(letter, drawable) for letter in settled)
    return breakable(RUN.sub(REPLACEMENT, signs))


def breakable(words: str) -> str:
    """Very long words get places to break, so that a pasted address cannot run out of the page."""
    return " ".join(_cut(word) for word in words.split(" "))


def _cut(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    return BREAK.join(word[start : start + LONGEST_WORD] for start in range(0, len(word), LONGEST_WORD))


def _composed(words: str) -> str:
    return unicodedata.normalize("NFC", words)


def _unmarked(letter: str) -> str:
    """Without control and direction marks; every kind of space but the one that keeps words together is a plain one."""
    if letter in KEPT:
        return letter
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in DROPPED else letter


def _is_lost_mark(letter: str, drawable: Set[int]) -> bool:
    """A mark on a letter that no font draws: the letter stays readable without it."""
    return ord(letter) not in drawable and unicodedata.category(letter) in ATTACHED


def _sign_for(letter: str, drawable: Set[int]) -> str:
    return letter if letter in KEPT or ord(letter) in drawable else REPLACEMENT
