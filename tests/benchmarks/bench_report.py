"""A report of 500 findings with 120 photos: seconds from data to PDF, and memory of the press at its peak."""

from __future__ import annotations

import time
from typing import Any

from app.foundation.language import in_language
from app.reports.composing import compose
from app.reports.printing import photo_items, print_measured
from app.reports.sections import plug_in_ours
from tests.makers.reports import a_jpeg, material, photos_at

STOPS, WALKERS, PHOTOS_A_STOP = 30, 9, 4  # 30 stops x 9 walkers x 2 walks = 540 findings; 30 x 4 = 120 photos
RUNS = 3


def measure() -> dict[str, Any]:
    """`seconds` is the median of three whole runs (compose, shrink photos, print); `peak_mb` the largest of the press."""
    plug_in_ours()
    made = material(walkers=WALKERS, stops=STOPS)
    made = material(walkers=WALKERS, stops=STOPS, photos=photos_at(list(made.halts), PHOTOS_A_STOP))
    pictures = {f"{photo.medium_id.hex}.jpg": a_jpeg(n, 1600, 1200) for n, photo in enumerate(made.photos)}
    seconds, composing, peaks, busy, sizes = [], [], [], [], []
    for _run in range(RUNS):
        began = time.perf_counter()
        with in_language("en"):
            report = compose(made)
        composing.append(time.perf_counter() - began)
        printed = print_measured(report, pictures)
        seconds.append(time.perf_counter() - began)
        peaks.append(printed.peak_mb)
        busy.append(printed.cpu_s)
        sizes.append(len(printed.pdf))
    return {
        "findings": len(made.answers),
        "photos": len(photo_items(report)),
        "seconds": round(sorted(seconds)[RUNS // 2], 2),
        "composing_seconds": round(sorted(composing)[RUNS // 2], 2),
        "press_cpu_seconds": round(sorted(busy)[RUNS // 2], 2),
        "peak_mb": round(max(peaks)),
        "file_mb": round(max(sizes) / 1e6, 1),
    }
