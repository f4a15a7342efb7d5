"""Every call of the phone's contract, as its own document describes it, with requests that schemathesis makes up."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from app.findings import Finding
from app.foundation.database import reading, writing
from app.main import create_app
from tests.cast import Cast
from tests.makers.findings import a_finding, a_walk, rows
from tests.makers.walks import some_walker
from tests.makers.web import browser_of

EXAMPLES = 8  # of each call, right ones and wrong ones; `--hypothesis-seed` and a higher number look further


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_request_that_the_contract_allows_or_forbids_is_a_fault_of_ours(cast: Cast, mode: GenerationMode) -> None:
    app = create_app()
    walk = a_walk(cast.facilitator)
    with writing() as session:
        token = some_walker(session, walk).token
    kept = a_finding(walk)
    phone = browser_of(app)
    bearer = {"Authorization": f"Bearer {token}"}
    assert phone.post("/api/v1/findings", json={"findings": [kept]}, headers=bearer).status_code == 200
    asked = 0
    for found in schemathesis.openapi.from_asgi("/api/v1/openapi.json", app).get_all_operations():
        asked += _ask(found.ok(), mode, bearer)
    assert asked > 10 * EXAMPLES / 2
    with reading() as session:
        row = session.get_one(Finding, next(one.id for one in rows(session, Finding) if str(one.id) == kept["id"]))
        assert (row.state, row.answers) == ("kept", kept["answers"])


def _ask(operation: Any, mode: GenerationMode, bearer: dict[str, str]) -> int:
    """Send examples of one call; how many there were."""
    count = 0

    @seed(34)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode), is_known=st.booleans())
    def look(case: Any, is_known: bool) -> None:
        nonlocal count
        count += 1
        answer = case.call(headers=bearer if is_known else None)
        assert answer.status_code < 500, (case.as_curl_command(), answer.content[:300])
        if answer.status_code >= 400 and case.method.upper() != "HEAD":
            assert answer.headers["content-type"][0].startswith("application/problem+json"), case.as_curl_command()
            assert answer.json()["code"]

    look()
    return count
