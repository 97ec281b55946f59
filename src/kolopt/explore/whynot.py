"""Why a plan has none, or so many, of some creators in a phase: ``mega@burst``, ``micro@tail``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kolopt.diagnostics import refuse
from kolopt.economics.measures import coefficients
from kolopt.economics.totals import booked_units
from kolopt.explore.feasibility import BUDGET, feasible
from kolopt.explore.named_rules import NamedRule, named
from kolopt.explore.rule_prices import program_without
from kolopt.explore.subject import Interval
from kolopt.explore.walk_away import WalkAway, quotes, walk_away
from kolopt.rules.read import names_in, parse_rule
from kolopt.rules.tree import Comparison, Implication, NoneOrAtLeast, compared
from kolopt.scenario.market_schema import RuleSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.explore.subject import Best, Subject
    from kolopt.rules.tree import Measure, Rule

CODES = {"closed-cell": "a question about units that can no longer be bought"}
"""Diagnostic codes of this module."""

ASKED = "asked"
"""Id of the rule that forces the question."""


@dataclass(frozen=True, slots=True)
class Forced:
    """The plan with another number of them.

    Attributes:
        count: at least so many (one more), or at most so many (one less).
        loss: what it costs of the best value; None when no plan can have it.
    """

    count: int
    loss: Interval | None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A single rule without which the number would, or could, be another.

    Attributes:
        rule: the rule.
        count: how many the best plan without it has.
        gain: how much better that plan is.
        opens: only without it some plan has a new one (where the plan has none), or no new one (where it
            has some).
    """

    rule: NamedRule
    count: int
    gain: Interval
    opens: bool


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why so many, or none.

    Attributes:
        question: ``score`` or ``spend``.
        gap: no difference below it means anything, in the value's unit.
        selection, phase: what was asked about.
        planned: how many the best plan has, booked ones included.
        booked: how many of them are booked; these stay.
        more: one more.
        fewer: one less; None when there is no new one.
        obstacles: the rules on these lines that are in the way, the dearest first.
        budget_opens: whether without the rule ``budget`` some plan has a new one (where the plan has
            none), or no new one (where it has some); None where a plan has that, or there are obstacles.
        walk_away: the quote above which no best plan has a new one; None where no single quote decides.
        walk_away_without: id of the rule that leaves the quote no say, and without which the quote
            was sought; "" when there is none.
        quotes: paths of the quotes that decide about these.
    """

    question: str
    gap: float
    selection: str
    phase: str
    planned: int
    booked: int
    more: Forced
    fewer: Forced | None
    obstacles: tuple[Obstacle, ...]
    budget_opens: bool | None
    walk_away: WalkAway | None
    walk_away_without: str
    quotes: tuple[str, ...]


def is_cell(topic: str) -> bool:
    """Whether a topic has the form ``selection@phase``."""
    selection, at, phase = topic.partition("@")
    return bool(at and selection.strip() and phase.strip())


def explain(subject: Subject, topic: str) -> WhyNot:
    """What one more or one less would cost, which rules decide it, and at which quote it changes.

    Args:
        subject: a scenario that has a plan.
        topic: ``selection@phase``; the selection is a tier, an offer, or any other of the rule language.

    Raises:
        InvalidInputError: the selection or the phase is unknown.
        InfeasibleError, LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    selection, phase, offers = cell(subject, topic)
    planned = _count(subject, subject.plan, offers, phase)
    booked = booked_units(subject.economics, offers, (phase,))
    other = _rule(subject, selection, phase, f"<= {booked}" if planned > booked else f">= {booked + 1}")
    closed = not _possible(subject, other)
    price = partial(walk_away, offers=offers, phase=phase)
    more, fewer, at_once, *found = subject.all_of(
        (
            partial(_forced, cell=(selection, phase), sign=">=", count=planned + 1),
            partial(_forced, cell=(selection, phase), sign="<=", count=planned - 1, least=booked),
            _later if closed else price,
            *(
                partial(_obstacle, rule=rule, offers=offers, phase=phase, other=other, closed=closed)
                for rule in subject.rules
                if rule.soft is None and rule.id != BUDGET and _concerns(subject, rule, offers, phase)
            ),
        )
    )
    obstacles = sorted(filter(None, found), key=lambda item: (not item.opens, -item.gain.low))
    blocker = next((item.rule.id for item in obstacles if item.opens), "")
    return WhyNot(
        subject.question.goal,
        subject.limits.gap(subject.plan.value),
        selection,
        phase,
        planned,
        booked,
        more,
        fewer,
        tuple(obstacles),
        _possible(subject.without(BUDGET), other) if closed and not obstacles else None,
        price(subject.without(blocker) if blocker else subject) if closed else at_once,
        blocker,
        quotes(subject, offers),
    )


