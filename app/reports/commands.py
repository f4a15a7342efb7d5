"""`farola report`: print a report without a browser."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import typer

from app.foundation.database import reading
from app.foundation.language import LANGUAGES
from app.foundation.saying import saying_faults
from app.people import Role, Viewer

commands = typer.Typer()


@commands.command()
def report(
    audit: UUID = typer.Argument(help="The audit's id, as in the address of its page."),
    lang: str = typer.Option("en", "--lang", help=f"Language of the report: {', '.join(LANGUAGES)}."),
    out: Path = typer.Option(Path("report.pdf"), "--out", help="File to write."),
) -> None:
    """Print the report of an audit as a PDF. Whoever may run this may read the whole data folder anyway."""
    from app.reports.composing import compose_report
    from app.reports.plugs import plug_in
    from app.reports.printing import photo_files, print_report

    if lang not in LANGUAGES:
        typer.echo(f"There is no report in “{lang}”. Choose one of: {', '.join(LANGUAGES)}.", err=True)
        raise typer.Exit(2)
    plug_in()
    with saying_faults():
        with reading() as session:
            composed = compose_report(session, _operator(session, audit), audit, lang)
        out.write_bytes(print_report(composed, photo_files(composed)))
    typer.echo(f"Wrote {out} ({out.stat().st_size // 1024} KB).")


def _operator(session: object, audit_id: UUID) -> Viewer:
    """The operator reads as a facilitator of the audit's organisation does. Raises NotFound."""
    from app.foundation.errors import NotFound
    from app.reports import store

    audit = store.audit_with_id(session, audit_id)  # type: ignore[arg-type]
    if audit is None:
        raise NotFound()
    return Viewer(UUID(int=0), audit.organisation_id, Role.FACILITATOR, "operator", "en")
