"""`farola serve`: open the house to the neighbourhood."""

from __future__ import annotations

from contextlib import nullcontext

import typer
import uvicorn

from app.foundation import migrating
from app.foundation.identifiers import check_house_key
from app.foundation.settings import settings
from app.web.lines import BoundedLine
from app.web.logging import LOGGING
from app.web.shared_folder import shared_folder, sweep_left_folders

commands = typer.Typer()


@commands.command()
def serve(
    host: str = typer.Option("127.0.0.1", help="Address to listen on. 0.0.0.0 lets phones in the same network join."),
    port: int = typer.Option(8000, min=0, max=65_535, help="Port to listen on."),
    workers: int = typer.Option(1, min=1, help="Server processes, up to one a core. One is enough for 500 phones."),
) -> None:
    """Bring the database up to date, then serve until stopped with Ctrl-C. Refuses when a used house's secret key is gone."""
    migrating.upgrade()
    check_house_key()
    sweep_left_folders()
    # Each process counts for itself; in that folder they put it together.
    with shared_folder() if workers > 1 else nullcontext():
        uvicorn.run(
            "app.main:create_app",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            # h11 lets two disagreeing lengths through, which is how requests are smuggled; httptools refuses them.
            http=BoundedLine,
            access_log=False,
            log_config=LOGGING,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=settings().trusted_proxies,
            timeout_keep_alive=20,
            # A small busy machine takes more than uvicorn's five seconds to start a worker, which was then killed for ever anew.
            timeout_worker_healthcheck=60,
        )
