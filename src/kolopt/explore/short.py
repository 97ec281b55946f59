"""The short explanation: the plan, a tenth of the budget more and less, and the dearest rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.economics.tables import spend
from kolopt.economics.totals import booked_units
from kolopt.explore.budgets import at_budget
from kolopt.explore.rule_prices import RulePrice, dearest

if TYPE_CHECKING:
    from kolopt.explore.subject import Interval, Request, Subject

SHOWN_RULES = 2
MOST_PRICES = 5
"""Prices asked for to find the dearest rules: with the plan and the two budgets eight solves."""


@dataclass(frozen=True, slots=True)
class Result:
    """The short explanation of a scenario that has a plan.

    Attributes:
        question: ``score`` or ``spend``.
        value, bound: of the best plan.
        gap: what no difference below means anything, in the value's unit.
        spend, plannable: fen.
        creators: how many the plan has, booked ones included.
        hurdle: the value is what the score exceeds the hurdle on the spend by.
        less, more: change of the best value by a tenth of the budget; None where there is no plan.
        dearest: the rules that cost most.
        others_most: what any other rule costs at most.
    """

    question: str
    value: float
    bound: float
    gap: float
    spend: int
    plannable: int
    creators: int
    hurdle: bool
    less: Interval | None
    more: Interval | None
    dearest: tuple[RulePrice, ...]
    others_most: float


def explain(subject: Subject, _: Request | None = None) -> Result:
    """The short version, by at most eight solves.

    Raises:
        InfeasibleError: there is no plan.
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    plan = subject.plan
    rules, others_most = dearest(subject, SHOWN_RULES, MOST_PRICES)
    less, more = subject.each(_moved, (9, 11))
    people = tuple(offer.id for offer in subject.economics.offers if offer.kind == "creator")
    phases = tuple(phase.id for phase in subject.economics.phases)
    return Result(
        question=subject.question.goal,
        value=plan.value,
        bound=plan.bound,
        gap=subject.limits.gap(plan.value),
        spend=spend(subject.economics, plan.counts),
        plannable=subject.economics.funds.plannable,
        creators=sum(count for (_, offer), count in plan.counts.items() if offer in people)
        + booked_units(subject.economics, people, phases),
        hurdle=bool(subject.question.hurdle),
        less=less,
        more=more,
        dearest=rules,
        others_most=others_most,
    )


def _moved(subject: Subject, tenths: int) -> Interval | None:
    best = at_budget(subject, subject.economics.funds.total * tenths // 10).best
    return None if best is None else best.over(subject.plan)
