"""Exact evaluation: what a plan's totals make of a rule, in every instance of its scope."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from kolopt.money import FEN_PER_YUAN
from kolopt.rules.measures import CREATORS, MONEY, POINTS, VARIETY
from kolopt.rules.tree import Comparison, Condition, Implication, Measure, NoneOrAtLeast, Rule, Sum, compared

SCORE_TOLERANCE = 1e-6
"""Points by which a score floor may be missed; every other rule is checked exactly."""

ROOM = {CREATORS: 1, VARIETY: 1, POINTS: 1, MONEY: 1000 * FEN_PER_YUAN}
"""A rule with less room than this binds: a creator, a kind, a point, ¥1,000; a KPI's unit is 1."""

Value = Fraction | float
"""An exact total; a float for scores alone."""


class Totals(Protocol):
    """A plan's totals, by whoever computed them."""

    def total(self, measure: Measure, phases: tuple[str, ...], campaign: bool) -> Value:
        """The measure over phases, in the units of :mod:`kolopt.rules.tree`.

        Args:
            measure: what is totalled; ``budget`` is the same in every scope.
            phases: ids of the phases, or the months of ``cash``, added up.
            campaign: the scope is the campaign, so that scores are weighted by phase.
        """
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule in one instance of its scope.

    Attributes:
        phases: the instance's phases, or months.
        scope: their ids joined by ``+``, or ``campaign``.
        value: the left side's total.
        low, high: what it may be, None where open.
        slack: distance to the nearest bound, negative when the value is outside.
        holds: the value is allowed, or the rule's if-condition is not met.
        binding: active, and holds with less than :data:`ROOM` to the nearest bound; never for
            ``is 0 or`` while nothing is bought.
        active: False when the rule's if-condition is not met.
        shortfall: distance to what is allowed, 0 when the rule holds.
    """

    phases: tuple[str, ...]
    scope: str
    value: Value
    low: Value | None
    high: Value | None
    slack: Value
    holds: bool
    binding: bool
    active: bool
    shortfall: Value


def evaluate(rule: Rule, totals: Totals) -> tuple[Verdict, ...]:
    """One verdict for each instance of the rule's scope.

    An if-condition with a scope of its own is met when it holds in any instance of that scope;
    it then binds every instance of the consequence.
    """
    return tuple(_verdict(rule, phases, totals) for phases in rule.scope.instances)


def penalty(rule: Rule, verdicts: tuple[Verdict, ...]) -> Value:
    """Points that a soft rule costs: price × shortfall, added over its instances; 0 for a hard rule."""
    if rule.soft is None:
        return Fraction(0)
    missing = sum((verdict.shortfall for verdict in verdicts), Fraction(0))
    return missing * rule.soft.points / rule.soft.per


def _verdict(rule: Rule, phases: tuple[str, ...], totals: Totals) -> Verdict:
    campaign = rule.scope.campaign
    active = not isinstance(rule.body, Implication) or _applies(rule.body.condition, phases, campaign, totals)
    part = compared(rule.body)
    value = totals.total(part.left, phases, campaign)
    low, high = _range(part, value, phases, campaign, totals)
    slack = min(value - low if low is not None else math.inf, high - value if high is not None else math.inf)
    tolerance = SCORE_TOLERANCE if part.left.kind == "score" else 0
    allowed = slack >= -tolerance
    unused = isinstance(part, NoneOrAtLeast) and value == 0
    return Verdict(
        phases=phases,
        scope="campaign" if campaign else "+".join(phases),
        value=value,
        low=low,
        high=high,
        slack=slack,
        holds=allowed or not active,
        binding=active and allowed and not unused and slack < ROOM.get(part.left.unit, 1),
        active=active,
        shortfall=-slack if active and slack < 0 else Fraction(0),
    )


def _range(
    part: Comparison | NoneOrAtLeast, value: Value, phases: tuple[str, ...], campaign: bool, totals: Totals
) -> tuple[Value | None, Value | None]:
    """What the left side may be; of ``is 0 or >= K`` the half that is nearer to the value."""
    if isinstance(part, NoneOrAtLeast):
        return (None, Fraction(0)) if 2 * value <= part.least else (Fraction(part.least), None)
    sides = (part.low, part.high)
    low, high = (None if side is None else _sum(side, phases, campaign, totals) for side in sides)
    return low, high


def _sum(side: Sum, phases: tuple[str, ...], campaign: bool, totals: Totals) -> Value:
    parts = (
        term.factor if term.measure is None else term.factor * totals.total(term.measure, phases, campaign)
        for term in side
    )
    return sum(parts, Fraction(0))


def _applies(condition: Condition, phases: tuple[str, ...], campaign: bool, totals: Totals) -> bool:
    """Whether an if-condition is met, in the consequence's instance or anywhere in its own scope."""
    scope = condition.scope
    instances = (
        ((phases, campaign),) if scope is None else tuple((i, scope.campaign) for i in scope.instances)
    )
    counts = (totals.total(condition.left, instance, whole) for instance, whole in instances)
    return any(n >= condition.value if condition.sense == ">=" else n <= condition.value for n in counts)
