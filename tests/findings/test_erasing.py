"""What a walker takes back is gone: from her phone, by receipt, before it arrived, and for ever."""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import col, select

from app.findings import Finding, Medium, ModerationStep, Parked, clean_waiting, erase_hidden, hide_words, move_place
from app.findings.withdrawn import withdrawn_log
from app.foundation.database import reading, writing
from app.walks import WalkerProfile
from app.walks.tries import MOST_WRONG_RECEIPTS, wrong_receipts
from tests.findings.conftest import a_viewer
from tests.makers.findings import Phone, a_finding, a_phone, a_photo, a_walk, listed, pictures_and_uploads, rows

SECRET = "the house with the green door"


def everything_in_the_database() -> str:
    """Every value of every table of this room, as text."""
    with reading() as session:
        return json.dumps(
            [row.model_dump() for table in (Finding, Medium, Parked, ModerationStep) for row in rows(session, table)],
            default=str,
        )


def take_back(phone: Phone, finding_id: str) -> Any:
    return phone.client.delete(f"/api/v1/findings/{finding_id}", headers=phone.headers)


def test_a_finding_taken_back_leaves_an_empty_row_and_no_file(either_phone: Phone) -> None:
    content = a_photo()
    finding = a_finding(either_phone.walk, words={"nar_worry": SECRET}, media=[listed(content, caption=SECRET)])
    either_phone.send(finding)
    either_phone.put(finding["id"], content)
    clean_waiting()
    answer = take_back(either_phone, finding["id"])
    assert (answer.status_code, answer.json()["receipts"][0]["state"]) == (200, "withdrawn")
    assert SECRET not in everything_in_the_database()
    assert pictures_and_uploads() == []
    with reading() as session:
        [row] = rows(session, Finding)
    assert (row.state, row.answers, row.lon, row.sent_place) == ("withdrawn", {}, None, None)


def test_what_was_taken_back_never_returns_whatever_is_sent_again(either_phone: Phone) -> None:
    content = a_photo()
    finding = a_finding(either_phone.walk, words={"nar_worry": SECRET}, media=[listed(content)])
    either_phone.send(finding)
    take_back(either_phone, finding["id"])
    for again in (finding, finding | {"revision": 99}, finding | {"answers": {"lgt_level": 9}}):
        assert either_phone.send(again)[0]["state"] == "withdrawn"
    assert either_phone.put(finding["id"], content).json()["receipts"][0]["state"] == "withdrawn"
    assert SECRET not in everything_in_the_database()


def test_what_she_said_about_herself_goes_with_the_last_of_what_she_noticed(phone: Phone) -> None:
    first, second = a_finding(phone.walk), a_finding(phone.walk)
    first["answers"] |= {"wlk_gender": "woman"}
    phone.send(first, second)
    left = []
    for one in (first, second):
        phone.client.delete(f"/api/v1/findings/{one['id']}", headers=phone.headers)
        with reading() as session:
            left.append(len(session.execute(select(WalkerProfile)).all()))
    assert left == [1, 0]


def test_what_she_said_about_herself_goes_with_the_last_of_what_a_moderator_rejected(either_phone: Phone) -> None:
    finding = a_finding(either_phone.walk)
    finding["answers"] |= {"wlk_gender": "woman"}
    either_phone.send(finding)
    with writing() as session:
        erase_hidden(session, col(Finding.revision) == 1)
    with reading() as session:
        assert session.execute(select(WalkerProfile)).all() == []


def test_a_withdrawal_that_arrives_before_its_finding_wins(phone: Phone) -> None:
    finding = a_finding(phone.walk)
    assert take_back(phone, finding["id"]).status_code == 200
    assert phone.send(finding)[0]["state"] == "withdrawn"
    assert phone.me()["findings"] == []


def test_taking_back_twice_is_the_same_as_once(phone: Phone) -> None:
    finding = a_finding(phone.walk)
    phone.send(finding)
    assert take_back(phone, finding["id"]).json()["receipts"][0]["state"] == "withdrawn"
    assert take_back(phone, finding["id"]).json()["receipts"][0]["state"] == "withdrawn"
    for _ in range(3):
        number = {"receipt": phone.joined.receipt}
        assert phone.client.post("/api/v1/withdraw", json=number, headers=phone.headers).status_code == 200
    named = [line.split()[0] for line in withdrawn_log().read_text().splitlines()]
    assert named == [finding["id"], str(phone.walker_id)], "who taps again and again must not fill the disk"


def test_nobody_takes_back_another_walkers_finding(phone: Phone) -> None:
    finding = a_finding(phone.walk)
    phone.send(finding)
    assert take_back(a_phone(phone.walk), finding["id"]).status_code == 404
    assert phone.me()["findings"][0]["state"] == "kept"


