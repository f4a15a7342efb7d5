"""What a report is made of, without a database: an evening of invented walkers with honest spreads."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID, uuid5

from PIL import Image, ImageDraw

from app.analysis import Answered
from app.instruments import about, instrument_named
from app.reports.material import Halt, Manner, MapSheet, Material, Outing, Photo, Quote
from app.walks import ProfileOfWalkers

SPACE = UUID("6f1f5d3e-0000-7000-8000-000000000000")
EVENING = datetime(2026, 10, 15, 15, 30, tzinfo=UTC)

# How likely level 0, 1, 2 and 3 are, by indicator; every other question is answered evenly.
LEANING = {
    "lgt_level": (38, 34, 20, 8),
    "lgt_face": (42, 30, 20, 8),
    "opn_view": (20, 34, 30, 16),
    "eye_watch": (10, 22, 40, 28),
    "ppl_density": (20, 45, 30, 5),
    "sec_presence": (55, 30, 10, 5),
    "pth_walk": (6, 16, 40, 38),
    "trn_near": (3, 9, 38, 50),
    "gen_mix": (30, 38, 22, 10),
    "fee_safe": (24, 42, 24, 10),
    "mnt_clean": (8, 20, 44, 28),
}
STREETS = {
    "en": ("Canal Road bridge", "Market gate", "Bus stop Mill Lane", "Underpass", "School corner", "Riverside steps"),
    "es": (
        "Puente del Canal",
        "Puerta del mercado",
        "Parada Molino",
        "Paso subterráneo",
        "Esquina de la escuela",
        "Gradas",
    ),
    "ar": ("جسر القناة", "باب السوق", "موقف الطاحونة", "النفق", "زاوية المدرسة", "أدراج النهر"),
}
TITLES = {
    "en": (
        "Canal Road after dark",
        "Canal Road",
        "Mujeres del Canal",
        "Asked for by the ward committee. The lighting office promised to answer by 30 November.",
    ),
    "es": (
        "El Canal de noche",
        "Barrio del Canal",
        "Mujeres del Canal",
        "Lo pidió el comité del barrio. La oficina de alumbrado prometió responder antes del 30 de noviembre.",
    ),
    "ar": (
        "طريق القناة بعد الغروب",
        "حيّ القناة",
        "نساء القناة",
        "بطلب من لجنة الحيّ. وعد مكتب الإنارة بالردّ قبل ٣٠ نوفمبر.",
    ),
}
SAID = {
    "en": (
        "The bakery stays open late; people greet you.",
        "Cut the hedge so that we can see the corner.",
        "A bench and one working lamp would be enough.",
        "After nine I take the long way round.",
    ),
    "es": (
        "La panadería cierra tarde y la gente saluda.",
        "Corten el seto para poder ver la esquina.",
        "Con un banco y una luz que funcione bastaría.",
        "Después de las nueve doy toda la vuelta.",
    ),
    "ar": (
        "المخبز يبقى مفتوحًا حتى وقت متأخر والناس يسلّمون.",
        "قصّوا السياج النباتي لنرى الزاوية.",
        "يكفي مقعد ومصباح واحد يعمل.",
        "بعد التاسعة أسلك الطريق الطويل.",
    ),
}


def material(
    *, walkers: int = 9, stops: int = 6, language: str = "en", code: str = "wsa_night", **changes: Any
) -> Material:
    """An audit of one walk by day and one after dark, by so many walkers at so many stops."""
    instrument = instrument_named(code)
    title, place, organisation, purpose = TITLES[language]
    halts = [Halt(made_id("stop", n), n, STREETS[language][(n - 1) % 6]) for n in range(1, stops + 1)]
    answers = answers_of(walkers, halts, instrument)
    plain = Material(
        title=title,
        purpose=purpose,
        place=place,
        organisation=organisation,
        time_zone="Europe/Madrid",
        address="https://farola.example.org",
        credit="© OpenStreetMap contributors, ODbL 1.0",
        is_invented=False,
        instrument_code=instrument.code,
        instrument_name=about(code, language).title,
        instrument_version=instrument.version,
        instrument_sha256=instrument.sha256,
        indicators=instrument.indicators,
        quick=instrument.quick,
        languages=(language,),
        outings=outings(),
        halts=halts,
        groups=groups_of(walkers),
        answers=answers,
        manner=manner_of(answers),
        photos=photos_at(halts),
        quotes=quotes_in(language, halts),
        maps=[map_sheet("lgt_level", stops), map_sheet("fee_safe", stops)],
        made_at=EVENING + timedelta(days=4),
    )
    return replace(plain, **changes)


def made_id(kind: str, number: object) -> UUID:
    """An id that is the same every time."""
    return uuid5(SPACE, f"{kind}-{number}")


def outings() -> list[Outing]:
    sunset = EVENING.replace(hour=17, minute=34)
    return [
        Outing("Afternoon", EVENING, EVENING + timedelta(hours=1, minutes=30), sunset),
        Outing("After dark", EVENING + timedelta(hours=3), EVENING + timedelta(hours=4, minutes=30), sunset),
    ]


def answers_of(walkers: int, halts: list[Halt], instrument: Any, seed: int = 11) -> list[Answered]:
    """Each walker at each stop, once by day and once at night."""
    chance = Random(seed)
    found = []
    for walk, period in enumerate(("day", "night")):
        for halt in halts:
            for walker in range(walkers):
                found.append(
                    Answered(
                        finding_id=made_id("finding", f"{walk}-{halt.position}-{walker}"),
                        walker_id=made_id("walker", walker),
                        walk_id=made_id("walk", walk),
                        stop_id=halt.id,
                        period=period,
                        mode="one_person",
                        answers=one_answer(chance, instrument, period, halt.position),
                    )
                )
    return found


def one_answer(chance: Random, instrument: Any, period: str, position: int) -> dict[str, Any]:
    """Answers to the short questions, better by day; some unknown, some left out, causes where it is dark."""
    given: dict[str, Any] = {}
    for code in (*instrument.quick, "mnt_clean"):
        indicator = instrument.indicators.get(code)
        if indicator is None or not indicator.is_open_in(period) or chance.random() < 0.03:
            continue
        level = chance.choices(range(4), LEANING.get(code, (20, 30, 30, 20)))[0]
        level = min(3, level + (period == "day" and chance.random() < 0.7) + (position == 2 and chance.random() < 0.6))
        given[code] = "dk" if chance.random() < 0.03 else level
    if isinstance(light := given.get("lgt_level"), int) and light <= 1 and "lgt_cause" in instrument.indicators:
        given["lgt_cause"] = chance.sample(
            ["no_lamp", "lamp_out", "hidden_by_tree", "switched_off"], k=chance.choice([1, 2])
        )
        given["gov_owner"] = "street_lighting"
    return given


def groups_of(walkers: int) -> list[ProfileOfWalkers]:
    """As `profile_of_walkers` gives it: groups of five and more, and what is left over only when that is five or more."""
    if walkers < 5:
        return []
    left = walkers - 5
    ages = {"25_39": 5} if left >= 5 else {}
    return [
        ProfileOfWalkers("wlk_gender", walkers, {"woman": walkers}, 0),
        ProfileOfWalkers("wlk_age", walkers, ages, left if ages else walkers),
    ]


def manner_of(answers: list[Answered]) -> Manner:
    many = len(answers)
    return Manner(
        findings=many,
        modes=Counter(one_person=many),
        entries=Counter(on_the_spot=many - many // 10, later_same_day=many // 10),
        places=Counter(gps=many - many // 5, stop=many // 5),
        accuracies_m=[4 + (n % 23) for n in range(many)],
    )


def photos_at(halts: list[Halt], each: int = 3) -> list[Photo]:
    kinds = ("lgt_level", "pth_walk", None, "opn_view")
    captions = ("", "The lamp above the gate is out", "", "Hedge hides the corner")
    return [
        Photo(
            made_id("photo", (halt.position, n)),
            f"{halt.position:032x}{n:032x}",
            halt.id,
            kinds[n % 4],
            captions[n % 4],
            "night",
        )
        for halt in halts
        for n in range(each)
    ]


def quotes_in(language: str, halts: list[Halt]) -> list[Quote]:
    good, wish, bench, worry = SAID[language]
    at = [halt.id for halt in halts] or [None]
    return [
        Quote(good, "nar_good", at[0], made_id("walker", 1)),
        Quote(wish, "nar_wish", at[0], made_id("walker", 2)),
        Quote(bench, "nar_wish", at[-1], made_id("walker", 3)),
        Quote(worry, "nar_worry", None, made_id("walker", 4)),
    ]


def map_sheet(indicator: str, stops: int) -> MapSheet:
    """A few crossing streets; the real one comes from `app.maps`."""
    lines = "".join(
        f'<path d="M{x} 0L{x + 60} 400M0 {x * 0.8}L600 {x * 0.8 + 50}" stroke="#c9c3b6" stroke-width="5" fill="none"/>'
        for x in range(20, 600, 75)
    )
    ground = '<rect width="600" height="400" fill="#f4f1ea"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400">{ground}{lines}</svg>'
    labels = [(0.12 + 0.14 * n, 0.3 + 0.1 * (n % 4), str(n + 1)) for n in range(stops)]
    return MapSheet(indicator, svg, 600, 400, labels, 620)


def a_jpeg(number: int, width: int = 1200, height: int = 900) -> bytes:
    """A picture of a lamp in the dark, not a grey square: a photo that compresses like one."""
    chance = Random(number)
    noise = Image.frombytes("L", (width // 8, height // 8), chance.randbytes((width // 8) * (height // 8)))
    photo = Image.merge(
        "RGB", [noise.resize((width, height)).point(lambda v, s=s: int(v * s)) for s in (0.25, 0.2, 0.4)]
    )
    pen = ImageDraw.Draw(photo)
    x = chance.randrange(width // 4, 3 * width // 4)
    pen.polygon([(x, height // 5), (x - 260, height), (x + 260, height)], fill=(214, 150, 40))
    pen.rectangle([x - 6, height // 5, x + 6, height], fill=(12, 11, 18))
    pen.ellipse([x - 40, height // 5 - 30, x + 40, height // 5 + 20], fill=(255, 240, 200))
    kept = BytesIO()
    photo.save(kept, "JPEG", quality=80)
    return kept.getvalue()
