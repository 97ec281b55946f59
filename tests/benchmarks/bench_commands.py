"""Whole processes, from a cold start: seconds, and ratios to what Python and the libraries take alone.

Run by hand: ``python tests/benchmarks/bench_commands.py [runs]``. Machines differ, and wall time grows
with what else they do; the ratios are of processor seconds (user and system), taken within one run.

``imports: …`` is the bare import of what a command must have. Pydantic loads most of itself only for
the first model, so the bare import makes one and uses it; ``names only`` does not. Everything runs from
compiled modules, as it does where kolopt is installed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
READING = "import click, pydantic, ruamel.yaml, lark"
SOLVING = f"{READING}, pulp, highspy, numpy"
MODEL = "\nclass Model(pydantic.BaseModel):\n    number: int\nModel(number=1)"
PLAN, REPLANNED = "scenarios/skincare-618.plan.json", "scenarios/skincare-618-replanned.plan.json"

Command = tuple[list[str], str | None]
"""Arguments of Python, and the name of the bare import to compare with."""
COMMANDS: dict[str, Command] = {
    "python -c pass": (["-c", "pass"], None),
    "imports: click": (["-c", "import click"], None),
    "imports: reading, names only": (["-c", READING], None),
    "imports: reading": (["-c", READING + MODEL], None),
    "imports: reading, rich": (["-c", f"{READING}, rich.console, rich.table{MODEL}"], None),
    "imports: solving": (["-c", SOLVING + MODEL], None),
    "--help": (["--help"], "imports: click"),
    "--version": (["--version"], "imports: click"),
    "markets": (["markets"], "imports: click"),
    "trace skincare-618 budget.total": (
        ["trace", "scenarios/skincare-618.yaml", "budget.total"],
        "imports: reading",
    ),
    "check skincare-618": (["check", "scenarios/skincare-618.yaml"], "imports: reading"),
    "verify skincare-618": (["verify", PLAN], "imports: reading"),
    "diff skincare-618, replanned": (["diff", PLAN, REPLANNED], "imports: reading, rich"),
    "plan skincare-618": (["plan", "scenarios/skincare-618.yaml"], "imports: solving"),
    "plan mother-baby": (["plan", "scenarios/mother-baby-double11.yaml"], "imports: solving"),
    "plan portfolio": (["plan", "scenarios/portfolio.yaml", "--time-limit", "600"], "imports: solving"),
}


def seconds(arguments: list[str]) -> tuple[float, float]:
    """Wall time and processor time of one process."""
    start = time.perf_counter()
    silent = subprocess.DEVNULL
    with subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=silent, stderr=silent) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, arguments
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime


def measure(runs: int) -> dict[str, tuple[float, float]]:
    """Medians of each command, the commands taken in turn so that a slow spell hits all alike."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for turn in range(runs + 1):
        for name, (arguments, _) in COMMANDS.items():
            taken = seconds(arguments if arguments[0] == "-c" else ["-m", "kolopt", *arguments])
            if turn:  # the first turn compiles the modules and warms the caches
                times[name].append(taken)
    return {
        name: (statistics.median(t[0] for t in taken), statistics.median(t[1] for t in taken))
        for name, taken in times.items()
    }


def main() -> None:
    """Print medians and ratios."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    medians = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
    print(f"{'':<32} {'wall':>7} {'processor':>10}")
    for name, (wall, processor) in medians.items():
        base = COMMANDS[name][1]
        ratio = f"{processor / medians[base][1]:6.2f} x {base}" if base else ""
        print(f"{name:<32} {wall:7.3f} {processor:8.3f} s {ratio}")


if __name__ == "__main__":
    main()
