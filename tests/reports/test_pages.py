"""The doors of reports, for everybody who may stand before them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader
from sqlmodel import select
from typer.testing import CliRunner

from app.findings.moderating import decide_medium
from app.foundation.database import reading, writing
from app.people import ReadEntry
from app.reports import printing
from app.reports.commands import commands
from app.walks import publish_audit
from tests.cast import Cast
from tests.makers.maps import an_evening
from tests.reports.test_gathering import photograph


@pytest.fixture
def audit_id(cast: Cast) -> UUID:
    """An audit that six people walked at night."""
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        for walker in evening.walk(6):
            for n, stop in enumerate(evening.stops):
                evening.noticed(walker, stop, lgt_level=n % 2, pth_walk=3, opn_view=2, fee_safe=1)
        return evening.audit.id


def exports(audit_id: UUID) -> list[str]:
    with reading() as session:
        return [entry.what for entry in session.exec(select(ReadEntry)) if entry.thing_id == str(audit_id)]


@pytest.mark.parametrize("who", ["facilitator", "guardian", "planner"])
def test_facilitator_guardian_and_planner_read_the_report(cast: Cast, audit_id: UUID, who: str) -> None:
    page = cast.client(getattr(cast, who)).get(f"/reports/{audit_id}")
    assert page.status_code == 200
    assert "On one page" in page.text
    assert "18 answers from 6 people" in page.text
    assert "style=" not in page.text


def test_a_planner_takes_the_pdf_along_and_that_is_written_down(cast: Cast, audit_id: UUID) -> None:
    answer = cast.client(cast.planner).get(f"/reports/{audit_id}/report.pdf", params={"lang": "es"})
    assert answer.headers["content-type"] == "application/pdf"
    assert "attachment" in answer.headers["content-disposition"]
    assert PdfReader(BytesIO(answer.content)).trailer["/Root"]["/Lang"] == "es"
    assert exports(audit_id) == ["report"]


def test_strangers_find_nothing_until_it_is_published(cast: Cast, audit_id: UUID) -> None:
    for viewer in (None, cast.stranger):
        client = cast.client(viewer)
        assert client.get(f"/reports/{audit_id}").status_code == 404
        assert client.get(f"/reports/{audit_id}/report.pdf").status_code == 404
    with writing() as session:
        publish_audit(session, cast.guardian, audit_id)
    page = cast.client().get(f"/reports/{audit_id}")
    assert page.status_code == 200
    assert "Frightened" not in page.text


def test_the_page_in_arabic_reads_from_right_to_left(cast: Cast, audit_id: UUID) -> None:
    page = cast.client(cast.planner).get(f"/reports/{audit_id}", params={"lang": "ar"})
    assert '<html lang="ar" dir="rtl"' in page.text
    assert "١٨" in page.text


def test_the_operator_prints_without_a_browser(cast: Cast, audit_id: UUID, tmp_path) -> None:
    out = tmp_path / "report.pdf"
    done = CliRunner().invoke(commands, [str(audit_id), "--lang", "ar", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(b"%PDF-")


def test_the_operator_is_told_what_is_wrong(cast: Cast, audit_id: UUID, tmp_path) -> None:
    out = ["--out", str(tmp_path / "report.pdf")]
    unknown = CliRunner().invoke(commands, [str(uuid4()), *out])
    assert unknown.exit_code == 1
    assert "There is nothing here" in unknown.output
    tongue = CliRunner().invoke(commands, [str(audit_id), "--lang", "tlh", *out])
    assert tongue.exit_code == 2
    assert "en, es, ar" in tongue.output


@contextmanager
def another_in_the_press() -> Iterator[None]:
    printing._presses.acquire()
    try:
        yield
    finally:
        printing._presses.release()


def test_a_photo_hidden_while_its_report_waits_for_the_press_is_not_printed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing() as session:
        evening = an_evening(session, cast.facilitator)
        for walker in evening.walk(5):
            finding = evening.noticed(walker, evening.stops[0], lgt_level=1)
        hidden = photograph(evening, finding, sha256="a" * 64)
        shown = photograph(evening, finding, sha256="b" * 64)
    laid: list[str] = []
    waits = Event()
    turn = printing._turn

    @contextmanager
    def watched() -> Iterator[None]:
        waits.set()
        with turn():
            yield

    def press(folder: Path) -> dict[str, Any]:
        laid.extend(path.name for path in folder.glob("*.jpg"))
        (folder / "report.pdf").write_bytes(b"%PDF-")
        return {"peak_kb": 0, "cpu_s": 0}

    monkeypatch.setattr(printing, "_press", press)
    monkeypatch.setattr(printing, "_turn", watched)
    with ThreadPoolExecutor(1) as another:
        with another_in_the_press():
            asked = another.submit(cast.client(cast.planner).get, f"/reports/{evening.audit.id}/report.pdf")
            assert waits.wait(30)
            with writing() as session:
                decide_medium(session, cast.facilitator, hidden.id, "hid")
        assert asked.result(60).status_code == 200
    assert laid == [f"{shown.id.hex}.jpg"]


def test_who_may_not_read_a_report_hears_so_at_once_and_waits_for_no_press(
    cast: Cast, audit_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "WAIT_S", 0.01)
    with another_in_the_press():
        assert cast.client().get(f"/reports/{audit_id}/report.pdf").status_code == 404
        assert cast.client(cast.planner).get(f"/reports/{audit_id}/report.pdf").status_code == 503