def cell(subject: Subject, topic: str) -> tuple[str, str, tuple[str, ...]]:
    """The selection, the phase and the ids of the offers that a topic is about.

    Raises:
        InvalidInputError: the selection or the phase is unknown, or nothing of it can be bought any more.
    """
    selection, _, phase = (part.strip() for part in topic.partition("@"))
    offers = _counted(_rule(subject, selection, phase, ">= 1")).offers
    _refuse_closed(subject, topic, offers, phase)
    return selection, phase, offers


def _refuse_closed(subject: Subject, topic: str, offers: tuple[str, ...], phase: str) -> None:
    """Nothing can be asked of a cell of which no line is open.

    Raises:
        InvalidInputError: it is closed.
    """
    closed = subject.economics.closed
    if offers and all((phase, offer) in closed for offer in offers):
        message = f"{topic} is closed on {subject.case.scenario.as_of}: {phase} {closed[phase, offers[0]]}"
        refuse("closed-cell", message, hint="ask about a phase in which units can still be bought")


def _rule(subject: Subject, selection: str, phase: str, asked: str) -> Rule:
    spec = RuleSpec(rule=f"count({selection}) {asked} in {phase}")
    return parse_rule(ASKED, spec, names_in(subject.case))


def _counted(rule: Rule) -> Measure:
    part = compared(rule.body)
    return part.left


def _count(subject: Subject, best: Best, offers: tuple[str, ...], phase: str) -> int:
    """Units in a plan, booked ones included."""
    new = sum(best.counts.get((phase, offer), 0) for offer in offers)
    return new + booked_units(subject.economics, offers, (phase,))


def _later(_: Subject) -> None:
    """The quote is asked for once it is known which rule leaves it no say."""


def _forced(subject: Subject, cell: tuple[str, str], sign: str, count: int, least: int = 0) -> Forced | None:
    """The best plan with at least or at most so many; None below ``least``."""
    if count < least:
        return None
    rule = _rule(subject, *cell, f"{sign} {count}")
    best = subject.with_rules((*subject.rules, rule)).best
    if best is None:
        return Forced(count, None)
    loss = subject.plan.over(best)
    return Forced(count, Interval(max(0.0, loss.low), max(0.0, loss.high)))


def _obstacle(
    subject: Subject, rule: Rule, offers: tuple[str, ...], phase: str, other: Rule, closed: bool
) -> Obstacle | None:
    """A hard rule, if without it the best plan has another number, or ``other`` can be had.

    Args:
        subject: with a plan.
        rule: on these lines.
        offers: ids of the offers asked about.
        phase: the phase.
        other: a new one of them where the plan has none, no new one where it has some.
        closed: with the rule ``other`` cannot be had.
    """
    program = program_without(subject, rule)
    best = subject.solved(program, subject.limits, subject.vector(subject.plan.counts))
    if best is None:
        return None
    gain, count = best.over(subject.plan), _count(subject, best, offers, phase)
    opens = closed and _possible(subject.without(rule.id), other)
    moves = gain.low > 0.0 and count != _count(subject, subject.plan, offers, phase)
    return Obstacle(named(subject, rule), count, gain, opens) if opens or moves else None


def _possible(subject: Subject, rule: Rule) -> bool:
    return feasible(subject.with_rules((*subject.rules, rule)))


def _concerns(subject: Subject, rule: Rule, offers: tuple[str, ...], phase: str) -> bool:
    """Whether a rule measures one of the lines; one on cash, if these are paid in its months."""
    left = compared(rule.body).left
    if left.kind == "cash":
        months = tuple(month for instance in rule.scope.instances for month in instance)
        paid = coefficients(subject.economics, left, months)
        return any((phase, offer) in paid for offer in offers)
    if not any(phase in instance for instance in rule.scope.instances):
        return False
    return any(
        offer in (*measure.offers, *(o for group in measure.groups for o in group))
        for measure in _measures(rule)
        for offer in offers
    )


def _measures(rule: Rule) -> Iterator[Measure]:
    body = rule.body
    if isinstance(body, Implication):
        yield body.condition.left
        body = body.consequence
    yield body.left
    if isinstance(body, NoneOrAtLeast):
        return
    assert isinstance(body, Comparison)
    for side in (body.low, body.high):
        yield from (term.measure for term in side or () if term.measure is not None)
