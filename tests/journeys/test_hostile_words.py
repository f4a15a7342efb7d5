"""Somebody writes scripts, markup and formulas wherever Farola takes words. Every page shows them as words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright
from sqlmodel import select

from app.findings import Finding, Medium, accept, clean_waiting, cleaning, decide_medium
from app.foundation import database, migrating
from app.foundation.database import writing
from app.people import Account, Organisation, Role
from app.people.joining import invite
from app.sites import Site, StopDraft, Street, SupportService, set_stops, stops_of
from app.walks import Audit, Walk, publish_audit, secret_of
from tests.browser import FLAGS, PHONE, chromium, free_port, serving
from tests.cast import EMAILS, PASSWORD, Cast, cast_in
from tests.conftest import living_in
from tests.makers.findings import a_finding, a_phone, a_photo, a_walk, listed
from tests.phone.walking import join

pytestmark = pytest.mark.browser

MARK = "hostile"
SCRIPT = f"window.{MARK}=1;alert(1)"
PAYLOADS = (
    f"<script>{SCRIPT}</script>",
    f"<img src=x onerror={SCRIPT}>",
    f"<svg onload={SCRIPT}>",
    f'"><img src=x onerror={SCRIPT}>',
    f"'><svg/onload={SCRIPT}>",
    f'" autofocus onfocus={SCRIPT} x="',
    f"' onmouseover={SCRIPT} x='",
    f"</title><script>{SCRIPT}</script>",
    f"</textarea><script>{SCRIPT}</script>",
    f"</script><script>{SCRIPT}</script>",
    f"</style><img src=x onerror={SCRIPT}>",
    f"--><img src=x onerror={SCRIPT}>",
    f"<iframe srcdoc='<script>{SCRIPT}</script>'>",
    f"<a href=javascript:{SCRIPT}>x</a>",
    f"javascript:{SCRIPT}",
    f"<math><mtext><mglyph><style><img src onerror={SCRIPT}>",
    f"<div hx-get=/sign-out hx-trigger=load hx-on::load={SCRIPT}>x</div>",
    f"<form action=//evil.example><button autofocus formaction=javascript:{SCRIPT}>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example><link rel=stylesheet href=//evil.example/x.css>",
    "<object data=//evil.example><embed src=//evil.example>",
    "{{ 7*7 }}{% raw %}${7*7}#{7*7}",
    "%s%(n)s{n}{place}{0.__class__}",
    '=HYPERLINK("//evil.example")',
    "@import url(//evil.example);\u202egnirts\u2066\u200f",
    '#read("/etc/passwd") $x$ *b* \\',
)
ROOM = 80  # letters that every field of words takes


@dataclass
class Stage:
    """The served house, what its pages are called, and what was seen on them."""

    address: str
    paths: list[str]
    secret: str
    seen: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)

    def watch(self, page: Page) -> Page:
        page.on("dialog", lambda dialog: (self.seen.append(f"dialog on {page.url}"), dialog.dismiss()))
        page.on("pageerror", lambda fault: self.seen.append(f"{fault} on {page.url}"))
        page.on("console", lambda said: self._note(said.text, page.url))
        page.on("request", lambda asked: self._left(asked.url))
        return page

    def _note(self, text: str, url: str) -> None:
        if "Content Security Policy" in text:
            self.seen.append(f"{text} on {url}")

    def _left(self, url: str) -> None:
        if not url.startswith((self.address, "blob:", "data:")):
            self.seen.append(f"asked {url}")


def _soil(cast: Cast) -> tuple[list[str], str]:
    """Put a payload into every word that a person can give, through the tables, so that no form's own check is in the way."""
    walk = a_walk(cast.facilitator)
    phone = a_phone(walk)
    evil = cycle(PAYLOADS)
    photos = [(a_photo(colour=colour), next(evil)) for colour in ("navy", "teal", "olive")]
    finding = a_finding(
        walk,
        words={code: next(evil) for code in ("nar_good", "nar_worry", "nar_wish")},
        media=[listed(photo, caption=caption) for photo, caption in photos],
    )
    refused = a_finding(
        walk, answers={"lgt_level": 9}, words={"nar_good": next(evil)}, mode="<script>alert(1)</script>"
    )
    phone.send(finding, refused, *(a_finding(walk, words={"nar_good": payload}) for payload in PAYLOADS))
    for photo, _caption in photos:
        phone.put(finding["id"], photo)
    clean_waiting()
    cleaning.scrubber.close()
    with writing() as session:
        audit = session.get_one(Audit, walk.audit_id)
        site = session.get_one(Site, audit.site_id)
        stops = [StopDraft(f"{payload}"[:ROOM], 24.9401 + n / 10_000, 60.1681) for n, payload in enumerate(PAYLOADS)]
        set_stops(session, cast.facilitator, site.id, stops)
        for table, names in SOILED.items():
            for thing in session.exec(select(table)).all():
                for name in names:
                    setattr(thing, name, next(evil))
        for one in session.exec(select(Finding)).all():
            accept(session, cast.guardian, one.id)
        for medium in session.exec(select(Medium)).all():
            decide_medium(session, cast.guardian, medium.id, "accepted")
        publish_audit(session, cast.guardian, audit.id)
        for payload in PAYLOADS:
            invite(session, cast.administrator, Role.PLANNER, payload)
        stop = stops_of(session, site.id)[0].id
        paths = [
            f"/sites/{site.id}",
            f"/sites/{site.id}/boundary",
            f"/sites/{site.id}/stops",
            f"/audits/{audit.id}",
            f"/walks/{walk.id}",
            f"/walks/{walk.id}/poster",
            f"/audits/{audit.id}/findings",
            f"/audits/{audit.id}/findings?stop={stop}",
            f"/audits/{audit.id}/parked",
            f"/findings/{finding['id']}",
            f"/maps/{audit.id}",
            f"/reports/{audit.id}",
        ]
        return paths, secret_of(session.get_one(Walk, walk.id))


