"""A walker takes everything back from any device: she types her number, is asked once, and it is gone."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from app.findings import Finding
from app.foundation.database import reading
from app.walks.tries import MOST_WRONG_RECEIPTS, wrong_receipts
from tests.cast import Cast, token_in
from tests.makers.findings import a_finding, a_phone, a_walk, rows


def _type(browser: TestClient, receipt: str, **more: str) -> Any:
    token = token_in(browser.get("/withdraw").text)
    return browser.post("/withdraw", data={"csrf_token": token, "receipt": receipt, **more})


def _states() -> list[str]:
    with reading() as session:
        return [row.state for row in rows(session, Finding)]


def test_her_number_is_asked_once_more_and_then_everything_is_gone(cast: Cast) -> None:
    phone = a_phone(a_walk(cast.facilitator))
    phone.send(a_finding(phone.walk), a_finding(phone.walk))
    other = a_phone(phone.walk)
    other.send(a_finding(phone.walk))
    browser, receipt = cast.client(), phone.joined.receipt
    asked = _type(browser, receipt.replace(" ", "-"))
    assert "Delete everything?" in asked.text
    assert _states() == ["kept"] * 3
    gone = _type(browser, receipt, sure="yes")
    assert "2 things that you sent are deleted for good." in gone.text
    assert sorted(_states()) == ["kept", "withdrawn", "withdrawn"], "and nobody else's"


def test_a_wrong_number_stays_in_the_field_and_deletes_nothing(cast: Cast) -> None:
    phone = a_phone(a_walk(cast.facilitator))
    phone.send(a_finding(phone.walk))
    answer = _type(cast.client(), "1111 2222 3333 4444", sure="yes")
    assert answer.status_code == 404
    assert "Check its 16 digits" in answer.text
    assert 'value="1111 2222 3333 4444"' in answer.text
    assert _states() == ["kept"]


def test_guessing_is_slowed_down_for_everybody_together(cast: Cast) -> None:
    browser = cast.client()
    wrong_receipts.forget()
    try:
        for number in range(MOST_WRONG_RECEIPTS):
            assert _type(browser, f"{number:016d}").status_code == 404
        answer = _type(browser, "9" * 16)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
    finally:
        wrong_receipts.forget()


def test_the_number_is_in_no_address_and_no_copy_of_the_page_is_kept(cast: Cast) -> None:
    phone = a_phone(a_walk(cast.facilitator))
    browser, receipt = cast.client(), phone.joined.receipt
    asked = _type(browser, receipt)
    assert receipt not in str(asked.url)
    assert asked.headers["Cache-Control"] == "no-store"
    assert 'method="post" action="/withdraw"' in asked.text
