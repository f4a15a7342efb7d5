"""The PDF: that it is one, says what it should, keeps quiet where it must, and cannot be made to do anything else."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.foundation.folders import held_folder
from app.foundation.vault import vault
from app.keeping import forget_old
from app.reports import ReportCannotBePrinted, ReportIsTooBig, plugs, print_report, printing
from app.reports.material import Halt, Quote
from app.reports.printing import PhotosInVault
from tests.makers.reports import a_jpeg, made_id, material
from tests.reports.conftest import composed, printed_in, read, words_of

KILLED = """
import os, signal
from app.reports import printing
from tests.reports.conftest import composed
printing._press = lambda _folder: os.kill(os.getpid(), signal.SIGKILL)
printing.print_report(composed(photos=[]), {})
"""
HOSTILE = (
    '#read("report.json")',
    '#eval("1+1") #import "@preview/x:1.0.0" #sys.inputs $x^2$ *bold* _it_ <label> @ref `raw` // gone',
    "\u202egnirts sdrawkcab\u202d and \u2066unclosed",
    "lamp 🏮🚶🏽‍♀️👩‍👩‍👧 broken \ue000\ufffe\u0007",
    "x" * 900,
    "\u200fسطر عربي\u200f and English \\ #",
    "<script>alert(1)</script> &amp; {{ 7*7 }} {% raw %}",
)


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_a_report_in_each_language_is_tagged_titled_and_says_its_language(language: str) -> None:
    pdf = printed_in(language)
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == language
    assert pdf.metadata is not None
    assert pdf.metadata.title == material(language=language).title
    assert 10 < len(pdf.pages) < 25
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_every_picture_has_words_for_those_who_cannot_see_it() -> None:
    pdf = printed_in("en")
    figures, silent = 0, 0
    pending: list[Any] = [pdf.trailer["/Root"]["/StructTreeRoot"]]  # type: ignore[index]
    while pending:
        node = pending.pop().get_object()
        if isinstance(node, list):
            pending += node
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                figures += 1
                silent += not node.get("/Alt")
            pending += [node["/K"]] if "/K" in node else []
    assert figures > 60
    assert silent == 0


def test_a_mayor_reads_shares_intervals_credit_and_how_to_take_words_back() -> None:
    words = words_of(printed_in("en"))
    for said in (
        "71%",
        "58% to 82%",
        "52 answers from 9 people",
        "Canal Road bridge",
        "OpenStreetMap",
        "withdraw.",  # its address breaks where the line ends
        "Wilson",
    ):
        assert said in words


def test_what_is_too_small_to_show_is_not_in_the_file() -> None:
    words = words_of(read(composed(walkers=3)))
    assert "Fewer than 5 people" in words
    for leaked in (" 3 people", " 36 ", "%)"):
        assert leaked not in words


def test_a_reader_of_english_sees_what_was_said_in_hindi_bengali_and_swahili() -> None:
    said = ("यहाँ रात में रोशनी नहीं होती।", "এখানে রাতে একদম আলো নেই।", "Hakuna mwanga hapa usiku.")
    here = material().halts[0].id
    quotes = [Quote(words, "nar_worry", here, made_id("walker", n)) for n, words in enumerate(said)]
    printed = read(composed(quotes=quotes))
    # A PDF tells joined letters in another order, so that the fonts of the page are asked and not its text.
    used = {str(font["/BaseFont"]) for page in printed.pages for font in page["/Resources"]["/Font"].values()}  # type: ignore
    assert any("NotoSansBengali" in name for name in used)
    assert "Hakuna mwanga" in words_of(printed)
    assert "\ufffd" not in words_of(printed)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_hostile_words_print_as_words(language: str) -> None:
    audit = material(language=language)
    halts = [replace(halt, name=HOSTILE[n % len(HOSTILE)][:120]) for n, halt in enumerate(audit.halts)]
    quotes = [Quote(words, "nar_good", halts[0].id, made_id("walker", n)) for n, words in enumerate(HOSTILE)]
    photos = [replace(photo, caption=HOSTILE[n % len(HOSTILE)]) for n, photo in enumerate(audit.photos)]
    report = composed(
        language, title=HOSTILE[0], place=HOSTILE[2], organisation=HOSTILE[3], purpose=HOSTILE[4],
        halts=halts, quotes=quotes, photos=photos,
    )  # fmt: skip
    words = words_of(read(report))
    assert '#read("report.json")' in words
    assert "#eval(" in words
    assert '"sections"' not in words
    assert "lamp" in words


def test_forty_stops_with_endless_names_lose_nothing() -> None:
    halts = [Halt(made_id("stop", n), n, f"Corner {n} " + "very " * 30) for n in range(1, 41)]
    words = words_of(read(composed(halts=halts, photos=[], quotes=[])))
    assert all(f"Corner {n} " in words for n in range(1, 41))


def test_a_broken_photo_costs_one_grey_field_and_not_the_report() -> None:
    report = composed()
    whole = print_report(report, {})
    names = [item["name"] for item in printing.photo_items(report)]
    broken = print_report(report, {names[0]: b"\xff\xd8\xff\xe0 not much more", names[1]: b""})
    assert whole[:5] == broken[:5] == b"%PDF-"


def test_the_press_that_hangs_is_stopped_and_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "press.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(printing, "PRESS", slow)
    monkeypatch.setattr(printing, "WALL_S", 1)
    began = time.monotonic()
    with pytest.raises(ReportIsTooBig):
        print_report(composed(), {})
    assert time.monotonic() - began < 20


def test_a_press_that_is_killed_costs_one_report_and_not_the_next(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    killed = tmp_path / "press.py"
    killed.write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with monkeypatch.context() as patch:
        patch.setattr(printing, "PRESS", killed)
        with pytest.raises(ReportIsTooBig):
            print_report(composed(), {})
    assert print_report(composed(), {})[:5] == b"%PDF-"


def test_the_press_that_wants_too_much_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "MEMORY_BYTES", 120 * 1024 * 1024)
    with pytest.raises(ReportIsTooBig):
        print_report(composed(), {})


def test_a_press_that_refuses_tells_the_reader_in_a_sentence_and_the_log_nothing_of_hers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "press.py").write_text("raise SystemExit('Canal Road is in here')")
    monkeypatch.setattr(printing, "PRESS", tmp_path / "press.py")
    with pytest.raises(ReportCannotBePrinted) as refused:
        print_report(composed(), {})
    assert "Nothing is lost" in refused.value.said()
    assert "Canal" not in caplog.text


def test_no_secret_of_the_server_reaches_the_press(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAROLA_DATABASE", "postgresql://her:secret@localhost/farola")
    seen: dict[str, Any] = {}
    run = subprocess.run

    def watched(*args: Any, **how: Any) -> Any:
        seen.update(how["env"], files=sorted(path.name for path in Path(how["cwd"]).iterdir()))
        seen["links"] = [path for path in Path(how["cwd"]).iterdir() if path.is_symlink()]
        return run(*args, **how)

    monkeypatch.setattr(printing.subprocess, "run", watched)
    print_report(composed(photos=[]), {})
    assert not [name for name in seen if name.startswith("FAROLA") or name == "HOME"]
    assert "secret" not in json.dumps(seen, default=str)
    assert seen["links"] == []


def test_the_same_report_is_the_same_file() -> None:
    report = composed(photos=[])
    assert print_report(report, {}) == print_report(report, {})


def test_an_opened_pdf_has_page_numbers_in_arabic_digits() -> None:
    assert "٢" in printed_in("ar").pages[1].extract_text()


def test_a_photo_whose_bytes_have_changed_is_not_printed(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    whole, damaged = vault().put(a_jpeg(1)), vault().put(a_jpeg(2))
    path = house / "files" / damaged[:2] / damaged
    path.write_bytes(a_jpeg(3))  # opens well, and shows something else
    photos = PhotosInVault({"whole.jpg": whole, "damaged.jpg": damaged, "gone.jpg": "0" * 64})
    assert [photos.get(name) for name in photos] == [a_jpeg(1), None, None]
    assert "farola check" in caplog.text


def a_start() -> None:
    with plugs.working():
        pass


@pytest.mark.parametrize("comes_next", [lambda: print_report(composed(photos=[]), {}), a_start, forget_old])
def test_the_words_that_a_killed_print_left_go_with_whatever_comes_next_and_another_print_goes_on(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comes_next: Callable[[], object]
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    done = subprocess.run([sys.executable, "-c", KILLED], timeout=110, check=False)
    assert done.returncode == -signal.SIGKILL
    [left] = temporary.iterdir()
    assert (left / "report.json").is_file()
    with held_folder(temporary, printing.STAGING) as of_another:
        comes_next()
        assert list(temporary.iterdir()) == [of_another]


def test_where_there_is_no_room_for_temporary_files_the_reader_hears_a_sentence_and_the_operator_the_reason(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_what: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(printing, "_lay_out", full)
    with pytest.raises(ReportCannotBePrinted):
        print_report(composed(photos=[]), {})
    assert "folder for temporary files: [Errno 28] No space left" in caplog.text
