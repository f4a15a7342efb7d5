"""Errors are nouns: a status for the machine, a code for the phone, a sentence for the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from app.foundation.language import N_, _


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field that cannot be taken.

    `pointer` is a JSON pointer or a form field's name; `sentence` is already in the reader's language.
    """

    pointer: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LastingFault:
    """The same in no language at all, for what is kept: whoever looks at it later reads it in a language of her own.

    `code` is kebab-case and stable, for it goes into the database; whoever finds such faults has a msgid for each code.
    `words` fill its placeholders.
    """

    pointer: str
    code: str
    words: Mapping[str, str | int] = field(default_factory=dict)

    def said(self, msgid: str) -> str:
        """What is wrong, in the language of the moment."""
        return _(msgid).format(**self.words)


class Problem(Exception):
    """Something that stands in the way, said so that the reader knows what to do next.

    Subclasses set `status` (HTTP), `code` (kebab-case, stable: phones act on it) and `sentence` (a msgid, may hold
    `{placeholders}` that the constructor's keywords fill). `retry_after_s` becomes the Retry-After header.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "unexpected"
    sentence: ClassVar[str] = N_("Something went wrong on our side. Nothing you gave was lost. Please try again.")

    def __init__(self, *, errors: tuple[FieldFault, ...] = (), retry_after_s: int | None = None, **words: Any) -> None:
        self.errors = errors
        self.retry_after_s = retry_after_s
        self.words = words
        super().__init__(self.code)

    def said(self) -> str:
        """The sentence in the language of the moment."""
        return _(self.sentence).format(**self.words)


class NotFound(Problem):
    """Also for things that belong to others: a stranger must not learn that they exist."""

    status = 404
    code = "not-found"
    sentence = N_("There is nothing here. The address may be wrong, or it may belong to another group.")


class NotAllowed(Problem):
    status = 403
    code = "not-allowed"
    sentence = N_("Your role does not include this. Ask an administrator of your organisation.")


class BadInput(Problem):
    status = 422
    code = "bad-input"
    sentence = N_("Something needs to be put right. What you gave is still here.")
