"""Hard rules as plain numbers: at least so much, at most so much, over which lines.

Only what follows from the rules' text, the budget and other floors is read; whatever is soft,
nonlinear or depends on the decision gives no limit here. So a limit is always true of every plan.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.economics.measures import constant_of
from kolopt.rules.tree import Comparison, Implication, NoneOrAtLeast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kolopt.economics.tables import Economics
    from kolopt.rules.tree import Condition, Measure, Rule, Sum

LINEAR = ("count", "spend", "cost", "cash", "kpi")
"""Kinds of measure that are a sum over lines."""

BUDGET = "budget"
"""Id of the derived rule ``spend <= budget``."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One side of a rule in one instance of its scope.

    Attributes:
        rule: who asks for it.
        measure: what is limited; of a kind in :data:`LINEAR`.
        phases: ids of the phases, or months, over which it is totalled.
        bound: what the lines may or must add up to, in the measure's unit (fen for money); whole for
            counts. Fixed costs are taken off a bound on cash.
    """

    rule: Rule
    measure: Measure
    phases: tuple[str, ...]
    bound: Fraction

    @property
    def broken(self) -> bool:
        """Whether fixed costs alone take more than a cap on cash allows, so that nothing can keep it."""
        return self.measure.kind == "cash" and self.bound < 0


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of a scenario, in the order of its rules.

    Attributes:
        floors: ``measure >= bound``, with a bound above 0.
        caps: ``measure <= bound``.
    """

    floors: tuple[Limit, ...]
    caps: tuple[Limit, ...]


def limits(rules: Sequence[Rule], economics: Economics) -> Limits:
    """Read the limits of the hard rules.

    A right-hand side or a condition that names another count (``20 * count(macro)``,
    ``if count(macro) >= 1``) is read with the least of it that a stated floor guarantees.
    """
    hard = [rule for rule in rules if rule.soft is None]
    stated = _read(hard, economics, known=())
    return _read(hard, economics, known=stated.floors)


def is_availability(cap: Limit) -> bool:
    """Whether a cap says how many units can be had, rather than how many are wanted."""
    return cap.rule.origin == "derived" and cap.measure.kind == "count"


def _read(rules: Sequence[Rule], economics: Economics, known: Sequence[Limit]) -> Limits:
    floors, caps = [], []
    for rule in rules:
        for comparison, phases in _in_force(rule, known):
            if comparison.left.kind not in LINEAR:
                continue
            whole = comparison.left.kind == "count"
            fixed = constant_of(economics, comparison.left, phases)
            low = _least_of(comparison.low, economics, phases, known) - fixed
            if low > 0:
                bound = Fraction(math.ceil(low)) if whole else low
                floors.append(Limit(rule, comparison.left, phases, bound))
            high = _constant(comparison.high, economics)
            if high is not None:
                bound = Fraction(math.floor(high)) if whole else high - fixed
                caps.append(Limit(rule, comparison.left, phases, bound))
    return Limits(tuple(floors), tuple(caps))


def _in_force(rule: Rule, known: Sequence[Limit]) -> Iterator[tuple[Comparison, tuple[str, ...]]]:
    """The comparisons of a rule that bind every plan, with the phases of each instance."""
    for phases in rule.scope.instances:
        match rule.body:
            case Comparison():
                yield rule.body, phases
            case Implication(condition=condition, consequence=consequence):
                if _must_hold(condition, phases, known):
                    yield consequence, phases
            case NoneOrAtLeast():
                pass


def _must_hold(condition: Condition, phases: tuple[str, ...], known: Sequence[Limit]) -> bool:
    instances = (phases,) if condition.scope is None else condition.scope.instances
    return condition.sense == ">=" and any(
        _least(condition.left, instance, known) >= condition.value for instance in instances
    )


def _least(measure: Measure, phases: Sequence[str], known: Sequence[Limit]) -> Fraction:
    """A number that the measure reaches in every plan, by the best single floor inside it."""
    inside = (
        floor.bound
        for floor in known
        if floor.measure.kind == measure.kind == "count"
        and set(floor.measure.offers) <= set(measure.offers)
        and set(floor.phases) <= set(phases)
    )
    return max(inside, default=Fraction(0))


def _least_of(
    side: Sum | None, economics: Economics, phases: Sequence[str], known: Sequence[Limit]
) -> Fraction:
    """The least that a lower side asks for; 0 where it asks for nothing certain."""
    total = Fraction(0)
    for term in side or ():
        if term.factor < 0:
            return Fraction(0)
        if term.measure is None:
            total += term.factor
        elif term.measure.kind == "budget":
            total += term.factor * economics.funds.plannable
        else:
            total += term.factor * _least(term.measure, phases, known)
    return total


def _constant(side: Sum | None, economics: Economics) -> Fraction | None:
    """The number that an upper side comes to, None when it depends on the decision."""
    if side is None or any(t.measure is not None and t.measure.kind != "budget" for t in side):
        return None
    plannable = economics.funds.plannable
    return sum((t.factor * (1 if t.measure is None else plannable) for t in side), Fraction(0))
