"""A phone that found no network: its walker's file is taken in on the desk."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.findings import Finding, Medium, Parked, copies, taking_in
from app.foundation.database import reading, writing
from app.foundation.identifiers import new_id
from app.instruments import SCOPES, consent_hash
from app.people import Role, Viewer
from app.walks import Walk, Walker, close_walk, set_joining
from tests.cast import Cast, token_in
from tests.findings.conftest import a_viewer
from tests.makers.findings import a_finding, a_phone, a_photo, a_recording, a_walk, listed, rows, sha256_of


class Kept:
    """What a walker kept on her phone, and the file that it writes."""

    def __init__(self, walk: Walk, **changes: Any) -> None:
        self.photo, self.voice = a_photo(), a_recording()
        self.finding = a_finding(walk, media=[listed(self.photo), listed(self.voice, kind="voice", indicator=None)])
        self.second = a_finding(walk, answers={"lgt_level": 3})
        self.files = {self.name(self.photo, "jpg"): self.photo, self.name(self.voice, "webm"): self.voice}
        self.told = {
            "format": "farola-walk",
            "version": 1,
            "made_at": self.finding["changed_at"],
            "app": "1",
            "walk": str(walk.id),
            "walker": str(new_id()),
            "language": "es",
            "consent": {"text_sha256": consent_hash("es"), "scopes": list(SCOPES), "language": "es"},
            "findings": [self.finding, self.second],
            "withdrawn": [],
            "media": [self._medium(self.photo, "image/jpeg", "jpg"), self._medium(self.voice, "audio/webm", "webm")],
        } | changes

    def name(self, content: bytes, ending: str) -> str:
        return f"media/{sha256_of(content)}.{ending}"

    def _medium(self, content: bytes, kind: str, ending: str) -> dict[str, Any]:
        told = {"finding": self.finding["id"], "sha256": sha256_of(content), "type": kind, "size": len(content)}
        return told | {"kind": kind.partition("/")[0], "file": self.name(content, ending)}

    def file(self) -> BytesIO:
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name, content in self.files.items():
                archive.writestr(name, content)
            archive.writestr("walk.json", json.dumps(self.told))
        out.seek(0)
        return out


@pytest.fixture
def amara(either_house: Path) -> Viewer:
    return a_viewer()


@pytest.fixture
def kept(amara: Viewer) -> Kept:
    return Kept(a_walk(amara))


def everything() -> tuple[list[Finding], list[Medium], list[Parked]]:
    with reading() as session:
        return rows(session, Finding), rows(session, Medium), rows(session, Parked)


def test_a_phone_that_never_found_a_network_loses_nothing(amara: Viewer, kept: Kept) -> None:
    taken = taking_in.take_in(amara, kept.file())
    findings, media, parked = everything()
    assert {str(one.id) for one in findings} == {kept.finding["id"], kept.second["id"]}
    assert {(medium.sha256, medium.state) for medium in media} == {
        (sha256_of(kept.photo), "received"),
        (sha256_of(kept.voice), "received"),
    }
    assert (taken.findings["kept"], taken.media["kept"], parked, taken.is_whole) == (2, 2, [], True)
    with reading() as session:
        [walker] = rows(session, Walker)
    assert (str(walker.id), walker.language, walker.scopes) == (kept.told["walker"], "es", list(SCOPES))


def test_the_same_copy_twice_changes_nothing(amara: Viewer, kept: Kept) -> None:
    taking_in.take_in(amara, kept.file())
    before = everything()
    again = taking_in.take_in(amara, kept.file())
    assert again.findings == {"unchanged": 2} and again.media == {"unchanged": 2}
    assert everything() == before


def test_what_the_phone_sends_later_is_not_counted_twice(house: Path) -> None:
    walk = a_walk(a_viewer("Amara"))
    amara, phone = a_viewer("Rosa", organisation_id=_organisation_of(walk)), a_phone(walk)
    kept = Kept(walk, walker=str(phone.walker_id))
    taking_in.take_in(amara, kept.file())
    receipts = phone.send(kept.finding, kept.second)
    assert [one["state"] for one in receipts] == ["unchanged", "unchanged"]
    assert phone.put(kept.finding["id"], kept.photo).json()["receipts"][0]["state"] == "unchanged"


def test_a_copy_is_taken_in_after_the_walk_was_closed_to_newcomers(amara: Viewer) -> None:
    walk = a_walk(amara)
    with writing() as session:
        set_joining(session, amara, walk.id, False)
        close_walk(session, amara, walk.id)
    assert taking_in.take_in(amara, Kept(walk).file()).findings == {"kept": 2}


def test_a_broken_photo_costs_nothing_else(amara: Viewer, kept: Kept) -> None:
    kept.files[kept.name(kept.photo, "jpg")] = kept.photo[:-9] + b"scratched"
    taken = taking_in.take_in(amara, kept.file())
    assert taken.media == {"missing": 1, "kept": 1} and taken.findings == {"kept": 2} and not taken.is_whole


def test_bits_that_flipped_on_a_memory_card_cost_one_photo(amara: Viewer, kept: Kept) -> None:
    whole = bytearray(kept.file().getvalue())
    whole[whole.find(kept.photo) + 300] ^= 0xFF
    taken = taking_in.take_in(amara, BytesIO(bytes(whole)))
    assert taken.media == {"missing": 1, "kept": 1} and taken.findings == {"kept": 2}


def test_a_photo_that_the_phone_could_no_longer_read_is_named(amara: Viewer, kept: Kept) -> None:
    kept.told["media"][0]["file"] = None
    assert taking_in.take_in(amara, kept.file()).media == {"missing": 1, "kept": 1}


def test_what_she_took_back_on_her_phone_stays_taken_back(amara: Viewer, kept: Kept) -> None:
    taking_in.take_in(amara, kept.file())
    kept.told |= {"withdrawn": [kept.finding["id"]], "findings": [kept.second], "media": []}
    assert taking_in.take_in(amara, kept.file()).findings == {"unchanged": 1, "withdrawn": 1}
    kept.told |= {"withdrawn": [], "findings": [kept.finding]}
    assert taking_in.take_in(amara, kept.file()).findings == {"withdrawn": 1}


def test_a_copy_cannot_take_back_what_another_walker_sent(amara: Viewer, kept: Kept) -> None:
    taking_in.take_in(amara, kept.file())
    other = Kept(a_walk(amara), withdrawn=[kept.finding["id"]], findings=[], media=[])
    other.told["walk"] = kept.told["walk"]
    taking_in.take_in(amara, other.file())
    assert kept.finding["id"] in {str(one.id) for one in everything()[0] if one.answers}


def test_a_malformed_finding_is_parked_and_the_others_stand(amara: Viewer, kept: Kept) -> None:
    kept.told["findings"] = [kept.finding | {"answers": {"lgt_level": 9}}, "rubbish", kept.second]
    taken = taking_in.take_in(amara, kept.file())
    assert taken.findings == {"parked": 2, "kept": 1}


def test_her_no_to_photos_is_kept(amara: Viewer, kept: Kept) -> None:
    kept.told["consent"]["scopes"] = ["take-part", "place"]
    taken = taking_in.take_in(amara, kept.file())
    assert taken.media == {"not-agreed": 2} and taken.findings == {"kept": 2}


def test_an_older_copy_does_not_bring_back_a_consent_that_she_withdrew(house: Path) -> None:
    walk = a_walk(a_viewer("Amara"))
    rosa = a_viewer("Rosa", organisation_id=_organisation_of(walk))
    phone = a_phone(walk, scopes=("take-part", "place"))
    taken = taking_in.take_in(rosa, Kept(walk, walker=str(phone.walker_id)).file())
    assert taken.media == {"not-agreed": 2}


def test_another_groups_facilitator_cannot_take_her_copy_in(house: Path) -> None:
    kept = Kept(a_walk(a_viewer("Amara")))
    with pytest.raises(taking_in.CopyOfAnothersWalk):
        taking_in.take_in(a_viewer("Ines"), kept.file())
    assert everything() == ([], [], [])


def test_a_planner_takes_nothing_in(house: Path) -> None:
    kept = Kept(a_walk(a_viewer("Amara")))
    with pytest.raises(Exception, match="not-allowed"):
        taking_in.take_in(a_viewer("Noor", Role.PLANNER), kept.file())


def hostile_files(kept: Kept) -> dict[str, tuple[bytes, type]]:
    """What is not a whole copy, and what is said of it."""
    whole = kept.file().getvalue()

    def told(**changes: Any) -> bytes:
        return _zip({"walk.json": json.dumps(kept.told | changes).encode()})

    deep = b"[" * 100_000
    return {
        "nothing": (b"", copies.NotACopy),
        "a photo": (kept.photo, copies.NotACopy),
        "cut in the middle": (whole[: len(whole) // 2], copies.CopyIsCutOff),
        "without its last bytes": (whole[:-10], copies.CopyIsCutOff),
        "another archive": (_zip({"holiday.txt": b"sun"}), copies.NotACopy),
        "no JSON": (_zip({"walk.json": b"{"}), copies.NotACopy),
        "a list": (_zip({"walk.json": b"[]"}), copies.NotACopy),
        "too deep": (_zip({"walk.json": deep}), copies.NotACopy),
        "another format": (told(format="holiday"), copies.NotACopy),
        "of a later version": (told(version=2), copies.CopyIsNewer),
        "no walker": (told(walker=None), copies.NotACopy),
        "hash of nothing": (told(media=[kept.told["media"][0] | {"sha256": "../../etc/passwd"}]), copies.NotACopy),
        "too many findings": (told(findings=[{}] * 400), copies.NotACopy),
        "too many files": (_zip({f"media/{n}": b"" for n in range(1_000)}), copies.CopyIsTooLarge),
        "a bomb": (_zip({f"media/{n}": bytes(4_000_000) for n in range(160)}), copies.CopyIsTooLarge),
        "a story of 9 MB": (_zip({"walk.json": b" " * 9_000_000}), copies.CopyIsTooLarge),
    }


def _zip(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_whatever_is_no_whole_copy_is_refused_with_a_reason_and_changes_nothing(house: Path) -> None:
    amara = a_viewer()
    kept = Kept(a_walk(amara))
    for name, (content, problem) in hostile_files(kept).items():
        with pytest.raises(problem):
            taking_in.take_in(amara, BytesIO(content))
            pytest.fail(name)
    assert everything() == ([], [], [])


def test_a_medium_that_names_a_file_outside_the_archive_is_missing(amara: Viewer, kept: Kept) -> None:
    kept.told["media"][0]["file"] = "../../../etc/passwd"
    assert taking_in.take_in(amara, kept.file()).media == {"missing": 1, "kept": 1}


# ---- on the desk


@pytest.fixture
def desk(cast: Cast) -> TestClient:
    return cast.client(cast.facilitator)


def _post(client: TestClient, *files: tuple[str, bytes]) -> str:
    token = token_in(client.get("/copies").text)
    answer = client.post("/copies", data={"csrf_token": token}, files=[("copies", file) for file in files])
    return answer.text


def test_a_facilitator_takes_in_several_phones_at_once_and_one_bad_file_keeps_no_other_out(
    cast: Cast, desk: TestClient
) -> None:
    walk = a_walk(cast.facilitator)
    first, second = Kept(walk), Kept(walk)
    page = _post(
        desk,
        ("one.walk", first.file().getvalue()),
        ("holiday.jpg", first.photo),
        ("<b>two</b>.walk", second.file().getvalue()),
    )
    assert len(everything()[0]) == 4
    assert "This is not a copy of a walk" in page and walk.title in page and "<b>two" not in page


def test_without_a_file_she_is_told_what_to_do(desk: TestClient) -> None:
    token = token_in(desk.get("/copies").text)
    nothing = f"""--B\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r
--B\r\nContent-Disposition: form-data; name="copies"; filename=""\r\n\r\n\r\n--B--\r\n"""
    answer = desk.post("/copies", content=nothing, headers={"Content-Type": "multipart/form-data; boundary=B"})
    assert answer.status_code == 422 and "Choose a file first." in answer.text


def test_the_walks_page_leads_there_while_a_phone_still_holds_something(cast: Cast, desk: TestClient) -> None:
    walk = a_walk(cast.facilitator)
    a_phone(walk)
    assert 'href="/copies"' in desk.get(f"/walks/{walk.id}").text


def _organisation_of(walk: Walk) -> object:
    from app.walks import Audit

    with reading() as session:
        return session.get_one(Audit, walk.audit_id).organisation_id
