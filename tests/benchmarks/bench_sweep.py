"""A budget sweep three ways, in one run: ``python tests/benchmarks/bench_sweep.py [POINTS] [JOBS]``.

1. one process of ``kolopt plan`` for each point, one after another;
2. a plain loop in one process: ``load`` and ``optimize`` for each point;
3. ``kolopt sweep``, its own start-up included.

All three solve the skincare launch to the same gap and must agree on every score within it.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from kolopt.explore.vary import parse_axis
from kolopt.planning import DEFAULT_GAPS, optimize
from kolopt.scenario.load import load

SCENARIO = Path(__file__).parents[2] / "scenarios" / "skincare-618.yaml"
RANGE = "budget.total=600k..2M"


def kolopt(*arguments: str) -> bytes:
    """Standard output of a run of the command line that must succeed."""
    command = [sys.executable, "-m", "kolopt", *arguments, "--quiet"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def by_processes(points: tuple[str, ...]) -> list[float]:
    """Scores by one ``kolopt plan`` a point."""
    plans = (json.loads(kolopt("plan", str(SCENARIO), "--set", point, "--json")) for point in points)
    return [float(plan["certificate"]["value"]) for plan in plans]


def by_loop(points: tuple[str, ...]) -> list[float]:
    """Scores by loading and optimising point after point."""
    return [float(optimize(load(SCENARIO, [point])).certificate.value) for point in points]


def by_sweep(points: tuple[str, ...], jobs: int) -> list[float]:
    """Scores by one ``kolopt sweep``."""
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "rows.csv")
        arguments = ("--vary", f"{RANGE}:{len(points)}", "--jobs", str(jobs), "-o", output)
        kolopt("sweep", str(SCENARIO), *arguments)
        with open(output, encoding="utf-8", newline="") as file:
            return [float(row["value"]) for row in csv.DictReader(file)]


@dataclass(frozen=True)
class Pace:
    """How fast one way was: points per second of the clock, and seconds of processor per point.

    On a machine that does other work too, only the second compares.
    """

    rate: float
    work: float


def bench(count: int, jobs: int) -> dict[str, Pace]:
    """The three ways by name.

    Raises:
        AssertionError: two ways disagree beyond the gap.
    """
    points = parse_axis(f"{RANGE}:{count}").overrides()
    ways = {
        "kolopt plan, one process a point": lambda: by_processes(points),
        "plain loop of load and optimize": lambda: by_loop(points),
        f"kolopt sweep --jobs {jobs}": lambda: by_sweep(points, jobs),
    }
    paces: dict[str, Pace] = {}
    scores: list[list[float]] = []
    for name, way in ways.items():
        started, worked = time.perf_counter(), sum(os.times()[:4])
        scores.append(way())
        seconds, work = time.perf_counter() - started, sum(os.times()[:4]) - worked
        paces[name] = Pace(count / seconds, work / count)
    gap = DEFAULT_GAPS["score"].points or 0.0
    for values in zip(*scores, strict=True):
        assert max(values) - min(values) <= gap, f"scores differ beyond the gap: {values}"
    return paces


def main() -> None:
    """Run with the size of the command line and print rates and ratios."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as where kolopt is installed, modules are compiled once
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    jobs = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    paces = bench(count, jobs)
    sweep = list(paces.values())[-1]
    print(f"{count} budgets of {SCENARIO.name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, pace in paces.items():
        print(
            f"  {name:34} {pace.rate:6.2f} points/s, {1000 * pace.work:5.0f} ms of processor a point;"
            f" sweep {sweep.rate / pace.rate:4.1f} times as fast, {pace.work / sweep.work:4.1f} times less"
        )


if __name__ == "__main__":
    main()
