"""The audit's rules: its own totals for every measure, and what the plan must state of each rule.

Money is in fen, scores in points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.plan.audit import cash, money
from kolopt.plan.audit.calendar import is_open
from kolopt.plan.audit.compare import Among, Discrepancy, Near, points
from kolopt.plan.audit.facts import gather
from kolopt.plan.audit.scores import score
from kolopt.rules.evaluate import evaluate
from kolopt.rules.tree import Comparison, Implication, compared
from kolopt.rules.words import bound_in_unit, in_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kolopt.plan.audit.cash import Ledger
    from kolopt.plan.audit.facts import Facts, Purchase
    from kolopt.plan.audit.scores import Scores
    from kolopt.plan.audit.spending import JsonObject
    from kolopt.rules.evaluate import Verdict
    from kolopt.rules.tree import Measure, NoneOrAtLeast, Rule

_STATED = Among(("scenario", "market"))
"""The plan's inputs are merged: they do not say which of the two states a rule."""


@dataclass(frozen=True, slots=True)
class AuditTotals:
    """What :func:`kolopt.rules.evaluate.evaluate` asks for."""

    facts: Facts
    scores: Scores
    paid: Ledger
    budget: Fraction
    """What can be planned, fen."""

    def total(self, measure: Measure, phases: tuple[str, ...], campaign: bool) -> Fraction | float:
        """A measure over phases, cash over months; scores of one phase or of the campaign."""
        if measure.kind == "budget":
            return self.budget
        if measure.kind == "score":
            return self._score(measure.goal, phases, campaign=campaign)
        if measure.kind == "cash":
            due = (fen for (_, month), fen in self.paid.items() if campaign or month in phases)
            return Fraction(sum(due))
        bought = self.facts.in_phases(phases)
        if measure.kind == "variety":
            ids = [purchase.offer.id for purchase in bought if purchase.count]
            return Fraction(sum(any(offer in ids for offer in group) for group in measure.groups))
        chosen = (purchase for purchase in bought if purchase.offer.id in measure.offers)
        return sum((self._amount(measure, purchase) for purchase in chosen), Fraction(0))

    def _amount(self, measure: Measure, bought: Purchase) -> Fraction:
        if measure.kind == "count":
            return Fraction(bought.count)
        if measure.kind == "kpi":
            return bought.times * bought.yields[self.facts.world][measure.kpi]
        if measure.kind == "spend":
            return Fraction(bought.spend)
        return Fraction(bought.times * sum(bought.unit.lines.get(line, 0) for line in measure.cost_lines))

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
        past: booked units break it where nothing can be bought any more.
    """

    rule: Rule
    verdict: Verdict
    penalty: float
    past: bool

    @property
    def unit(self) -> str:
        """Of the rule's left side."""
        return compared(self.rule.body).left.unit


def on_cash(rules: Iterable[Rule]) -> bool:
    """Whether any rule asks when somebody is paid."""
    return any(compared(rule.body).left.kind == "cash" for rule in rules)


def judge(rules: Iterable[Rule], facts: Facts, scores: Scores, paid: Ledger) -> tuple[Judged, ...]:
    """Every rule in every instance of its scope, in order; only rules on cash ask what is paid."""
    budget = Fraction(money.funds(facts.scenario).plannable)
    totals = AuditTotals(facts, scores, paid, budget)
    act = facts.scenario.objective.minimize is None
    known = tuple(rules)
    bare = replace(facts, purchases=tuple(bought for bought in facts.purchases if bought.booked))
    before = AuditTotals(bare, score(bare), cash.ledger(bare) if on_cash(known) else {}, budget)
    return tuple(
        Judged(rule, after, _penalty(rule, after) if act else 0.0, _is_past(rule, standing, facts))
        for rule in known
        for after, standing in zip(evaluate(rule, totals), evaluate(rule, before), strict=True)
    )


def _is_past(rule: Rule, standing: Verdict, facts: Facts) -> bool:
    """Whether a hard rule is broken before anything is bought, and no open line could mend it."""
    if standing.holds or rule.soft is not None or rule.scope.campaign or facts.scenario.as_of is None:
        return False
    condition = rule.body.condition if isinstance(rule.body, Implication) else None
    places = [(measure, standing.phases) for measure in _measures(compared(rule.body))]
    if condition is not None and condition.sense == "<=":
        scopes = condition.scope.instances if condition.scope else (standing.phases,)
        places += [(condition.left, phases) for phases in scopes]
    return not any(_open_lines(facts, measure, phases) for measure, phases in places)


def _measures(body: Comparison | NoneOrAtLeast) -> list[Measure]:
    sides = (body.low, body.high) if isinstance(body, Comparison) else ()
    terms = [term for side in sides if side for term in side]
    return [body.left, *(term.measure for term in terms if term.measure and term.measure.kind != "budget")]


def _pays_in(facts: Facts, months: tuple[str, ...]) -> bool:
    """Whether a new unit of any open line would be paid in one of some months, were it bought."""
    lines = {
        (phase.id, offer.id): 1
        for phase in facts.scenario.phases
        for offer in facts.offers
        if is_open(facts.scenario, phase, offer)
    }
    new = gather(facts.scenario.model_copy(update={"orders": {}, "fixed_costs": {}}), facts.world, lines)
    return any(month in months for _, month in cash.ledger(new))


def _open_lines(facts: Facts, measure: Measure, phases: tuple[str, ...]) -> bool:
    """Whether anything can still be bought that a measure over phases counts."""
    if measure.kind == "cash":
        return _pays_in(facts, phases)
    last = max(phase.end for phase in facts.scenario.phases if phase.id in phases)
    offers = tuple(offer for group in measure.groups for offer in group) or measure.offers
    return any(
        is_open(facts.scenario, phase, offer)
        for phase in facts.scenario.phases
        if phase.id in phases or (measure.kind == "score" and phase.end <= last)
        for offer in facts.offers
        if measure.kind == "score" or offer.id in offers
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
            **({"past": True} if row.past else {}),
        }
        for row in judged
    ]


def _in_unit(value: Fraction | float, unit: str) -> str | Near:
    return points(value) if isinstance(value, float) else in_unit(value, unit)


def broken(judged: Sequence[Judged]) -> Iterator[Discrepancy]:
    """Hard rules that the purchases break."""
    for index, row in enumerate(judged):
        if row.rule.soft is None and not row.verdict.holds and not row.past:
            value = in_unit(row.verdict.value, row.unit)
            bound = bound_in_unit(row.verdict.low, row.verdict.high, row.unit)
            message = f"the plan breaks {row.rule.id} ({row.rule.text}): {value} where {bound} is allowed"
            yield Discrepancy(f"rules[{index}].holds", value, bound, message)
