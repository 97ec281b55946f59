"""How rules stand on what is booked alone, and which of them are past: nothing can be done about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from kolopt.economics.measures import coefficients, constant_of
from kolopt.economics.tables import Scores, scores
from kolopt.rules.evaluate import evaluate
from kolopt.rules.tree import Comparison, Implication, compared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.economics.tables import Economics
    from kolopt.rules.tree import Measure, Rule

Instance = tuple[str, ...]
"""The phases of one instance of a rule's scope."""


def booked_units(economics: Economics, offers: tuple[str, ...], phases: Instance) -> int:
    """Booked units of some offers that count."""
    lines = (line for line in economics.booked if line.phase in phases and line.offer in offers)
    return sum(line.units for line in lines)


def still_binding(economics: Economics, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules without their instances that are past; a rule of which nothing is left is gone."""
    if not economics.closed:
        return tuple(rules)
    standing = _Standing(economics)
    kept = []
    for rule in rules:
        instances = tuple(i for i in rule.scope.instances if i not in past_instances(rule, standing))
        if len(instances) == len(rule.scope.instances):
            kept.append(rule)
        elif instances:
            kept.append(replace(rule, scope=replace(rule.scope, instances=instances)))
    return tuple(kept)


def past(economics: Economics, rule: Rule) -> tuple[Instance, ...]:
    """The instances of a rule that are past.

    A hard rule is past in an instance if none of the lines that could mend it is open, and what is
    booked breaks it. Rules on the campaign, and the budget, are never past.
    """
    return past_instances(rule, _Standing(economics)) if economics.closed else ()


@dataclass(frozen=True)
class _Standing:
    """Totals of what is booked, for :func:`kolopt.rules.evaluate.evaluate`."""

    economics: Economics

    @cached_property
    def _scores(self) -> Scores:
        return scores(self.economics, {})

    def total(self, measure: Measure, phases: Instance, campaign: bool) -> Fraction | float:
        """A measure over phases, before anything new is bought."""
        match measure.kind:
            case "budget":
                return Fraction(self.economics.funds.plannable)
            case "score":
                return self._score(measure.goal, phases, campaign=campaign)
            case "variety":
                used = (booked_units(self.economics, offers, phases) > 0 for offers in measure.groups)
                return Fraction(sum(used))
            case _:
                return constant_of(self.economics, measure, phases)

    def _score(self, goal: str, phases: Instance, *, campaign: bool) -> float:
        if campaign:
            return self._scores.goals[goal] if goal else self._scores.campaign
        index = [phase.id for phase in self.economics.phases].index(phases[0])
        return self._scores.by_goal[goal][index] if goal else self._scores.by_phase[index]

    def is_closed(self, measure: Measure, phases: Instance) -> bool:
        """Whether no open line can change a measure over phases, or months."""
        if measure.kind == "cash":
            return not coefficients(self.economics, measure, phases)
        ids = [phase.id for phase in self.economics.phases]
        if measure.kind == "score":
            phases = tuple(ids[: 1 + max(ids.index(phase) for phase in phases)])
        offers = measure.offers or tuple(offer.id for offer in self.economics.offers)
        if measure.kind == "variety":
            offers = tuple(offer for group in measure.groups for offer in group)
        return all((phase, offer) in self.economics.closed for phase in phases for offer in offers)


def past_instances(rule: Rule, standing: _Standing) -> tuple[Instance, ...]:
    """As :func:`past`, with totals that are known."""
    if rule.soft is not None or rule.scope.campaign:
        return ()
    return tuple(
        verdict.phases
        for verdict in evaluate(rule, standing)
        if not verdict.holds and all(standing.is_closed(m, p) for m, p in _read(rule, verdict.phases))
    )


def _read(rule: Rule, phases: Instance) -> Iterator[tuple[Measure, Instance]]:
    """The measures by which new units could mend a broken instance, with the phases of each.

    A condition ``count >= k`` that is met stays met; one of ``count <= k`` could be undone.
    """
    body = compared(rule.body)
    yield body.left, phases
    if isinstance(body, Comparison):
        for term in (*(body.low or ()), *(body.high or ())):
            if term.measure is not None and term.measure.kind != "budget":
                yield term.measure, phases
    if isinstance(rule.body, Implication) and rule.body.condition.sense == "<=":
        condition = rule.body.condition
        scopes = (phases,) if condition.scope is None else condition.scope.instances
        yield from ((condition.left, instance) for instance in scopes)
