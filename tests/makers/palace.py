"""One house with everything in it that somebody could want to see, copied anew for each request of the access matrix."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlmodel import select
from starlette.testclient import TestClient

from app.findings import Medium, Parked, clean_waiting, cleaning
from app.foundation import database
from app.foundation.database import writing
from app.instruments import instrument_named
from app.people import Invitation, Role, make_account
from app.people.joining import invite
from app.prompts import record
from app.sites import SupportService, stops_of
from app.walks import Audit, code_of
from tests.cast import PASSWORD, Cast, cast_in, sign_in, token_in
from tests.makers.findings import a_finding, a_phone, a_photo, a_walk, listed, sha256_of, spoken_words
from tests.makers.web import HERE

GROUPS_OWN = "Kanalgasse-planted"  # in the title of the audit and the name of the walk: nobody else's business
UNCHECKED = "unchecked-planted"  # in words and captions that no moderator has looked at
VIEWERS = ("visitor", "walker", "facilitator", "guardian", "planner", "administrator", "stranger")
ABROAD = {role: f"{role.value}@abroad.example" for role in Role}


@dataclass
class Palace:
    """The original lies in `folder`; `restore` makes a copy to live in."""

    folder: Path
    ids: dict[str, str] = field(default_factory=dict)
    token: str = ""
    receipt: str = ""
    code: str = ""
    photo: bytes = b""
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    csrf: dict[str, str] = field(default_factory=dict)

    def restore(self, folder: Path) -> None:
        """Make `folder` the house as it was in the beginning, whatever a request did there."""
        database.forget_engine()
        for left in folder.glob("farola.sqlite3*"):
            left.unlink()
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)

    def headers(self, who: str, method: str = "GET") -> dict[str, str]:
        """What the browser or phone of `who` sends along: cookies and CSRF token, or the bearer token."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.get(who, {}).items())}
        if method != "GET":
            headers |= {"X-CSRF-Token": self.csrf.get(who, self.csrf["visitor"]), "Origin": HERE}
        return headers | ({"Authorization": f"Bearer {self.token}"} if who == "walker" else {})


def palace_in(folder: Path) -> Palace:
    """Build it: two organisations, an audit that nobody published, a walk, a walker and all that she sent."""
    palace = Palace(folder)
    cast = cast_in(folder)
    _furnish(palace, cast)
    with writing() as session:
        for role, email in ABROAD.items():
            make_account(session, cast.stranger.organisation_id, email, f"Abroad {role}", role, PASSWORD)
    people = {name: getattr(cast, name) for name in VIEWERS[2:]}
    for name, viewer in people.items():
        _let_in(palace, name, cast.client(viewer))
    for role, email in ABROAD.items():
        client = cast.client()
        sign_in(client, email)
        _let_in(palace, f"abroad {role}", client)
    _let_in(palace, "visitor", cast.client())
    palace.cookies["walker"] = palace.cookies["visitor"]
    return palace


def _let_in(palace: Palace, name: str, client: TestClient) -> None:
    page = client.get("/account" if name != "visitor" else "/sign-in").text
    palace.cookies[name] = dict(client.cookies)
    palace.csrf[name] = token_in(page)


def _furnish(palace: Palace, cast: Cast) -> None:
    walk = a_walk(cast.facilitator, title=f"Walk {GROUPS_OWN}")
    phone = a_phone(walk)
    photo, voice = a_photo(), spoken_words()
    sent = a_finding(
        walk,
        words={"nar_worry": f"worry {UNCHECKED}"},
        media=[listed(photo, caption=f"caption {UNCHECKED}"), listed(voice, kind="voice", indicator=None)],
    )
    phone.send(sent, a_finding(walk, answers={"lgt_level": 9}))
    phone.put(sent["id"], photo)
    phone.put(sent["id"], voice, kind="audio/webm")
    clean_waiting()
    cleaning.scrubber.close()
    palace.token, palace.receipt, palace.photo = phone.joined.token, phone.joined.receipt, photo
    palace.code = code_of(walk)
    palace.ids |= {"finding_id": sent["id"], "walk_id": str(walk.id), "audit_id": str(walk.audit_id)}
    palace.ids["sha256"] = sha256_of(photo)
    palace.ids["walker_id"] = str(phone.walker_id)
    _name(palace, cast)


def _name(palace: Palace, cast: Cast) -> None:
    """Give the audit its planted title, make what is still missing, and note every id."""
    with writing() as session:
        audit = session.get_one(Audit, UUID(palace.ids["audit_id"]))
        audit.title = f"Audit {GROUPS_OWN}"
        invite(session, cast.administrator, Role.PLANNER, f"label {GROUPS_OWN}")
        spare = make_account(
            session,
            cast.administrator.organisation_id,
            "spare@example.org",
            f"Spare {GROUPS_OWN}",
            Role.PLANNER,
            PASSWORD,
        )
        session.flush()
        prompt = record(session, cast.facilitator, instrument_named("wsa_night"), "es", "lgt_level", spoken_words())
        media = {medium.kind: str(medium.id) for medium in session.exec(select(Medium))}
        palace.ids |= {
            "site_id": str(audit.site_id),
            "stop_id": str(stops_of(session, audit.site_id)[0].id),
            "service_id": str(session.exec(select(SupportService)).first().id),
            "account_id": str(spare.id),
            "invitation_id": str(session.exec(select(Invitation)).one().id),
            "parked_id": str(session.exec(select(Parked)).one().id),
            "prompt_sha256": prompt.sha256,
            "photo_id": media["photo"],
            "voice_id": media["voice"],
        }
