"""Why a finding is set aside, in words for the walker. Nothing of it is lost: it is kept whole, and answered again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.foundation.errors import LastingFault
from app.foundation.language import N_, _
from app.instruments import ANSWER_FAULTS

MALFORMED = "malformed"
WALK_DIFFERS = "walk-differs"
WALK_IS_CLOSED = "walk-is-closed"
INSTRUMENT_UNKNOWN = "instrument-unknown"
ANSWERS_UNKNOWN = "answers-unknown"
PLACE_OFF_PLANET = "place-off-planet"
STOP_UNKNOWN = "stop-unknown"
ID_TAKEN = "id-taken"
TOO_LARGE = "too-large"
TWIN = "same-revision"
UNEXPECTED = "unexpected"

REFUSALS = {
    MALFORMED: N_(
        "Part of this finding could not be read. It is kept as it came, and the leader of the walk can see it."
    ),
    WALK_DIFFERS: N_(
        "This finding belongs to another walk. It is kept. Join that walk again on this phone to send it there."
    ),
    WALK_IS_CLOSED: N_("This walk is closed. Your finding is kept and its leader can reopen it."),
    INSTRUMENT_UNKNOWN: N_("This server does not know the questions this finding answers. It is kept until it does."),
    ANSWERS_UNKNOWN: N_(
        "Some answers do not fit the questions of this walk. The finding is kept, and its leader can see it."
    ),
    PLACE_OFF_PLANET: N_("The place is not on this planet. The finding is kept. Choose the place again on your phone."),
    STOP_UNKNOWN: N_("This stop is not one of this walk, and there is no other place. The finding is kept."),
    ID_TAKEN: N_("Another phone already sent a finding with this number. This one is kept, and its leader can see it."),
    TOO_LARGE: N_(
        "This finding is far larger than a finding can be. It is kept, and the leader of the walk can see it."
    ),
    TWIN: N_("Two versions of this finding came with the same number. One is shown; this other one is kept beside it."),
    UNEXPECTED: N_("This finding could not be filed. It is kept as it came, and will be tried again."),
}
# The same for the desk: what it is, and what a facilitator can do.
ADVICE = {
    MALFORMED: N_(
        "A phone sent something that could not be read. Look below for what is wrong; an update may mend it."
    ),
    WALK_DIFFERS: N_("It says that it belongs to another walk. The phone may have joined two walks."),
    WALK_IS_CLOSED: N_(
        "It came more than two weeks after the walk had closed. Open the walk again, then answer it again."
    ),
    INSTRUMENT_UNKNOWN: N_(
        "It answers questions that this server does not have. Add that question set, then answer it again."
    ),
    ANSWERS_UNKNOWN: N_("Some answers do not fit the questions of this walk. Look below for which."),
    PLACE_OFF_PLANET: N_("Its place is not on this planet. Ask the walker to choose the place again on her phone."),
    STOP_UNKNOWN: N_(
        "It names a stop that is not on this route, and no other place. Add the stop, then answer it again."
    ),
    ID_TAKEN: N_(
        "Another phone had sent a finding with the same number before. Both are whole; only one can be shown."
    ),
    TOO_LARGE: N_("It is far larger than a finding can be. Read below what it holds."),
    TWIN: N_("Two versions of one finding came with the same number. One is shown in the list, this is the other."),
    UNEXPECTED: N_("It could not be filed, and the reason is on our side. Answer it again after the next update."),
}
# What can be wrong with a part of it, by the codes that are kept beside it.
MISSING = "missing"
NO_IDENTIFIER = "no-identifier"
WORD_UNKNOWN = "word-unknown"
TEXT_TOO_LONG = "text-too-long"
LIST_TOO_LONG = "list-too-long"
TAKES_NO_WORDS = "takes-no-words"
UNREADABLE = "unreadable"
FAULTS = {
    **ANSWER_FAULTS,
    MISSING: N_("This is missing."),
    NO_IDENTIFIER: N_("This is not an identifier."),
    WORD_UNKNOWN: N_("This is not one of the known words."),
    TEXT_TOO_LONG: N_("This text is too long."),
    LIST_TOO_LONG: N_("There are too many of these."),
    TAKES_NO_WORDS: N_("This question does not take words."),
    UNREADABLE: N_("This could not be read."),
}
# The reason of these can go away by itself or by the facilitator's hand, so trying again makes sense.
HOPEFUL = frozenset(REFUSALS) - {TWIN, ID_TAKEN}
# Of these even while the server runs: a leader reopens a walk, adds a stop or a question set, the database is itself again.
# The others break rules that stand in the code: they wait for an update, and need not be judged each minute until then.
PASSING = frozenset({WALK_IS_CLOSED, INSTRUMENT_UNKNOWN, STOP_UNKNOWN, UNEXPECTED})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one finding is parked: a stable code, and which parts of it are meant."""

    code: str
    faults: tuple[LastingFault, ...] = ()

    @property
    def sentence(self) -> str:
        """In the language of the moment."""
        return _(REFUSALS[self.code])

    @property
    def detail(self) -> list[dict[str, Any]]:
        """The faults as they are kept, in no language; `telling.told_faults` words them for whoever looks."""
        return [{"pointer": each.pointer, "code": each.code, "words": {**each.words}} for each in self.faults]
