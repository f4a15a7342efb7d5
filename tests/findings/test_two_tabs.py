"""Two tabs, sixteen threads, two phones: whatever happens at once ends as if it had happened in turn."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from app.findings import Finding, Medium, Parked, clean_waiting
from app.foundation.database import reading
from tests.makers.findings import Phone, a_finding, a_phone, a_photo, listed, rows

THREADS = 16


def test_sixteen_threads_send_one_finding_and_it_is_kept_once(either_phone: Phone) -> None:
    finding = a_finding(either_phone.walk)
    with ThreadPoolExecutor(THREADS) as threads:
        receipts = list(threads.map(lambda _n: either_phone.send(finding)[0]["state"], range(THREADS)))
    assert Counter(receipts) == {"kept": 1, "unchanged": THREADS - 1}
    with reading() as session:
        assert len(rows(session, Finding)) == 1


def test_sixteen_revisions_at_once_end_in_the_newest(either_phone: Phone) -> None:
    finding = a_finding(either_phone.walk)
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda n: either_phone.send(finding | {"revision": n + 1}), range(THREADS)))
    with reading() as session:
        assert [row.revision for row in rows(session, Finding)] == [THREADS]


def test_two_texts_with_one_number_from_sixteen_threads_lose_neither(either_phone: Phone) -> None:
    texts = [a_finding(either_phone.walk)]
    texts.append(texts[0] | {"answers": {"lgt_level": 3}})
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda n: either_phone.send(texts[n % 2]), range(THREADS)))
    with reading() as session:
        shown, aside = rows(session, Finding), rows(session, Parked)
    assert len(shown) == 1 and len(aside) == 1
    assert sorted([shown[0].answers["lgt_level"], aside[0].body["answers"]["lgt_level"]]) == [1, 3]


def test_two_walkers_with_one_id_at_once_never_mix(either_phone: Phone) -> None:
    ada, eve = either_phone, a_phone(either_phone.walk)
    finding = a_finding(ada.walk)
    with ThreadPoolExecutor(2) as threads:
        states = list(threads.map(lambda phone: phone.send(finding)[0]["state"], [ada, eve]))
    assert sorted(states) == ["kept", "parked"]
    with reading() as session:
        assert len(rows(session, Finding)) == 1 and len(rows(session, Parked)) == 1


def test_a_withdrawal_among_sixteen_re_sends_wins(either_phone: Phone) -> None:
    finding = a_finding(either_phone.walk)

    def act(n: int) -> None:
        if n == THREADS // 2:
            either_phone.client.delete(f"/api/v1/findings/{finding['id']}", headers=either_phone.headers)
        else:
            either_phone.send(finding | {"revision": n + 1})

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(act, range(THREADS)))
    assert either_phone.send(finding | {"revision": 50})[0]["state"] == "withdrawn"
    with reading() as session:
        assert {row.state for row in rows(session, Finding)} <= {"withdrawn"}


def test_one_photo_from_sixteen_threads_while_it_is_cleaned_is_kept_once(either_phone: Phone) -> None:
    content = a_photo()
    finding = a_finding(either_phone.walk, media=[listed(content)])
    either_phone.send(finding)

    def act(n: int) -> int:
        if n % 4 == 3:
            clean_waiting()
            return 200
        code: int = either_phone.put(finding["id"], content).status_code
        return code

    with ThreadPoolExecutor(THREADS) as threads:
        codes = set(threads.map(act, range(THREADS)))
    clean_waiting()
    assert codes <= {200, 201}
    with reading() as session:
        assert [medium.state for medium in rows(session, Medium)] == ["clean"]
