from __future__ import annotations

import json
from pathlib import Path

from starlette.testclient import TestClient

from app.main import create_app

PROMISED = {
    ("/api/v1/pack", "post"),
    ("/api/v1/join", "post"),
    ("/api/v1/findings", "post"),
    ("/api/v1/media/{sha256}", "head"),
    ("/api/v1/media/{sha256}", "put"),
    ("/api/v1/media/{sha256}", "patch"),
    ("/api/v1/me", "get"),
    ("/api/v1/findings/{finding_id}", "delete"),
    ("/api/v1/withdraw", "post"),
    ("/api/v1/pulse", "post"),
    ("/api/v1/prompts/{sha256}", "get"),
}


def test_whoever_builds_another_phone_finds_every_call_in_the_document(house: Path) -> None:
    document = TestClient(create_app()).get("/api/v1/openapi.json").json()
    calls = {(path, verb) for path, doing in document["paths"].items() for verb in doing}
    assert calls == PROMISED
    for call in ("withdraw", "join"):
        securities = document["paths"][f"/api/v1/{call}"]["post"]["security"]
        assert {} in securities, "a walker joins, and takes everything back, without a token, too"


def test_the_document_holds_every_schema_it_points_to_and_none_of_our_pages(house: Path) -> None:
    document = TestClient(create_app()).get("/api/v1/openapi.json").json()
    text = json.dumps(document)
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named == set(document["components"]["schemas"])
    assert "HTTPValidationError" not in text
    assert "/sign-in" not in text
