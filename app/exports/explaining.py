"""What the files mean, for whoever opens them years from now."""

from __future__ import annotations

from collections.abc import Iterator

from app.exports.choosing import Choice
from app.foundation.language import N_, _
from app.foundation.spreadsheets import csv_line, harmless

RULES = (
    N_("These files come from a safety audit. They speak of places, never of persons. Keep it that way."),
    N_(
        "Nobody may try to find out who answered. Rows of one person are not marked as such, and times are rounded to the hour."
    ),
    N_(
        "Before you publish a number about how people feel, be sure that at least ten different people stand behind it."
    ),
    N_("Words may be quoted only where may_be_quoted says yes, and nothing published where may_be_published says no."),
    N_("Whoever took part may take back what she said at any time. Take a fresh export before you use this one again."),
)
FILES = (
    ("findings.csv", N_("One row for each finding: codes, and beside each code what it means.")),
    ("findings.geojson", N_("The same findings as points for maps.")),
    ("photos", N_("Clean photos, named by the number of their finding.")),
    ("photos.csv", N_("Which photo belongs to which finding and question.")),
    ("codebook.csv", N_("Every question and every answer in words.")),
    ("instruments.json", N_("The questions exactly as they were asked, for machines.")),
)


def letter_of(choice: Choice) -> str:
    """The text that lies on top."""
    files = (f"{name}: {_(says)}" for name, says in FILES)
    return "\n".join([choice.audit.title, "", *(_(rule) for rule in RULES), "", *files, ""])


def codebook_lines(choice: Choice) -> Iterator[str]:
    """One line for each answer of each question; a question without fixed answers has one line."""
    yield csv_line(["indicator", "kind", "privacy", "short", "question", "answer", "means"])
    for column in choice.columns:
        known = [column.code, column.indicator.kind, column.indicator.privacy]
        said = [*known, harmless(column.words.short), harmless(column.words.question)]
        for answer, meaning in column.words.meanings.items() or [("", "")]:
            yield csv_line([*said, answer, harmless(meaning)])
