"""How it was done: instrument, answering alone or together, entries made afterwards, places, periods, gaps."""

from __future__ import annotations

from statistics import median

from app.analysis import Audience, may_show
from app.foundation.language import N_, _, format_date, format_number, format_percent, format_time
from app.reports.blocks import Block, facts, isolated, section, text
from app.reports.material import FEELING, Material, Outing
from app.reports.words import list_of, period_words

MODES = {"one_person": N_("alone"), "pair": N_("in pairs"), "group_agreed": N_("agreed by the group")}
ENTRIES = {
    "on_the_spot": N_("on the spot"),
    "later_same_day": N_("later the same day"),
    "from_paper": N_("from paper"),
    "by_phone_for_walker": N_("by phone for a walker"),
}
PLACES = {
    "gps": N_("by the phone"),
    "pin": N_("set on the map by the walker"),
    "stop": N_("taken from the planned stop"),
    "corrected": N_("corrected by the facilitator"),
    "": N_("without a place"),
}

GOOD_FIX_M = 20  # metres: good enough to tell one lamp from the next


def compose(material: Material, language: str) -> Block:
    inside = [text(_alone())]
    inside.append(facts(_walks(material) + _instrument(material) + _manner(material)))
    return section("method", _("How it was done"), inside)


def _alone() -> str:
    return _(
        "At each stop everyone is quiet for a moment, looks around, and answers alone before the group talks. "
        "“Does not apply” and “don’t know” are answers too; no answer is something else, and all three are counted."
    )


def _walks(material: Material) -> list[tuple[str, str]]:
    zone = material.time_zone
    return [
        (
            isolated(outing.title),
            _when(outing, zone, is_public=material.audience is Audience.PUBLIC),
        )
        for outing in material.outings
    ]


def _when(outing: Outing, zone: str, *, is_public: bool) -> str:
    date = format_date(outing.opens_at, zone)
    if is_public:
        return date  # strangers learn the day, never the minute
    start, end = format_time(outing.opens_at, zone), format_time(outing.closes_at, zone)
    return _("{date}, {start} to {end}").format(date=date, start=start, end=end)


def _instrument(material: Material) -> list[tuple[str, str]]:
    return [
        (
            _("Questions"),
            _("{name}, version {version} ({code}, fingerprint {hash})").format(
                name=isolated(material.instrument_name),
                version=isolated(material.instrument_version),
                code=isolated(material.instrument_code),
                hash=isolated(material.instrument_sha256[:12]),
            ),
        )
    ]


def _manner(material: Material) -> list[tuple[str, str]]:
    manner = material.manner
    if not manner.findings or material.is_small_group or not _may_tell(material):
        return []
    periods = _periods(material)
    return [
        (_("Findings"), format_number(manner.findings)),
        (_("Answered"), _counted(manner.modes, MODES)),
        (_("Written down"), _counted(manner.entries, ENTRIES)),
        (_("Time of day"), periods),
        (_("Where"), _counted(manner.places, PLACES)),
        (_("Accuracy of the phone’s place"), _accuracy(material)),
        (_("Gaps"), _gaps(material)),
    ]


def _may_tell(material: Material) -> bool:
    """Strangers get what is said of enough people on enough walks only, as of feelings."""
    return material.audience is not Audience.PUBLIC or may_show(
        material.walkers, FEELING, material.audience, walks=material.walks
    )


def _counted(counts: object, words: dict[str, str]) -> str:
    found = [(words.get(key, key), count) for key, count in dict(counts).items() if count]  # type: ignore[call-overload]
    found.sort(key=lambda pair: -pair[1])
    return list_of(f"{_(name)} {format_number(count)}" for name, count in found)


def _periods(material: Material) -> str:
    counts: dict[str, int] = {}
    for answered in material.answers:
        counts[answered.period] = counts.get(answered.period, 0) + 1
    return list_of(f"{period_words(name)} {format_number(count)}" for name, count in sorted(counts.items()))


def _accuracy(material: Material) -> str:
    metres = sorted(material.manner.accuracies_m)
    if not metres:
        return ""
    fair = sum(1 for value in metres if value <= GOOD_FIX_M) / len(metres)
    return _("half within {half} m; {share} within {good} m").format(
        half=format_number(round(median(metres))), good=format_number(GOOD_FIX_M), share=format_percent(fair)
    )


def _gaps(material: Material) -> str:
    asked = [code for code in material.quick if code in material.indicators]
    values = [answered.answers.get(code) for answered in material.answers for code in asked]
    if not values:
        return ""
    said = _("of the short questions, {silent} without an answer, {dk} “don’t know”, {na} “does not apply”")
    return said.format(
        silent=format_percent(sum(value is None for value in values) / len(values)),
        dk=format_percent(sum(value == "dk" for value in values) / len(values)),
        na=format_percent(sum(value == "na" for value in values) / len(values)),
    )
