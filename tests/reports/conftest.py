"""What report tests share: our sections plugged in, and a way from material to printed words."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from app.foundation.language import in_language
from app.reports.composing import Report, compose
from app.reports.printing import photo_items, print_report
from app.reports.sections import plug_in_ours
from tests.makers.reports import a_jpeg, material


@pytest.fixture(autouse=True)
def _our_sections() -> None:
    plug_in_ours()


def composed(language: str = "en", **changes: Any) -> Report:
    """A report as plain data, of an invented audit in `language`."""
    with in_language(language):
        return compose(material(language=language, **changes))


def read(report: Report) -> PdfReader:
    """The report, printed and opened again."""
    photos = {item["name"]: a_jpeg(number) for number, item in enumerate(photo_items(report))}
    return PdfReader(BytesIO(print_report(report, photos)))


@lru_cache(maxsize=3)
def printed_in(language: str) -> PdfReader:
    """The usual report in one language, printed once for all tests that only read it."""
    plug_in_ours()
    return read(composed(language))


def words_of(pdf: PdfReader) -> str:
    """Everything that can be read in a PDF, in one line of single spaces."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def strings_in(data: Any) -> list[str]:
    """Every text in plain data."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [text for key, value in data.items() if key != "drawings" for text in strings_in(value)]
    return [text for value in data for text in strings_in(value)] if isinstance(data, list) else []
