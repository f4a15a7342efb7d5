"""Sixty names that mean something to somebody else, wherever what people write ends in a path, a ZIP, a PDF or a header."""

from __future__ import annotations

import logging
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.findings import Finding, accept, clean_waiting, cleaning
from app.foundation.database import engine, reading, writing
from app.walks import Walk
from tests.cast import Cast, cast_in, token_in
from tests.corpora.values import NAMES
from tests.makers.findings import a_finding, a_phone, a_photo, a_walk, listed, rows
from tests.makers.keeping import every_row
from tests.makers.sites import some_site

TYPED = [name.encode("utf-8", "replace").decode() for name in NAMES]  # what a browser makes of half a letter
FILENAME = re.compile(r'(inline|attachment); filename="[a-z0-9_.-]+"')
HARM = ("<script>alert", "<svg onload", 'href="javascript:')


@pytest.fixture
def cast_anywhere(either_house: Path) -> Cast:
    return cast_in(either_house)


def posted(desk: TestClient, path: str, **form: Any) -> int:
    answer = desk.post(path, data=form, follow_redirects=False)
    is_plain = not any("\0" in typed for typed in form.values() if isinstance(typed, str))
    allowed = (200, 303, 422) if is_plain else (200, 303, 400, 422)  # PostgreSQL keeps no NUL
    assert answer.status_code in allowed, (path, form, answer.status_code, answer.text[:300])
    return answer.status_code


def test_whatever_somebody_calls_a_thing_it_is_kept_or_she_is_told_and_every_page_opens(
    cast_anywhere: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    cast = cast_anywhere
    walk = a_walk(cast.facilitator)
    with writing() as session:
        site = some_site(session, cast.facilitator)
    desk = cast.client(cast.facilitator)
    token = {"csrf_token": token_in(desk.get(f"/audits/{walk.audit_id}").text)}
    opens = {"opens": "2030-01-05T20:00", "lasts": "3"}
    # All of them where PostgreSQL, which refuses more, has to keep them.
    for name in TYPED if engine().dialect.name == "postgresql" else TYPED[::4]:
        posted(desk, f"/sites/{site.id}", **token, name=name, time_zone=name if "/" in name else "Europe/Helsinki")
        posted(desk, f"/sites/{site.id}/services", **token, service_name=name, number=name, kind="helpline", hours=name)
        posted(desk, f"/audits/{walk.audit_id}/walks", **token, title=name, **opens)
        posted(desk, "/audits", **token, title=name, site=str(site.id), instrument="wsa_night", languages=["en"])
        posted(desk, f"/sites/{site.id}/stops", **token, do="add", new_name=name, new_place="60.168, 24.944")
    for page in ("/sites", f"/sites/{site.id}", f"/sites/{site.id}/stops", "/desk", f"/audits/{walk.audit_id}"):
        answer = desk.get(page)
        assert answer.status_code == 200 and not any(harm in answer.text for harm in HARM), page
    assert [line.getMessage() for line in caplog.records if line.levelno >= logging.ERROR] == []


def an_evening_of_names(cast: Cast) -> Walk:
    """Findings whose words and captions are the names, checked by the facilitator."""
    walk = a_walk(cast.facilitator, title=TYPED[0])
    phone = a_phone(walk)
    photos = [a_photo(64, 48, colour=f"#4020{n:02x}") for n in range(4)]
    findings = [a_finding(walk, words={"nar_worry": name, "lgt_level": name}) for name in TYPED]
    for finding, photo, name in zip(findings, photos, TYPED[10:], strict=False):
        finding["media"] = [listed(photo, caption=name)]
    receipts = phone.send(*findings)
    assert {receipt["state"] for receipt in receipts} == {"kept"}, receipts
    for finding, photo in zip(findings, photos, strict=False):
        phone.put(finding["id"], photo)
    clean_waiting()
    cleaning.scrubber.close()
    with reading() as session:
        ids = [row.id for row in rows(session, Finding)]
    with writing() as session:
        for finding_id in ids:
            accept(session, cast.facilitator, finding_id)
    return walk


def test_what_people_wrote_names_no_file_and_no_header(
    cast_anywhere: Cast, either_house: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cast = cast_anywhere
    walk = an_evening_of_names(cast)
    desk, before = cast.client(cast.facilitator), every_row()
    beside = {path.name for path in either_house.parent.iterdir()}
    export = desk.get(f"/audits/{walk.audit_id}/export.zip")
    report = desk.get(f"/reports/{walk.audit_id}/report.pdf")
    table = desk.get(f"/maps/{walk.audit_id}/places.csv")
    qr = desk.get(f"/walks/{walk.id}/qr.png")
    for answer in (export, report, table, qr):
        assert answer.status_code == 200, (answer.url, answer.text[:300])
        assert FILENAME.fullmatch(answer.headers["content-disposition"]), answer.headers
    assert report.content.startswith(b"%PDF")
    with zipfile.ZipFile(BytesIO(export.content)) as archive:
        assert archive.testzip() is None
        assert all(re.fullmatch(r"(photos/)?[A-Za-z0-9_.-]+", name) for name in archive.namelist())
        assert not any(line.startswith((b"=", b"@")) for line in archive.read("findings.csv").splitlines())
    for page in (
        f"/audits/{walk.audit_id}/findings",
        f"/walks/{walk.id}",
        f"/walks/{walk.id}/poster",
        f"/reports/{walk.audit_id}",
    ):
        answer = desk.get(page)
        assert answer.status_code == 200 and not any(harm in answer.text for harm in HARM), page
    assert {table for table, hashed in every_row().items() if hashed != before[table]} <= {"read_entry", "visit"}
    assert {path.name for path in either_house.parent.iterdir()} == beside
    assert [line.getMessage() for line in caplog.records if line.levelno >= logging.ERROR] == []
