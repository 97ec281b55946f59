"""Phases apart: a bound and a plan from whole choices phase by phase (Dantzig-Wolfe decomposition).

Most rules speak of one phase; budget, months and stocks carried on tie the phases together. With prices on
what ties them each phase is a small integer program of its own, and the sum of their optima is a bound that
holds for all plans. It knows what no continuous solution does: that a phase cannot buy three and a half
creators, and what it must buy instead. A linear program over the choices met so far, which mixes them within
each phase, finds the next prices; with one choice for each phase it gives a plan.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

from kolopt.solve.highs import SilentHighs, set_option, taken
from kolopt.solve.interruption import whole
from kolopt.solve.parts import TIED, dense, finite, parts_of_columns, parts_of_rows
from kolopt.solve.scaling import scaling
from kolopt.solve.tangents import cutting_tangents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kolopt.model.program import Number, Program
    from kolopt.solve.activities import Array, Indices
    from kolopt.solve.engine import Engine
    from kolopt.solve.highs import Loaded
    from kolopt.solve.outcome import Deadline
    from kolopt.solve.tangents import Tangent

MOST_ROUNDS = 40
"""Sets of prices tried."""
PRICING_NODES = 500
"""Most branch-and-bound nodes for one phase at one set of prices; its bound counts in any case."""
CHOOSING_NODES = 200
"""Most branch-and-bound nodes of the search for a plan made of the choices met."""
AGREED = 1e-4
"""Points by which a mix of choices may overstate a response."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one set of prices brought, or, at the end, the choices met together.

    Attributes:
        bound: no plan is worth more.
        nodes: branch-and-bound nodes that it took.
        counts: units of each line in a plan, None except at the end.
    """

    bound: float
    nodes: int
    counts: tuple[int, ...] | None = None


def decompose(
    program: Program, engine: Engine, plan: Sequence[Number], gap: float, deadline: Deadline
) -> Iterator[Step]:
    """The bound at ever better prices, and a plan at the end.

    Args:
        program: the program.
        engine: the program in the solver; its last continuous solve gives the first prices.
        plan: all columns of an allowed plan.
        gap: units of the objective by which the bound may stay above that of the best prices.
        deadline: when to stop.
    """
    parts = parts_of_columns(program)
    loaded = finite(program, engine.loaded())
    rows = parts_of_rows(loaded, parts)
    ties = np.flatnonzero(rows == TIED)
    phases = [
        _Phase(loaded, np.flatnonzero(parts == k), np.flatnonzero(rows == k), ties, gap)
        for k in range(parts.max() + 1)
    ]
    master = _Master(loaded, np.flatnonzero(parts == TIED), ties, phases)
    values = np.array([float(value) for value in plan]) / np.array(scaling(program).units)
    master.add([values[phase.columns] for phase in phases])
    prices = best = engine.prices()[ties]
    bound = math.inf
    for _ in range(MOST_ROUNDS):
        prices = master.signed(prices)
        priced = [phase.cheapest(prices, deadline) for phase in phases]
        reached = -master.least(prices) - math.fsum(phase.least for phase in priced)
        if reached < bound:
            bound, best = reached, prices
        yield Step(bound, sum(phase.nodes for phase in priced))
        master.add([phase.choice for phase in priced])
        mixed = master.mix(deadline)
        if mixed is None or bound - mixed.value <= gap:
            break
        lines = [
            line
            for line in cutting_tangents(program, mixed.values.tolist(), AGREED)
            if parts[program.curves[line.curve].stock] == TIED
        ]
        master.cut(program, lines)
        prices, best = (np.append(known, np.zeros(len(lines))) for known in (mixed.prices, best))
        prices = (prices + best) / 2.0
    counts, nodes = master.choose(deadline, gap)
    if counts is not None:
        yield Step(bound, nodes, tuple(round(count) for count in counts[: program.decisions]))


def _solver(loaded: Loaded, columns: Indices, rows: Indices) -> highspy.Highs:
    """HiGHS with some columns and rows, continuous."""
    matrix = dense(loaded, rows, columns)
    row, column = np.nonzero(matrix)
    model = highspy.HighsLp()
    with whole():
        model.num_col_, model.num_row_ = len(columns), len(rows)
        model.col_cost_, model.col_lower_, model.col_upper_ = (
            side[columns] for side in (loaded.cost, loaded.low, loaded.high)
        )
        model.row_lower_, model.row_upper_ = loaded.row_low[rows], loaded.row_high[rows]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.searchsorted(row, np.arange(len(rows) + 1)).astype(np.int32)
        model.a_matrix_.index_, model.a_matrix_.value_ = column.astype(np.int32), matrix[row, column]
    highs = SilentHighs()
    set_option(highs, "threads", 1)
    set_option(highs, "mip_rel_gap", 0.0)
    set_option(highs, "mip_feasibility_tolerance", loaded.tolerance)
    taken(highs.passModel(model), "a part of the program")
    return highs


def _make_whole(highs: highspy.Highs, columns: Iterable[int]) -> None:
    for column in columns:
        taken(highs.changeColIntegrality(int(column), highspy.HighsVarType.kInteger), "a whole column")


@dataclass(frozen=True, slots=True)
class _Priced:
    """One phase at some prices: what it costs at least, a choice (None: none was found), and nodes."""

    least: float
    choice: Array | None
    nodes: int


class _Phase:
    """The whole choices of one phase."""

    def __init__(self, loaded: Loaded, columns: Indices, rows: Indices, ties: Indices, gap: float) -> None:
        self.columns = columns
        self.cost = loaded.cost[columns]
        ties_of_phase = dense(loaded, ties, columns)
        self._tied_rows = np.flatnonzero(ties_of_phase.any(axis=1))
        self._ties = ties_of_phase[self._tied_rows]
        self._whole = loaded.integer[columns]
        self._numbers = np.arange(len(columns), dtype=np.int32)
        self._highs = _solver(loaded, columns, rows)
        _make_whole(self._highs, np.flatnonzero(self._whole))
        set_option(self._highs, "mip_abs_gap", gap / 20.0)
        set_option(self._highs, "mip_max_nodes", PRICING_NODES)

    def tied(self, choice: Array) -> tuple[Indices, Array]:
        """What a choice adds to the rows that tie: their positions and values."""
        return self._tied_rows, self._ties @ choice

    def cheapest(self, prices: Array, deadline: Deadline) -> _Priced:
        """The choice that costs least when each unit of a tie has its price."""
        cost = self.cost - prices[self._tied_rows] @ self._ties
        taken(self._highs.changeColsCost(len(cost), self._numbers, cost), "the prices")
        set_option(self._highs, "time_limit", deadline.left())
        self._highs.run()
        info = self._highs.getInfo()
        nodes = max(0, int(info.mip_node_count))
        if not _has_solution(self._highs):
            return _Priced(-math.inf, None, nodes)
        choice = np.array(self._highs.getSolution().col_value)
        choice[self._whole] = np.rint(choice[self._whole])
        return _Priced(min(float(info.mip_dual_bound), float(cost @ choice)), choice, nodes)


@dataclass(frozen=True, slots=True)
class _Mix:
    """The best mix of choices: its objective, the prices that it sets, its tied columns among all columns."""

    value: float
    prices: Array
    values: Array


class _Master:
    """What ties the phases: its rows and columns, over the choices met so far."""

    def __init__(self, loaded: Loaded, columns: Indices, rows: Indices, phases: Sequence[_Phase]) -> None:
        self._columns, self._phases, self._size = columns, phases, len(loaded.cost)
        self._cost, self._low, self._high = (side[columns] for side in (loaded.cost, loaded.low, loaded.high))
        self._whole = loaded.integer[columns]
        self._row_low, self._row_high = loaded.row_low[rows], loaded.row_high[rows]
        self._matrix = dense(loaded, rows, columns)
        self._highs = _solver(loaded, columns, rows)
        self._ties = len(rows)
        for _ in phases:
            taken(self._highs.addRow(1.0, 1.0, 0, np.zeros(0, dtype=np.int32), np.zeros(0)), "a phase's row")
        self._choices: list[tuple[_Phase, Array]] = []

    def signed(self, prices: Array) -> Array:
        """Prices without what only rounding gives to a side that a row does not have."""
        prices = np.where(np.isinf(self._row_low), np.minimum(prices, 0.0), prices)
        return np.where(np.isinf(self._row_high), np.maximum(prices, 0.0), prices)

    def least(self, prices: Array) -> float:
        """What prices and the tied columns cost at least, whatever the phases choose."""
        cost = self._cost - prices @ self._matrix
        return _least(prices, self._row_low, self._row_high) + _least(cost, self._low, self._high)

    def add(self, choices: Sequence[Array | None]) -> None:
        """A choice for each phase, in their order; None where there is none to add."""
        for number, (phase, choice) in enumerate(zip(self._phases, choices, strict=True)):
            if choice is None:
                continue
            rows, values = phase.tied(choice)
            status = self._highs.addCol(
                float(phase.cost @ choice),
                0.0,
                highspy.kHighsInf,
                len(rows) + 1,
                np.append(rows, self._ties + number).astype(np.int32),
                np.append(values, 1.0),
            )
            taken(status, "a choice")
            self._choices.append((phase, choice))

    def cut(self, program: Program, lines: Sequence[Tangent]) -> None:
        """Add tangents of tied curves."""
        place = {int(column): position for position, column in enumerate(self._columns)}
        for line in lines:
            curve = program.curves[line.curve]
            at = np.array([place[curve.points], place[curve.stock]], dtype=np.int32)
            row = np.zeros(len(self._columns))
            row[at] = 1.0, -line.slope
            kept = at if line.slope else at[:1]
            status = self._highs.addRow(-highspy.kHighsInf, line.intercept, len(kept), kept, row[kept])
            taken(status, "a tangent")
            self._matrix = np.vstack([self._matrix, row])
            self._row_low = np.append(self._row_low, -math.inf)
            self._row_high = np.append(self._row_high, line.intercept)

    def mix(self, deadline: Deadline) -> _Mix | None:
        """The best mix of the choices met, None when HiGHS finds none."""
        if not self._run(deadline):
            return None
        solution = self._highs.getSolution()
        prices = np.array(solution.row_dual)
        values = np.zeros(self._size)
        values[self._columns] = solution.col_value[: len(self._columns)]
        ties = np.delete(prices, np.arange(self._ties, self._ties + len(self._phases)))
        return _Mix(-float(self._highs.getInfo().objective_function_value), ties, values)

    def choose(self, deadline: Deadline, gap: float) -> tuple[Array | None, int]:
        """One choice for each phase, the best of those looked at: all columns, and nodes."""
        first = len(self._columns)
        _make_whole(self._highs, [*np.flatnonzero(self._whole), *range(first, first + len(self._choices))])
        set_option(self._highs, "mip_abs_gap", gap)
        set_option(self._highs, "mip_max_nodes", CHOOSING_NODES)
        self._run(deadline)
        nodes = max(0, int(self._highs.getInfo().mip_node_count))
        if not _has_solution(self._highs):
            return None, nodes
        taken_shares = self._highs.getSolution().col_value[first:]
        values = np.zeros(self._size)
        for (phase, choice), share in zip(self._choices, taken_shares, strict=True):
            if share > 0.5:
                values[phase.columns] = choice
        return values, nodes

    def _run(self, deadline: Deadline) -> bool:
        set_option(self._highs, "time_limit", deadline.left())
        self._highs.run()
        return bool(self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def _least(weights: Array, low: Array, high: Array) -> float:
    """What weighted values between two sides add up to at least."""
    sides = np.where(weights > 0.0, low, np.where(weights < 0.0, high, 0.0))
    return math.fsum(weights * sides)


def _has_solution(highs: highspy.Highs) -> bool:
    return bool(highs.getInfo().primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible))
