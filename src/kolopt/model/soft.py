"""Soft rules: a shortfall column per instance, priced in points, in units of the price."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.model.conditions import condition_gate, gated, implication_pairs, release
from kolopt.model.draft import Side, as_terms, whole_row
from kolopt.model.program import Number, Shortfall, Terms
from kolopt.model.rows import (
    Context,
    comparison_sides,
    constant,
    entered_side,
    label,
    variety_terms,
)
from kolopt.rules.tree import Comparison, Implication, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.model.draft import Coefficients
    from kolopt.model.goals import PointColumns

Piece = tuple[Number, Terms, int]
ALWAYS = -1
"""Gate of a shortfall that counts in any case."""


def add_soft(context: Context, points: PointColumns, rule: Rule) -> None:
    """One shortfall column per instance of a soft rule.

    short >= (bound − Σ) / per and short >= (Σ − bound) / per, in units of the price
    (``per``), so that its objective coefficient is the price itself.
    """
    if isinstance(rule.body, Implication):
        _add_soft_implication(context, rule, rule.body)
        return
    assert isinstance(rule.body, Comparison), "the rule language refuses other soft rules"
    for phases in rule.scope.instances:
        body = rule.body
        sides = (
            (side, entered_side(context, body, side, phases), ALWAYS)
            for side in _sides(context, points, rule, body, phases)
        )
        _add_shortfall(context, rule, label(rule, phases), list(sides))


def _sides(
    context: Context, points: PointColumns, rule: Rule, body: Comparison, phases: tuple[str, ...]
) -> Iterator[Side]:
    if body.left.kind == "score":
        terms = points.score_terms(body.left, phases, campaign=rule.scope.campaign)
        low = constant(body.low) or Fraction(0)
        exact: Coefficients = {index: Fraction(value) for index, value in terms.items()}
        yield Side(exact, low, at_least=True)
    elif body.left.kind == "variety":
        used, booked = variety_terms(context, body.left, phases)
        binaries: Coefficients = {index: 1 for index, _ in used}
        yield Side(binaries, (constant(body.low) or Fraction(0)) - booked, at_least=True)
    else:
        yield from comparison_sides(context.lines, body, phases, context.budget)


def _add_soft_implication(context: Context, rule: Rule, body: Implication) -> None:
    """One shortfall per instance of the consequence, due as soon as one instance of the condition holds."""
    by_consequence: dict[tuple[str, ...], list[tuple[Side, Side, int]]] = {}
    for when, then in implication_pairs(rule, body):
        gate = condition_gate(context, rule, body, when)
        if gate is False:
            continue
        for side in comparison_sides(context.lines, body.consequence, then, context.budget):
            entered = entered_side(context, body.consequence, side, then)
            if gate is True:
                entry = (side, entered, ALWAYS)
            else:
                entry = (side, gated(context, entered, gate, release(context.bounds, side)), gate)
            by_consequence.setdefault(then, []).append(entry)
    for then, sides in by_consequence.items():
        _add_shortfall(context, rule, label(rule, then), sides)


def _add_shortfall(context: Context, rule: Rule, name: str, sides: list[tuple[Side, Side, int]]) -> None:
    """Column and rows of one instance; each side comes plain, as it is enforced, and with its gate."""
    assert rule.soft is not None
    per = rule.soft.per
    column = context.draft.add_column(
        f"short_{name}", math.inf, integer=False, weight=-float(rule.soft.points)
    )
    pieces: list[Piece] = []
    for number, (plain, enforced, gate) in enumerate(sides):
        sign = 1 if plain.at_least else -1
        pieces.append((sign * plain.bound / per, _scaled(plain, -sign / per), gate))
        coefficients = {**enforced.coefficients, column: sign * per}
        row = f"short:{name}" + (f"#{number + 1}" if len(sides) > 1 else "")
        low, high = (enforced.bound, None) if enforced.at_least else (None, enforced.bound)
        terms, whole_low, whole_high = _soft_row(rule, coefficients, low, high)
        context.draft.add_row(row, "soft", terms, whole_low, whole_high, defining=True)
    context.draft.definitions.append(Shortfall(column, tuple(pieces)))


def _soft_row(
    rule: Rule, coefficients: Coefficients, low: Fraction | None, high: Fraction | None
) -> tuple[Terms, Number | None, Number | None]:
    """The row in integers; the weights of a score are floats from the start and stay so."""
    if isinstance(rule.body, Comparison) and rule.body.left.kind == "score":
        return as_terms({i: float(c) for i, c in coefficients.items()}), low and float(low), None
    return whole_row(coefficients, low, high, whole_columns=False)


def _scaled(side: Side, factor: Fraction) -> Terms:
    return as_terms({index: value * factor for index, value in side.coefficients.items()})
