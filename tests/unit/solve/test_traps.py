"""Traps of the solvers that once gave a wrong answer, each kept as a regression test."""

from __future__ import annotations

import random
import subprocess
import sys
from fractions import Fraction

import highspy
import pulp
import pytest

from kolopt.economics.responses import Response
from kolopt.errors import SolverError
from kolopt.model.draft import Draft, whole_row
from kolopt.model.program import Column, Curve, Linear, Points, Program, Row
from kolopt.solve.approximation import Search, solve
from kolopt.solve.engine import Engine, Tuning
from kolopt.solve.outcome import Found, Limits, Stopped
from kolopt.solve.problem import entered_rows, pulp_problem
from kolopt.solve.tangents import starting_tangents, tangent

EXACT = Limits(gap_absolute=0.0, gap_relative=1e-9, seconds=None)


def knapsack(costs: list[int], worth: list[float], budget: int, most: int = 5) -> Program:
    """Linear knapsack in fen, as the budget row enters: not divided by a common divisor."""
    columns = tuple(Column(f"c{i:06d}_x", 0, most, True, w) for i, w in enumerate(worth))
    row = Row("rule:budget", "rule", tuple(enumerate(costs)), None, budget)
    return Program(columns, len(columns), (row,), (), (), (0,) * len(columns))


def best_by_table(costs: list[int], worth: list[float], budget: int, most: int) -> float:
    """The same by enumeration."""
    reachable = {0: 0.0}
    for cost, gain in zip(costs, worth, strict=True):
        fresh: dict[int, float] = {}
        for spent, value in reachable.items():
            for n in range(most + 1):
                total = spent + n * cost
                if total <= budget and fresh.get(total, -1.0) < value + n * gain:
                    fresh[total] = value + n * gain
        reachable = fresh
    return max(reachable.values())


def test_the_known_fractional_budget_is_rounded_inwards() -> None:
    """117,000.00·n <= 350,999.95 has been answered with n = 2.99999957; the row says n <= 2."""
    terms, _, high = whole_row({0: Fraction(11_700_000)}, None, Fraction(35_099_995))
    assert (terms, high) == (((0, 1),), 2)


@pytest.mark.parametrize("presolve", ["choose", "off"])
def test_no_plan_breaks_a_tight_budget_by_a_fen(presolve: str, slow: bool) -> None:
    """Budgets one fen short of a round number of units: 400 by night, and none may be overspent."""
    for seed in range(400 if slow else 60):
        rng = random.Random(seed)
        costs = [rng.randint(40_000, 12_000_000) for _ in range(3)]
        counts = [rng.randint(1, 5) for _ in costs]
        budget = sum(n * c for n, c in zip(counts, costs, strict=True)) - rng.choice([0, 1, 5])
        worth = [c / 1e5 * rng.uniform(0.98, 1.02) for c in costs]
        program = knapsack(costs, worth, budget)
        outcome = Search(program, EXACT, tuning=Tuning(presolve=presolve)).outcome()
        spent = sum(n * c for n, c in zip(outcome.counts, costs, strict=True))
        assert spent <= budget, seed
        assert outcome.value == pytest.approx(best_by_table(costs, worth, budget, 5), rel=1e-6), seed
        assert outcome.bound is not None
        assert outcome.bound >= outcome.value


def test_the_default_tolerance_would_overspend() -> None:
    """What the tight tolerance is for: at HiGHS's default the solver itself calls 2.9999996 whole."""
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("presolve", "off")
    x = model.addVariable(lb=0, ub=5, obj=-1.0)
    model.changeColsIntegrality(1, [x.index], [highspy.HighsVarType.kInteger])
    model.addConstr(11_700_000 * x <= 35_099_995)
    model.run()
    raw = model.getSolution().col_value[0]
    assert round(raw) * 11_700_000 > 35_099_995
    assert raw != 3.0


def curve_program(weight: float = 1.0, slope: float = 0.2, most: int = 60) -> Program:
    """One line, one curve."""
    columns = (
        Column("c000000_n", 0, most, True, -0.01),
        Column("c000001_z", 0, 1e9, False),
        Column("c000002_s", 0, 100, False, weight),
    )
    rows = (Row("stock:g", "stock", ((0, slope), (1, -1)), 0, 0, defining=True),)
    curve = Curve(1, 2, Response("reach", 1.0))
    return Program(columns, 1, rows, (curve,), (Linear(1, ((0, slope),)), Points(2, 0)), (0,))


