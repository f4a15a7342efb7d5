"""Report data: what is in it, and above all what is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.analysis import Audience
from app.reports import Section, plug_section
from app.reports.blocks import section, text
from app.reports.material import Manner
from app.reports.section import _plugged
from tests.makers.reports import made_id, material
from tests.reports.conftest import composed, strings_in


def blocks_of(report: Any, kind: str) -> list[dict[str, Any]]:
    found, pending = [], list(report["sections"])
    while pending:
        one = pending.pop(0)
        found += [one] if one.get("kind") == kind else []
        pending = one.get("blocks", []) + pending
    return found


def named(report: Any, name: str) -> dict[str, Any]:
    return next(section for section in report["sections"] if section["name"] == name)


def test_a_mayor_finds_the_worst_question_first_with_what_it_rests_on() -> None:
    cards = blocks_of(composed(), "cards")
    assert cards[0]["tone"] == "work"
    worst = cards[0]["items"][0]
    assert worst["name"] == "Light"
    assert worst["share"] == "71%"
    assert worst["rests_on"] == "52 answers from 9 people; 95% interval 58% to 82%"


def test_a_mayor_also_sees_what_is_good_and_nothing_stands_in_both_lists() -> None:
    work, good = blocks_of(composed(), "cards")
    assert good["tone"] == "good"
    assert good["items"]
    assert not {item["name"] for item in work["items"]} & {item["name"] for item in good["items"]}


def test_a_report_of_the_evening_itself_says_first_what_nobody_has_checked() -> None:
    assert "checked" not in " ".join(strings_in(named(composed(), "one-page")))
    first = named(composed(manner=Manner(findings=40, unchecked=12)), "one-page")["blocks"][1]
    assert (first["kind"], first["tone"]) == ("notice", "warn")
    assert first["words"].startswith("12 findings have not been checked yet.")
    of_few = named(composed(walkers=3, manner=Manner(findings=24, unchecked=12)), "one-page")["blocks"][1]["words"]
    assert of_few.startswith("Not all findings have been checked yet."), "their number would tell how many walked"
    assert "12" not in of_few


def test_descriptions_are_never_called_good_or_bad() -> None:
    cards = blocks_of(composed(), "cards")
    names = {item["name"] for block in cards for item in block["items"]}
    assert not names & {"People", "Guards"}
    described = [row for block in blocks_of(composed(), "bars") for row in block["rows"] if row["tone"] == "plain"]
    assert described
    assert all("bad" not in row["alt"] for row in described)


def test_a_street_that_is_good_at_noon_does_not_hide_what_it_is_at_night() -> None:
    both = material()
    at_night = material(answers=[one for one in both.answers if one.period == "night"])
    assert both.leads_with_dark
    assert [one.finding_id for one in both.leading(both.answers)] == [one.finding_id for one in at_night.answers]


def test_three_walkers_cannot_be_counted_anywhere() -> None:
    report = composed(walkers=3)
    assert all(not row["shares"] for block in blocks_of(report, "bars") for row in block["rows"])
    assert not blocks_of(report, "cards")
    said = strings_in(report)
    assert not [words for words in said if "3 people" in words or "from 3" in words]
    # 36 findings at six stops on two walks would be three people by division.
    assert not [words for words in said if words in {"36", "Findings"}]
    assert not [
        quote for quote in blocks_of(report, "quotes") if any("bakery" in item["words"] for item in quote["items"])
    ]


def test_three_walkers_still_tell_the_city_where_no_lamp_works() -> None:
    noted = [
        line
        for block in named(composed(walkers=3), "one-page")["blocks"]
        if block["kind"] == "facts"
        for line in block["pairs"]
    ]
    assert noted
    assert any("Light:" in words for _stop, words in noted)
    assert not any("feeling" in words.lower() for _stop, words in noted)


def test_how_people_feel_at_one_stop_is_a_middle_and_never_a_spread() -> None:
    rows = [row for stop in blocks_of(composed(), "stop") for row in stop["blocks"][0]["rows"]]
    feelings = [row for row in rows if row["name"] == "My feeling"]
    assert feelings
    assert all(not row["shares"] and row["middle"] in range(4) for row in feelings)
    assert any(row["shares"] for row in rows)


def test_strangers_see_no_feelings_of_nine_people_and_no_minutes() -> None:
    report = composed(audience=Audience.PUBLIC, groups=[])
    feeling = next(row for block in blocks_of(report, "bars") for row in block["rows"] if row["name"] == "My feeling")
    assert feeling["shares"] == []
    assert "Hours" not in [term for term, _value in report["cover"]["facts"]]
    assert not [words for words in strings_in(named(report, "method")) if "PM" in words]


def test_where_counts_are_rounded_neither_people_nor_the_length_of_a_bar_tell_the_exact_one() -> None:
    report = composed(walkers=13)
    rows = [row for block in blocks_of(report, "bars") for row in block["rows"] if row["name"] == "My feeling"]
    assert rows[0]["count"] == "about 70 answers from 15 people"
    per_cent = [int(label.rstrip("%")) for label in rows[0]["labels"]]
    assert rows[0]["shares"] == pytest.approx([part / sum(per_cent) for part in per_cent])
    assert {row["count"] for row in rows[1:]} == {"about 10 people", "about 15 people"}
    [annexed] = [row for row in blocks_of(report, "table")[-3]["rows"] if row[0] == "My feeling"]
    assert annexed[5:7] == ["70", "15"]


def test_a_worry_is_never_beside_a_stop() -> None:
    stops = strings_in(blocks_of(composed(walkers=12), "stop"))
    assert not [words for words in stops if "After nine" in words]
    assert [words for words in strings_in(composed(walkers=12)) if "After nine" in words]


def test_nine_people_are_too_few_for_a_worry_to_be_quoted() -> None:
    assert not [words for words in strings_in(composed(walkers=9)) if "After nine" in words]


def test_the_data_names_no_walker() -> None:
    said = json.dumps(composed())
    assert not [n for n in range(9) if str(made_id("walker", n)) in said]


def test_a_later_room_plugs_its_section_in_between() -> None:
    plug_section(
        Section("requests", 15, lambda _material, _language: section("requests", "Requests", [text("Mend the lamp.")]))
    )
    try:
        names = [part["name"] for part in composed()["sections"]]
    finally:
        del _plugged["requests"]
    assert names[:3] == ["one-page", "requests", "who"]


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_an_audit_without_any_finding_still_has_a_report(language: str) -> None:
    report = composed(language, walkers=0, stops=0, maps=[], photos=[], quotes=[], outings=[])
    assert {"one-page", "who", "method", "limits", "withdrawing"} <= {part["name"] for part in report["sections"]}


def test_numbers_are_written_with_the_reader_s_own_digits() -> None:
    card = blocks_of(composed("ar"), "cards")[0]["items"][0]
    assert "٧١" in card["share"]
    assert composed("ar")["direction"] == "rtl"
