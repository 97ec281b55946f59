"""A whole program in HiGHS: PuLP builds the model, later changes are made on it hot."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import highspy
import numpy as np
import pulp

from kolopt.errors import SolverError
from kolopt.solve.highs import Loaded, Run, SilentHighs, set_option, taken
from kolopt.solve.interruption import watched, whole
from kolopt.solve.outcome import Statistics
from kolopt.solve.problem import pulp_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from kolopt.model.program import Number, Program
    from kolopt.solve.highs import Status, Tuning
    from kolopt.solve.interruption import Enough
    from kolopt.solve.outcome import Deadline
    from kolopt.solve.tangents import Tangent

UNLIMITED_NODES = 2**31 - 1

_STATUS: dict[highspy.HighsModelStatus, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInterrupt: "enough",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kTimeLimit: "time",
    highspy.HighsModelStatus.kSolutionLimit: "nodes",
}
_DOUBTFUL = (
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
    highspy.HighsModelStatus.kUnknown,
    highspy.HighsModelStatus.kSolveError,
    highspy.HighsModelStatus.kNotset,
)
"""Presolve's ambiguity, a hot start gone wrong, an optimum that misses the tolerance after all, a relaxation
that HiGHS refuses right after an integer run."""
_HEURISTICS = (
    "mip_heuristic_run_rins",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_root_reduced_cost",
)


class Engine:
    """A program loaded into HiGHS; its curves are there only as the tangents added.

    Raises:
        SolverError: here and in every method: HiGHS failed, warned, or did not take what it was given.
    """

    def __init__(self, program: Program, tuning: Tuning) -> None:
        self._program = program
        self._integers = np.array([i for i, c in enumerate(program.columns) if c.integer], dtype=np.int32)
        self._presolve, self._tolerance = tuning.presolve, tuning.tolerance
        self._linear_solves = self._integer_solves = self._nodes = self._tangents = 0
        problem, _ = pulp_problem(program)
        self._highs: highspy.Highs = SilentHighs()
        self._set("threads", 1)
        self._set("mip_rel_gap", 0.0)
        self._set("presolve", tuning.presolve)
        self._set("primal_feasibility_tolerance", tuning.tolerance)
        self._set("mip_feasibility_tolerance", tuning.tolerance)
        problem.solverModel = self._highs
        with whole():
            pulp.HiGHS().buildSolverModel(problem)
        self._check_size(problem)

    def _check_size(self, problem: pulp.LpProblem) -> None:
        """PuLP ignores what HiGHS answers while the model is built."""
        given = (len(self._program.columns), len(problem.constraints()))
        held = (self._highs.getNumCol(), self._highs.getNumRow())
        if given != held:
            raise SolverError(f"HiGHS holds {held} columns and rows of the {given} given")

    def _set(self, option: str, value: float | str | bool) -> None:
        set_option(self._highs, option, value)

    def turn(self) -> None:
        """Solve without presolve from here on, or with it where it was off: another way to the same answer.

        The wrong optima of HiGHS that were found depend on presolve (docs/decisions.md, 18 and 72).
        """
        self._presolve = "off" if self._presolve != "off" else "choose"
        self._set("presolve", self._presolve)

    def loaded(self) -> Loaded:
        """The program as it is held now, tangents included."""
        model = self._highs.getLp()
        matrix = model.a_matrix_
        inner = np.array(matrix.index_, dtype=np.intp)
        outer = np.repeat(np.arange(len(matrix.start_) - 1), np.diff(matrix.start_))
        rowwise = matrix.format_ == highspy.MatrixFormat.kRowwise
        row, column = (outer, inner) if rowwise else (inner, outer)
        integer = np.zeros(model.num_col_, dtype=np.bool_)
        integer[self._integers] = True
        return Loaded(
            np.array(model.col_cost_),
            np.array(model.col_lower_),
            np.array(model.col_upper_),
            integer,
            np.array(model.row_lower_),
            np.array(model.row_upper_),
            row,
            column,
            np.array(matrix.value_),
            self._tolerance,
        )

    def prices(self) -> NDArray[np.float64]:
        """Of all rows in the last continuous solve: what a unit of each side costs."""
        return np.array(self._highs.getSolution().row_dual, dtype=np.float64)

    def count(self, integer_solves: int, nodes: int) -> None:
        """Add work that was done elsewhere on parts of this program to the statistics."""
        self._integer_solves += integer_solves
        self._nodes += nodes

    def reduced_costs(self) -> NDArray[np.float64]:
        """Of all columns in the last continuous solve: what a unit away from it costs at least."""
        return np.abs(np.array(self._highs.getSolution().col_dual, dtype=np.float64))

    @property
    def statistics(self) -> Statistics:
        """The work done so far."""
        return Statistics(self._linear_solves, self._integer_solves, self._nodes, self._tangents)

    def add_tangents(self, tangents: Iterable[Tangent]) -> None:
        """Cut off points above the tangents."""
        lines = tuple(tangents)
        curves = [self._program.curves[line.curve] for line in lines]
        rows = [
            [(curve.points, 1.0), *([(curve.stock, -line.slope)] if line.slope else [])]
            for line, curve in zip(lines, curves, strict=True)
        ]
        entries = [entry for row in rows for entry in row]
        status = self._highs.addRows(
            len(rows),
            np.full(len(rows), -highspy.kHighsInf),
            np.array([line.intercept for line in lines]),
            len(entries),
            np.cumsum([0, *map(len, rows[:-1])], dtype=np.int32),
            np.array([column for column, _ in entries], dtype=np.int32),
            np.array([coefficient for _, coefficient in entries]),
        )
        taken(status, "the tangents")
        self._tangents += len(lines)

    def fix_columns(self, values: Mapping[int, float]) -> None:
        """Fix columns at values."""
        self.bound_columns({index: (value, value) for index, value in values.items()})

    def release_columns(self) -> None:
        """Give all columns the program's bounds again."""
        self.bound_columns({index: (c.low, c.high) for index, c in enumerate(self._program.columns)})

    def bound_columns(self, bounds: Mapping[int, tuple[float, float]]) -> None:
        """Give columns other bounds, until they are released."""
        columns = np.array(list(bounds), dtype=np.int32)
        low, high = np.array(list(bounds.values()), dtype=np.float64).reshape(-1, 2).T.copy()
        taken(self._highs.changeColsBounds(len(columns), columns, low, high), "the columns' bounds")

    def relax(self, deadline: Deadline) -> Run:
        """Solve the continuous relaxation, from the last basis where there is one.

        Returns:
            With values exactly when it is ``optimal``. HiGHS may say so and still miss a row by a hair
            more than the tolerance; the bound is that of the dual, and such values only guide.
        """
        self._set("solve_relaxation", True)
        self._linear_solves += 1
        status = self._run(deadline)
        if status != "optimal":
            return Run(status, None, math.inf)
        bound = -float(self._highs.getInfo().objective_function_value)
        return Run(status, tuple(self._highs.getSolution().col_value), bound)

    def solve(
        self,
        gap: float,
        deadline: Deadline,
        nodes: int | None = None,
        start: Sequence[Number] | None = None,
        enough: Enough = lambda bound, values: False,
        *,
        bound_only: bool = False,
    ) -> Run:
        """Solve the integer program over the present tangents.

        Args:
            gap: absolute gap at which the solver may stop.
            deadline: when it has to stop.
            nodes: most branch-and-bound nodes.
            start: all columns of a known plan; only the integer ones are passed on.
            enough: whether to stop, asked of the bound so far again and again, and of each better
                solution (all columns) when it is found.
            bound_only: leave out the heuristics that look for plans in programs of their own; on
                large programs they take most of the time.
        """
        for heuristic in _HEURISTICS:
            self._set(heuristic, not bound_only)
        self._set("solve_relaxation", False)
        self._set("mip_abs_gap", gap)
        self._set("mip_max_nodes", UNLIMITED_NODES if nodes is None else nodes)
        if start is not None:
            values = np.array([float(start[index]) for index in self._integers])
            taken(self._highs.setSolution(len(values), self._integers, values), "a plan to start from")
        self._integer_solves += 1
        with watched(self._highs, enough):
            status = self._run(deadline)
        info = self._highs.getInfo()
        self._nodes += max(0, int(info.mip_node_count))
        return Run(status, self._values(), -float(info.mip_dual_bound))

    def _run(self, deadline: Deadline) -> Status:
        self._set("time_limit", deadline.left())
        returned = self._highs.run()
        if self._highs.getModelStatus() in _DOUBTFUL:
            returned = self._run_afresh(deadline)
        status = _STATUS.get(self._highs.getModelStatus())
        expected = (
            (highspy.HighsStatus.kOk, highspy.HighsStatus.kWarning)
            if status in ("time", "nodes", "enough")
            else (highspy.HighsStatus.kOk,)
        )
        if status is None or returned not in expected:
            reason = self._highs.modelStatusToString(self._highs.getModelStatus())
            raise SolverError(f"HiGHS stopped with {reason!r} and returned {returned.name}")
        return status

    def _run_afresh(self, deadline: Deadline) -> highspy.HighsStatus:
        """From scratch; without presolve where it could not tell infeasible from unbounded, else with it."""
        ambiguous = self._highs.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible
        taken(self._highs.clearSolver(), "a fresh start")
        self._set("presolve", "off" if ambiguous else "on")
        self._set("time_limit", deadline.left())
        returned: highspy.HighsStatus = self._highs.run()
        self._set("presolve", self._presolve)
        return returned

    def _values(self) -> tuple[float, ...] | None:
        """HiGHS keeps numbers in its columns even when it has found no solution."""
        found = highspy.SolutionStatus.kSolutionStatusFeasible
        if self._highs.getInfo().primal_solution_status != int(found):
            return None
        return tuple(self._highs.getSolution().col_value)
