"""`python -m tests.faults`: as many random schedules as you like, by seeds; prints JSON, ends with 1 when one found a fault."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from app.findings import cleaning
from tests.faults.neighbourhood import pattern
from tests.faults.schedule import Outcome, Plan, run_schedule
from tests.faults.server import nursery


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--seed", type=int, default=1, help="the first one; each schedule takes the next")
    asked.add_argument("--schedules", type=int, default=20)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--phones", type=int, default=Plan.phones)
    asked.add_argument("--kills", type=int, default=0, help="instead of mixed faults: SIGKILL as often as this in each")
    asked.add_argument("--keep", type=Path, help="folder for the histories and logs of schedules that found a fault")
    wish = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # whoever ends this ends its servers as well
    outcomes = []
    with pattern(wish.database, is_durable=True) as first, nursery() as born:
        for seed in range(wish.seed, wish.seed + wish.schedules):
            outcomes.append(run_schedule(seed, first, born, Plan(phones=wish.phones, kills=wish.kills), wish.keep))
            _tell(outcomes[-1])
    cleaning.scrubber.close()
    failed = [asdict(one) for one in outcomes if one.faults]
    totals: Counter[str] = sum((Counter(one.counts) for one in outcomes), Counter())
    summary = {
        "database": wish.database,
        "schedules": len(outcomes),
        "seeds": [wish.seed, wish.seed + wish.schedules - 1],
        "failed": failed,
        "to be mended by farola check": [one.mendable for one in outcomes if one.mendable],
        "blows": dict(Counter(event.split()[1] for one in outcomes for event in one.events)),
        "totals": dict(totals),
        "seconds": round(sum(one.took_s for one in outcomes), 1),
    }
    sys.stdout.write(json.dumps(summary, indent=2, ensure_ascii=False) + "\n")
    return int(bool(failed))


def _tell(outcome: Outcome) -> None:
    """One line each while it runs, beside the JSON."""
    sys.stderr.write(f"{outcome.seed}: {'; '.join(outcome.faults)[:600] or 'well'} ({outcome.took_s} s)\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
