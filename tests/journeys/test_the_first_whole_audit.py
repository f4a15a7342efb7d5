"""One evening, from an empty house to a printed report: facilitator, walker without signal, planner."""

from __future__ import annotations

import os
import re
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright
from pypdf import PdfReader

from app.foundation.language import _, in_language
from tests.browser import FLAGS, ROOT, Phone, chromium, serious_faults
from tests.journeys.conftest import FACILITATOR, PLANNER, Served, sign_in
from tests.phone.makers import a_broken_photo, a_photo_with_a_place
from tests.phone.walking import Thumb, bar, choose_file, join, kept, ready_offline, show_grid, wait_sent

pytestmark = pytest.mark.browser

STREETS = ROOT / "tests" / "samples" / "helsinki-centre.osm.pbf"
CORNERS = "60.1692, 24.9424\n60.1673, 24.9437\n60.1676, 24.9519\n60.1742, 24.9500\n60.1738, 24.9445\n60.1716, 24.9424"
STOPS = [
    ("Theatre corner", 60.172057, 24.946195),
    ("Park path", 60.173376, 24.947411),
    ("Library", 60.169872, 24.948998),
]
HELSINKI = ZoneInfo("Europe/Helsinki")


def photos_to_take(folder: Path) -> tuple[list[Path], Path]:
    """Good photos and a broken one: real phone photos from the folder FAROLA_SAMPLES names, else made ones."""
    if given := os.environ.get("FAROLA_SAMPLES"):
        return [Path(given, name) for name in ("DSCN0010.jpg", "portrait_6.jpg", "jolla.jpg")], a_broken_photo(folder)
    return [a_photo_with_a_place(folder)] * 3, a_broken_photo(folder)


def make_the_site(page: Page) -> None:
    page.goto("/sites/new")
    page.fill("[name=name]", "Park and station")
    page.set_input_files("input[type=file]", STREETS)
    page.click("text=Continue to the boundary")
    page.wait_for_url(re.compile("/boundary"))
    assert not serious_faults(page)
    page.fill("[name=corners]", CORNERS)
    page.click("text=Save the boundary")
    page.wait_for_url(re.compile("/stops"))
    for name, lat, lon in STOPS:
        page.fill("[name=new_name]", name)
        page.fill("[name=new_place]", f"{lat}, {lon}")
        page.click("button[value=add]")
        page.wait_for_selector(f"input[value='{name}']")
    page.click("button[value=done]")
    page.wait_for_selector("[name=service_name]")
    page.fill("[name=service_name]", "Nollalinja")
    page.fill("[name=number]", "080 005 005")
    page.click("text=Put it on the card")
    page.wait_for_selector("text=080 005 005")


def plan_the_walk(page: Page) -> str:
    """Returns the join link that the QR code carries."""
    page.goto("/audits/new")
    page.fill("[name=title]", "From the park to the library")
    begins = datetime.now(UTC).astimezone(HELSINKI) - timedelta(minutes=20)
    page.fill("[name=opens]", begins.strftime("%Y-%m-%dT%H:%M"))
    for language in ("en", "es", "ar"):
        page.check(f"input[name=languages][value={language}]")
    page.click("text=Get the code")
    page.wait_for_selector(".qr svg")
    assert re.search(r"[2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4}", page.inner_text(".code-big"))
    return page.input_value("#link", timeout=5_000)


def rate_three_stops(phone: Phone, folder: Path) -> None:
    """Nine taps and a photo at each stop; at the second one the gallery also hands over a broken file."""
    page, (good, broken) = phone.page, photos_to_take(folder)
    for number, (_name, lat, lon) in enumerate(STOPS):
        phone.context.set_geolocation({"latitude": lat, "longitude": lon, "accuracy": 8})
        if number:
            page.click(bar(4))
            page.wait_for_function("() => !document.querySelector('.row input:checked')")
        thumb = Thumb(page)
        rows = page.locator(".grid-mode .row").count()
        for row in range(1, rows + 1):
            thumb.tap(f".row:nth-child({row}) .level-choice:nth-child({(row + number) % 4 + 1})")
            page.wait_for_selector(f".row:nth-child({row}) input:checked")
        assert thumb.taps == rows
        if number == 1:
            choose_file(page, broken, is_picture=False)
            page.wait_for_selector(".banner--err")
        before = len(kept(page, "media"))
        choose_file(page, good[number])
        assert len(kept(page, "media")) == before + 1


