"""Lines for spreadsheets, in which nothing that a person wrote is ever run."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

# Spreadsheets of some languages also start formulas with the full-width signs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"  # without it some spreadsheets read UTF-8 as something else


def csv_line(cells: Sequence[object]) -> str:
    """One line, quoted where needed. Texts that a person wrote go through `harmless` before."""
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def harmless(text: str) -> str:
    """A spreadsheet would run a cell that begins like a formula; the quote makes it text."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
