"""Peak memory of sweeps by size: ``python -m tests.benchmarks.bench_memory [POINTS] ...``.

Each size is one process that sweeps budgets of a tiny scenario beside a second one, keeps its journal in a
file and writes the rows as CSV, as ``kolopt sweep -o`` does. Beside it the main job and the hand-written
script of :mod:`tests.benchmarks.bench_script`.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.bench_script import MEGABYTE, commands_of, measured
from tests.unit.explore.tiny_case import tiny

from kolopt.explore.journal import Journal
from kolopt.explore.sweep import answers
from kolopt.explore.vary import grid, parse_axis
from kolopt.files import write_atomically
from kolopt.planning import Options
from kolopt.report.records import csv_text
from kolopt.report.sweep import columns, records
from kolopt.scenario.load import from_document

SIZES = (1_000, 5_000, 10_000)
BUDGET = "budget.total"


def sweep(points: int) -> None:
    """Sweep, write, and print the peak memory of this process and of the second one."""
    axis = parse_axis(f"{BUDGET}=5k..25k:{points}")
    with tempfile.TemporaryDirectory() as folder, Journal(os.path.join(folder, "journal")) as journal:
        case = from_document(tiny(), path="tiny")
        rows = answers(case, tuple(grid((axis,))), Options(), jobs=2, journal=journal)
        output = Path(folder, "rows.csv")
        write_atomically(output, csv_text(columns([BUDGET], rows), records([BUDGET], rows)))
        assert len(output.read_bytes().splitlines()) == points + 1
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    print(*(resource.getrusage(kind).ru_maxrss // MEGABYTE for kind in kinds))


def main() -> None:
    """Print a line per size, then the main job and the script."""
    for points in map(int, sys.argv[1:] or SIZES):
        seconds, _, text = measured(["-m", "tests.benchmarks.bench_memory", "--sweep", str(points)])
        first, second = text.split()
        print(f"{points:>6} points: first {first} MB, second {second} MB ({seconds:.0f} s)", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for way, arguments in commands_of("skincare-618", Path(folder)).items():
            print(f"{way} on skincare-618: {measured(arguments)[1]:.0f} MB", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--sweep"]:
        sweep(int(sys.argv[2]))
    else:
        main()
