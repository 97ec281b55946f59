"""Whether rules can hold together at all, and the cheapest plan under them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.economics.measures import constant_of
from kolopt.model.formulate import Question
from kolopt.model.near import most_of
from kolopt.money import FEN_PER_YUAN
from kolopt.planning import counts_of
from kolopt.rules.measures import MONEY
from kolopt.solve.outcome import Found, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.economics.tables import Counts
    from kolopt.explore.subject import Subject
    from kolopt.rules.tree import Measure

BUDGET = "budget"
"""Id of the derived rule ``spend <= budget``."""

CEILINGS = (2, 8, 64, 512)
"""Without the rule ``budget``, money up to so many times the scenario's total is tried.

A plan found under one of them is a plan; that there is none is claimed up to the last. The total
itself, not what can be planned, is multiplied, since reserve and fixed costs may leave nothing.
"""

GUESS_NODES = 1_000
"""Branch-and-bound nodes spent on where a search may begin."""
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


def furthest(subject: Subject, measure: Measure, phases: tuple[str, ...], *, up: bool) -> Fraction | None:
    """About the most (``up``) or the least of a measure over the plans that keep the rules in force.

    A plan reaches it; how much further one could go is not proven.

    Args:
        subject: whose rules.
        measure: linear.
        phases: over which it is totalled.
        up: the most.

    Returns:
        In the measure's unit, what is booked included; None when no plan keeps the rules, or the
        limits came first.

    Raises:
        SolverError: as :func:`kolopt.planning.optimize`.
    """
    whole = subject.lines.terms(measure, phases)
    unit = FEN_PER_YUAN if measure.unit == MONEY else 1
    terms = tuple((line, float(value) / (unit if up else -unit)) for line, value in whole.items() if value)
    question = Question("spend", money=next(_ceilings(subject)))
    program = most_of(subject.asked(question), terms)
    limits = Limits(gap_absolute=0.0, seconds=subject.options.seconds, nodes=GUESS_NODES)
    outcome = subject.search(program, limits)
    if outcome.found is not Found.PLAN:
        return None
    reached = sum(value * outcome.counts[line] for line, value in whole.items())
    return Fraction(reached + constant_of(subject.economics, measure, phases))


def _cheapest(subject: Subject, money: int, gap: float) -> Counts | None:
    """A plan for little money among lines that cost up to ``money`` fen."""
    program = subject.asked(Question("spend", money=money))
    options = subject.options
    limits = Limits(gap_absolute=0.0, gap_relative=gap, seconds=options.seconds, nodes=options.nodes)
    outcome = subject.search(program, limits)
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
