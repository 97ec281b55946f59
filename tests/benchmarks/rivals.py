"""Other ways to solve the same program, each judged by the true responses: what kolopt is measured against.

Every rival gets the program as kolopt formulates it, one thread, and the same limit of time. Its plan
is rounded and judged exactly; ``bound`` is its own proof of how good a plan could be, where it has one.
SciPy and SCIP are not among kolopt's dependencies: ``pip install scipy pyscipopt``.
"""

from __future__ import annotations

import math
import resource
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kolopt.model.program import Indicator
from kolopt.solve.activities import activities
from kolopt.solve.engine import Engine
from kolopt.solve.highs import DEFAULTS
from kolopt.solve.outcome import Limits, Stopped
from kolopt.solve.problem import entered_rows
from kolopt.solve.rounding import completed
from kolopt.solve.second_opinion import second_opinion
from kolopt.solve.tangents import starting_tangents, tangent, touching_tangents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.model.program import Program


@dataclass(frozen=True)
class Result:
    """What a rival reached.

    Attributes:
        seconds: processor seconds.
        value: the true objective of its best allowed plan; −inf without one.
        bound: what it proved no plan exceeds; inf where it proves nothing.
        nodes: branch-and-bound nodes, where it counts them.
    """

    seconds: float
    value: float
    bound: float
    nodes: int | None = None

    @property
    def gap(self) -> float:
        """Points between bound and value."""
        return self.bound - self.value


def processor_seconds() -> float:
    """Of this process and of those that it has waited for: CBC is one."""
    times = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in times)


def fixed_grid(program: Program, segments: int, gap: float, seconds: float) -> Result:
    """One MILP over tangents at fixed stocks, evenly spread over the scores that 98 % of the curve hold."""
    start = processor_seconds()
    engine = Engine(program, DEFAULTS)
    shares = [0.98 * k / segments for k in range(segments)]
    engine.add_tangents(
        tangent(index, curve, curve.response.inverse(share))
        for index, curve in enumerate(program.curves)
        for share in shares
    )
    run = engine.solve(gap, Limits(seconds=seconds).deadline())
    return Result(
        processor_seconds() - start, _value(program, run.values), run.bound, engine.statistics.nodes
    )


def without_continuous_phase(program: Program, gap: float, seconds: float) -> Result:
    """Tangents added at integer solutions only, from three a response; no dive, no start."""
    start = processor_seconds()
    limits = Limits(gap_absolute=gap, seconds=seconds)
    deadline = limits.deadline()
    engine = Engine(program, DEFAULTS)
    engine.add_tangents(starting_tangents(program))
    best, bound = -math.inf, math.inf
    while deadline.left() > 0.0:
        run = engine.solve(gap / 2.0, deadline)
        bound = min(bound, run.bound)
        if run.values is None:
            break
        judgement = program.judge(_rounded(program, run.values))
        if not judgement.broken:
            best = max(best, judgement.value)
        engine.add_tangents(touching_tangents(program, judgement.values))
        if limits.closed(best, bound):
            break
    return Result(processor_seconds() - start, best, bound, engine.statistics.nodes)


def cbc(program: Program, gap: float, seconds: float) -> Result:
    """CBC through PuLP over growing tangents, as ``--solver cbc`` does."""
    start = processor_seconds()
    outcome = second_opinion(program, Limits(gap_absolute=gap, seconds=seconds))
    value = -math.inf if outcome.value is None else outcome.value
    bound = math.inf if outcome.bound is None or outcome.stopped is not Stopped.CLOSED else outcome.bound
    return Result(processor_seconds() - start, value, bound)


