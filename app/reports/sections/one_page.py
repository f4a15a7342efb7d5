"""The page a mayor reads: what needs work, what is good, each as one sentence with what it rests on."""

from __future__ import annotations

from app.analysis import LEAST_WALKERS
from app.foundation.language import _, format_number, ngettext_
from app.reports import ranking
from app.reports.bars import LEVELS, bar_of, interval_words, level_words, people_and_answers, share_words, sureness
from app.reports.blocks import Block, cards, facts, heading, isolated, notice, section, text
from app.reports.material import Material
from app.reports.sections.stop_pages import noted_at
from app.reports.seeing import Seen
from app.reports.words import after_sunset, list_of, named_stop, number_of_people

HIGHEST_LOW = 1  # levels 0 and 1 are bad, 2 and 3 are not


def compose(material: Material, language: str) -> Block:
    inside = [text(opening(material), "lead"), *_unchecked(material)]
    worst_first = ranking.ranked(material)
    if not material.answers:
        inside.append(notice(_("There are no findings yet. This report fills itself as findings arrive.")))
    elif not worst_first:
        inside += [notice(nothing_shown()), *_noted_low(material, language)]
    else:
        inside += _standing_out(material, worst_first, language)
    return section("one-page", _("On one page"), inside, new_page=True)


def opening(material: Material) -> str:
    """Who, where and how much, in one sentence."""
    if not material.answers:
        return _("Nobody has sent findings from {place} yet.").format(place=isolated(material.place))
    stops = len(material.halts)
    words = {
        "people": number_of_people(material.walkers),
        "place": isolated(material.place),
        "stops": ngettext_("{n} stop", "{n} stops", stops).format(n=format_number(stops)),
    }
    if material.is_small_group:
        return _("{people} walked in {place} and stopped at {stops}.").format(**words)
    return _("{people} walked in {place}, stopped at {stops} and gave {answers}.").format(
        **words, answers=_answers(material)
    )


def _unchecked(material: Material) -> list[Block]:
    """On the evening itself nobody has checked anything: the report is there all the same, and says so first."""
    count = material.manner.unchecked
    if not count:
        return []
    if material.is_small_group:  # a number of findings would tell how many walked
        said = _("Not all findings have been checked yet.")
    else:
        said = ngettext_("{n} finding has not been checked yet.", "{n} findings have not been checked yet.", count)
    words = _("Such answers are counted here; words and photos wait. Finish checking before you hand this report on.")
    return [notice(f"{said.format(n=format_number(count))} {words}", "warn")]


def _noted_low(material: Material, language: str) -> list[Block]:
    """Where nothing may be counted, what was noted as bad about the place, stop by stop."""
    lines = []
    for halt in material.halts:
        low = [f"{name}: {words}" for name, words, level in noted_at(material, halt, language) if level <= HIGHEST_LOW]
        if low:
            lines.append((named_stop(halt), " · ".join(low)))
    return [heading(_("What was noted as bad")), facts(lines)] if lines else []


def nothing_shown() -> str:
    return _(
        "Fewer than {n} people answered each question. To protect them this report shows no shares. "
        "The stop pages show what was noted about the place. Walk again with more people to get a profile."
    ).format(n=format_number(LEAST_WALKERS))


def _answers(material: Material) -> str:
    count = sum(len(answered.answers) for answered in material.answers)
    return ngettext_("{n} answer", "{n} answers", count).format(n=format_number(count))


def _standing_out(material: Material, worst_first: list[Seen], language: str) -> list[Block]:
    work, good = ranking.needing_work(worst_first), ranking.good(worst_first)
    blocks: list[Block] = []
    if work:
        blocks += [heading(_("What needs work")), cards([_card(material, one, language, True) for one in work], "work")]
    else:
        blocks.append(text(_("No question was answered “bad” or “very bad” by one in three or more.")))
    if good:
        blocks += [heading(_("What is good")), cards([_card(material, one, language, False) for one in good], "good")]
    blocks.append(text(_small_print(material), "quiet"))
    return blocks


def _small_print(material: Material) -> str:
    said = _("A walk is not a survey: it says what these people found, there and then.")
    return f"{said} {after_sunset()}" if material.leads_with_dark else said


def _card(material: Material, one: Seen, language: str, is_low: bool) -> Block:
    count = one.low if is_low else one.n - one.low
    bar = bar_of(one, language, is_small=True)
    return {
        "name": bar["name"],
        "share": share_words(count, one),
        "sentence": _("said bad or very bad") if is_low else _("said fair or good"),
        "rests_on": _("{answers}; {sure} interval {interval}").format(
            sure=sureness(), answers=people_and_answers(one), interval=interval_words(count, one)
        ),
        "said": _most_of_them(one, is_low=is_low, language=language),
        "where": _where(material, one, is_low),
        "bar": bar,
    }


def _most_of_them(one: Seen, *, is_low: bool, language: str) -> str:
    """What most of those who said bad (or good) said, in the words of the question."""
    level = max(LEVELS[:2] if is_low else LEVELS[2:], key=lambda step: one.profile.counts[step])
    words = level_words(one.indicator, level, language)
    share = share_words(one.profile.counts[level], one)
    return _("Of these, most: “{words}” ({share} of all).").format(words=words, share=share)


def _where(material: Material, one: Seen, is_low: bool) -> str:
    halts = ranking.stops_where(material, one, is_low=is_low)
    if not halts:
        return ""
    named = list_of(named_stop(halt, "{number} ({name})") for halt in halts)
    if is_low:
        said = ngettext_("Above all at stop {stops}.", "Above all at stops {stops}.", len(halts))
    else:
        said = ngettext_("Best at stop {stops}.", "Best at stops {stops}.", len(halts))
    return said.format(stops=named)
