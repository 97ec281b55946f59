"""What a stated amount more would do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kolopt.economics.tables import spend
from kolopt.errors import InfeasibleError, LimitError
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
        gap: no gain below it means anything.
        gain: of the best value; None without a plan.
        spend: what more is spent, fen.
        moves: the lines that move most.
        failure: why there is no plan with more money, as where a rule asks for a share of the budget.
    """

    amount: int
    question: str
    gap: float
    gain: Interval | None = None
    spend: int = 0
    moves: tuple[Move, ...] = ()
    failure: str = ""


def next_money(subject: Subject, amount: int) -> NextMoney:
    """What an amount more does to the best plan.

    Args:
        subject: with its best plan.
        amount: fen more of the total budget.

    Raises:
        SolverError: as :func:`kolopt.planning.optimize`.
    """
    now = subject.plan
    richer = at_budget(subject, subject.economics.funds.total + amount)
    told = NextMoney(amount, subject.question.goal, subject.limits.gap(now.value))
    try:
        then = richer.plan
    except (InfeasibleError, LimitError) as error:
        return replace(told, failure=str(error))
    return replace(
        told,
        gain=then.over(now),
        spend=spend(richer.economics, then.counts) - spend(subject.economics, now.counts),
        moves=biggest_moves(subject.economics, now, then),
    )