def slsqp(program: Program, seconds: float) -> Result:
    """SciPy's SLSQP on the continuous problem, then rounding and repair; it proves nothing.

    Binaries are taken as 0, which suits rules that only forbid; derived columns are substituted, so
    that SLSQP sees lines only.
    """
    from scipy.optimize import LinearConstraint, minimize

    start = processor_seconds()
    view = activities(program)
    binaries = np.zeros(len(view.binaries))
    decided = ~view.rows.binaries.any(axis=1) if len(binaries) else np.ones(len(view.rows.lines), dtype=bool)
    size = np.maximum(np.abs(view.rows.lines).max(axis=1), 1.0)[decided]
    rows = view.rows.lines[decided] / size[:, None]
    low, high = view.low[decided] / size, view.high[decided] / size

    def loss(counts: Any) -> float:
        return -view.worth(counts, binaries)

    def slope(counts: Any) -> Any:
        return -view.gradient(counts, binaries, view.slopes(counts))

    def stop(_: Any) -> None:
        if processor_seconds() - start > seconds:
            raise StopIteration

    begin = np.minimum(view.most, 1.0) * 0.5
    answer = minimize(
        loss,
        begin,
        jac=slope,
        method="SLSQP",
        bounds=list(zip(view.least, view.most, strict=True)),
        constraints=[LinearConstraint(rows, low, high)],
        callback=stop,
        options={"maxiter": 500, "ftol": 1e-9},
    )
    plan = completed(view, np.rint(np.clip(answer.x, view.least, view.most)), binaries)
    value = -math.inf if plan is None else _value(program, tuple(plan))
    return Result(processor_seconds() - start, value, math.inf)


def scip(program: Program, gap: float, seconds: float) -> Result:
    """SCIP on the exact nonlinear program: no tangents, the responses as expressions."""
    import pyscipopt

    start = processor_seconds()
    model = pyscipopt.Model()
    model.hideOutput()
    model.setParam("limits/time", seconds)
    model.setParam("timing/clocktype", 2)  # the wall, as for the others
    model.setParam("limits/absgap", gap)
    model.setParam("lp/threads", 1)
    columns = [
        model.addVar(
            column.name,
            vtype="I" if column.integer else "C",
            lb=column.low,
            ub=None if math.isinf(column.high) else column.high,
        )
        for column in program.columns
    ]
    for terms, low, high in entered_rows(program):
        expression = pyscipopt.quicksum(coefficient * columns[index] for index, coefficient in terms)
        if low is not None and low == high:
            model.addCons(expression == low)
            continue
        if low is not None:
            model.addCons(expression >= low)
        if high is not None:
            model.addCons(expression <= high)
    for curve in program.curves:
        _scip_curve(model, columns, curve)
    model.setObjective(
        pyscipopt.quicksum(c.weight * v for c, v in zip(program.columns, columns, strict=True) if c.weight),
        "maximize",
    )
    model.optimize()
    value = -math.inf
    if model.getNSols():
        best = model.getBestSol()
        value = _value(program, tuple(best[column] for column in columns[: program.decisions]))
    return Result(processor_seconds() - start, value, model.getDualbound(), model.getNTotalNodes())


def _scip_curve(model: Any, columns: Sequence[Any], curve: Any) -> None:
    from pyscipopt import exp

    z, points = columns[curve.stock], columns[curve.points]
    match curve.response.shape:
        case "reach" | "saturation":
            model.addCons(points <= 100.0 * (1.0 - exp(-z)))
        case "share":
            model.addCons(points * (1.0 + z) <= 100.0 * z)
        case "linear":
            model.addCons(points <= 100.0 * z)


def _rounded(program: Program, values: Sequence[float]) -> list[int]:
    return [round(value) for value in values[: program.decisions]]


def _value(program: Program, values: Sequence[float] | None) -> float:
    """True value of rounded counts; −inf when they break a rule."""
    if values is None:
        return -math.inf
    judgement = program.judge(_rounded(program, values))
    return -math.inf if judgement.broken else judgement.value


def has_binaries(program: Program) -> bool:
    """Whether a program has logical rules."""
    return any(isinstance(definition, Indicator) for definition in program.definitions)
