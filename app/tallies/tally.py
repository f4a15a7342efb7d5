"""The four tables of counts. Nothing stands in them that findings do not say; `recounting.py` can make them anew."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class TalliedWalk(SQLModel, table=True):
    """A walk whose findings are counted. `turn` grows at every change; whoever counts holds this row meanwhile.

    It begins anywhere, so that no two histories of a walk have the same turns.
    """

    __tablename__ = "tallied_walk"

    walk_id: UUID = Field(primary_key=True, foreign_key="walk.id")
    audit_id: UUID = Field(foreign_key="audit.id", index=True)
    turn: int = 0
    walkers: int = 0  # numbers given so far


class TalliedWalker(SQLModel, table=True):
    """How many findings of each kind a walker has here, and the number by which tallies know her."""

    __tablename__ = "tallied_walker"
    __table_args__ = (UniqueConstraint("walk_id", "number", name="uq_tallied_walker_number"),)

    walker_id: UUID = Field(primary_key=True, foreign_key="walker.id")
    audit_id: UUID = Field(foreign_key="audit.id", index=True)
    walk_id: UUID = Field(foreign_key="walk.id")
    number: int  # 0, 1, 2… within her walk
    new: int = 0
    accepted: int = 0
    hidden: int = 0
    withdrawn: int = 0


class TalliedSpot(SQLModel, table=True):
    """A spot at which findings of a walk count: a stop, or the hexagon in which they lie.

    Walkers are counted in parties of `records.PARTY`, so that no row grows with the walk.
    """

    __tablename__ = "tallied_spot"
    __table_args__ = (UniqueConstraint("walk_id", "spot", "party", name="uq_tallied_spot"),)

    id: int | None = Field(default=None, primary_key=True)
    audit_id: UUID = Field(foreign_key="audit.id", index=True)
    walk_id: UUID = Field(foreign_key="walk.id")
    spot: str = Field(max_length=36)  # id of the stop, H3 index of the hexagon, or "" without any place
    party: int


class Tally(SQLModel, table=True):
    """What was said about one indicator at a spot. `given` holds who said what how often (`records.py`)."""

    __tablename__ = "tally"

    spot_id: int = Field(primary_key=True, foreign_key="tallied_spot.id")
    code: str = Field(primary_key=True, max_length=60)  # of the indicator; "" counts the findings themselves
    given: bytes
