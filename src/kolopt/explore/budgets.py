"""The scenario at other budgets, and the least of them with which any plan keeps the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.economics.funds import funds, with_total
from kolopt.economics.tables import spend
from kolopt.explore.feasibility import feasible
from kolopt.model.formulate import Question
from kolopt.money import yuan
from kolopt.solve.outcome import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.explore.subject import Subject
    from kolopt.scenario.schema import Scenario


def at_budget(subject: Subject, total: int) -> Subject:
    """The scenario with another total budget, fen, and what is held back of it; see :func:`changes_to`."""
    return subject.patched(*changes_to(subject.case.scenario, total))


def changes_to(scenario: Scenario, total: int) -> tuple[str, ...]:
    """The overrides that give a scenario another total budget.

    A budget in another currency is restated in CNY. What was released of the reserve stays released:
    of a smaller total, of which the reserve would be less than that, nothing is held back. A reserve
    that is an amount above the total holds all of it.

    Args:
        scenario: what to change.
        total: fen.
    """
    changes = [f"budget.total={yuan(total)}"]
    budget = scenario.budget
    if budget.in_ is not None:
        changes.append("budget.in=")
    if budget.released or (budget.reserve is not None and budget.reserve.money is not None):
        held = min(total, funds(with_total(scenario, total)).reserve)
        changes.append(f"budget.reserve=¥{yuan(held)}")
    if budget.released:
        changes.append("budget.released=")
    return tuple(changes)


def least_total(subject: Subject) -> int:
    """The least total budget, in fen and at least 1, with which some plan keeps the hard rules.

    The least spend under the rules says where to look; both sides are then solved: with this
    budget there is a plan, with one fen less there is none. Where rules speak of shares of the
    budget the answer is the end of the stretch of budgets that begins at the present one.

    Raises:
        InfeasibleError: there is no plan at the present budget.
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    present = subject.economics.funds.total
    cheapest = _least_spend(subject)
    guess = smallest(lambda total: plannable(subject, total) >= cheapest, 1, present)

    def works(total: int) -> bool:
        return total >= present or feasible(at_budget(subject, total))

    if works(guess):
        return guess if guess == 1 or not works(guess - 1) else smallest(works, 1, guess - 1)
    return smallest(works, guess, present)


def smallest(works: Callable[[int], bool], low: int, high: int) -> int:
    """The least number from ``low`` to ``high`` from which on a condition holds; it holds at ``high``."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if works(middle) else (middle + 1, high)
    return high


def plannable(subject: Subject, total: int) -> int:
    """What can be planned of another total, in fen, by the scenario's own reserve and fixed costs."""
    return funds(with_total(subject.case.scenario, total)).plannable


def _least_spend(subject: Subject) -> int:
    """The least spend under the hard rules, exact to the fen."""
    found = spend(subject.economics, subject.plan.counts)
    while True:
        question = Question("spend", spend_cap=found - 1)
        program = subject.asked(question)
        limits = Limits(gap_absolute=0.0, seconds=subject.options.seconds, nodes=subject.options.nodes)
        best = None if found == 0 else subject.solved(program, limits)
        if best is None:
            return found
        found = spend(subject.economics, best.counts)
