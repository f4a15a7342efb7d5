"""What a command says when something stands in its way: a sentence and exit code 1, never a traceback."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError, ProgrammingError

from app.foundation import migrating
from app.foundation.errors import Problem

FULL = (errno.ENOSPC, errno.EDQUOT)
DATABASE_FAULTS = (DBAPIError, sqlite3.Error)
# Of the plan of tables, the disk, the line: what they quote is ours. Others quote what somebody wrote.
WITHOUT_WORDS = (OperationalError, ProgrammingError, InternalError, sqlite3.Error)


@contextmanager
def saying_faults(*besides: type[Exception]) -> Iterator[None]:
    """Raises typer.Exit(1) in place of a Problem, an OSError (a full disk), a fault of the database, or one of `besides`.

    It is said on stderr.

    Of a form's faults each is said, with the name of its field.
    """
    others: tuple[type[Exception], ...] = (OSError, *besides)
    try:
        yield
    except Problem as fault:
        for line in [f"{one.pointer}: {one.sentence}" for one in fault.errors] or [fault.said()]:
            typer.echo(line, err=True)
        raise typer.Exit(1) from None
    except DATABASE_FAULTS as fault:
        typer.echo(told_of_database(fault), err=True)
        raise typer.Exit(1) from None
    except others as fault:
        is_full = isinstance(fault, OSError) and fault.errno in FULL
        typer.echo(f"A disk is full ({fault}). Make room on it, and try again." if is_full else str(fault), err=True)
        raise typer.Exit(1) from None


def told_of_database(fault: DBAPIError | sqlite3.Error) -> str:
    """What a fault of the database means for whoever typed a command, and what to do; without a word of those who walked."""
    is_ours = isinstance(fault, WITHOUT_WORDS)
    said = str(getattr(fault, "orig", fault)).partition("\n")[0] if is_ours else type(fault).__name__
    if "disk is full" in said or "No space left" in said:
        return "The database's disk is full. Make room on it, and try again."
    try:
        fault_of_plan = migrating.fault_of(migrating.revision_here())
    except DATABASE_FAULTS:
        return (
            f"The database cannot be read ({said}). Is FAROLA_DATABASE right, and does what it names answer? "
            "If it is broken, restore a backup."
        )
    return (
        fault_of_plan
        or f"The database refused ({said}). Try again; if it refuses again, farola check says what is wrong."
    )
