"""``if … then …`` as rows: a gate for the condition, and the consequence released while the gate is 0."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from kolopt.economics.measures import constant_of
from kolopt.model.draft import Side, as_terms
from kolopt.model.rows import add_side, comparison_sides, entered_side, label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.model.bounds import Bounds
    from kolopt.model.rows import Context
    from kolopt.rules.tree import Implication, Rule

MOST_RELEASED = 10**9
"""Units of a row that a binary releases by itself: ten times as many are still told apart."""
STEP = 2**20
"""Units of a row by which each step of a large M releases it."""


def implication_pairs(rule: Rule, body: Implication) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """(phases of the condition, phases of the consequence) of every instance."""
    if body.condition.scope is None:
        return ((phases, phases) for phases in rule.scope.instances)
    return product(body.condition.scope.instances, rule.scope.instances)


def condition_gate(context: Context, rule: Rule, body: Implication, phases: tuple[str, ...]) -> int | bool:
    """The binary that is 1 when the condition holds; True or False when bounds or booked units decide it.

    ``count >= k``: count <= (k − 1) + (most − k + 1)·b;  ``count <= k``: count >= (k + 1)·(1 − b).
    """
    condition = body.condition
    coefficients = context.lines.terms(condition.left, phases)
    most = context.bounds.most_units(coefficients)
    at_least = condition.sense == ">="
    value = condition.value - int(constant_of(context.lines.economics, condition.left, phases))
    if (value <= 0) if at_least else (most <= value):
        return True
    if (most < value) if at_least else (value < 0):
        return False
    terms = as_terms({i: int(c) for i, c in coefficients.items()})
    return context.draft.gate(f"if_{label(rule, phases)}", terms, value, most, at_least=at_least)


def add_implication(context: Context, rule: Rule, body: Implication) -> None:
    """``if … then …``: the consequence holds where its gate is 1, released by an exact bound elsewhere."""
    for when, then in implication_pairs(rule, body):
        gate = condition_gate(context, rule, body, when)
        if gate is False:
            continue
        name = f"rule:{label(rule, then)}" + ("" if when == then else f"|{'+'.join(when)}")
        for side in comparison_sides(context.lines, body.consequence, then, context.budget):
            entered = entered_side(context, body.consequence, side, then)
            if gate is not True:
                entered = gated(context, entered, gate, release(context.bounds, side))
            add_side(context.draft, name, "if-then", entered)


def release(bounds: Bounds, side: Side) -> Fraction:
    """By how much a side on lines can be missed at most: c − min L for ``L >= c``, max L − c for ``L <= c``.

    0 where it holds anyway.
    """
    if side.at_least:
        return max(Fraction(0), side.bound - bounds.least(side.coefficients))
    return max(Fraction(0), bounds.most(side.coefficients) - side.bound)


def gated(context: Context, side: Side, gate: int, released: Fraction) -> Side:
    """The side, enforced only while the binary ``gate`` is 1.

    ``L >= c`` becomes L − M·b >= c − M, and ``L <= c`` becomes L + M·b <= c + M. An M beyond what
    a solver tells apart is cut into K steps, and K·b is a whole column of its own (docs/decisions.md).

    Args:
        context: receives that column.
        side: on lines or on totals.
        gate: the binary.
        released: M, by how much the side can be missed at most.
    """
    column, step, times = gate, released, 1
    scale = _scale(side)
    if released * scale > MOST_RELEASED:
        times = -(-released * scale // STEP)
        column, step = context.draft.multiple(gate, times), STEP / scale
    sign = -1 if side.at_least else 1
    return Side({**side.coefficients, column: sign * step}, side.bound + sign * times * step, side.at_least)


def _scale(side: Side) -> Fraction:
    """What the coefficients are multiplied with to become integers; 1 where there are none."""
    terms, _, _ = side.whole
    return next((Fraction(whole) / side.coefficients[index] for index, whole in terms), Fraction(1))
