"""Traps of building a model: names, order, threads, gaps, tangents. Wrong answers: test_wrong_answers.py."""

from __future__ import annotations

from fractions import Fraction

import pulp

from kolopt.economics.responses import Response
from kolopt.model.draft import Draft, whole_row
from kolopt.model.program import Column, Curve, Linear, Points, Program, Row
from kolopt.solve.approximation import solve
from kolopt.solve.outcome import Found, Limits
from kolopt.solve.problem import pulp_problem
from kolopt.solve.tangents import starting_tangents, tangent


def test_the_known_fractional_budget_is_rounded_inwards() -> None:
    """117,000.00·n <= 350,999.95 has been answered with n = 2.99999957; the row says n <= 2."""
    terms, _, high = whole_row({0: Fraction(11_700_000)}, None, Fraction(35_099_995))
    assert (terms, high) == (((0, 1),), 2)


def curve_program(weight: float = 1.0, slope: float = 0.2, most: int = 60) -> Program:
    """One line, one curve."""
    columns = (
        Column("c000000_n", 0, most, True, -0.01),
        Column("c000001_z", 0, 1e9, False),
        Column("c000002_s", 0, 100, False, weight),
    )
    rows = (Row("stock:g", "stock", ((0, slope), (1, -1)), 0, 0, defining=True),)
    curve = Curve(1, 2, Response("reach", 1.0))
    return Program(columns, 1, rows, (curve,), (Linear(1, ((0, slope),)), Points(2, 0)), (0,), (0,))


def test_the_gap_is_ours_not_the_solvers_default() -> None:
    """HiGHS calls anything within 1e-4 relative optimal; the proof here is of what was asked."""
    outcome = solve(curve_program(), Limits(gap_absolute=1e-6, gap_relative=1e-9, seconds=None))
    values = [curve_program().judge((n,)).value for n in range(61)]
    assert outcome.value == max(values)
    assert outcome.bound - outcome.value <= 2e-6 * max(1.0, outcome.value)


def test_a_tangent_whose_slope_vanishes_stays_an_upper_bound() -> None:
    curve = curve_program().curves[0]
    line = tangent(0, curve, 40.0)
    assert line.slope == 0.0 or line.slope >= 1e-9
    assert all(line.at(z) >= 100 * curve.response.value(z) for z in (0.0, 1.0, 30.0, 40.0, 90.0))


def test_threads_stay_at_one_through_a_session() -> None:
    """Another number of threads in one process silently yields no solution."""
    other = pulp.LpProblem("other", pulp.LpMaximize)
    x = other.add_variable("x", 0, 3, pulp.const.LpInteger)
    other.setObjective(x + 0)
    pulp.HiGHS(msg=False, threads=1).solve(other)
    assert solve(curve_program(), Limits(seconds=None)).found is Found.PLAN


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
