"""Analysis: what findings mean. Pure measures, one a file, and the rules about who may see which figure."""

from app.analysis.agreement import Agreement, agreement_of, mean_difference, ordinal_alpha
from app.analysis.answered import DO_NOT_KNOW, LEVELS, NOT_APPLICABLE, Answered, of_voice
from app.analysis.day_and_night import Change, Pair, day_and_night
from app.analysis.discretion import (
    LEAST_WALKERS,
    LEAST_WALKERS_IN_PUBLIC,
    LEAST_WALKERS_INSIDE,
    Audience,
    Place,
    Rule,
    may_show,
    rounded,
    rounded_part,
    rule_for,
    safe_parts,
)
from app.analysis.gathering import answers_for_analysis, audience_of
from app.analysis.index import Index, index_in, index_of
from app.analysis.intervals import Spread, spread_over_walkers, wilson_interval
from app.analysis.measures import Measure, measures, offer_measure
from app.analysis.profile import Profile, Share, lower_median, profile_of
from app.analysis.store import publishing_walkers

__all__ = [
    "DO_NOT_KNOW",
    "LEAST_WALKERS",
    "LEAST_WALKERS_INSIDE",
    "LEAST_WALKERS_IN_PUBLIC",
    "LEVELS",
    "NOT_APPLICABLE",
    "Agreement",
    "Answered",
    "Audience",
    "Change",
    "Index",
    "Measure",
    "Pair",
    "Place",
    "Profile",
    "Rule",
    "Share",
    "Spread",
    "agreement_of",
    "answers_for_analysis",
    "audience_of",
    "day_and_night",
    "index_in",
    "index_of",
    "lower_median",
    "may_show",
    "mean_difference",
    "measures",
    "of_voice",
    "offer_measure",
    "ordinal_alpha",
    "profile_of",
    "publishing_walkers",
    "rounded",
    "rounded_part",
    "rule_for",
    "safe_parts",
    "spread_over_walkers",
    "wilson_interval",
]
