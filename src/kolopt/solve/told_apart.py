"""Plans told apart that HiGHS takes for the same: one that breaks a row by rounding, and those that keep it.

A count of 2.9999999 is 3 to the solver, and at ¥20M a unit saves ¥2. Exact arithmetic finds such a plan out;
branching on its columns leaves the solver no such room, for a fixed column is what it is.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kolopt.errors import SolverError
from kolopt.solve.highs import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kolopt.model.program import Program
    from kolopt.solve.engine import Engine
    from kolopt.solve.incumbent import Incumbent

Box = dict[int, tuple[float, float]]
"""Bounds of some columns."""


def told_apart(
    program: Program, engine: Engine, known: Incumbent, run: Run, solved: Callable[[], Run]
) -> Run:
    """A run as it is, or if its plan breaks a row by rounding what runs without that room come to.

    Args:
        program: the program.
        engine: the program in the solver; its columns are released at the end.
        known: the best plan; where it closes the gap to a run's bound, that run is good enough.
        run: of the whole program.
        solved: solves the program within the bounds that its columns have in the engine.

    Raises:
        SolverError: a plan breaks a row although every count in it is whole.
    """
    if run.values is None or not _breaks_a_row(program, known, run.values):
        return run
    whole, best = run, Run("infeasible", None, -math.inf)
    boxes: list[tuple[Box, Sequence[float]]] = [({}, run.values)]
    while boxes:
        for part in _parts(program, known, *boxes.pop()):
            engine.bound_columns(part)
            run = solved()
            engine.release_columns()
            if run.status in ("time", "nodes"):
                return Run(run.status, None, whole.bound)
            if run.status == "infeasible":
                continue
            if run.values and _breaks_a_row(program, known, run.values) and not known.met(run.bound, None):
                boxes.append((part, run.values))
            elif run.bound > best.bound:
                best = run
    return best


def _breaks_a_row(program: Program, known: Incumbent, values: Sequence[float]) -> bool:
    """Whether a solution, rounded, breaks more than floors on points, which tangents overstate."""
    floors = {row.name for row in program.rows if program.rests_on_points(row)}
    return not floors.issuperset(known.judged(values).broken)


def _parts(program: Program, known: Incumbent, box: Box, values: Sequence[float]) -> Iterator[Box]:
    """The box cut at the column furthest from whole: at its rounded value, below and above."""
    bounds = {i: box.get(i, (c.low, c.high)) for i, c in enumerate(program.columns) if c.integer}
    column = max(bounds, key=lambda i: abs(values[i] - round(values[i])))
    whole = float(round(values[column]))
    if values[column] == whole:
        broken = ", ".join(known.judged(values).broken)
        raise SolverError(f"HiGHS's best plan breaks {broken} when added up exactly")
    low, high = bounds[column]
    for part in ((whole, whole), (low, whole - 1.0), (whole + 1.0, high)):
        if part[0] <= part[1]:
            yield {**box, column: part}
