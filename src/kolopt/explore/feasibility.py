"""Whether rules can hold together at all, and the cheapest plan under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.model.formulate import Question, formulate
from kolopt.money import FEN_PER_YUAN
from kolopt.planning import counts_of
from kolopt.solve.approximation import solve
from kolopt.solve.outcome import Found, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.economics.tables import Counts
    from kolopt.explore.subject import Subject

BUDGET = "budget"
"""Id of the derived rule ``spend <= budget``."""

CEILINGS = (2, 8, 64, 512)
"""Without the rule ``budget``, money up to so many times the scenario's total is tried.

A plan found under one of them is a plan; that there is none is claimed up to the last. The total
itself, not what can be planned, is multiplied, since reserve and fixed costs may leave nothing.
"""


ANY = 1.0
"""A gap, as a share of the spend, that the first plan found closes."""


def cheapest(subject: Subject, gap: float = ANY) -> Counts | None:
    """A plan that keeps the hard rules in force, and spends little.

    Args:
        subject: whose rules.
        gap: how close to the least spend it must be, as a share of it.

    Returns:
        Units by (phase id, offer id); None when no plan keeps the rules.

    Raises:
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    for money in _ceilings(subject):
        if (plan := _cheapest(subject, money, gap)) is not None:
            return plan
    return None


def feasible(subject: Subject) -> bool:
    """Whether some plan keeps all hard rules in force."""
    return cheapest(subject) is not None


def _cheapest(subject: Subject, money: int, gap: float) -> Counts | None:
    """A plan for little money among lines that cost up to ``money`` fen."""
    program = formulate(subject.economics, subject.rules, Question("spend", money=money))
    options = subject.options
    limits = Limits(gap_absolute=0.0, gap_relative=gap, seconds=options.seconds, nodes=options.nodes)
    outcome = solve(program, limits, options.solver, subject.progress)
    return None if outcome.found is Found.INFEASIBLE else counts_of(subject.economics, outcome)


def _ceilings(subject: Subject) -> Iterator[int]:
    """Fen that lines may cost: what can be planned, or rising sums where no rule says how much that is."""
    funds = subject.economics.funds
    if any(rule.id == BUDGET for rule in subject.rules):
        yield max(0, funds.plannable)
        return
    total = max(funds.total, FEN_PER_YUAN)
    yield from (times * total for times in CEILINGS)


def most_money(subject: Subject) -> int:
    """Fen up to which it is known that no plan exists, where none was found without the rule ``budget``."""
    return CEILINGS[-1] * max(subject.economics.funds.total, FEN_PER_YUAN)
