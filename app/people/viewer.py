"""Who looks: the first thing every query learns."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.foundation.errors import NotAllowed
from app.people.account import Account
from app.people.rights import RIGHTS, Right, Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person, as far as the rooms need to know her."""

    account_id: UUID
    organisation_id: UUID
    role: Role
    name: str
    language: str

    def may(self, right: Right | str) -> bool:
        """Whether her role includes this. Raises ValueError for a right that does not exist."""
        return Right(right) in RIGHTS[self.role]

    def require(self, right: Right | str) -> None:
        """Raises NotAllowed (403) unless her role includes this. Things of other organisations raise NotFound instead."""
        if not self.may(right):
            raise NotAllowed()


def viewer_of(account: Account) -> Viewer:
    """The viewer that an account is."""
    return Viewer(
        account_id=account.id,
        organisation_id=account.organisation_id,
        role=Role(account.role),
        name=account.name,
        language=account.language,
    )
