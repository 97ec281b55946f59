"""Whole processes, from a cold start: seconds, and ratios to what Python and the libraries take alone.

Run by hand: ``python tests/benchmarks/bench_commands.py [runs]``. Machines differ; the ratios are
taken within one run. ``imports`` is the bare import of what a command must have.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
READING = "import click, pydantic, ruamel.yaml, lark"
SOLVING = f"{READING}, pulp, highspy, numpy"
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "imports: click": ["-c", "import click"],
    "imports: reading": ["-c", READING],
    "imports: solving": ["-c", SOLVING],
    "kolopt --help": ["-m", "kolopt", "--help"],
    "kolopt check skincare-618": ["-m", "kolopt", "check", "scenarios/skincare-618.yaml"],
    "kolopt verify skincare-618": ["-m", "kolopt", "verify", "scenarios/skincare-618.plan.json"],
    "kolopt plan skincare-618": ["-m", "kolopt", "plan", "scenarios/skincare-618.yaml"],
    "kolopt plan mother-baby": ["-m", "kolopt", "plan", "scenarios/mother-baby-double11.yaml"],
    "kolopt plan portfolio": ["-m", "kolopt", "plan", "scenarios/portfolio.yaml"],
}
BASES = {
    "kolopt --help": "imports: click",
    "kolopt check skincare-618": "imports: reading",
    "kolopt verify skincare-618": "imports: reading",
    "kolopt plan skincare-618": "imports: solving",
    "kolopt plan mother-baby": "imports: solving",
    "kolopt plan portfolio": "imports: solving",
}


def seconds(arguments: list[str]) -> float:
    """Wall time of one process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def measure(runs: int) -> dict[str, float]:
    """Median of each command, the commands taken in turn so that a slow spell hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(runs + 1):
        for name, arguments in COMMANDS.items():
            taken = seconds(arguments)
            if turn:  # the first turn warms the caches
                times[name].append(taken)
    return {name: statistics.median(taken) for name, taken in times.items()}


def main() -> None:
    """Print medians and ratios."""
    medians = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
    for name, median in medians.items():
        base = BASES.get(name)
        ratio = f"{median / medians[base]:6.2f} x {base}" if base else ""
        print(f"{name:<30} {median:7.3f} s  {ratio}")


if __name__ == "__main__":
    main()
