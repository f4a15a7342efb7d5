"""What the app costs a walker on a slow line: a gate, because bytes only ever grow by themselves."""

from __future__ import annotations

import gzip
import json

import pytest
from starlette.testclient import TestClient

from app.foundation.language import WALKER_LANGUAGES
from tests.browser import Phone
from tests.phone.fake_house import FakeHouse, app_of

pytestmark = pytest.mark.browser

# Bytes as they come over the line (gzip). Beside each wish of design/ux.md the gate: what is measured now and a little room.
FIRST_LOAD_WISH, FIRST_LOAD_MOST = 45_000, 25_000
SCRIPTS_WISH, SCRIPTS_MOST = 25_000, 14_500
PRECACHE_WISH, PRECACHE_MOST = 130_000, 127_200
BEFORE_USABLE = """() => {
  const [mark] = performance.getEntriesByName("usable");
  if (!mark) return null;
  const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return entries.filter((one) => one.startTime < mark.startTime).map((one) => [one.name, one.encodedBodySize]);
}"""


def test_the_first_load_is_light(phone: Phone, house: FakeHouse) -> None:
    page = phone.open("/w/")
    page.wait_for_function(BEFORE_USABLE)
    sizes = {name.split("/", 3)[3]: size for name, size in page.evaluate(BEFORE_USABLE)}
    heaviest = sorted(sizes.items(), key=lambda one: -one[1])
    assert all(sizes.values())
    assert 15 < len(sizes) < 27, heaviest
    assert sum(sizes.values()) <= FIRST_LOAD_MOST <= FIRST_LOAD_WISH, heaviest
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= SCRIPTS_MOST <= SCRIPTS_WISH, heaviest


@pytest.mark.parametrize("language", WALKER_LANGUAGES)
def test_the_whole_app_fits_the_precache_in_every_language(house: FakeHouse, language: str) -> None:
    with TestClient(app_of(house), headers={"Accept-Language": language, "Accept-Encoding": "identity"}) as client:
        listed = json.loads(client.get("/w/sw.js").text.split("const FILES = ")[1].split(";\n")[0])
        sizes = {address: len(gzip.compress(client.get(address).content, 9)) for address in listed}
    assert f"/w/words/{language}.json" in sizes
    assert sum(sizes.values()) <= PRECACHE_MOST <= PRECACHE_WISH, sorted(sizes.items(), key=lambda one: -one[1])[:12]
