"""The front page, the desk, and what machines ask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from app.analysis import LEAST_WALKERS
from app.foundation import database, migrating
from app.foundation.database import writing
from app.foundation.identifiers import check_house_key
from app.home import Welcome, pages, welcome, welcome_with
from app.walks import make_audit, plan_walk
from tests.cast import EMAILS, Cast, sign_in
from tests.conftest import living_in
from tests.makers.sites import some_site
from tests.makers.walks import some_walk, some_walker
from tests.makers.web import app_with, browser_of
from tests.postgresql import fresh_postgresql

NOW = datetime.now(UTC)


def browser(email: str = "") -> TestClient:
    client = browser_of(app_with(pages.router))
    if email:
        sign_in(client, email)
    return client


def test_a_visitor_learns_what_farola_is_and_where_to_begin(house: Path) -> None:
    page = browser().get("/").text
    assert "Walk your streets" in page
    assert 'href="/w/"' in page
    assert 'href="/sign-in"' in page


def test_a_later_room_says_who_can_try_what(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(welcome, "_welcoming", [])
    offer = Welcome("Walk along", "On a phone.", "/w/#secret", "Join", facts=(("Code", "<7Q3K>"),))
    welcome_with(lambda _session: [offer])
    page = browser().get("/").text
    assert "Walk along" in page
    assert 'href="/w/#secret"' in page
    assert "&lt;7Q3K&gt;" in page


@pytest.mark.parametrize(
    ("name", "leads_to"), [("Amara", "/sites/new"), ("Pia", "/team"), ("Noor", None), ("Lucía", None)]
)
def test_an_empty_desk_says_what_this_person_can_do_next(cast: Cast, name: str, leads_to: str | None) -> None:
    page = browser(EMAILS[name]).get("/desk").text
    main = page[page.index("<main") : page.index("</main>")]
    assert 'class="empty' in main
    assert (f'href="{leads_to}"' in main) if leads_to else "<a " not in main


def test_the_desk_shows_a_groups_own_audits_with_their_walks(cast: Cast) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
        audit = make_audit(session, cast.facilitator, site.id, "Canal <Road>", "st9", ["en"])
        plan_walk(session, cast.facilitator, audit.id, "First", NOW - timedelta(hours=1), NOW + timedelta(hours=1))
        plan_walk(session, cast.facilitator, audit.id, "Second", NOW + timedelta(days=1), NOW + timedelta(days=2))
    page = browser("amara@example.org").get("/desk").text
    assert "Canal &lt;Road&gt;" in page
    assert f'href="/audits/{audit.id}"' in page
    assert "Walking now" in page
    assert "<dt>walks</dt><dd>2</dd>" in page
    assert f'href="/maps/{audit.id}"' in browser("noor@example.org").get("/desk").text
    assert f"/audits/{audit.id}" not in browser("noor@example.org").get("/desk").text
    assert "Canal" not in browser("ines@example.net").get("/desk").text


def test_everybody_can_read_who_sees_what(house: Path) -> None:
    page = browser().get("/about-privacy").text
    assert "No names, phone numbers or accounts of walkers" in page


def test_the_server_is_ready_only_when_the_database_is_migrated(tmp_path: Path) -> None:
    with living_in(tmp_path):
        client = browser()
        assert client.get("/health").json() == {"status": "alive"}
        answer = client.get("/ready")
        assert answer.status_code == 503 and answer.json()["missing"]["database"].endswith("farola migrate")
        migrating.upgrade()
        assert client.get("/ready").json() == {"status": "ready"}


def test_a_silent_database_is_not_ready_but_the_process_is_alive(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser()
    check_house_key()  # as `farola serve` does before it serves

    def silent(_engine: Engine) -> None:
        raise OperationalError("SELECT 1", {}, Exception("disk I/O error"))

    monkeypatch.setattr(type(database.engine()), "connect", silent)
    assert client.get("/health").status_code == 200
    assert client.get("/ready").status_code == 503
    assert client.get("/").status_code == 503


def test_a_database_whose_file_was_moved_away_is_not_ready(tmp_path: Path) -> None:
    """What is open goes on, and all that phones send would be kept in a file that nobody finds at the next start."""
    with living_in(tmp_path):
        migrating.upgrade()
        client = browser()
        assert client.get("/ready").status_code == 200
        (tmp_path / "farola.sqlite3").rename(tmp_path / "moved.sqlite3")
        answer = client.get("/ready")
        assert answer.status_code == 503 and "cannot be written" in answer.json()["missing"]["database"]


@pytest.mark.postgresql
def test_a_postgresql_that_only_copies_another_one_is_not_ready(tmp_path: Path) -> None:
    with fresh_postgresql() as address, living_in(tmp_path, address):
        migrating.upgrade()
        name = make_url(address).database
        with database.engine().begin() as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        database.forget_engine()
        answer = browser().get("/ready")
        assert answer.status_code == 503 and "cannot be written" in answer.json()["missing"]["database"]


def test_a_planner_is_not_told_how_few_walked(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        for _walker in range(LEAST_WALKERS - 1):
            some_walker(session, walk)
    paths = ("/desk", f"/audits/{walk.audit_id}")
    leader, planner = cast.client(cast.facilitator), cast.client(cast.planner)
    assert ["walkers" in leader.get(path).text for path in paths] == [True, True]
    assert ["walkers" in planner.get(path).text for path in paths] == [False, False]
    with writing() as session:
        some_walker(session, walk)
    assert "walkers" in planner.get("/desk").text
    assert "walkers" not in planner.get(f"/audits/{walk.audit_id}").text


def test_a_server_whose_disk_is_full_says_so_before_phones_find_out(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser()
    with monkeypatch.context() as patch:
        patch.setattr("app.home.readiness.LEAST_FREE_BYTES", 10**18)
        answer = client.get("/ready")
        assert answer.status_code == 503 and "disk is full" in answer.json()["missing"]["disk"]
    with monkeypatch.context() as patch:
        patch.setattr("tempfile.TemporaryFile", _refused)
        answer = client.get("/ready")
        assert answer.status_code == 503 and "files" in answer.json()["missing"]
        assert str(house) not in answer.text


def _refused(**_where: object) -> None:
    raise PermissionError(13, "Permission denied")
