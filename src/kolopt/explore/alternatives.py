"""Alternatives: plans near the best that move a stated share of the money, and the one closest to a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kolopt.economics.tables import spend
from kolopt.errors import LimitError
from kolopt.explore.near_best import NearBest, audited, near_best, plans_worth
from kolopt.model.near import apart_from, closest_to
from kolopt.money import FEN_PER_YUAN
from kolopt.planning import limits_for
from kolopt.solve.outcome import Limits

if TYPE_CHECKING:
    from fractions import Fraction

    from kolopt.economics.tables import Counts
    from kolopt.explore.subject import Request, Subject
    from kolopt.planning import Gap

SHOWN = 3
"""Alternatives looked for; each differs from the best plan and from the others."""

NODES = 1_500
"""Branch-and-bound nodes for one alternative; if none is found by then, none is claimed or denied."""

CLOSE = 0.001
"""Share of the spend within which the closest plan is proven."""


@dataclass(frozen=True, slots=True)
class Line:
    """Units of one offer in one phase."""

    phase: str
    offer: str
    count: int


@dataclass(frozen=True, slots=True)
class Option:
    """One plan to choose.

    Attributes:
        value: objective of the plan.
        bound: no plan that is as different from those before it is worth more.
        spend: fen.
        moved: fen, half of Σ |Δ cost| against the best plan (the plan asked about, for the closest).
        creators: tier → creators in the campaign, booked ones included.
        spend_by_phase: phase → fen, likewise.
        lines: what it buys beside what is booked.
    """

    value: float
    bound: float
    spend: int
    moved: int
    creators: dict[str, int]
    spend_by_phase: dict[str, int]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Plans near the best.

    Attributes:
        question: ``score`` or ``spend``.
        near: which plans count as near the best.
        differ: the share of the best plan's spend by which two of them differ at least.
        apart: the same in fen.
        best: the best plan.
        others: plans that differ, best first.
        complete: no further plan near the best differs that much from all of these.
        closest: the plan near the best for which the least money has to move from the plan asked
            about; None when none was named.
        closest_least: fen; no plan near the best is closer than this.
        unknown: what the plan asked about buys that this scenario does not have.
    """

    question: str
    near: NearBest
    differ: str
    apart: int
    best: Option
    others: tuple[Option, ...]
    complete: bool
    closest: Option | None = None
    closest_least: int = 0
    unknown: tuple[str, ...] = ()


def explain(subject: Subject, request: Request) -> Alternatives:
    """Plans near the best that really differ, or the one that is closest to a given plan.

    Args:
        subject: a scenario that has a plan.
        request: margin, the share by which plans must differ, and the counts to stay close to.

    Raises:
        InvalidInputError: the margin is smaller than the gap of the best plan.
        LimitError: a limit stopped the search for the closest plan before it found anything.
        InfeasibleError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    near = near_best(subject, request.margin)
    apart = -(-request.differ * spend(subject.economics, subject.plan.counts) // 1)
    best = _option(subject, subject.plan.counts, subject.plan.bound, subject.plan.counts)
    question, differ = subject.question.goal, _percent(request.differ)
    if request.closest_to is None:
        others, complete = _others(subject, near, int(apart), _limits(subject, request.margin))
        found = Alternatives(question, near, differ, int(apart), best, others, complete)
    else:
        closest, least, unknown = _closest(subject, near, request.closest_to)
        found = Alternatives(question, near, differ, int(apart), best, (), False, closest, least, unknown)
    return found


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):g} %"


def _others(subject: Subject, near: NearBest, apart: int, limits: Limits) -> tuple[tuple[Option, ...], bool]:
    """The best plan that differs from the best one, then the best that differs from both, and so on."""
    program = plans_worth(subject, near.floor.low)
    prices = subject.prices
    program = apart_from(program, subject.vector(subject.plan.counts), prices, apart, "best")
    found: list[Option] = []
    while len(found) < SHOWN:
        try:
            plan = subject.solved(program, limits)
        except LimitError:
            break
        if plan is None:
            return tuple(found), True
        counts = audited(subject, plan.counts)
        found.append(_option(subject, counts, plan.bound, subject.plan.counts))
        program = apart_from(program, subject.vector(counts), prices, apart, f"other{len(found)}")
    return tuple(found), False


def _limits(subject: Subject, margin: Gap) -> Limits:
    """A tenth of the margin: closer than that it does not matter which of two such plans is shown."""
    wide = limits_for(margin, subject.question, subject.options)
    return replace(wide, gap_absolute=wide.gap(subject.plan.value) / 10, gap_relative=0.0, nodes=NODES)


def _closest(subject: Subject, near: NearBest, wanted: Counts) -> tuple[Option, int, tuple[str, ...]]:
    economics = subject.economics
    lines = {(phase.id, offer.id): 0 for phase in economics.phases for offer in economics.offers}
    unknown = tuple(f"{offer} in {phase}" for phase, offer in wanted if (phase, offer) not in lines)
    here = {line: count for line, count in wanted.items() if line in lines}
    program = closest_to(plans_worth(subject, near.floor.high), subject.vector(here), subject.prices)
    size = CLOSE * max(spend(economics, here), spend(economics, subject.plan.counts)) / FEN_PER_YUAN
    limits = Limits(gap_absolute=size, seconds=subject.options.seconds, nodes=subject.options.nodes)
    plan = subject.solved(program, limits, subject.vector(subject.plan.counts))
    if plan is None:
        raise LimitError("the search for the closest plan found none")
    counts = audited(subject, plan.counts)
    least = max(0, round(-plan.bound * FEN_PER_YUAN)) if plan.bound < float("inf") else 0
    return _option(subject, counts, subject.plan.bound, here), least, unknown


def _option(subject: Subject, counts: Counts, bound: float, reference: Counts) -> Option:
    economics = subject.economics
    tiers = {offer.id: offer.tier for offer in economics.offers}
    creators = dict.fromkeys((offer.tier for offer in economics.offers if offer.tier), 0)
    by_phase = dict.fromkeys((phase.id for phase in economics.phases), 0)
    for booked in economics.booked:
        by_phase[booked.phase] += booked.cost.spend
        if tiers[booked.offer]:
            creators[tiers[booked.offer]] += booked.units
    moved = 0
    for phase in economics.phases:
        for offer in economics.offers:
            line = phase.id, offer.id
            price, count = economics.unit_costs[offer.id, phase.id].spend, counts.get(line, 0)
            by_phase[phase.id] += price * count
            moved += price * abs(count - reference.get(line, 0))
            if tiers[offer.id]:
                creators[tiers[offer.id]] += count
    lines = tuple(Line(phase, offer, count) for (phase, offer), count in counts.items() if count)
    value = subject.value_of(counts)
    return Option(value, max(value, bound), spend(economics, counts), moved // 2, creators, by_phase, lines)
