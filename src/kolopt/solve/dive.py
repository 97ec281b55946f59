"""Whole plans from the continuous solution: round it, or fix binaries and then tier after tier."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kolopt.errors import SolverError
from kolopt.solve.rounding import KEPT, completed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kolopt.model.program import Program
    from kolopt.solve.activities import Activities, Array
    from kolopt.solve.engine import Engine
    from kolopt.solve.outcome import Deadline

Counts = tuple[int, ...]
NEARLY_WHOLE = 1e-6
"""A continuous count this little below a whole number is that number."""


def dive(
    program: Program, view: Activities, engine: Engine, values: Sequence[float], deadline: Deadline
) -> Iterator[Counts]:
    """Candidate plans, the cheapest to find first; they may repeat.

    One linear solve for the binaries and one for each stage of ``program.dive``. Columns stay
    fixed in the engine until the caller releases them.

    Args:
        program: the program.
        view: its matrices.
        engine: the program in the solver, with the tangents of the continuous phase.
        values: all columns of the continuous solution.
        deadline: passed on to the solver.

    Yields:
        Whole counts that keep the rows as far as the repair can tell.
    """
    counts = np.array(values[: program.decisions])
    binaries = nearest_binaries(view, counts)
    yield from _plans(view, np.rint(counts), binaries)
    yield from _plans(view, np.floor(counts + NEARLY_WHOLE), binaries)
    stages = [None] if view.binaries else []
    for stage in (*stages, *sorted(dict.fromkeys(program.dive))):
        if stage is None:
            engine.fix_columns(dict(zip(view.binaries, binaries.tolist(), strict=True)))
        else:
            lines = [line for line, its_stage in enumerate(program.dive) if its_stage == stage]
            engine.fix_columns({line: float(np.rint(counts[line])) for line in lines})
        try:
            run = engine.relax(deadline)
        except SolverError:
            return  # on the edge of what the rows allow HiGHS may not decide; a dive may end anywhere
        if run.values is None:
            return
        counts = np.array(run.values[: program.decisions])
        yield from _plans(view, np.rint(counts), binaries)


def neighbourhood(
    program: Program, binaries: Sequence[int], values: Sequence[float], reach: Array
) -> dict[int, tuple[float, float]]:
    """Bounds of the plans near a continuous solution: binaries as there, lines a few units away.

    Args:
        program: the program.
        binaries: its binary columns, whole in the solution.
        values: all columns of the continuous solution.
        reach: (columns,) units below the rounded-down and above the rounded-up count of each line.
    """
    bounds = {column: (float(round(values[column])),) * 2 for column in binaries}
    for line, column in enumerate(program.columns[: program.decisions]):
        low = math.floor(values[line] + NEARLY_WHOLE) - int(reach[line])
        high = math.ceil(values[line] - NEARLY_WHOLE) + int(reach[line])
        bounds[line] = (max(column.low, low), min(column.high, high))
    return bounds


def mended(view: Activities, program: Program, counts: Sequence[int]) -> Counts | None:
    """An allowed plan near whole counts that break a rule, or None; binaries stay as the counts set them."""
    values = program.complete(counts)
    binaries = np.array([float(values[column]) for column in view.binaries])
    return next(_plans(view, np.array(counts, dtype=np.float64), binaries), None)


def _plans(view: Activities, counts: Array, binaries: Array) -> Iterator[Counts]:
    plan = completed(view, counts, binaries)
    if plan is not None:
        yield tuple(int(count) for count in plan)


def nearest_binaries(view: Activities, counts: Array) -> Array:
    """For each binary the value at which its rows are missed least; 0 when there is no difference.

    A continuous solution says little about binaries: "none or at least 20" is a binary of a
    few hundredths as soon as the count is 1.
    """
    binaries = np.zeros(len(view.binaries))
    size = np.maximum(np.abs(view.rows.lines).max(axis=1, initial=0.0), 1.0)
    activity = view.rows.at(counts, binaries, view.points(counts))
    for k in range(len(binaries)):
        rows = np.flatnonzero(view.rows.binaries[:, k])
        step = view.rows.binaries[rows, k]
        missed = [view.excess(activity[rows] + value * step, rows) / size[rows] for value in (0.0, 1.0)]
        binaries[k] = float(missed[1].sum() < missed[0].sum() - KEPT)
        activity[rows] += binaries[k] * step
    return binaries