def test_the_gap_is_ours_not_the_solvers_default() -> None:
    """HiGHS calls anything within 1e-4 relative optimal; the proof here is of what was asked."""
    outcome = solve(curve_program(), Limits(gap_absolute=1e-6, gap_relative=1e-9, seconds=None))
    values = [curve_program().judge((n,)).value for n in range(61)]
    assert outcome.value == max(values)
    assert outcome.bound - outcome.value <= 2e-6 * max(1.0, outcome.value)


def test_a_coefficient_that_the_solver_would_drop_is_raised_and_the_bound_stays_valid() -> None:
    """Below 1e-9 HiGHS drops a coefficient with a warning only: the bound would be a lie."""
    program = curve_program(slope=1e-11)
    (stock,) = (terms for terms, low, _ in entered_rows(program) if low == 0)
    assert min(abs(c) for _, c in stock) >= 1e-9
    outcome = solve(program, Limits(gap_absolute=0.01, seconds=None))
    assert outcome.bound is not None
    assert outcome.bound >= max(program.judge((n,)).value for n in range(61))


def test_a_tangent_whose_slope_vanishes_stays_an_upper_bound() -> None:
    curve = curve_program().curves[0]
    line = tangent(0, curve, 40.0)
    assert line.slope == 0.0 or line.slope >= 1e-9
    assert all(line.at(z) >= 100 * curve.response.value(z) for z in (0.0, 1.0, 30.0, 40.0, 90.0))


def test_a_coefficient_too_large_for_any_tolerance_is_refused_by_name() -> None:
    program = knapsack([3_000_000_001], [1.0], 9_000_000_000)
    with pytest.raises(SolverError, match="rule:budget"):
        solve(program, EXACT)


def test_threads_stay_at_one_through_a_session() -> None:
    """Another number of threads in one process silently yields no solution."""
    other = pulp.LpProblem("other", pulp.LpMaximize)
    x = other.add_variable("x", 0, 3, pulp.const.LpInteger)
    other.setObjective(x + 0)
    pulp.HiGHS(msg=False, threads=1).solve(other)
    assert solve(curve_program(), Limits(seconds=None)).found is Found.PLAN


def test_options_are_read_back() -> None:
    """An unknown or ill-typed option is ignored silently by HiGHS; here it is an error."""
    engine = Engine(curve_program(), Tuning())
    with pytest.raises(SolverError):
        engine._set("no_such_option", 1.0)
    with pytest.raises(SolverError):
        engine._set("threads", "one")


def test_infeasible_has_no_values_to_read() -> None:
    """PuLP leaves 0.0 in the variables of an infeasible problem."""
    program = knapsack([100], [1.0], 1000)
    impossible = Row("rule:more", "rule", ((0, 1),), 7, None)
    program = Program(program.columns, 1, (*program.rows, impossible), (), (), (0,))
    outcome = solve(program, EXACT)
    assert (outcome.found, outcome.counts, outcome.value) == (Found.INFEASIBLE, (), None)


def test_a_limit_is_no_proof() -> None:
    outcome = solve(curve_program(), Limits(gap_absolute=0.0, gap_relative=1e-9, seconds=1e-6))
    assert outcome.stopped is Stopped.TIME
    assert outcome.found in (Found.PLAN, Found.NOTHING)


def test_names_are_ascii_and_in_the_order_of_their_columns() -> None:
    """CJK, spaces and punctuation break LP files; PuLP 3 orders variables by name."""
    draft = Draft()
    for label in ("暖 场_面", "a+b@c", "z", "", "a" * 300):
        draft.add_column(label, 1.0, integer=True)
    names = [column.name for column in draft.columns]
    assert all(name.isascii() and name.replace("_", "").isalnum() for name in names)
    assert names == sorted(names)


def test_the_solver_sees_columns_and_rows_in_our_order() -> None:
    program = curve_program()
    problem, variables = pulp_problem(program, list(starting_tangents(program)))
    assert [variable.name for variable in variables] == [column.name for column in program.columns]
    assert problem.sense == pulp.LpMinimize


def test_same_counts_in_fresh_processes() -> None:
    code = (
        "from tests.unit.solve.synthetic import Shape, market\n"
        "from kolopt.solve.approximation import solve\n"
        "from kolopt.solve.outcome import Limits\n"
        "o = solve(market(Shape(tiers=3, phases=2), 5), Limits(seconds=None))\n"
        "print(o.counts, repr(o.value), repr(o.bound))\n"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1
