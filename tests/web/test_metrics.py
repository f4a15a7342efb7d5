"""Whoever runs the server sees how it fares, and nobody else sees anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.foundation.identifiers import new_id
from app.foundation.settings import settings
from app.main import create_app
from tests.findings.conftest import a_viewer
from tests.makers.findings import Phone, a_finding, a_phone, a_photo, a_walk, sha256_of

WORD = "a-long-random-word"


@pytest.fixture
def phone(house: Path, monkeypatch: pytest.MonkeyPatch) -> Phone:
    monkeypatch.setenv("FAROLA_METRICS_TOKEN", WORD)
    settings.cache_clear()
    return replace(a_phone(a_walk(a_viewer())), client=TestClient(create_app()))


def _metrics(phone: Phone) -> str:
    answer = phone.client.get("/metrics", headers={"Authorization": f"Bearer {WORD}"})
    assert answer.status_code == 200
    return answer.text


def _value(text: str, name: str, **labels: str) -> float:
    """0 for what was never counted."""
    samples = [one for family in text_string_to_metric_families(text) for one in family.samples]
    return sum(one.value for one in samples if one.name == name and one.labels.items() >= labels.items())


def test_without_the_word_there_is_no_such_door(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": WORD}, {"Authorization": "Bearer "}):
        assert phone.client.get("/metrics", headers=headers).status_code == 404
    monkeypatch.delenv("FAROLA_METRICS_TOKEN")
    settings.cache_clear()
    assert phone.client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_they_count_what_phones_were_told_and_what_waits_for_cleaning(phone: Phone) -> None:
    before, photo = _metrics(phone), a_photo()
    phone.send(a_finding(phone.walk), a_finding(phone.walk, answers={"lgt_level": 9}))
    phone.put(str(new_id()), photo)
    phone.put(str(new_id()), photo)
    now = _metrics(phone)

    def more(name: str, **labels: str) -> float:
        return _value(now, name, **labels) - _value(before, name, **labels)

    assert more("farola_receipts_total", of="finding", state="kept") == 1
    assert more("farola_receipts_total", of="finding", state="parked") == 1
    assert more("farola_receipts_total", of="medium", state="kept") == 1
    assert more("farola_receipts_total", of="medium", state="unchanged") == 1
    assert more("farola_request_seconds_count", method="PUT", path="/api/v1/media/{sha256}", status="201") == 1
    assert _value(now, "farola_cleaning_waiting") == 2
    assert _value(now, "farola_cleaning_oldest_seconds") >= 0
    assert _value(now, "farola_media", state="received") == 2
    assert _value(now, "farola_database_bytes") > 10_000
    assert _value(now, "farola_disk_free_bytes") > 0
    assert _value(now, "farola_in_flight", of="uploads") == 0


def test_they_name_no_walk_no_walker_and_no_word_of_hers(phone: Phone) -> None:
    finding, photo = a_finding(phone.walk, words={"nar_worry": "he waits there"}), a_photo()
    phone.send(finding)
    phone.put(finding["id"], photo)
    phone.client.delete(f"/api/v1/findings/{finding['id']}", headers=phone.headers)
    phone.client.get(f"/no/such/{phone.joined.token}")
    text = _metrics(phone)
    secrets = [
        str(phone.walk.id),
        str(phone.walker_id),
        phone.joined.token,
        finding["id"],
        sha256_of(photo),
        "testclient",
    ]
    assert not [secret for secret in [*secrets, "he waits"] if secret in text]
    assert not re.search(r"\d+\.\d+\.\d+\.\d+", re.sub(r"farola_info\{.*|python_info\{.*", "", text))


def test_several_processes_put_their_numbers_together(house: Path, tmp_path: Path) -> None:
    """As `farola serve --workers 2` prepares it: what one worker counted, another one shows."""
    shared = tmp_path / "metrics"
    shared.mkdir()
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(shared), "FAROLA_METRICS_TOKEN": WORD}
    count = "from app.findings.counting import _receipts as r; r.labels('finding', 'kept').inc(3)"
    show = f"from app.web.metrics import scraped; print(scraped('Bearer {WORD}').decode())"
    for _worker in range(2):
        subprocess.run([sys.executable, "-c", count], env=environment, check=True, timeout=120)
    seen = subprocess.run(
        [sys.executable, "-c", show], env=environment, check=True, timeout=120, capture_output=True, text=True
    )
    assert _value(seen.stdout, "farola_receipts_total", of="finding", state="kept") == 6


def test_two_applications_in_one_process_do_not_quarrel_over_a_name(house: Path) -> None:
    create_app()
    create_app()
