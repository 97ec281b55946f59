"""What a stated amount more would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.economics.tables import spend
from kolopt.explore.budgets import at_budget
from kolopt.explore.money import biggest_moves

if TYPE_CHECKING:
    from kolopt.explore.money import Move
    from kolopt.explore.subject import Interval, Subject


@dataclass(frozen=True, slots=True)
class NextMoney:
    """The best plan with more money.

    Attributes:
        amount: fen by which the total budget grows.
        question: ``score`` or ``spend``: what the gain is measured in, points or yuan.
        gain: of the best value.
        gap: no gain below it means anything.
        spend: what more is spent, fen.
        moves: the lines that move most.
    """

    amount: int
    question: str
    gain: Interval
    gap: float
    spend: int
    moves: tuple[Move, ...]


def next_money(subject: Subject, amount: int) -> NextMoney:
    """What an amount more does to the best plan.

    Args:
        subject: with its best plan.
        amount: fen more of the total budget.

    Raises:
        InfeasibleError: no plan meets the rules with the larger budget.
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    richer = at_budget(subject, subject.economics.funds.total + amount)
    spent = spend(richer.economics, richer.plan.counts) - spend(subject.economics, subject.plan.counts)
    return NextMoney(
        amount=amount,
        question=subject.question.goal,
        gain=richer.plan.over(subject.plan),
        gap=subject.limits.gap(subject.plan.value),
        spend=spent,
        moves=biggest_moves(subject.economics, subject.plan, richer.plan),
    )
