"""The translators' catalogues: gather every marked string, bring `app/locale` up to date, or check that nothing is missing.

A language of the desk has every string. A language of walkers has those that a walker can meet: see WALKER_SOURCES.

python -m tests.house.words            rewrite the catalogues, keeping what is translated
python -m tests.house.words --check    exit 1 and say what is missing
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.foundation.language import LANGUAGES, LOCALES, SOURCE_LANGUAGE, WALKER_LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "ngettext_": (1, 2)}
SOURCES = [
    ("app", [("**/templates/**.html", "jinja2"), ("**.py", "python")]),
    ("static/phone", [("**.js", "javascript")]),
    ("static/desk", [("**.js", "javascript")]),
]
JINJA = {"**/templates/**.html": {"trimmed": "true", "encoding": "utf-8"}}
# Beginnings of the files whose strings reach a walker: her phone, what its API refuses, the poster, paper, and taking back.
WALKER_SOURCES = (
    "static/phone/",
    "app/foundation/",
    "app/web/phone.py",
    "app/web/templates/_failure.html",
    "app/web/templates/_footer.html",
    "app/web/templates/_header.html",
    "app/web/templates/failure.html",
    "app/web/templates/forms.html",
    "app/web/templates/layout.html",
    "app/web/templates/phone.html",
    "app/web/templates/quiet.html",
    "app/web/failures.py",
    "app/web/bodies.py",
    "app/walks/api.py",
    "app/walks/paper",
    "app/walks/poster.py",
    "app/walks/problems.py",
    "app/walks/templates/paper",
    "app/walks/tries.py",
    "app/findings/admission.py",
    "app/findings/arrival.py",
    "app/findings/cleaning.py",
    "app/findings/doors_for_phones.py",
    "app/findings/judging.py",
    "app/findings/quotas.py",
    "app/findings/receiving.py",
    "app/findings/refusals.py",
    "app/findings/room.py",
    "app/findings/templates/withdraw.html",
    "app/findings/uploading.py",
    "app/findings/withdrawing_pages.py",
    "app/instruments/answering.py",
)
# Here CLDR counts 0 as one ("0 foto") and the custom of gettext does not. The phone chooses by CLDR, so the header must too.
PLURALS = dict.fromkeys(("pt", "hi", "bn"), "nplurals=2; plural=(n > 1);")
PLACEHOLDER = re.compile(r"\{(\w*)\}|%\((\w+)\)s")


def gathered() -> Catalog:
    """Every marked string of Python, Jinja and the phone, with the files that use it."""
    found = Catalog(project="Farola", charset="utf-8")
    for folder, methods in SOURCES:
        for name, line, msgid, comments, _context in extract_from_dir(
            ROOT / folder,
            methods,
            options_map=JINJA,
            keywords=KEYWORDS,
            comment_tags=("i18n:",),
            strip_comment_tags=True,
        ):
            # Lines would change with every edit; the file is enough for a translator and for the phone's selection.
            found.add(msgid, locations=[(f"{folder}/{Path(name).as_posix()}", 0)], auto_comments=comments)
            del line
    return found


def is_met_by_walkers(message: Message) -> bool:
    """Whether a walker can read this string, by the files that use it."""
    return any(where.startswith(WALKER_SOURCES) for where, _line in message.locations)


def catalogue_of(language: str, strings: Catalog) -> Catalog:
    """The kept catalogue of `language` with exactly the strings in use: new ones empty, unused ones gone."""
    path = LOCALES / language / "LC_MESSAGES" / "farola.po"
    kept = Catalog(locale=language)
    if path.is_file():
        with path.open("rb") as file:
            kept = read_po(file, locale=language)
    fresh = Catalog(locale=language, project="Farola", charset="utf-8", creation_date=kept.creation_date)
    fresh.revision_date = kept.creation_date
    if language in PLURALS:
        fresh.mime_headers = [("Plural-Forms", PLURALS[language])]
    for message in strings:
        if not message.id or (language not in LANGUAGES and not is_met_by_walkers(message)):
            continue
        before = kept.get(message.id)
        text = before.string if before and not before.fuzzy else None
        if isinstance(text, str) is not isinstance(message.id, str):
            text = None  # the string has just been given a plural, or lost it
        locations = sorted({(where, 0) for where, _line in message.locations})
        fresh.add(
            message.id,
            text or ("" if isinstance(message.id, str) else ()),
            locations=locations,
            auto_comments=message.auto_comments,
            flags=message.flags,
        )
    return fresh


def written(catalogue: Catalog) -> bytes:
    """The file as it stands in the project: sorted, without dates or line numbers, so that two people's changes merge."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, width=110, include_lineno=False, omit_header=True)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale}\\n"\n"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return header.encode() + buffer.getvalue()


def faults(language: str, strings: Catalog) -> list[str]:
    """What a translator still has to do, or did wrongly, as sentences. Empty when the language is complete."""
    catalogue = catalogue_of(language, strings)
    found = []
    for message in catalogue:
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[0]
        if not _complete(message, catalogue.num_plurals):
            found.append(f"{language}: not translated: {source!r}")
        elif strange := _strange_placeholders(message):
            found.append(f"{language}: placeholders {sorted(strange)} differ in {source!r}")
    return found


def _complete(message: Message, plurals: int) -> bool:
    if isinstance(message.id, str):
        return bool(message.string)
    return len(message.string) == plurals and all(message.string)


def _strange_placeholders(message: Message) -> set[str]:
    """Names in a translation that the source lacks would fail when filled; a name left out loses a fact."""
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    texts = [message.string] if isinstance(message.string, str) else list(message.string)
    known = {name for text in sources for pair in PLACEHOLDER.findall(text) for name in pair if name}
    used = {name for text in texts for pair in PLACEHOLDER.findall(text) for name in pair if name}
    return known ^ used


def main(arguments: list[str]) -> int:
    strings = gathered()
    named = [word for word in arguments if not word.startswith("-")]
    others = named or [language for language in WALKER_LANGUAGES if language != SOURCE_LANGUAGE]
    if "--check" in arguments:
        found = [fault for language in others for fault in faults(language, strings)]
        sys.stdout.write(
            "\n".join([*found, f"{len(strings)} strings, {len(found)} faults in {', '.join(others)}"]) + "\n"
        )
        return 1 if found else 0
    for language in others:
        path = LOCALES / language / "LC_MESSAGES" / "farola.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalogue_of(language, strings)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
