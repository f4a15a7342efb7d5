"""Two taps at once, and a tap while the phone still writes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import Phone
from tests.phone.fake_house import SECRET
from tests.phone.slowing import A_MOMENT, HOLD, tap_twice
from tests.phone.walking import NEXT, bar, join, kept, menu, say_period, show_grid, standing, until

pytestmark = pytest.mark.browser

TALK = "#bar .bar-button:has(use[href$='#microphone'])"
ALL = ["geolocation", "camera", "microphone"]


def _camera(page: Page) -> None:
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")


def test_a_finger_that_taps_twice_neither_clears_an_answer_nor_marks_twice(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    first = page.inner_text(".question")
    page.evaluate(
        """() => {
          const box = document.querySelector(".tile:nth-child(2) input");
          new MutationObserver((_all, watch) => { if (box.checked) { watch.disconnect(); box.click(); } })
            .observe(box.closest("label"), { attributes: true });
          box.click();
        }"""
    )
    page.wait_for_function("(first) => document.querySelector('.question').innerText !== first", arg=first)
    assert page.locator(".progress__step.is-done").count() == 1
    [record] = kept(page)
    assert [answer for code, answer in record["body"]["answers"].items() if code != "ctx_period"] == [1]

    page.click(bar(2))
    page.click("dialog [data-more=marks]")
    tap_twice(page, "dialog [data-mark=dark-corner]")
    page.wait_for_selector("dialog", state="detached")
    page.click(bar(2))
    page.click("dialog [data-more=marks]")
    page.click("dialog [data-mark=harassment]")
    tap_twice(page, ".sheet__foot .big-button--main")
    page.wait_for_selector("dialog", state="detached")
    assert [record["body"]["marks"] for record in standing(page)] == [[], ["dark-corner"], ["harassment"]]


def test_two_quick_ticks_are_both_kept_and_quick_counts_all_count(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    say_period(page, "night")
    show_grid(page)
    page.click(".row[data-row=lgt_level] .level-choice:nth-child(1)")
    page.click(".banner--warn .link-button")
    page.wait_for_selector("dialog input[value=no_lamp]")
    page.evaluate(
        "() => document.querySelectorAll('dialog [value=no_lamp], dialog [value=power_cut]').forEach((one) => one.click())"
    )
    page.wait_for_selector("dialog [value=power_cut]:checked")
    page.wait_for_selector("dialog [value=no_lamp]:checked")
    [record] = kept(page)
    assert sorted(record["body"]["answers"]["lgt_cause"]) == ["no_lamp", "power_cut"]
    page.evaluate(
        "() => document.querySelectorAll('dialog [value=lamp_out], dialog .big-button--main').forEach((one) => one.click())"
    )
    page.click("dialog input[value=street_lighting]")
    page.wait_for_selector("dialog", state="detached")
    [record] = kept(page)
    assert "lamp_out" in record["body"]["answers"]["lgt_cause"], "ticked and done in one go, and asked on all the same"
    assert record["body"]["answers"]["gov_owner"] == "street_lighting"

    menu(page, "plus")
    page.click("#main .choice:has-text('lamps') >> nth=0")
    page.wait_for_selector(".counter")
    page.evaluate(HOLD, ["findings"])
    for _lamp in range(3):
        page.click(".counter button:last-child")
    page.evaluate("() => letGo()")
    page.wait_for_selector(".counter output:text-is('3')")


def test_going_on_waits_for_no_store_and_every_answer_stays_at_its_stop(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    show_grid(page)
    page.click(".row:nth-child(2) .level-choice:nth-child(1)")
    page.wait_for_selector(".row:nth-child(2) input:checked")
    page.evaluate(HOLD, ["findings", "kept"])
    page.click(".row:nth-child(3) .level-choice:nth-child(1)")
    page.click(NEXT)
    page.wait_for_function("() => !document.querySelector('.row input:checked')")
    page.click(".row:nth-child(2) .level-choice:nth-child(4)")
    page.evaluate("() => letGo()")
    page.wait_for_selector(".row:nth-child(2) input[value='3']:checked")
    assert page.locator(".row input:checked").count() == 1
    codes = page.evaluate("() => Array.from(document.querySelectorAll('.row'), (row) => row.dataset.row)")
    one, other = standing(page)
    assert [one["body"]["answers"].get(code) for code in codes[1:3]] == [0, 0]
    assert [other["body"]["answers"].get(code) for code in codes[1:3]] == [3, None]


def test_a_button_under_her_finger_is_not_replaced_by_an_undo_that_was_kept_late(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    show_grid(page)
    page.click(".row:nth-child(2) .level-choice:nth-child(1)")
    page.wait_for_selector(".row:nth-child(2) input:checked")
    [record] = kept(page)
    page.evaluate(HOLD, ["findings"])
    page.click(bar(1))
    page.hover(NEXT)
    page.mouse.down()
    page.evaluate("() => letGo()")
    while kept(page)[0]["body"]["revision"] == record["body"]["revision"]:
        page.wait_for_timeout(50)
    page.evaluate(A_MOMENT)
    page.mouse.up()
    while [one["finding"] for one in kept(page, "kept") if one["name"] == "here"] == [record["id"]]:
        page.wait_for_timeout(50)


def test_a_menu_that_she_opens_at_once_stays_open_when_the_screen_below_is_drawn_anew(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    menu(page, "note-pencil")
    page.fill("dialog textarea >> nth=0", "The gate is locked")
    page.evaluate(HOLD, ["findings"])
    page.keyboard.press("Escape")
    page.click(bar(2))
    page.wait_for_selector("dialog .choice-list")
    page.evaluate("() => letGo()")
    page.wait_for_selector("#bar button:first-child:enabled")
    assert page.locator("dialog[open] .choice-list").count() == 1


def test_what_is_kept_late_draws_no_questions_over_the_screen_that_she_went_to(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    show_grid(page)
    page.click(".row:nth-child(2) .level-choice:nth-child(1)")
    page.wait_for_selector(".row:nth-child(2) input:checked")
    page.click(NEXT)
    page.wait_for_selector("#offer")
    page.evaluate(HOLD, ["findings"])
    page.click("#offer")
    menu(page, "list")
    page.wait_for_selector(".card-list")
    page.evaluate("() => letGo()")
    until(page, "() => document.getElementById('said').textContent.includes('kept')")
    assert page.locator(".card-list").count() == 1
    assert len(standing(page)) == 2


def test_a_photo_that_takes_its_time_stays_with_the_stop_where_she_took_it(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    say_period(page, "night")
    page.click(".tile:nth-child(2)")
    page.wait_for_selector(".progress__step.is-done")
    _camera(page)
    page.evaluate(
        """() => {
          const own = HTMLCanvasElement.prototype.toBlob;
          const held = new Promise((done) => { window.letGo = done; });
          HTMLCanvasElement.prototype.toBlob = function (...asked) {
            window.isDrawn = true;
            held.then(() => own.apply(this, asked));
          };
        }"""
    )
    page.click(".shutter")
    until(page, "() => window.isDrawn")
    page.keyboard.press("Escape")
    page.wait_for_selector(".camera", state="detached")
    page.click(NEXT)
    page.wait_for_function("() => !document.querySelector('.progress__step.is-done')")
    page.evaluate("() => letGo()")
    until(page, "() => document.getElementById('said').textContent.includes('photo')")
    [record], [medium] = kept(page), kept(page, "media")
    assert [one["sha256"] for one in record["body"]["media"]] == [medium["sha256"]]
    assert medium["finding"] == record["id"]


def test_a_screen_that_goes_dark_while_she_covers_faces_costs_no_photo(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    _camera(page)
    if page.locator(".camera [aria-pressed=false]").count():
        page.click(".camera [aria-pressed=false]")
    page.click(".shutter")
    page.wait_for_selector(".hiding canvas")
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
          delete document.hidden;
        }"""
    )
    page.click(".hiding .bar-button--main")
    page.wait_for_selector("dialog", state="detached")
    assert len(kept(page, "media")) == 1


