"""`python -m tests.findings.releases`: write down what the phone of the present release sends, and how it is answered.

Run it once for each release, and commit the folder. A release that was shipped is never recorded anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from app import __version__
from app.foundation import migrating
from tests.conftest import living_in
from tests.findings.releases.conversation import RELEASES, Server, instrument_of_today, requests_of_today


def main() -> int:
    folder = RELEASES / __version__
    if folder.exists():
        sys.stderr.write(f"{__version__} is recorded already. What was shipped stays as it was.\n")
        return 1
    folder.mkdir()
    with TemporaryDirectory() as house, living_in(Path(house)):
        migrating.upgrade()
        server = Server()
        _write(folder / "instrument.json", instrument_of_today())
        for number, request in enumerate(requests_of_today(), 1):
            status, told, headers = server.ask(request)
            answer = {"status": status, "json": told}
            if "upload-offset" in headers:
                answer["upload-offset"] = headers["upload-offset"]
            name = f"{number:02d}-{request['method'].lower()}-{request['path'].split('/')[3]}.json"
            _write(folder / name, {"request": request, "answer": answer})
    return 0


def _write(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
