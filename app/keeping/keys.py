"""Is this the secret key of this house? Every code and receipt that it gave is asked; only the right key makes them again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from app.foundation.identifiers import under_key
from app.keeping import store
from app.walks import code_fits, receipt_fits

BRING_BACK = (
    "Stop Farola and put the right key in its place: it is in a backup from before (tar -xf walks.tar secret.key), and on "
    "every other machine that serves this database."
)


@dataclass(frozen=True, slots=True)
class KeyFit:
    """How many codes and receipts were given, and how many of them this key does not make."""

    given: int
    strange: int

    @property
    def is_of_another_house(self) -> bool:
        return 0 < self.given == self.strange

    @property
    def fault(self) -> str:
        """What is wrong, and what to do; empty for the right key."""
        if self.is_of_another_house:
            return (
                f"secret.key is not the key of this house: none of the {self.given} receipts and codes that it gave works, "
                f"and a phone that joins again is not known. {BRING_BACK}"
            )
        if self.strange:
            return (
                f"{self.strange} of {self.given} receipts and codes were given under another secret.key and do not work; "
                f"with that one the others would not. {BRING_BACK}"
            )
        return ""


def fit_of(key: bytes, connection: Connection) -> KeyFit:
    """Two digests for each walker and each walk whose code still opens it: a second for 200,000 walkers."""
    with under_key(key):
        fitting = [receipt_fits(*row) for row in store.receipts_given(connection)]
        fitting += [code_fits(*row) for row in store.codes_given(connection)]
    return KeyFit(len(fitting), fitting.count(False))
