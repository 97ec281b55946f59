"""The rules of a plan in each instance of their scope: what they say of it and what they cost."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from kolopt.economics.standing import past
from kolopt.economics.totals import Totals
from kolopt.plan.record import RulePart
from kolopt.rules.evaluate import evaluate, penalty
from kolopt.rules.tree import compared
from kolopt.rules.words import bound_in_unit, in_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.economics.tables import Economics
    from kolopt.plan.figures import Figures
    from kolopt.rules.evaluate import Value, Verdict
    from kolopt.rules.tree import Rule

    Judged = tuple[Rule, Verdict, Value]
    """An instance of a rule: what it says of the plan, and the points that it costs."""


def judged_rules(rules: Iterable[Rule], figures: Figures) -> tuple[Judged, ...]:
    """Each rule in each instance of its scope; soft rules cost nothing where spend is minimised."""
    soft_rules_act = figures.economics.scenario.objective.minimize is None
    totals = Totals(figures.economics, figures.counts)
    return tuple(
        (rule, verdict, penalty(rule, (verdict,)) if soft_rules_act else 0)
        for rule in rules
        for verdict in evaluate(rule, totals)
    )


def rule_parts(judged: Iterable[Judged], economics: Economics) -> Iterator[RulePart]:
    """What a plan states of them, in the same order."""
    booked = Totals(economics, {})
    for rule, instances in groupby(judged, key=itemgetter(0)):
        gone = past(rule, booked)
        for _, verdict, lost in instances:
            yield _rule_part(rule, verdict, lost, is_past=verdict.phases in gone)


def _rule_part(rule: Rule, verdict: Verdict, lost: Value, *, is_past: bool) -> RulePart:
    unit = compared(rule.body).left.unit
    return RulePart.model_validate(
        {
            "id": rule.id,
            "text": rule.text,
            "scope": verdict.scope,
            "value": in_unit(verdict.value, unit),
            "bound": bound_in_unit(verdict.low, verdict.high, unit),
            "slack": in_unit(verdict.slack, unit),
            "holds": verdict.holds,
            "binding": verdict.binding,
            "past": is_past,
            "soft": rule.soft is not None,
            "penalty": lost,
            "origin": rule.origin,
            "assumed": rule.assumed,
        }
    )
