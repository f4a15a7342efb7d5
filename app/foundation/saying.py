"""What a command says when something stands in its way: a sentence and exit code 1, never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from app.foundation.errors import Problem


@contextmanager
def saying_faults(*besides: type[Exception]) -> Iterator[None]:
    """Raises typer.Exit(1) in place of a Problem, an OSError (a full disk), or one of `besides`, once it is said on stderr.

    Of a form's faults each is said, with the name of its field.
    """
    others: tuple[type[Exception], ...] = (OSError, *besides)
    try:
        yield
    except Problem as fault:
        for line in [f"{one.pointer}: {one.sentence}" for one in fault.errors] or [fault.said()]:
            typer.echo(line, err=True)
        raise typer.Exit(1) from None
    except others as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
