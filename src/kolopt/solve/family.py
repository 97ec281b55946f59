"""Related programs, solved one after another on loaded HiGHS instances.

Programs of one shape (the same columns and rows, other numbers) need no new model: what differs is
changed on the loaded one. Before each solve it goes back to the starting tangents and forgets
basis, solution and counters, so that an answer depends on the program alone, never on the order.
Measured: tangents or plans kept from a neighbour save no linear solves worth their rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np

from kolopt.solve.approximation import Search, solve
from kolopt.solve.engine import DEFAULTS, FINEST_TOLERANCE, Engine, taken
from kolopt.solve.problem import entered_rows, largest_coefficient

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.model.program import Program
    from kolopt.solve.outcome import Limits, Outcome, Progress
    from kolopt.solve.problem import EnteredRow

Shape = tuple[object, ...]
MOST_SHAPES = 8
"""Instances kept loaded; a program of yet another shape is solved cold."""


class Family:
    """Solves programs; those of a shape seen before on the instance that is loaded already."""

    def __init__(self) -> None:
        self._engines: dict[Shape, _LoadedEngine] = {}

    def solve(
        self,
        program: Program,
        limits: Limits,
        solver: str = "highs",
        progress: Progress | None = None,
        start: Sequence[int] | None = None,
    ) -> Outcome:
        """As :func:`kolopt.solve.approximation.solve`; the answer agrees with its own within the gap.

        Raises:
            SolverError: as there.
        """
        if solver != "highs":
            return solve(program, limits, solver, progress, start)
        shape = _shape(program)
        if shape not in self._engines:
            if len(self._engines) == MOST_SHAPES:
                return solve(program, limits, solver, progress, start)
            self._engines[shape] = _LoadedEngine(program)
        engine = self._engines[shape]
        engine.begin(program)
        return Search(program, limits, progress=progress, start=start, engine=engine).outcome()


def _shape(program: Program) -> Shape:
    """What programs must share to differ in numbers only."""
    return (
        program.decisions,
        tuple((column.integer, column.weight != 0.0) for column in program.columns),
        tuple(
            (tuple(index for index, _ in row.terms), row.low is None, row.high is None, row.low == row.high)
            for row in program.rows
        ),
        tuple((curve.stock, curve.points) for curve in program.curves),
    )


class _LoadedEngine(Engine):
    """An engine whose program can be exchanged for another of the same shape."""

    def __init__(self, program: Program) -> None:
        super().__init__(program, DEFAULTS)
        self._entered = entered_rows(program)
        self._rows = int(self._highs.getNumRow())

    def begin(self, program: Program) -> None:
        """Exchange the program and forget every solve before.

        Args:
            program: of the shape of the first one.

        Raises:
            SolverError: HiGHS did not take a change.
        """
        self._drop_added_rows()
        taken(self._highs.clearSolver(), "a fresh start")
        self._linear_solves = self._integer_solves = self._nodes = self._tangents = 0
        self._program = program
        self._set_tolerance(FINEST_TOLERANCE if largest_coefficient(program) > 1e8 else DEFAULTS.tolerance)
        self.release_columns()
        costs = -np.array([column.weight for column in program.columns])
        columns = np.arange(len(costs), dtype=np.int32)
        taken(self._highs.changeColsCost(len(costs), columns, costs), "the objective")
        self._exchange_rows(entered_rows(program))

    def _drop_added_rows(self) -> None:
        added = np.arange(self._rows, self._highs.getNumRow(), dtype=np.int32)
        if len(added):
            taken(self._highs.deleteRows(len(added), added), "fewer rows")

    def _exchange_rows(self, entered: list[EnteredRow]) -> None:
        number = 0
        for before, now in zip(self._entered, entered, strict=True):
            for low, high in _sides(now):
                if before != now:
                    self._exchange_coefficients(number, before, now)
                    taken(self._highs.changeRowBounds(number, low, high), "a row's sides")
                number += 1
        self._entered = entered

    def _exchange_coefficients(self, number: int, before: EnteredRow, now: EnteredRow) -> None:
        for (index, old), (_, new) in zip(before[0], now[0], strict=True):
            if new != old:
                taken(self._highs.changeCoeff(number, index, new), "a coefficient")


def _sides(row: EnteredRow) -> tuple[tuple[float, float], ...]:
    """Sides of the one or two rows that PuLP makes of a row: it splits one with two different sides."""
    _, low, high = row
    infinity = highspy.kHighsInf
    if low is None or high is None or low == high:
        return ((-infinity if low is None else low, infinity if high is None else high),)
    return ((low, infinity), (-infinity, high))
