"""Rules as rows: one function per family. Everything is exact until it reaches the solver."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from kolopt.economics.measures import Exact, constant_of
from kolopt.economics.standing import booked_units
from kolopt.model.draft import Draft, as_terms, whole_row
from kolopt.rules.tree import Comparison, Implication, Measure, NoneOrAtLeast, Rule, Sum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.model.bounds import Bounds
    from kolopt.model.lines import Lines
    from kolopt.model.program import Terms

Coefficients = dict[int, Exact]
MOST_KEPT = 1000
"""Comparisons kept written out."""


@dataclass(frozen=True)
class Side:
    """One side of a comparison: ``Σ coefficients >= bound`` (or ``<=``) on columns."""

    coefficients: Coefficients
    bound: Fraction
    at_least: bool

    @cached_property
    def whole(self) -> tuple[Terms, int | None, int | None]:
        """The side as a row in integers (:func:`~kolopt.model.draft.whole_row`)."""
        low, high = (self.bound, None) if self.at_least else (None, self.bound)
        return whole_row(self.coefficients, low, high)


@dataclass(frozen=True, slots=True)
class Context:
    """What the families of rows are written with.

    Attributes:
        draft: receives columns and rows.
        lines: coefficients of measures on lines.
        bounds: exact bounds of lines and expressions.
        budget: plannable fen.
    """

    draft: Draft
    lines: Lines
    bounds: Bounds
    budget: int


def label(rule: Rule, phases: tuple[str, ...]) -> str:
    """Name of a rule's instance: ``micro-density@test``; the whole campaign adds nothing."""
    return rule.id if rule.scope.campaign else f"{rule.id}@{'+'.join(phases)}"


def comparison_sides(
    lines: Lines, body: Comparison, phases: tuple[str, ...], budget: int
) -> tuple[Side, ...]:
    """The one or two inequalities of a linear comparison in one instance of its scope."""
    if _reads_budget(body):
        return tuple(_sides(lines, body, phases, budget))
    if (body, phases) not in lines.sides:
        if len(lines.sides) == MOST_KEPT:
            lines.sides.clear()  # a long sweep over a rule's number, each point with a rule of its own
        lines.sides[body, phases] = tuple(_sides(lines, body, phases, budget))
    return lines.sides[body, phases]


def _reads_budget(body: Comparison) -> bool:
    terms = (*(body.low or ()), *(body.high or ()))
    return any(term.measure is not None and term.measure.kind == "budget" for term in terms)


def _sides(lines: Lines, body: Comparison, phases: tuple[str, ...], budget: int) -> Iterator[Side]:
    for at_least, right in ((True, body.low), (False, body.high)):
        if right is not None:
            coefficients = dict(lines.terms(body.left, phases))
            bound = _move_left(lines, coefficients, right, phases, budget)
            bound -= constant_of(lines.economics, body.left, phases)
            yield Side({i: c for i, c in coefficients.items() if c}, bound, at_least)


def _move_left(
    lines: Lines, coefficients: Coefficients, right: Sum, phases: tuple[str, ...], budget: int
) -> Fraction:
    bound = Fraction(0)
    for term in right:
        if term.measure is None:
            bound += term.factor
        elif term.measure.kind == "budget":
            bound += term.factor * budget
        else:
            bound += term.factor * constant_of(lines.economics, term.measure, phases)
            for index, value in lines.terms(term.measure, phases).items():
                coefficients[index] = coefficients.get(index, 0) - term.factor * value
    return bound


def add_linear(context: Context, rule: Rule, body: Comparison, phases: tuple[str, ...]) -> None:
    """A hard linear comparison.

    ``left − right >= bound`` (or ``<=``), cleared to integers. Where money stands on both
    sides, each total is a column of its own, so that the coefficients stay as small as prices.
    """
    name = f"rule:{label(rule, phases)}"
    for side in comparison_sides(context.lines, body, phases, context.budget):
        right = (body.low if side.at_least else body.high) or ()
        if _compares_totals(body.left, right):
            _add_totals_row(context, name, body.left, right, phases, at_least=side.at_least)
        else:
            add_side(context.draft, name, "rule", side)


def add_side(draft: Draft, name: str, family: str, side: Side) -> None:
    """One inequality on whole columns."""
    draft.add_row(name, family, *side.whole)


def _compares_totals(left: Measure, right: Sum) -> bool:
    return left.unit == "money" and any(
        term.measure and term.measure.kind in ("spend", "cost") for term in right
    )