SOILED = {
    Organisation: ("name",),
    Account: ("name",),
    Site: ("name", "credit"),
    Street: ("name",),
    SupportService: ("name", "number", "hours", "languages"),
    Audit: ("title", "purpose"),
    Walk: ("title",),
}
PAGES_OF_ALL = ["/", "/desk", "/about-privacy", "/sites", "/audits/new", "/account", "/team", "/team/reads"]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with living_in(tmp_path):
        migrating.upgrade()
        paths, secret = _soil(cast_in(tmp_path))
        database.forget_engine()
        port = free_port()
        with serving(tmp_path, port) as address:
            yield Stage(address, paths, secret)


@pytest.fixture
def browser(playwright_here: Playwright) -> Iterator[Browser]:
    with playwright_here.chromium.launch(executable_path=chromium(), args=FLAGS) as browser:
        yield browser


def _look(stage: Stage, browser: Browser, name: str | None, paths: list[str]) -> None:
    context = browser.new_context(base_url=stage.address, locale="en")
    page = stage.watch(context.new_page())
    if name:
        page.goto("/sign-in")
        page.fill("[name=email]", EMAILS[name])
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/desk")
    for path in paths:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.keyboard.press("Tab")
        _nothing_ran(stage, page)
    context.close()


def _nothing_ran(stage: Stage, page: Page) -> None:
    if page.evaluate(f"() => window.{MARK}"):
        stage.seen.append(f"a script ran on {page.url}")
    ours = "img[src=x], [onerror], [onload], [onfocus], iframe, object, embed, base, [hx-get='/sign-out'], [href^=javascript]"
    if page.query_selector(ours):
        stage.seen.append(f"markup of a walker became markup on {page.url}")
    text = page.inner_text("body")
    if "$49" in text or "#49" in text:
        stage.seen.append(f"a template ran on {page.url}")
    stage.shown |= {payload for payload in PAYLOADS if payload[:30] in text}


def test_what_people_write_stays_words_on_every_page_and_phone(stage: Stage, browser: Browser) -> None:
    _look(stage, browser, "Amara", [*PAGES_OF_ALL, *stage.paths])
    _look(stage, browser, "Pia", [*PAGES_OF_ALL, *stage.paths])
    _look(stage, browser, None, ["/", *stage.paths[-2:]])
    context = browser.new_context(base_url=stage.address, locale="en", viewport=PHONE, permissions=["geolocation"])
    page = stage.watch(context.new_page())
    page.goto(f"/w/#{stage.secret}")
    page.wait_for_selector(".language-tile")
    _nothing_ran(stage, page)
    join(page)
    _nothing_ran(stage, page)
    context.close()
    assert stage.seen == []
    assert len(stage.shown) >= len(PAYLOADS) - 3, "the words were not on the pages, so nothing was tried"
