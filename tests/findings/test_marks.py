"""What a walker marks in passing is said in words at the desk."""

from __future__ import annotations

import re
from pathlib import Path

from app.findings.telling import MARK_WORDS

ASIDES = Path(__file__).parents[2] / "static/phone/findings/asides.js"


def test_every_mark_that_a_phone_can_set_has_words_at_the_desk() -> None:
    source = ASIDES.read_text("utf-8")
    marks = {*re.findall(r'mark: "([a-z-]+)"', source), *re.findall(r'MOMENT = "([a-z-]+)"', source)}
    assert len(marks) == 9
    assert marks == set(MARK_WORDS)
