"""How rules stand on what is booked alone, and which of them are past: nothing can be done about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kolopt.economics.measures import coefficients
from kolopt.economics.totals import Totals
from kolopt.rules.evaluate import evaluate
from kolopt.rules.tree import Comparison, Implication, compared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.economics.tables import Economics
    from kolopt.rules.tree import Measure, Rule

Instance = tuple[str, ...]
"""The phases of one instance of a rule's scope."""


def still_binding(economics: Economics, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules without their instances that are past; a rule of which nothing is left is gone."""
    if not economics.closed:
        return tuple(rules)
    booked = Totals(economics, {})
    kept = []
    for rule in rules:
        gone = past(rule, booked)
        instances = tuple(instance for instance in rule.scope.instances if instance not in gone)
        if len(instances) == len(rule.scope.instances):
            kept.append(rule)
        elif instances:
            kept.append(replace(rule, scope=replace(rule.scope, instances=instances)))
    return tuple(kept)


def past(rule: Rule, booked: Totals) -> tuple[Instance, ...]:
    """The instances of a rule that are past.

    A hard rule is past in an instance if none of the lines that could mend it is open, and what is
    booked breaks it. Rules on the campaign, and the budget, are never past.

    Args:
        rule: the rule.
        booked: totals of what is booked, before anything new is bought.
    """
    economics = booked.economics
    if not economics.closed or rule.soft is not None or rule.scope.campaign:
        return ()
    return tuple(
        verdict.phases
        for verdict in evaluate(rule, booked)
        if not verdict.holds and all(_is_closed(economics, m, p) for m, p in _read(rule, verdict.phases))
    )


def _is_closed(economics: Economics, measure: Measure, phases: Instance) -> bool:
    """Whether no open line can change a measure over phases, or months."""
    if measure.kind == "cash":
        return not coefficients(economics, measure, phases)
    ids = [phase.id for phase in economics.phases]
    if measure.kind == "score":
        phases = tuple(ids[: 1 + max(ids.index(phase) for phase in phases)])
    offers = measure.offers or tuple(offer.id for offer in economics.offers)
    if measure.kind == "variety":
        offers = tuple(offer for group in measure.groups for offer in group)
    return all((phase, offer) in economics.closed for phase in phases for offer in offers)


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
