"""Signing in, the team and the log, as seen through the pages."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from app.foundation.database import writing
from app.people import note_read
from tests.cast import PASSWORD, Cast, sign_in, token_in
from tests.makers.web import app_with, browser_of


def browser(email: str = "") -> TestClient:
    client = browser_of(app_with())
    if email:
        sign_in(client, email)
    return client


def post(client: TestClient, page: str, path: str, **data: str) -> str:
    """Fill in a form of `page` and send it to `path`; the page that comes back."""
    return client.post(path, data={"csrf_token": token_in(client.get(page).text), **data}).text


@pytest.mark.parametrize("path", ["/account", "/team", "/team/reads"])
def test_a_visitor_is_led_to_the_sign_in_page_and_back(cast: Cast, path: str) -> None:
    client = browser()
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/sign-in?next={path}"
    page = client.get(answer.headers["Location"]).text
    assert f'name="next" value="{path}"' in page


def test_a_part_of_a_page_is_not_replaced_by_the_sign_in_page(cast: Cast) -> None:
    answer = browser().get("/team", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert "<html" not in answer.text


def test_a_wrong_password_keeps_the_address_and_not_the_password(cast: Cast) -> None:
    page = post(browser(), "/sign-in", "/sign-in", email="amara@example.org", password="wrong password")
    assert "do not belong together" in page
    assert 'value="amara@example.org"' in page
    assert "wrong password" not in page


def test_nobody_is_led_away_after_signing_in(cast: Cast) -> None:
    client = browser()
    data = {"email": "amara@example.org", "password": PASSWORD, "next": "//evil.example"}
    answer = client.post(
        "/sign-in", data=data | {"csrf_token": token_in(client.get("/sign-in").text)}, follow_redirects=False
    )
    assert answer.headers["Location"] == "/desk"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_signing_out_ends_it_on_the_server_too(cast: Cast) -> None:
    client = browser("amara@example.org")
    copied = client.cookies["farola"]
    post(client, "/account", "/sign-out")
    assert client.get("/account", follow_redirects=False).status_code == 303
    client.cookies.set("farola", copied)
    assert client.get("/account", follow_redirects=False).status_code == 303


def test_pia_invites_a_facilitator_who_joins_her_group(cast: Cast) -> None:
    page = post(
        browser("pia@example.org"), "/team", "/team/invitations", role="facilitator", label="Rosa from the market"
    )
    link = re.search(r">(http://testserver/invitation#[^<]+)<", page)
    assert link
    assert link[1].split("#")[1] not in link[1].split("#")[0]
    newcomer = browser()
    weak = post(
        newcomer, "/invitation", "/invitation", secret=link[1], name="Rosa", email="rosa@example.org", password="short"
    )
    assert "Use at least 10 characters" in weak
    assert 'value="Rosa"' in weak
    newcomer.cookies.clear()
    post(
        newcomer, "/invitation", "/invitation", secret=link[1], name="Rosa", email="rosa@example.org", password=PASSWORD
    )
    assert "Mujeres del Canal" in newcomer.get("/account").text
    again = post(
        browser(), "/invitation", "/invitation", secret=link[1], name="Eve", email="eve@example.org", password=PASSWORD
    )
    assert "used, too old, or not complete" in again


def test_a_withdrawn_invitation_opens_nothing(cast: Cast) -> None:
    pia = browser("pia@example.org")
    page = post(pia, "/team", "/team/invitations", role="planner", label="city office")
    secret = re.search(r"/invitation#([^<]+)<", page)
    withdraw = re.search(r'action="(/team/invitations/[^/]+/withdraw)"', page)
    assert secret
    assert withdraw
    assert "opens nothing now" in post(pia, "/team", withdraw[1])
    late = post(
        browser(), "/invitation", "/invitation", secret=secret[1], name="E", email="e@example.org", password=PASSWORD
    )
    assert "used, too old" in late


@pytest.mark.parametrize("email", ["amara@example.org", "noor@example.org", "lucia@example.org"])
def test_only_the_administrator_invites(cast: Cast, email: str) -> None:
    client = browser(email)
    token = token_in(client.get("/account").text)
    data = {"csrf_token": token, "role": "administrator"}
    assert client.post("/team/invitations", data=data).status_code == 403


def test_a_closed_account_is_out_at_its_very_next_request(cast: Cast) -> None:
    noor, pia = browser("noor@example.org"), browser("pia@example.org")
    assert noor.get("/account", follow_redirects=False).status_code == 200
    post(pia, "/team", f"/team/{cast.planner.account_id}/close")
    assert noor.get("/account", follow_redirects=False).status_code == 303
    refused = post(browser(), "/sign-in", "/sign-in", email="noor@example.org", password=PASSWORD)
    assert "do not belong together" in refused
    post(pia, "/team", f"/team/{cast.planner.account_id}/reopen")
    browser("noor@example.org")


def test_nobody_of_another_group_can_be_closed_or_even_found(cast: Cast) -> None:
    pia = browser("pia@example.org")
    assert "Ines" not in pia.get("/team").text
    token = token_in(pia.get("/team").text)
    answer = pia.post(f"/team/{cast.stranger.account_id}/close", data={"csrf_token": token})
    assert answer.status_code == 404
    browser("ines@example.net")


def test_the_last_administrator_cannot_be_lost(cast: Cast) -> None:
    page = post(browser("pia@example.org"), "/team", f"/team/{cast.administrator.account_id}/close")
    assert "At least one administrator must stay" in page


def test_a_new_password_signs_out_the_other_browsers_and_not_this_one(cast: Cast) -> None:
    here, elsewhere = browser("amara@example.org"), browser("amara@example.org")
    assert "not your password of today" in post(
        here, "/account", "/account/password", old="wrong", new="new words for me 9"
    )
    page = post(here, "/account", "/account/password", old=PASSWORD, new="new words for me 9")
    assert "Your password is changed" in page
    assert here.get("/account", follow_redirects=False).status_code == 200
    assert elsewhere.get("/account", follow_redirects=False).status_code == 303


def test_guardian_and_administrator_see_who_read_what_of_their_group_only(cast: Cast) -> None:
    with writing() as session:
        note_read(session, cast.facilitator, what="photo", thing_id="photo-of-the-canal")
        note_read(session, cast.stranger, what="photo", thing_id="photo-of-others")
    for email in ("lucia@example.org", "pia@example.org"):
        page = browser(email).get("/team/reads").text
        assert "photo-of-the-canal" in page
        assert "Amara" in page
        assert "photo-of-others" not in page
    assert browser("amara@example.org").get("/team/reads").status_code == 403
