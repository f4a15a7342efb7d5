"""Street files as they come from a form. What was read once is kept, so that a slip in another field costs no second upload."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta

from fastapi import UploadFile

from app.foundation.errors import BadInput, FieldFault
from app.foundation.identifiers import keyed_digest
from app.foundation.language import N_, _
from app.foundation.vault import vault
from app.people import Viewer
from app.sites.extract import MOST_BYTES, Extract, read_extract
from app.sites.leaving import let_go_later, traces_of
from app.sites.making import KeptSheet, keep_sheet
from app.sites.streets import credit_of_sheet, lines_of_sheet

LIFE = timedelta(days=1)  # of a file whose form nobody finishes
NO_FILE = N_("Choose a file first.")


@dataclass(frozen=True, slots=True)
class Upload:
    """A street file that was understood; `ticket` finds it again for the same organisation."""

    extract: Extract
    ticket: str
    kept: KeptSheet


def upload_of(viewer: Viewer, file: UploadFile | None, pointer: str = "streets", must: bool = False) -> Upload | None:
    """The streets of a form's file; None when nobody chose one, which `must` forbids. Raises BadInput."""
    if file is None or not file.filename:
        if must:
            raise BadInput(errors=(FieldFault(pointer, _(NO_FILE)),))
        return None
    extract = read_extract(file.file.read(MOST_BYTES + 1), pointer)
    kept = keep_sheet(extract)
    let_go_later(kept.sha256, LIFE)
    return Upload(extract, f"{kept.sha256}.{_seal(viewer, kept.sha256)}", kept)


def kept_upload(viewer: Viewer, ticket: str) -> Upload | None:
    """What an earlier try of the same form uploaded. A ticket of others, or a made-up one, finds nothing."""
    sha256, _dot, seal = ticket.partition(".")
    if not sha256 or not hmac.compare_digest(_seal(viewer, sha256).encode(), seal.encode()):
        return None
    kept = KeptSheet(sha256, traces_of(sha256))
    try:
        sheet = vault().whole(sha256)
    except OSError:
        return None
    return Upload(Extract(lines_of_sheet(sheet), [], credit_of_sheet(sheet)), ticket, kept)


def _seal(viewer: Viewer, sha256: str) -> str:
    return keyed_digest("street upload", f"{viewer.organisation_id}:{sha256}")[:32]
