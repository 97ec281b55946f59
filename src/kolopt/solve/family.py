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

from kolopt.solve.approximation import solve
from kolopt.solve.engine import Engine
from kolopt.solve.highs import DEFAULTS, taken
from kolopt.solve.problem import loaded_rows
from kolopt.solve.search import Search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.model.program import Program
    from kolopt.solve.outcome import Limits, Outcome, Progress

Shape = tuple[object, ...]
MOST_SHAPES = 8
"""Instances kept loaded; a program of yet another shape is always solved cold."""


class Family:
    """Solves programs; those of a shape seen twice stay loaded for the ones to come."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._engines: dict[Shape, _LoadedEngine] = {}

    def solve(
        self,
        program: Program,
        limits: Limits,
        solver: str = "highs",
        progress: Progress | None = None,
        start: Sequence[int] | None = None,
    ) -> Outcome:
        """As :func:`kolopt.solve.approximation.solve`, with the same answer.

        Raises:
            SolverError: as there.
        """
        if solver != "highs":
            return solve(program, limits, solver, progress, start)
        shape = _shape(program)
        if shape not in self._engines:
            if hash(shape) not in self._seen or len(self._engines) == MOST_SHAPES:
                self._seen.add(hash(shape))
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
        self._model = self._highs.getLp()
        rows = [terms for terms, low, high in loaded_rows(program) for _ in _sides(low, high)]
        matrix = self._model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.cumsum([0, *map(len, rows)], dtype=np.int32)
        matrix.index_ = np.array([column for terms in rows for column, _ in terms], dtype=np.int32)

    def begin(self, program: Program) -> None:
        """Exchange the program and forget every solve before.

        Args:
            program: of the shape of the first one.

        Raises:
            SolverError: HiGHS did not take it.
        """
        rows = [(terms, sides) for terms, low, high in loaded_rows(program) for sides in _sides(low, high)]
        model = self._model
        model.col_cost_ = -np.array([column.weight for column in program.columns])
        model.col_upper_ = np.array([column.high for column in program.columns])
        model.row_lower_, model.row_upper_ = np.array([sides for _, sides in rows]).reshape(-1, 2).T.copy()
        model.a_matrix_.value_ = np.array([value for terms, _ in rows for _, value in terms])
        self._program = program
        self._linear_solves = self._integer_solves = self._nodes = self._tangents = 0
        self._presolve = DEFAULTS.presolve
        self._set("presolve", DEFAULTS.presolve)
        taken(self._highs.passModel(model), "the program")


def _sides(low: float | None, high: float | None) -> tuple[tuple[float, float], ...]:
    """Sides of the one or two rows that PuLP makes of a row: it splits one with two different sides."""
    infinity = highspy.kHighsInf
    if low is None or high is None or low == high:
        return ((-infinity if low is None else low, infinity if high is None else high),)
    return ((low, infinity), (-infinity, high))
