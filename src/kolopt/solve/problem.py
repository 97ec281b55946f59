"""A program as a PuLP problem; only calls that PuLP 3.3.2 and 4.2 share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pulp

from kolopt.errors import SolverError
from kolopt.model.program import FLOOR_TOLERANCE
from kolopt.solve.scaling import scaling
from kolopt.solve.tangents import SMALLEST_COEFFICIENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.model.program import Column, Program, Row
    from kolopt.solve.tangents import Tangent

EASE = 0.01
"""Part of a unit by which rows in large whole numbers are eased: what breaks one misses a whole unit."""
LARGEST_COEFFICIENT = 4e9
"""On a whole column: up to here plans that round past a row are told apart in tests against enumeration."""
EnteredRow = tuple[list[tuple[int, float]], float | None, float | None]
"""Coefficients by column, lower side, upper side, as a solver gets them."""


def pulp_problem(program: Program, tangents: Sequence[Tangent] = ()) -> tuple[pulp.LpProblem, list[Any]]:
    """The program, as a minimisation, with tangents in place of its curves.

    Returns:
        The problem and its variables in column order, which is also the solver's order.

    Raises:
        SolverError: a coefficient that a solver would drop or could not tell from rounding.
    """
    problem = pulp.LpProblem("kolopt", pulp.LpMinimize)
    variables = [_add_column(problem, column) for column in program.columns]
    _set_objective(problem, variables, program)
    for number, row in enumerate(loaded_rows(program, tangents)):
        _add_row(problem, variables, f"r{number:06d}", row)
    return problem, variables


def loaded_rows(program: Program, tangents: Sequence[Tangent] = ()) -> list[EnteredRow]:
    """All rows of the program as it is loaded: its own, the tangents, and one for each column left alone.

    Raises:
        SolverError: as :func:`entered_rows`.
    """
    rows = [*entered_rows(program), *(_tangent_row(program, line) for line in tangents)]
    return [*rows, *_rows_of_unused_columns(program, rows)]


def _add_column(problem: pulp.LpProblem, column: Column) -> Any:
    high = None if math.isinf(column.high) else column.high
    category = pulp.const.LpInteger if column.integer else pulp.const.LpContinuous
    return problem.add_variable(column.name, column.low, high, category)


def _set_objective(problem: pulp.LpProblem, variables: Sequence[Any], program: Program) -> None:
    objective = pulp.lpSum([])
    for variable, column in zip(variables, program.columns, strict=True):
        if column.weight:
            objective.addterm(variable, -column.weight)
    problem.setObjective(objective)


def _add_row(problem: pulp.LpProblem, variables: Sequence[Any], name: str, row: EnteredRow) -> None:
    terms, low, high = row
    expression = pulp.lpSum([])
    for index, coefficient in terms:
        expression.addterm(variables[index], coefficient)
    if low is not None and low == high:
        problem.addConstraint(expression == low, name)
        return
    if low is not None:
        problem.addConstraint(expression >= low, f"{name}l")
    if high is not None:
        problem.addConstraint(expression <= high, f"{name}h")


def _tangent_row(program: Program, line: Tangent) -> EnteredRow:
    curve = program.curves[line.curve]
    return [(curve.points, 1.0), (curve.stock, -line.slope)], None, line.intercept


def _rows_of_unused_columns(program: Program, rows: Sequence[EnteredRow]) -> list[EnteredRow]:
    """PuLP leaves out a column that nothing mentions, and solvers number those that are left."""
    used = [column.weight != 0.0 for column in program.columns]
    for terms, _, _ in rows:
        for index, _ in terms:
            used[index] = True
    return [([(i, 1.0)], program.columns[i].low, None) for i, mentioned in enumerate(used) if not mentioned]


def entered_rows(program: Program) -> list[EnteredRow]:
    """Rows as a solver gets them: checked and scaled, with sides that its rounding cannot pass for broken.

    Floors on scores are eased by their tolerance. HiGHS rounds the sides of rows in whole numbers to what
    these can add up to, with an error that grows with the numbers; large ones are eased by more than that.

    Raises:
        SolverError: a coefficient that a solver would drop or could not tell from rounding.
    """
    scale = scaling(program)
    stocks = {curve.stock: True for curve in program.curves}
    entered: list[EnteredRow] = []
    for row in program.rows:
        coefficients = _coefficients(row, raised=row.defining and any(i in stocks for i, _ in row.terms))
        factor = scale.factor(row)
        terms = [(index, coefficient * factor * scale.units[index]) for index, coefficient in coefficients]
        _check(program, row, coefficients, terms)
        eased = FLOOR_TOLERANCE if program.rests_on_points(row) else 0.0
        if factor < 1.0 and row.low != row.high and scale.in_whole_numbers(row):
            eased = EASE * factor
        low = None if row.low is None else float(row.low) * factor - eased
        high = None if row.high is None else float(row.high) * factor + eased
        entered.append((terms, low, high))
    return entered


def _coefficients(row: Row, *, raised: bool) -> list[tuple[int, float]]:
    """Coefficients in binary64; in the row that defines a stock, tiny ones are raised.

    With a raised coefficient the stock can only grow in the solver, and with it the bound.
    """
    coefficients = [(index, float(exact)) for index, exact in row.terms]
    if raised:
        coefficients = [(index, _raised(coefficient)) for index, coefficient in coefficients]
    return coefficients


def _check(
    program: Program, row: Row, stated: Sequence[tuple[int, float]], entered: Sequence[tuple[int, float]]
) -> None:
    """Refuse coefficients that a solver cannot keep: of whole columns as stated, of others as entered.

    Nothing has to be kept of a column that is always 0, such as a line that no budget can pay.
    """
    for (index, coefficient), (_, scaled) in zip(stated, entered, strict=True):
        column = program.columns[index]
        if column.low == column.high == 0.0:
            continue
        seen = coefficient if column.integer else scaled
        if abs(coefficient) < SMALLEST_COEFFICIENT or abs(seen) > LARGEST_COEFFICIENT:
            raise SolverError(
                f"{row.name} has the coefficient {coefficient:g}, outside {SMALLEST_COEFFICIENT:g} to "
                f"{LARGEST_COEFFICIENT:g}, where a solver keeps its word; state the rule in other units, or "
                "compare totals instead of single prices"
            )


def _raised(coefficient: float) -> float:
    if 0.0 < abs(coefficient) < SMALLEST_COEFFICIENT:
        return math.copysign(SMALLEST_COEFFICIENT, coefficient)
    return coefficient
