"""Money: what a little more or less of it does, the least that gives a plan, and where it stops helping."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kolopt.economics.tables import kpi_totals, spend
from kolopt.economics.totals import Totals
from kolopt.explore.budgets import at_budget, least_total, plannable, smallest
from kolopt.explore.feasibility import BUDGET
from kolopt.explore.named_rules import is_closed
from kolopt.explore.near_best import plans_worth
from kolopt.model.near import most_of
from kolopt.money import FEN_PER_YUAN
from kolopt.rules.evaluate import evaluate
from kolopt.solve.outcome import Limits

if TYPE_CHECKING:
    from kolopt.economics.tables import Economics
    from kolopt.explore.subject import Best, Interval, Request, Subject

STEPS = (-20, -10, -5, -1, 1, 5, 10, 20)
"""Per cent of the total budget by which it is changed."""

PLENTY = 10
"""Times the budget at which money is taken to be no object."""

SHOWN_MOVES = 3
"""Lines that moved most, by money."""


@dataclass(frozen=True, slots=True)
class Move:
    """How many units of an offer more or fewer in a phase."""

    phase: str
    offer: str
    units: int


@dataclass(frozen=True, slots=True)
class Step:
    """The best plan at another budget.

    Attributes:
        percent: change of the total budget.
        total: the budget, fen.
        gain: change of the best value; None when no plan is left.
        spend: change of the spend, fen.
        left: what can be planned and is not spent, fen.
        kpis: KPI → change.
        moves: the lines that moved most, by money.
    """

    percent: int
    total: int
    gain: Interval | None
    spend: int = 0
    left: int = 0
    kpis: dict[str, float] | None = None
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Enough:
    """The budget beyond which money buys nothing that shows.

    Attributes:
        total: fen; with it the best plan is worth no less than with :data:`PLENTY` times the
            budget, within the gap.
        gain: what that plan gains over the present one.
        stopped_by: ids of the hard rules that have less than one unit of room then; pools of what the
            scenario does not open are left out.
    """

    total: int
    gain: Interval
    stopped_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """What the budget does.

    Attributes:
        question: ``score`` or ``spend``.
        gap: no change below it means anything, in the value's unit.
        total: the budget, fen.
        steps: from the least budget to the most.
        hurdle: values are what scores exceed the hurdle on the spend by.
        least_total: with one fen less than this budget there is no plan at all, fen; 1 = any budget.
        enough: where money stops helping; None where that is not known.
        buys_on: it is not, because even of :data:`PLENTY` times the budget nearly all is spent.
    """

    question: str
    gap: float
    total: int
    steps: tuple[Step, ...]
    hurdle: bool
    least_total: int
    enough: Enough | None
    buys_on: bool


def explain(subject: Subject, _: Request | None = None) -> Money:
    """What ±1, ±5, ±10 and ±20 % of the budget change, and the two ends of the scale.

    Raises:
        InfeasibleError: there is no plan.
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    gap = subject.limits.gap(subject.plan.value)
    steps = (partial(_step, percent=percent) for percent in STEPS)
    (enough, buys_on), least, *found = subject.all_of((partial(_enough, gap=gap), least_total, *steps))
    return Money(
        subject.question.goal,
        gap,
        subject.economics.funds.total,
        tuple(found),
        bool(subject.question.hurdle),
        least,
        enough,
        buys_on,
    )


def _step(subject: Subject, percent: int) -> Step:
    total = subject.economics.funds.total * (100 + percent) // 100
    changed = at_budget(subject, total)
    best = changed.best
    if best is None:
        return Step(percent, total, None)
    before, after = (kpi_totals(subject.economics, plan.counts) for plan in (subject.plan, best))
    spent = spend(changed.economics, best.counts)
    return Step(
        percent=percent,
        total=total,
        gain=best.over(subject.plan),
        spend=spent - spend(subject.economics, subject.plan.counts),
        left=changed.economics.funds.plannable - spent,
        kpis={kpi: float(after[kpi] - before[kpi]) for kpi in after},
        moves=biggest_moves(subject.economics, subject.plan, best),
    )


def biggest_moves(economics: Economics, before: Best, after: Best) -> tuple[Move, ...]:
    """The lines that differ most between two plans, by money, at most :data:`SHOWN_MOVES`."""
    moved = [
        Move(phase.id, offer.id, units)
        for phase in economics.phases
        for offer in economics.offers
        if (units := after.counts.get((phase.id, offer.id), 0) - before.counts.get((phase.id, offer.id), 0))
    ]
    moved.sort(key=lambda move: -abs(move.units) * economics.unit_costs[move.offer, move.phase].spend)
    return tuple(moved[:SHOWN_MOVES])


def _enough(subject: Subject, gap: float) -> tuple[Enough | None, bool]:
    """The least budget that is as good as :data:`PLENTY` times the present one, within the gap.

    Returns:
        None where there is no such budget, or a limit stopped the search for it; and whether nearly all of
        :data:`PLENTY` times the budget is spent.
    """
    total = subject.economics.funds.total
    rich = at_budget(subject, PLENTY * total)
    best = rich.best
    if best is None or rich.question.goal == "spend":
        return None, False
    floor = best.value - gap
    saving = tuple((i, -price / FEN_PER_YUAN) for i, price in enumerate(rich.prices) if price)
    limits = Limits(
        gap_absolute=0.0, gap_relative=0.001, seconds=subject.options.seconds, nodes=subject.options.nodes
    )
    cheapest = most_of(plans_worth(rich, floor), saving)
    thrifty = rich.solved(cheapest, limits, rich.vector(best.counts))
    if thrifty is None:
        return None, False
    money = spend(rich.economics, thrifty.counts)
    if money * 10 > rich.economics.funds.plannable * 9:
        return None, True
    needed = smallest(lambda t: plannable(subject, t) >= money, 1, PLENTY * total)
    then = at_budget(subject, needed)
    if then.best is None or then.best.value < floor - gap:
        return None, False
    totals = Totals(then.economics, thrifty.counts)
    stopped = (
        rule.id
        for rule in then.rules
        if rule.soft is None
        and rule.id != BUDGET
        and not is_closed(rule)
        and any(verdict.binding and verdict.high is not None for verdict in evaluate(rule, totals))
    )
    return Enough(needed, then.best.over(subject.plan), tuple(stopped)), False
