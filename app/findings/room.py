"""Words come before pictures, also when the disk fills up: photos leave some of it to findings and to taking back.

Without that, a flood of photos would take the last byte, and then nobody could send a finding or take one back; and a process in
which SQLite's shared memory finds no room is killed.
"""

from __future__ import annotations

import shutil

from app.foundation.errors import Problem
from app.foundation.language import N_
from app.foundation.settings import settings

# 200,000 findings with what surrounds them: twenty evenings of the largest crowd of reliability.md 5. The sixty-four uploads that
# may be under way when the last one is let in are 20 MB as our phone makes them. Of a small disk, a twentieth.
LEFT_TO_WORDS, SHARE_LEFT = 500_000_000, 0.05


class StorageFull(Problem):
    status = 507
    code = "storage-full"
    sentence = N_(
        "The server has no room left. Your phone keeps everything and will try again. Tell the leader of the walk."
    )


def check_room_for_media() -> None:
    """Raises StorageFull (507) when what is free is left to findings. Uploads arrive on this disk wherever files are kept."""
    disk = shutil.disk_usage(settings().data)
    if disk.free < min(LEFT_TO_WORDS, disk.total * SHARE_LEFT):
        raise StorageFull()
