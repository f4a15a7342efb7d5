"""The people of the tests. Whoever is in a test's name is one of these."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.testclient import TestClient

from app.foundation.database import writing
from app.main import create_app
from app.people import Role, Viewer, make_account, make_organisation, viewer_of

PASSWORD = "a lamp on every corner 7"


@dataclass(frozen=True)
class Cast:
    """Two groups that must never see each other's walks. Amara, Lucía, Noor and Pia are one; Ines is of the other."""

    house: Path
    facilitator: Viewer
    guardian: Viewer
    planner: Viewer
    administrator: Viewer
    stranger: Viewer  # facilitator of another group

    def client(self, viewer: Viewer | None = None) -> TestClient:
        """A browser of `viewer`, signed in through the real sign-in page; of a visitor when there is none."""
        client = TestClient(create_app(), base_url="http://testserver", headers={"Origin": "http://testserver"})
        if viewer is not None:
            sign_in(client, EMAILS[viewer.name])
        return client


EMAILS = {
    "Amara": "amara@example.org",
    "Lucía": "lucia@example.org",
    "Noor": "noor@example.org",
    "Pia": "pia@example.org",
    "Ines": "ines@example.net",
}


def cast_in(house: Path) -> Cast:
    """Make both organisations and everybody in them."""
    with writing() as session:
        lamps = make_organisation(session, "Mujeres del Canal")
        others = make_organisation(session, "Nightingale Group")

        def person(name: str, role: Role, organisation_id: object = lamps.id) -> Viewer:
            account = make_account(
                session,
                organisation_id=organisation_id,
                email=EMAILS[name],
                name=name,
                role=role,
                password=PASSWORD,
                language="en",
            )
            session.flush()
            return viewer_of(account)

        return Cast(
            house=house,
            facilitator=person("Amara", Role.FACILITATOR),
            guardian=person("Lucía", Role.DATA_GUARDIAN),
            planner=person("Noor", Role.PLANNER),
            administrator=person("Pia", Role.ADMINISTRATOR),
            stranger=person("Ines", Role.FACILITATOR, others.id),
        )


def token_in(page: str) -> str:
    """The CSRF token that a page's form carries."""
    return page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]


def sign_in(client: TestClient, email: str, password: str = PASSWORD) -> None:
    """Go through the sign-in page as a person would."""
    page = client.get("/sign-in").text
    answer = client.post(
        "/sign-in", data={"email": email, "password": password, "csrf_token": token_in(page)}, follow_redirects=False
    )
    assert answer.status_code == 303, answer.text[:500]