def _add_totals_row(
    context: Context, name: str, left: Measure, right: Sum, phases: tuple[str, ...], *, at_least: bool
) -> None:
    coefficients: Coefficients = {}
    bound = -Fraction(constant_of(context.lines.economics, left, phases))

    def add(measure: Measure, factor: Fraction) -> None:
        terms = as_terms({i: int(c) for i, c in context.lines.terms(measure, phases).items()})
        column = context.draft.total(f"{measure.text}@{'+'.join(phases)}", terms)
        coefficients[column] = coefficients.get(column, 0) + factor

    add(left, Fraction(1))
    for term in right:
        if term.measure is None:
            bound += term.factor
        elif term.measure.kind == "budget":
            bound += term.factor * context.budget
        elif term.measure.unit == "money":
            bound += term.factor * constant_of(context.lines.economics, term.measure, phases)
            add(term.measure, -term.factor)
        else:
            bound += term.factor * constant_of(context.lines.economics, term.measure, phases)
            for index, value in context.lines.terms(term.measure, phases).items():
                coefficients[index] = coefficients.get(index, 0) - term.factor * value
    kept = {i: c for i, c in coefficients.items() if c}
    add_side(context.draft, name, "share", Side(kept, bound, at_least))


def add_none_or_at_least(context: Context, rule: Rule, body: NoneOrAtLeast, phases: tuple[str, ...]) -> None:
    """``count is 0 or >= K``: K·b <= count <= most·b, b binary; without room for K the count is 0.

    What is booked already makes it no question: count >= K.
    """
    name = label(rule, phases)
    coefficients = context.lines.terms(body.left, phases)
    terms = as_terms({i: int(c) for i, c in coefficients.items()})
    most = context.bounds.most_units(coefficients)
    if booked := int(constant_of(context.lines.economics, body.left, phases)):
        context.draft.add_row(f"rule:{name}", "none-or", terms, max(0, body.least - booked), None)
        return
    if most < body.least:
        context.draft.add_row(f"rule:{name}", "none-or", terms, None, 0)
        return
    used = context.draft.used(name, terms, most)
    context.draft.add_row(f"rule:{name}", "none-or", (*terms, (used, -body.least)), 0, None)


def variety_terms(context: Context, measure: Measure, phases: tuple[str, ...]) -> tuple[Terms, int]:
    """How many of the listed selections have something bought in the scope: binaries, and a number.

    One binary per selection, 1 exactly when something of it is bought; selections of which
    something is booked are the number.
    """
    economics = context.lines.economics
    unused = [offers for offers in measure.groups if not booked_units(economics, offers, phases)]
    terms = as_terms({_used(context, offers, phases): 1 for offers in unused})
    return terms, len(measure.groups) - len(unused)


def _used(context: Context, offers: tuple[str, ...], phases: tuple[str, ...]) -> int:
    counted = Measure("count", "creators", "count", offers)
    coefficients = context.lines.terms(counted, phases)
    terms = as_terms({i: int(c) for i, c in coefficients.items()})
    name = f"{'+'.join(offers)}@{'+'.join(phases)}"
    return context.draft.used(name, terms, context.bounds.most_units(coefficients))


def add_variety(context: Context, rule: Rule, body: Comparison, phases: tuple[str, ...]) -> None:
    """``variety(…)`` between bounds: a sum of binaries."""
    terms, booked = variety_terms(context, body.left, phases)
    low, high = (
        None if side is None else side - booked for side in (constant(body.low), constant(body.high))
    )
    _, whole_low, whole_high = whole_row({i: Fraction(1) for i, _ in terms}, low, high)
    context.draft.add_row(f"rule:{label(rule, phases)}", "variety", terms, whole_low, whole_high)


def constant(right: Sum | None) -> Fraction | None:
    """The value of a side that holds only numbers; None for a missing side."""
    return None if right is None else sum((term.factor for term in right), Fraction(0))


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
            add_side(
                context.draft, name, "if-then", side if gate is True else gated(context.bounds, side, gate)
            )


def gated(bounds: Bounds, side: Side, gate: int) -> Side:
    """The side, enforced only while the binary ``gate`` is 1.

    ``L >= c`` becomes L − M·b >= c − M with M = c − min L; ``L <= c`` becomes L + M·b <= c + M
    with M = max L − c. M <= 0 means that the side holds anyway, and M = 0 says the same.
    """
    if side.at_least:
        release = max(Fraction(0), side.bound - bounds.least(side.coefficients))
        return Side({**side.coefficients, gate: -release}, side.bound - release, at_least=True)
    release = max(Fraction(0), bounds.most(side.coefficients) - side.bound)
    return Side({**side.coefficients, gate: release}, side.bound + release, at_least=False)
