"""A ledger of 20,000 rows: reading it, and planning and verifying around it, in seconds.

Run by hand: ``python tests/benchmarks/bench_ledger.py [rows]``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from kolopt.plan.audit import audit
from kolopt.plan.file import dumps, loads
from kolopt.planning import optimize
from kolopt.scenario.ledger import known_columns, ledger_text
from kolopt.scenario.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from kolopt.scenario.load import Case

SCENARIO = Path(__file__).parents[2] / "scenarios" / "skincare-618.yaml"
ADDED = """
orders: orders.csv
as_of: 2027-05-25
budget: {total: 80M}
rules: {team: null}
"""


def rows(case: Case, number: int) -> Iterator[dict[str, str]]:
    """Filled rows of every status, in the phases up to the burst."""
    random = Random(7)
    offers = ("nano-picture", "nano-video-adjacent", "micro-picture", "micro-video", "mid-video")
    days = {"test": "2027-04-05", "buildup": "2027-05-02", "burst": "2027-05-20"}
    for k in range(1, number + 1):
        phase, offer = random.choice(list(days)), random.choice(offers)
        status = random.choice(("open", "ordered", "published", "settled", "settled", "cancelled"))
        out = status in ("published", "settled")
        measured = {kpi: str(random.randrange(9000)) for kpi in ("exposures", "reads", "likes", "saves")}
        yield {
            "slot": f"{phase}-{offer}-{k:03d}",
            "phase": phase,
            "offer": offer,
            "status": status,
            "creator": f"达人 {k}",
            "payee": random.choice(("", "MCN 甲", "MCN 乙")),
            "published_on": days[phase] if out else "",
            "cost": "" if status == "open" else f"{random.uniform(300, 9000):.2f}",
            "url": f"https://example.org/notes/{k:024d}",
            **(measured if out else {}),
        }


def timed(what: str, run: Callable[[], Any]) -> Any:
    """Run, print how long it took by the clock and by the core, and return what came out."""
    clock, worked = time.perf_counter(), time.process_time()
    result = run()
    elapsed, worked = time.perf_counter() - clock, time.process_time() - worked
    print(f"{what:<20}{elapsed:6.2f} s, of which {worked:5.2f} s of one core")
    return result


def main() -> None:
    """Print the seconds of each step."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    plain = load(SCENARIO)
    with tempfile.TemporaryDirectory() as folder:
        text = ledger_text(known_columns(plain.scenario), rows(plain, number))
        Path(folder, "orders.csv").write_text(text, encoding="utf-8", newline="")
        Path(folder, "base.yaml").write_bytes(SCENARIO.read_bytes())
        scenario = Path(folder, "case.yaml")
        scenario.write_text(f"kolopt: 1\nextends: base.yaml\n{ADDED}", encoding="utf-8")
        print(f"{number:,} rows, {len(text.encode()) / 2**20:.1f} MiB")
        case = timed("read and check", lambda: load(scenario))
        plan = timed("plan, audited", lambda: optimize(case))
        written = timed("write the plan", lambda: dumps(plan))
        read = timed("read the plan", lambda: loads(written, "plan.json"))
        assert timed("verify", lambda: audit(read)) == ()
        print(f"{sum(plan.booked.by_status.values()):,} booked, plan file {len(written) / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
