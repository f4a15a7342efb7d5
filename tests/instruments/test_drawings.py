"""An organisation brings drawings of its own: they take the place of ours, and can do nothing but be looked at."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from app.foundation.settings import settings
from app.instruments import plugs
from app.instruments.drawings import LARGEST_BYTES, SCENES, SVG, merged
from app.instruments.reading import TemplateFault
from app.main import create_app
from app.web.static_files import STATIC, put_in_place_of, static_url

OURS = (STATIC / SCENES).read_bytes()
MARKET = (
    '<symbol id="gen_mix-3" viewBox="0 0 96 72"><path d="M1 1h9" stroke="currentColor"/><use href="#you"/></symbol>'
)
ARCADE = '<symbol id="x_quito_arcade-0" viewBox="0 0 96 72"><rect x="1" y="1" width="9" height="9"/></symbol>'
FIGURE = '<defs><g id="you"><circle r="4" fill="var(--bg)"/></g></defs>'


def a_file(folder: Path, *parts: str) -> Path:
    path = folder / "scenes.svg"
    path.write_text(f'<svg xmlns="{SVG}">{"".join(parts)}</svg>', encoding="utf-8")
    return path


def drawn(sprite: bytes) -> dict[str, str]:
    parts = ElementTree.fromstring(sprite).iter()
    return {part.get("id", ""): ElementTree.tostring(part, "unicode") for part in parts if part.get("id")}


def test_what_has_our_name_takes_our_place_and_the_rest_stays(tmp_path: Path) -> None:
    after = drawn(merged(OURS, a_file(tmp_path, MARKET, ARCADE, FIGURE)))
    before = drawn(OURS)
    assert set(after) == {*before, "x_quito_arcade-0"}
    changed = {name for name in before if after[name].split() != before[name].split()}
    assert changed == {"gen_mix-3", "you"}
    assert "M1 1h9" in after["gen_mix-3"] and "circle" in after["you"]


@pytest.mark.parametrize(
    "harm",
    [
        '<symbol id="a" viewBox="0 0 96 72"><script>alert(1)</script></symbol>',
        '<symbol id="a" viewBox="0 0 96 72"><path d="M0 0" onclick="alert(1)"/></symbol>',
        '<symbol id="a" viewBox="0 0 96 72"><image href="https://example.org/a.png"/></symbol>',
        '<symbol id="a" viewBox="0 0 96 72"><use href="https://example.org/a.svg#b"/></symbol>',
        '<symbol id="a" viewBox="0 0 96 72"><use href="javascript:alert(1)"/></symbol>',
        '<symbol id="a" viewBox="0 0 96 72"><path fill="url(https://example.org/a)"/></symbol>',
        '<symbol id="a" viewBox="0 0 96 72"><path style="background:url(//example.org)"/></symbol>',
        '<symbol id="a" viewBox="0 0 96 72"><foreignObject/></symbol>',
        '<symbol id="a" viewBox="0 0 96 72"><animate attributeName="href"/></symbol>',
        '<symbol id="a" viewBox="0 0 100 100"><path d="M0 0"/></symbol>',
        '<symbol id="a" viewBox="0 0 96 72" onload="alert(1)"><path d="M0 0"/></symbol>',
        "<defs><style>*{background:url(//example.org)}</style></defs>",
        "<defs><g id='you' xmlns:xlink='http://www.w3.org/1999/xlink'><use xlink:href='//example.org#a'/></g></defs>",
        f'<symbol id="a" viewBox="0 0 96 72"><path d="{"M0 0 " * (LARGEST_BYTES // 5)}"/></symbol>',
        "<symbol",
    ],
)
def test_a_drawing_that_could_do_more_than_be_seen_is_refused(tmp_path: Path, harm: str) -> None:
    with pytest.raises(TemplateFault):
        merged(OURS, a_file(tmp_path, harm))


def test_a_bomb_of_entities_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "scenes.svg"
    path.write_text('<!DOCTYPE a [<!ENTITY b "&#65;"><!ENTITY c "&b;&b;&b;">]><svg>&c;</svg>')
    with pytest.raises(TemplateFault):
        merged(OURS, path)


def test_phones_get_the_groups_drawings_under_a_new_address(
    tmp_path: Path, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = static_url(SCENES)
    a_file(tmp_path, MARKET)
    monkeypatch.setenv("FAROLA_TEMPLATES", str(tmp_path))
    settings.cache_clear()
    try:
        client = TestClient(create_app(), base_url="http://testserver")
        assert static_url(SCENES) != before
        assert "M1 1h9" in client.get(static_url(SCENES)).text
        a_file(tmp_path, "<symbol")
        plugs.plug_in()
        assert static_url(SCENES) == before, "a broken file costs no drawing"
        assert "M1 1h9" not in client.get(static_url(SCENES)).text
    finally:
        put_in_place_of(SCENES, None)
