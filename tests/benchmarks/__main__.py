"""`make bench`: run every benchmark, each in a process of its own, and print one JSON object.

Each `bench_<name>.py` offers `measure() -> dict`. Name some on the command line to run only those.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TIME_LIMIT_S = 900


def names() -> list[str]:
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def run_apart(name: str) -> dict[str, object]:
    """One benchmark in a fresh process, so that none inherits another's memory or caches."""
    code = f"import json; from tests.benchmarks.bench_{name} import measure; print('\\n' + json.dumps(measure()))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_S,
        cwd=HERE.parents[1],
        check=False,
    )
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1:]}
    result: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def main() -> int:
    wanted = sys.argv[1:] or names()
    results: dict[str, object] = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    }
    for name in wanted:
        results[name] = run_apart(name)
    sys.stdout.write(json.dumps(results, indent=2) + "\n")
    return int(any("failed" in result for result in results.values() if isinstance(result, dict)))


if __name__ == "__main__":
    sys.exit(main())