def test_she_takes_back_what_was_set_aside_because_another_phone_had_used_its_number(either_phone: Phone) -> None:
    other, photo = a_phone(either_phone.walk), a_photo()
    theirs = a_finding(other.walk, words={"nar_worry": "theirs"})
    other.send(theirs)
    hers = a_finding(either_phone.walk, id=theirs["id"], words={"nar_worry": "hers"}, media=[listed(photo)])
    assert either_phone.send(hers)[0]["code"] == "id-taken"
    assert either_phone.put(theirs["id"], photo).status_code == 201
    door = f"/api/v1/findings/{theirs['id']}"
    answer = either_phone.client.delete(door, headers=either_phone.headers)
    assert [one["state"] for one in answer.json()["receipts"]] == ["withdrawn"]
    with reading() as session:
        assert (rows(session, Parked), rows(session, Medium)) == ([], [])
        assert [one.words for one in rows(session, Finding)] == [{"nar_worry": "theirs"}]
    assert pictures_and_uploads() == []
    # The same requests again, as when a reply was lost.
    assert either_phone.send(hers)[0]["state"] == "withdrawn"
    assert either_phone.put(theirs["id"], photo).json()["receipts"][0]["state"] == "withdrawn"
    assert either_phone.client.delete(door, headers=either_phone.headers).status_code == 200
    assert other.send(theirs)[0]["state"] == "unchanged"
    with reading() as session:
        assert (rows(session, Parked), rows(session, Medium)) == ([], [])
        assert [one.words for one in rows(session, Finding)] == [{"nar_worry": "theirs"}]
    assert pictures_and_uploads() == []


def test_the_receipt_number_takes_back_everything_from_any_device(either_phone: Phone) -> None:
    phone = either_phone
    content = a_photo()
    finding = a_finding(
        phone.walk, words={"nar_worry": SECRET}, answers={"wlk_gender": "woman"}, media=[listed(content)]
    )
    phone.send(finding, a_finding(phone.walk), a_finding(phone.walk, answers={"lgt_level": 9}))
    phone.put(finding["id"], content)
    other = a_phone(phone.walk)
    other.send(a_finding(phone.walk))
    receipt = phone.joined.receipt
    answer = phone.client.post("/api/v1/withdraw", json={"receipt": receipt})
    assert answer.status_code == 200, answer.text
    assert {one["state"] for one in answer.json()["receipts"]} == {"withdrawn"}
    assert SECRET not in everything_in_the_database()
    assert pictures_and_uploads() == []
    with reading() as session:
        assert session.get(WalkerProfile, (phone.walker_id, "wlk_gender")) is None
        assert [row.state for row in rows(session, Finding) if row.walker_id == other.walker_id] == ["kept"]
    assert phone.send(a_finding(phone.walk))[0]["state"] == "withdrawn"
    assert phone.me()["media"] == []


def test_while_somebody_guesses_numbers_she_takes_everything_back_from_her_own_phone(phone: Phone) -> None:
    wrong_receipts.forget()
    other = a_phone(phone.walk)
    sent = a_finding(phone.walk)
    phone.send(sent)

    def take_back(receipt: str, headers: dict[str, str]) -> int:
        return int(phone.client.post("/api/v1/withdraw", json={"receipt": receipt}, headers=headers).status_code)

    try:
        for number in range(MOST_WRONG_RECEIPTS):
            assert take_back(f"{number:016d}", other.headers) == 404
        hers = phone.joined.receipt
        # Nobody else learns anything, whatever token they show.
        assert [take_back(hers, headers) for headers in ({}, other.headers)] == [429, 429]
        assert take_back(other.joined.receipt, phone.headers) == 429
        assert take_back(hers, {"Authorization": "Bearer unknown"}) == 429
        assert take_back(hers, phone.headers) == 200
        assert phone.send(sent)[0]["state"] == "withdrawn"
    finally:
        wrong_receipts.forget()
    assert take_back(other.joined.receipt, {"Authorization": "Bearer unknown"}) == 200


def test_receipt_numbers_cannot_be_guessed(phone: Phone) -> None:
    wrong_receipts.forget()
    codes = [
        phone.client.post("/api/v1/withdraw", json={"receipt": f"0000 0000 0000 00{n:02}"}).status_code
        for n in range(MOST_WRONG_RECEIPTS + 2)
    ]
    wrong_receipts.forget()
    assert codes == [404] * MOST_WRONG_RECEIPTS + [429] * 2


def test_what_moderators_wrote_down_about_it_goes_with_it(house: Any) -> None:
    viewer = a_viewer()
    phone = a_phone(a_walk(viewer))
    finding = a_finding(phone.walk, words={"nar_worry": SECRET})
    phone.send(finding)
    from uuid import UUID

    with writing() as session:
        move_place(session, viewer, UUID(finding["id"]), 24.5, 60.5)
        hide_words(session, viewer, UUID(finding["id"]), "nar_worry", is_hidden=True)
    take_back(phone, finding["id"])
    with reading() as session:
        assert rows(session, ModerationStep) == []


def test_what_was_set_aside_of_a_finding_that_a_moderator_rejected_goes_with_it(either_phone: Phone) -> None:
    finding = a_finding(either_phone.walk, words={"nar_worry": SECRET})
    either_phone.send(finding, finding | {"revision": 2, "answers": {"lgt_level": 9}})
    with writing() as session:
        erase_hidden(session, col(Finding.revision) == 1)
    assert SECRET not in everything_in_the_database()
    assert [one["state"] for one in either_phone.me()["findings"]] == ["withdrawn"]
