"""What rules cost: the best value without a rule less the best value with it, by a solve for each."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kolopt.economics.tables import spend
from kolopt.economics.totals import Totals
from kolopt.explore.feasibility import BUDGET
from kolopt.explore.named_rules import NamedRule, is_closed, is_pool, named
from kolopt.model.near import most_of, worth_at_least
from kolopt.money import FEN_PER_YUAN
from kolopt.rules.evaluate import evaluate

if TYPE_CHECKING:
    from kolopt.explore.subject import Request, Subject
    from kolopt.model.program import Program
    from kolopt.rules.tree import Rule

SPEND_GAP = 1e-3
"""Share of the spend within which the money that a rule frees is proven."""


@dataclass(frozen=True, slots=True)
class RulePrice:
    """What one rule costs.

    Attributes:
        rule: the rule.
        holds_in: scopes in which the best plan has less than one unit of room.
        least, most: between them lies the value lost, in points (yuan for the least spend).
        frees_least, frees_most: between them lies the money, in fen, that could be saved at the
            plan's own value without the rule; None where the rule may cost nothing.
    """

    rule: NamedRule
    holds_in: tuple[str, ...]
    least: float
    most: float
    frees_least: int | None
    frees_most: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to the topic ``rules``.

    Attributes:
        question: ``score`` or ``spend``, which says what the prices are in.
        value, bound: of the best plan with all rules.
        gap: no difference below it means anything, in the value's unit.
        prices: dearest first.
        others: ids of the hard rules that were not asked about.
    """

    question: str
    value: float
    bound: float
    gap: float
    prices: tuple[RulePrice, ...]
    others: tuple[str, ...]


def explain(subject: Subject, _: Request | None = None) -> Result:
    """What every rule costs that may hold the best plan back.

    It takes a solve for each rule asked about, and one more for the money where it costs something.

    Raises:
        InfeasibleError: there is no plan.
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    base, rules = subject.plan, asked(subject)
    found = sorted(subject.each(_price, rules), key=lambda price: (-price.least, -price.most))
    ids = [rule.id for rule in rules]
    others = tuple(rule.id for rule in subject.rules if rule.soft is None and rule.id not in ids)
    gap = subject.limits.gap(base.value)
    return Result(subject.question.goal, base.value, base.bound, gap, tuple(found), others)


def asked(subject: Subject) -> tuple[Rule, ...]:
    """Hard rules that may cost something; binding ones first, and what people wrote before pools.

    Even a rule with room to spare may cost, where the plan would have to leap over it; so of
    those that say what can be had only the ones are left out that have a unit of room, or that
    the scenario does not open at all. The budget is the topic ``money``.
    """
    totals = Totals(subject.economics, subject.plan.counts)
    found = [
        rule
        for rule in subject.rules
        if rule.soft is None
        and rule.id != BUDGET
        and not is_closed(rule)
        and not (is_pool(rule) and not _binding(rule, totals))
    ]
    people = ("scenario", "market", "derived")
    return tuple(sorted(found, key=lambda rule: (not _binding(rule, totals), people.index(rule.origin))))


def dearest(subject: Subject, wanted: int, most_solves: int) -> tuple[tuple[RulePrice, ...], float]:
    """The rules that cost most, without asking each for its price.

    What a rule costs at most follows from the bound before any branching. Rules are priced in
    that order until none that is left can cost more than those wanted.

    Args:
        subject: with a plan.
        wanted: how many rules.
        most_solves: prices to ask for at most.

    Returns:
        Rules that cost something, dearest first, and what any other rule costs at most.
    """
    rules = asked(subject)
    ceilings = sorted(zip(subject.each(_most, rules), rules, strict=True), key=lambda pair: -pair[0])
    found: list[RulePrice] = []
    while ceilings and len(found) < most_solves:
        if len(found) >= wanted and found[wanted - 1].least >= ceilings[0][0]:
            break
        found.append(_price(subject, ceilings.pop(0)[1], with_money=False))
        found.sort(key=lambda price: (-price.least, -price.most))
    shown = tuple(price for price in found[:wanted] if price.least > 0.0)
    others = [ceiling for ceiling, _ in ceilings] + [price.most for price in found[len(shown) :]]
    return shown, max(others, default=0.0)


def _most(subject: Subject, rule: Rule) -> float:
    """What a rule costs at most: the continuous bound without it less the plan's value."""
    limits = replace(subject.limits, nodes=0)
    start = subject.vector(subject.plan.counts)
    best = subject.solved(program_without(subject, rule), limits, start)
    return 0.0 if best is None else max(0.0, best.bound - subject.plan.value)


def _binding(rule: Rule, totals: Totals) -> tuple[str, ...]:
    """Scopes in which the rule has less than one unit of room."""
    return tuple(verdict.scope for verdict in evaluate(rule, totals) if verdict.binding)


def _price(subject: Subject, rule: Rule, *, with_money: bool = True) -> RulePrice:
    totals = Totals(subject.economics, subject.plan.counts)
    without = program_without(subject, rule)
    best = subject.solved(without, subject.limits, subject.vector(subject.plan.counts))
    gain = (best or subject.plan).over(subject.plan)
    least, most = max(0.0, gain.low), max(0.0, gain.high)
    asks = with_money and least > 0.0 and subject.question.goal == "score"
    frees = _money_freed(subject, without) if asks else None
    return RulePrice(
        rule=named(subject, rule),
        holds_in=_binding(rule, totals),
        least=least,
        most=most,
        frees_least=None if frees is None else frees[0],
        frees_most=None if frees is None else frees[1],
    )


def program_without(subject: Subject, rule: Rule) -> Program:
    """The scenario's program without a rule; what is then free and unlimited counts as ¥1 a unit."""
    question = replace(subject.question, money=max(0, subject.economics.funds.plannable))
    return subject.without(rule.id).asked(question)


def _money_freed(subject: Subject, without: Program) -> tuple[int, int] | None:
    """Least and most fen that could be saved at the plan's own value; None when a limit came first."""
    saving = tuple((line, -price / FEN_PER_YUAN) for line, price in enumerate(subject.prices) if price)
    program = most_of(worth_at_least(without, subject.plan.value), saving)
    limits = replace(subject.limits, gap_absolute=0.0, gap_relative=SPEND_GAP)
    cheapest = subject.solved(program, limits, subject.vector(subject.plan.counts))
    if cheapest is None:
        return None
    booked, now, then = (
        spend(subject.economics, counts) for counts in ({}, subject.plan.counts, cheapest.counts)
    )
    return max(0, now - then), max(0, now - then, now - booked + math.ceil(cheapest.bound * FEN_PER_YUAN))
