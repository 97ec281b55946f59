"""A second solver's opinion, through PuLP: CBC with gap 0, over tangents added until the gap is closed.

PuLP hands back no bound of CBC's, so that only its "optimal" proves anything: the optimum of
the overstated program is then a bound of the true one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import pulp

from kolopt.errors import SolverError
from kolopt.solve.outcome import Found, Outcome, Statistics, Stopped
from kolopt.solve.problem import pulp_problem
from kolopt.solve.tangents import UNRESOLVED, starting_tangents, touching_tangents

if TYPE_CHECKING:
    from kolopt.model.program import Judgement, Program
    from kolopt.solve.outcome import Deadline, Limits, Progress
    from kolopt.solve.tangents import Tangent

Answer = Literal["optimal", "feasible", "nothing", "infeasible"]

_PULP_3_ANSWERS: dict[int, Answer] = {1: "optimal", 2: "feasible", -1: "infeasible"}
"""``LpSolutionOptimal``, ``…IntegerFeasible`` and ``…Infeasible``, names that PuLP 4 no longer has."""


def second_opinion(program: Program, limits: Limits, progress: Progress | None = None) -> Outcome:
    """Solve a program with CBC.

    Args:
        program: what to maximise.
        limits: as for HiGHS, but nodes count per run.
        progress: called with ``integer``, value and bound after each run.

    Raises:
        SolverError: CBC is not installed, failed, broke a rule, or cannot close the gap.
    """
    deadline = limits.deadline()
    tangents = list(starting_tangents(program))
    best: Judgement | None = None
    seen: tuple[int, ...] = ()
    bound, runs = math.inf, 0
    while True:
        answer, values, objective = _run(program, tangents, limits, deadline)
        runs += 1
        statistics = Statistics(integer_solves=runs, tangents=len(tangents))
        if answer == "infeasible":
            return Outcome(Found.INFEASIBLE, Stopped.CLOSED, statistics=statistics)
        if answer == "optimal":
            bound = min(bound, objective)
        if values:
            judgement = _judged(program, values)
            tangents += touching_tangents(program, judgement.values)
            if not judgement.broken and (best is None or judgement.value > best.value):
                best = judgement
        if progress is not None:
            progress("integer", None if best is None else best.value, None if math.isinf(bound) else bound)
        closed = best is not None and limits.closed(best.value, bound)
        if closed or answer != "optimal" or deadline.left() <= 0.0:
            stopped = Stopped.CLOSED if closed else Stopped.TIME if deadline.left() <= 0.0 else Stopped.NODES
            return _outcome(program, best, bound, stopped, statistics)
        counts = tuple(map(round, values[: program.decisions]))
        if counts == seen:
            raise SolverError(UNRESOLVED)
        seen = counts


def _outcome(
    program: Program, best: Judgement | None, bound: float, stopped: Stopped, statistics: Statistics
) -> Outcome:
    shown = None if math.isinf(bound) else bound
    if best is None:
        return Outcome(Found.NOTHING, stopped, bound=shown, statistics=statistics)
    counts = tuple(int(count) for count in best.values[: program.decisions])
    shown = None if shown is None else max(shown, best.value)
    return Outcome(Found.PLAN, stopped, counts, best.value, shown, statistics)


def _judged(program: Program, values: tuple[float, ...]) -> Judgement:
    """The rounded solution judged exactly; only score floors may be missed, as tangents overstate them."""
    judgement = program.judge([round(value) for value in values[: program.decisions]])
    floors = [row.name for row in program.rows if program.rests_on_points(row)]
    broken = [name for name in judgement.broken if name not in floors]
    if broken:
        raise SolverError(f"CBC's best plan breaks {', '.join(broken)} when added up exactly")
    return judgement


def _run(
    program: Program, tangents: list[Tangent], limits: Limits, deadline: Deadline
) -> tuple[Answer, tuple[float, ...], float]:
    """One run of CBC: its answer, all columns (empty without a solution), and the objective."""
    problem, variables = pulp_problem(program, tangents)
    solver = _cbc(
        msg=False,
        gapRel=0.0,
        gapAbs=0.0,
        threads=1,
        timeLimit=None if math.isinf(deadline.left()) else max(deadline.left(), 0.1),
        maxNodes=limits.nodes,
        options=["primalTolerance 1e-9", "integerTolerance 1e-9"],
    )
    try:
        stated = problem.solve(solver)
    except pulp.PulpError as error:
        raise SolverError(f"CBC failed: {error}") from error
    answer = _answer(problem, stated)
    if answer not in ("optimal", "feasible"):
        return answer, (), math.inf
    values = tuple(float(variable.varValue or 0.0) for variable in variables)
    return answer, values, -float(pulp.value(problem.objective))


def _cbc(**options: Any) -> Any:
    """CBC's driver: the binary inside PuLP 3, or whatever PuLP 4 finds installed.

    Raises:
        SolverError: there is none.
    """
    bundled = getattr(pulp, "PULP_CBC_CMD", None)
    solver = pulp.COIN_CMD(path=bundled.pulp_cbc_path if bundled else None, **options)
    if not solver.available():
        raise SolverError(f"PuLP {pulp.__version__} ships no CBC: install pulp[cbc], or use highs")
    return solver


def _answer(problem: pulp.LpProblem, stated: Any) -> Answer:
    """What CBC said; PuLP 3 keeps it on the problem, PuLP 4 returns it."""
    if isinstance(stated, int):
        # "Infeasible or unbounded" leaves only the problem's own status; no program here is unbounded.
        if problem.status == pulp.const.LpStatusInfeasible:
            return "infeasible"
        return _PULP_3_ANSWERS.get(problem.sol_status, "nothing")
    if stated.status == pulp.const.LpSolveStatus.Infeasible:
        return "infeasible"
    if not stated.has_solution:
        return "nothing"
    return "optimal" if stated.status == pulp.const.LpSolveStatus.Optimal else "feasible"