def test_two_taps_on_talk_listen_once_and_no_microphone_stays_open(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}", permissions=ALL)
    join(page, also=("voice",))
    page.evaluate(
        """() => {
          window.heard = [];
          const own = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = async (wanted) => { const one = await own(wanted); heard.push(one); return one; };
          const talk = document.querySelector("#bar use[href$='#microphone']").closest("button");
          talk.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
          setTimeout(() => { dispatchEvent(new PointerEvent("pointerup")); talk.click(); }, 360);
        }"""
    )
    page.wait_for_selector(".voice")
    until(page, "() => heard.length > 0")
    page.click("dialog .bar-button:has(use[href$='#trash'])")
    page.wait_for_selector(".voice", state="detached")
    until(
        page,
        "() => heard.every((stream) => stream.getTracks().every((track) => track.readyState === 'ended'))",
        seconds=5,
    )
    assert page.locator(".banner").count() == 0, "nobody else is recording"


def test_not_needed_tapped_twice_takes_one_spot_away_and_not_the_next(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    page.click(bar(2))
    page.click("dialog [data-more=pocket]")
    for spot in ("1", "2"):
        page.wait_for_selector(".pocket__pad:focus")
        page.keyboard.press("Enter")
        page.wait_for_selector(f".pocket__count:text-is('{spot}')")
    page.keyboard.press("Escape")
    page.click("#answer-moments")
    page.wait_for_selector("#moment")
    page.evaluate(HOLD, ["kept"])
    page.evaluate("() => { window.drop = document.querySelector('#moment .link-button'); drop.click(); }")
    until(page, "() => document.getElementById('said').textContent === 'Deleted.'")
    page.evaluate("() => { drop.click(); letGo(); }")
    page.wait_for_selector("#moment")
    page.click(bar(2))
    page.wait_for_selector("dialog [data-more=moments]:has-text('1')")
    assert [record["isWithdrawn"] for record in kept(page)].count(True) == 1


def test_forgetting_with_two_taps_does_not_say_that_it_failed(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    menu(page, "check-circle")
    page.click("#forget")
    page.wait_for_selector("dialog .big-button--main")
    page.evaluate(
        """() => {
          const keys = caches.keys.bind(caches);
          CacheStorage.prototype.keys = () => new Promise((done) => { window.letGo = () => done(keys()); });
          window.forgets = document.querySelector("dialog .big-button--main");
          forgets.click();
        }"""
    )
    until(page, "() => Boolean(window.letGo)")
    page.evaluate("() => { forgets.click(); setTimeout(letGo, 50); }")
    page.wait_for_selector("#code")
    assert page.locator(".banner").count() == 0
