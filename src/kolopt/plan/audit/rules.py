"""The audit's rules: its own totals for every measure, and what the plan must state of each rule.

Money is in fen, scores in points.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.plan.audit import money
from kolopt.plan.audit.compare import Among, Discrepancy, Near, points
from kolopt.rules.evaluate import evaluate
from kolopt.rules.tree import compared
from kolopt.rules.words import bound_in_unit, in_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kolopt.plan.audit.cash import Ledger
    from kolopt.plan.audit.facts import Facts, Purchase
    from kolopt.plan.audit.scores import Scores
    from kolopt.plan.audit.spending import JsonObject
    from kolopt.rules.evaluate import Verdict
    from kolopt.rules.tree import Measure, Rule

_STATED = Among(("scenario", "market"))
"""The plan's inputs are merged: they do not say which of the two states a rule."""


@dataclass(frozen=True, slots=True)
class AuditTotals:
    """What :func:`kolopt.rules.evaluate.evaluate` asks for."""

    facts: Facts
    scores: Scores
    paid: Ledger

    def total(self, measure: Measure, phases: tuple[str, ...], campaign: bool) -> Fraction | float:
        """A measure over phases, cash over months; scores of one phase or of the campaign."""
        if measure.kind == "budget":
            return Fraction(money.funds(self.facts.scenario).plannable)
        if measure.kind == "score":
            return self._score(measure.goal, phases, campaign=campaign)
        if measure.kind == "cash":
            due = (fen for (_, month), fen in self.paid.items() if campaign or month in phases)
            return Fraction(sum(due))
        bought = self.facts.in_phases(phases)
        if measure.kind == "variety":
            ids = [purchase.offer.id for purchase in bought]
            return Fraction(sum(any(offer in ids for offer in group) for group in measure.groups))
        chosen = (purchase for purchase in bought if purchase.offer.id in measure.offers)
        return sum((self._amount(measure, purchase) for purchase in chosen), Fraction(0))

    def _amount(self, measure: Measure, bought: Purchase) -> Fraction:
        if measure.kind == "count":
            return Fraction(bought.count)
        if measure.kind == "kpi":
            return bought.count * bought.yields[self.facts.world][measure.kpi]
        if measure.kind == "spend":
            return Fraction(bought.spend)
        return Fraction(bought.count * sum(bought.unit.lines.get(line, 0) for line in measure.cost_lines))

    def _score(self, goal: str, phases: tuple[str, ...], *, campaign: bool) -> float:
        if campaign:
            return self.scores.of_goal(goal) if goal else self.scores.campaign
        (phase,) = phases
        return self.scores.points[goal, phase] if goal else self.scores.in_phase(phase)


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule in one instance of its scope.

    Attributes:
        rule: the rule.
        verdict: what the purchases make of it there.
        penalty: points lost; 0 for hard rules, and where spend is minimised.
    """

    rule: Rule
    verdict: Verdict
    penalty: float

    @property
    def unit(self) -> str:
        """Of the rule's left side."""
        return compared(self.rule.body).left.unit


def judge(rules: Iterable[Rule], facts: Facts, scores: Scores, paid: Ledger) -> tuple[Judged, ...]:
    """Every rule in every instance of its scope, in order."""
    totals = AuditTotals(facts, scores, paid)
    act = facts.scenario.objective.minimize is None
    return tuple(
        Judged(rule, verdict, _penalty(rule, verdict) if act else 0.0)
        for rule in rules
        for verdict in evaluate(rule, totals)
    )


def _penalty(rule: Rule, verdict: Verdict) -> float:
    return float(rule.soft.points * Fraction(verdict.shortfall) / rule.soft.per) if rule.soft else 0.0


def records(judged: Sequence[Judged]) -> list[JsonObject]:
    """What the plan states of each rule."""
    return [
        {
            "id": row.rule.id,
            "text": row.rule.text,
            "scope": row.verdict.scope,
            "value": _in_unit(row.verdict.value, row.unit),
            "bound": bound_in_unit(row.verdict.low, row.verdict.high, row.unit),
            "slack": _in_unit(row.verdict.slack, row.unit),
            "holds": row.verdict.holds,
            "binding": row.verdict.binding,
            "soft": row.rule.soft is not None,
            "penalty": points(row.penalty),
            "origin": "derived" if row.rule.origin == "derived" else _STATED,
            "assumed": row.rule.assumed,
        }
        for row in judged
    ]


def _in_unit(value: Fraction | float, unit: str) -> str | Near:
    return points(value) if isinstance(value, float) else in_unit(value, unit)


def broken(judged: Sequence[Judged]) -> Iterator[Discrepancy]:
    """Hard rules that the purchases break."""
    for index, row in enumerate(judged):
        if row.rule.soft is None and not row.verdict.holds:
            value = in_unit(row.verdict.value, row.unit)
            bound = bound_in_unit(row.verdict.low, row.verdict.high, row.unit)
            message = f"the plan breaks {row.rule.id} ({row.rule.text}): {value} where {bound} is allowed"
            yield Discrepancy(f"rules[{index}].holds", value, bound, message)
