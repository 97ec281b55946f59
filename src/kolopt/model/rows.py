"""Rules as rows: one function per family. Everything is exact until it reaches the solver."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.economics.measures import constant_of
from kolopt.economics.totals import booked_units
from kolopt.model.draft import Draft, Side, as_terms, whole_row
from kolopt.rules.tree import Comparison, Measure, NoneOrAtLeast, Rule, Sum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.model.bounds import Bounds
    from kolopt.model.draft import Coefficients
    from kolopt.model.lines import Lines
    from kolopt.model.program import Terms

MOST_KEPT = 1000
"""Comparisons kept written out."""


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
    """A hard linear comparison: ``left − right >= bound`` (or ``<=``), cleared to integers."""
    name = f"rule:{label(rule, phases)}"
    for side in comparison_sides(context.lines, body, phases, context.budget):
        entered = entered_side(context, body, side, phases)
        add_side(context.draft, name, "rule" if entered is side else "share", entered)


def add_side(draft: Draft, name: str, family: str, side: Side) -> None:
    """One inequality on whole columns."""
    draft.add_row(name, family, *side.whole)


def entered_side(context: Context, body: Comparison, side: Side, phases: tuple[str, ...]) -> Side:
    """The side as it enters the program.

    Where money stands on both sides, each total is a column of its own, so that the coefficients
    stay as small as prices.
    """
    right = (body.low if side.at_least else body.high) or ()
    if _compares_totals(body.left, right):
        return _on_totals(context, body.left, right, phases, at_least=side.at_least)
    return side


def _compares_totals(left: Measure, right: Sum) -> bool:
    return left.unit == "money" and any(
        term.measure and term.measure.kind in ("spend", "cost") for term in right
    )


def _on_totals(
    context: Context, left: Measure, right: Sum, phases: tuple[str, ...], *, at_least: bool
) -> Side:
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
    return Side({i: c for i, c in coefficients.items() if c}, bound, at_least)


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