def check_what_arrived(page: Page, audit_path: str) -> None:
    """The facilitator sees three findings, hides one, corrects a place; photos are upright and say nothing about the phone."""
    page.goto(f"{audit_path}/findings")
    lines = page.locator("a[href^='/findings/']")
    paths = sorted({lines.nth(number).get_attribute("href").split("?")[0] for number in range(lines.count())})
    assert len(paths) == len(STOPS)
    assert not serious_faults(page)
    page.goto(paths[0])
    deadline = time.monotonic() + 60
    while not page.locator("img[src^='/photos/']").count() and time.monotonic() < deadline:
        page.wait_for_timeout(500)  # it is being cleaned, with patience
        page.reload()
    photo = page.request.get(page.get_attribute("img[src^='/photos/']", "src").replace("small", "large"))
    picture = Image.open(BytesIO(photo.body()))
    assert picture.height > picture.width, "taken upright, shown upright"
    assert not picture.getexif()
    assert photo.headers["content-type"] == "image/jpeg"
    place = page.inner_text("#place bdi")
    page.click("#place button[value=north]")
    page.wait_for_function("(before) => document.querySelector('#place bdi').innerText !== before", arg=place)
    page.goto(paths[1])
    page.click("form[action$='/hide'] button")
    page.wait_for_selector("form[action$='/unhide'] button")
    for path in (paths[0], paths[2]):
        page.goto(path)
        page.click("form[action$='/accept'] button")
        page.wait_for_selector("form[action$='/unhide'] button")


def read_the_map(page: Page, audit_path: str) -> None:
    """The planner sees what was accepted, as a map of our own tiles and as the same set in a table."""
    strange: list[str] = []
    page.on(
        "request",
        lambda request: (
            None
            if "127.0.0.1" in request.url or request.url.startswith(("data:", "blob:"))
            else strange.append(request.url)
        ),
    )
    page.goto(audit_path.replace("/audits/", "/maps/") + "?indicator=opn_view")
    page.wait_for_selector("table tbody tr")
    assert page.locator("table tbody tr").count() == 2, "what was accepted, and not what was hidden"
    level = re.search(r"level-(\d)", page.get_attribute("table tbody tr:first-child .level", "class"))[1]
    for box in page.locator(f"input[name=levels]:not([value='{level}'])").all():
        box.uncheck()
    page.click("form button:has-text('Show')")
    page.wait_for_url(re.compile(f"levels={level}"))
    assert page.locator("table tbody tr").count() == 1, "each of the two places got another answer"
    assert not serious_faults(page)
    assert strange == [], "no outside server sees who reads the map"


def print_the_report(served: Served, audit: str, folder: Path) -> None:
    for language in ("en", "es", "ar"):
        file = folder / f"{language}.pdf"
        served.farola("report", audit, "--lang", language, "--out", str(file))
        report = PdfReader(file)
        text = "\n".join(page.extract_text() for page in report.pages)
        assert len(report.pages) >= 4
        with in_language(language):
            heading = _("How it was done")
        # Arabic is checked by eye: extraction gives its letters in the order they are drawn.
        assert heading in text or language == "ar"
        assert report.trailer["/Root"]["/Lang"].startswith(language)
        assert "/MarkInfo" in report.trailer["/Root"], "tagged for screen readers"


def test_an_evening_from_an_empty_house_to_a_printed_report(
    served: Served, playwright_here: Playwright, tmp_path: Path
) -> None:
    browser = playwright_here.chromium.launch(executable_path=chromium(), args=FLAGS)
    desk = sign_in(browser, served, FACILITATOR)
    make_the_site(desk)
    link = plan_the_walk(desk)
    audit = re.search(r"/audits/([0-9a-f-]{36})", desk.content())[1]
    audit_path = f"/audits/{audit}"

    phone = Phone(playwright_here, tmp_path / "phone", served.address)
    page = phone.open(link.removeprefix(served.address))
    page.wait_for_selector(".language-tile")
    assert join(page) == 4
    ready_offline(page)
    phone.context.set_offline(True)
    show_grid(page)
    rate_three_stops(phone, tmp_path)

    phone.kill()
    page = phone.open(is_offline=True)
    page.wait_for_selector(".grid-mode .row input:checked")
    assert len(kept(page)) == len(STOPS)
    assert len(kept(page, "media")) == len(STOPS)

    phone.context.set_offline(False)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    wait_sent(page)
    for record in kept(page):
        assert record["receipt"]["state"] == "kept"
    assert phone.complaints == []
    phone.close()

    check_what_arrived(desk, audit_path)
    read_the_map(sign_in(browser, served, PLANNER), audit_path)
    print_the_report(served, audit, tmp_path)
    browser.close()
