"""The best whole counts of a program, with a bound that proves how good they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.errors import SolverError
from kolopt.solve.highs import Tuning
from kolopt.solve.search import Search
from kolopt.solve.second_opinion import second_opinion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.model.program import Program
    from kolopt.solve.outcome import Limits, Outcome, Progress


def solve(
    program: Program,
    limits: Limits,
    solver: str = "highs",
    progress: Progress | None = None,
    start: Sequence[int] | None = None,
) -> Outcome:
    """Find the best whole counts of a program, with a bound that proves how good they are.

    Args:
        program: what to maximise.
        limits: the gap that counts as closed, and limits of time and nodes.
        solver: ``highs``, or ``cbc`` for a second opinion.
        progress: called with the stage (``continuous``, ``binaries``, ``dive``, ``bound``, ``phases``,
            ``nearby``, ``integer``), value and bound so far.
        start: counts to start from, if they keep all rows (highs only).

    Returns:
        The plan and its bound; or that there is none; or what a limit left.

    Raises:
        SolverError: the solver failed, warned, or its answers contradict exact arithmetic.
    """
    if solver == "highs":
        return Search(program, limits, progress=progress, start=start).outcome()
    if solver == "cbc":
        return second_opinion(program, limits, progress)
    raise SolverError(f"there is no solver {solver!r} here; use highs, or cbc for a second opinion")


def solve_otherwise(
    program: Program,
    limits: Limits,
    solver: str = "highs",
    progress: Progress | None = None,
    start: Sequence[int] | None = None,
) -> Outcome:
    """As :func:`solve`, but HiGHS goes another way, without presolve.

    A fault of HiGHS that proved a false bound is not likely to be met twice.

    Raises:
        SolverError: as there.
    """
    if solver != "highs":
        return solve(program, limits, solver, progress, start)
    return Search(program, limits, progress=progress, start=start, tuning=Tuning(presolve="off")).outcome()
