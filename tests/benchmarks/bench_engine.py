"""The engine against its rivals, in one run: ``python -m tests.benchmarks.bench_engine [SECONDS] [SIZE…]``.

A family of programs from 12 to about 1,000 integer lines, without and with logical rules, two of each
size. Each way gets the same programs and SECONDS (default 5) for each. Printed: the median processor
seconds, those of child processes included; the worst gap between a way's own bound and its own true value;
the worst loss against the best value known; how many times kolopt's time it took; nodes, where a way counts
them. At the end how each way grows: the exponent of seconds over lines, fitted where it reached its gap at
every size.
"""

from __future__ import annotations

import math
import statistics
import sys
from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.instances import SIZES, program
from tests.benchmarks.rivals import (
    Result,
    cbc,
    fixed_grid,
    has_binaries,
    processor_seconds,
    scip,
    slsqp,
    without_continuous_phase,
)

from kolopt.solve.approximation import solve
from kolopt.solve.outcome import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kolopt.model.program import Program

GAP = 0.01
"""Points."""
FINEST = 1e-6
"""Points; the least that floating-point solvers can be asked for."""
SEEDS = (1, 2)


def kolopt(gap: float, seconds: float, task: Program) -> Result:
    """The engine as ``kolopt plan`` uses it."""
    start = processor_seconds()
    outcome = solve(task, Limits(gap_absolute=gap, seconds=seconds))
    value = -math.inf if outcome.value is None else outcome.value
    bound = math.inf if outcome.bound is None else outcome.bound
    return Result(processor_seconds() - start, value, bound, outcome.statistics.nodes)


def ways(seconds: float) -> dict[str, Callable[[Program], Result]]:
    """Name → how to solve a program."""
    return {
        "kolopt, 0.01 points": partial(kolopt, GAP, seconds),
        "kolopt, 1e-6": partial(kolopt, 0.0, seconds),
        "fixed grid of 20": lambda task: fixed_grid(task, 20, GAP, seconds),
        "fixed grid of 100": lambda task: fixed_grid(task, 100, GAP, seconds),
        "no continuous phase": lambda task: without_continuous_phase(task, GAP, seconds),
        "no continuous, 1e-6": lambda task: without_continuous_phase(task, FINEST, seconds),
        "SLSQP and rounding": lambda task: slsqp(task, seconds),
        "CBC": lambda task: cbc(task, GAP, seconds),
        "SCIP, nonlinear": lambda task: scip(task, GAP, seconds),
        "SCIP, nonlinear, 1e-6": lambda task: scip(task, FINEST, seconds),
    }


def reached(name: str, result: Result) -> bool:
    """Whether a way proved what its name asks for; 1e-6 is relative for values above 1."""
    asked = FINEST * max(abs(result.value), 1.0) if name.endswith("1e-6") else GAP
    return result.gap <= asked * (1.0 + 1e-9)


def measure(size: str, *, logical: bool, seconds: float) -> dict[str, float]:
    """Solve every program of a size in every way, and print a line for each.

    Returns:
        The median seconds of each way, infinite for one that did not reach its gap on every program.
    """
    medians: dict[str, float] = {}
    results: dict[str, list[Result]] = {}
    for seed in SEEDS:
        task = program(size, seed, logical=logical)
        for name, way in ways(seconds).items():
            if name.startswith("SLSQP") and has_binaries(task):
                continue
            results.setdefault(name, []).append(way(task))
    best = [max(column) for column in zip(*([r.value for r in row] for row in results.values()), strict=True)]
    reference = statistics.median(result.seconds for result in next(iter(results.values())))
    for name, row in results.items():
        taken = statistics.median(result.seconds for result in row)
        lost = max(known - result.value for known, result in zip(best, row, strict=True))
        gap = max(result.gap for result in row)
        nodes = "" if row[0].nodes is None else f"{statistics.median(r.nodes or 0 for r in row):8.0f}"
        print(
            f"{size:>5} {'logical' if logical else 'plain':<8} {name:<22} {taken:8.2f} s {gap:10.4f} "
            f"{lost:10.4f} {taken / reference:8.1f} x {nodes}",
            flush=True,
        )
        medians[name] = taken if all(reached(name, result) for result in row) else math.inf
    return medians


def growth(sizes: Sequence[str], measured: Sequence[dict[str, float]]) -> None:
    """Print for each way the exponent of its seconds over lines."""
    for name in measured[0]:
        seconds = [medians[name] for medians in measured]
        short = [size for size, median in zip(sizes, seconds, strict=True) if math.isinf(median)]
        if short:
            print(f"      {name:<22} does not reach its gap at {', '.join(short)} lines")
        elif len(sizes) > 1:
            lines = [math.log(float(size)) for size in sizes]
            fitted = statistics.linear_regression(lines, [math.log(median) for median in seconds])
            print(f"      {name:<22} seconds grow as lines^{fitted.slope:.2f}")


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    print(" size rules    way                      seconds  worst gap worst loss    ratio    nodes")
    sizes = sys.argv[2:] or list(SIZES)
    measured: dict[bool, list[dict[str, float]]] = {False: [], True: []}
    for size in sizes:
        for logical in (False, True):
            measured[logical].append(measure(size, logical=logical, seconds=seconds))
    for logical, medians in measured.items():
        print("with logical rules" if logical else "plain")
        growth(sizes, medians)


if __name__ == "__main__":
    main()
