"""No reader meets an untranslated string."""

from __future__ import annotations

from gettext import c2py  # type: ignore[attr-defined]

import pytest
from babel.messages.catalog import Catalog

from app.foundation.errors import Problem
from app.foundation.language import LOCALES, WALKER_LANGUAGES, catalogue, locale_of
from app.rooms import open_front_doors, parts_named
from tests.house import words

DESK_ONLY = (
    "app.instruments",
    "app.people",
    "app.sites",
    "app.maps",
    "app.reports",
    "app.exports",
    "app.findings.copies",
    "app.findings.moderating",
    "app.findings.taking_in",
    "app.web.vault_files",
    "app.web.csrf",
    "app.web.visits",
)
OTHERS = [language for language in WALKER_LANGUAGES if language != "en"]


@pytest.fixture(scope="module")
def strings() -> Catalog:
    """Gathered once: reading all of the code takes seconds."""
    return words.gathered()


@pytest.mark.parametrize("language", OTHERS)
def test_every_string_is_translated(language: str, strings: Catalog) -> None:
    assert words.faults(language, strings) == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_on_disk_is_the_one_in_use(language: str, strings: Catalog) -> None:
    path = LOCALES / language / "LC_MESSAGES" / "farola.po"
    is_current = path.read_bytes() == words.written(words.catalogue_of(language, strings))
    assert is_current, "run `make words`"  # to show where two such long texts differ would take minutes


def test_a_missing_placeholder_is_noticed() -> None:
    from babel.messages.catalog import Message

    assert words._strange_placeholders(Message("{n} of {total}", "{n}")) == {"total"}
    assert words._strange_placeholders(Message("{n} of {total}", "{total} / {n}")) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_count_takes_the_form_that_her_phone_and_the_server_agree_on(language: str) -> None:
    form_of, category_of = c2py(catalogue(language).plural_expr), locale_of(language).plural_form
    pairs = {(form_of(n), category_of(n)) for n in range(1001)}
    assert len(pairs) == len({form for form, _name in pairs}) == len({name for _form, name in pairs})
    # A whole million is "many" in three of the languages; they write it as they write "other", and so does the phone.
    assert (form_of(10**6), "other") in pairs


def test_whatever_is_refused_to_a_phone_is_said_in_the_languages_of_walkers(strings: Catalog) -> None:
    open_front_doors()
    parts_named("api")
    told = {message.id for message in strings if message.id and words.is_met_by_walkers(message)}
    refused = [problem for problem in _all_kinds_of(Problem) if not problem.__module__.startswith(DESK_ONLY)]
    assert len(refused) > 15
    assert [problem.__name__ for problem in refused if problem.sentence not in told] == []


def _all_kinds_of(problem: type[Problem]) -> list[type[Problem]]:
    ours = [kind for kind in problem.__subclasses__() if kind.__module__.startswith("app.")]
    return [each for kind in ours for each in (kind, *_all_kinds_of(kind))]
