"""`farola demo`: a neighbourhood to look at, and what a script needs to walk in it."""

from __future__ import annotations

import json
from typing import Any

import typer

from app.demo.making import EMAIL, PASSWORD, demonstration_audit, load_demonstration, open_walk_of
from app.foundation import migrating
from app.foundation.database import reading
from app.foundation.settings import settings
from app.walks import code_of, secret_of

commands = typer.Typer()


@commands.command()
def demo(as_json: bool = typer.Option(False, "--json", help="Print codes and paths as JSON, for scripts.")) -> None:
    """Load the demonstration neighbourhood, all of it invented, unless it is already there."""
    migrating.upgrade()
    load_demonstration()
    facts = demonstration_facts()
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    typer.echo(f"The demonstration is ready. Sign in at {settings().address}/sign-in")
    typer.echo(f"  as {facts['facilitator']['email']} with the password {facts['facilitator']['password']}")


def demonstration_facts() -> dict[str, Any]:
    """Join code and path of the open walk, the sign-ins, the audit's id and the path of its map and report."""
    audit = demonstration_audit()
    assert audit is not None, "load_demonstration() makes it"
    with reading() as session:
        walk = open_walk_of(session, audit)
    return {
        "address": settings().address,
        "join_code": code_of(walk),
        "join_path": f"/w/#{secret_of(walk)}",
        "walk": str(walk.id),
        "audit": str(audit.id),
        "audit_path": f"/audits/{audit.id}",
        "map_path": f"/maps/{audit.id}",
        "report_path": f"/reports/{audit.id}",
        **{
            role: {"email": EMAIL.format(role=role), "password": PASSWORD}
            for role in ("facilitator", "data_guardian", "planner")
        },
    }
