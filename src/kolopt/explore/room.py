"""Room to move: how few and how many creators the plans near the best one have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.economics.standing import booked_units
from kolopt.errors import LimitError
from kolopt.explore.near_best import ROUNDING, NearBest, audited, near_best, plans_worth
from kolopt.model.near import most_of
from kolopt.planning import counts_of
from kolopt.solve.approximation import solve
from kolopt.solve.outcome import Found, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.explore.subject import Request, Subject
    from kolopt.model.program import Program

    Counts = tuple[int, ...]

WHOLE = 0.99
"""Creators: a bound within less than one of a whole number proves it."""

NODES = 1_500
"""Branch-and-bound nodes for one end; what is not decided by then is shown as an interval."""


@dataclass(frozen=True, slots=True)
class End:
    """How far a count can move in one direction.

    Attributes:
        reached: by a plan near the best that passed the audit.
        possible: nothing beyond it is; the same unless the gap or the limit of nodes left a doubt.
    """

    reached: int
    possible: int


@dataclass(frozen=True, slots=True)
class Range:
    """How few and how many creators of a tier, booked ones included.

    Attributes:
        tier: the tier.
        phase: the phase, "" = in the campaign.
        planned: what the best plan has.
        least, most: over all plans near the best.
    """

    tier: str
    phase: str
    planned: int
    least: End
    most: End


@dataclass(frozen=True, slots=True)
class Room:
    """What can be traded without losing more than a margin.

    Attributes:
        question: ``score`` or ``spend``.
        near: which plans count as near the best.
        ranges: by tier, the campaign first, then by phase.
    """

    question: str
    near: NearBest
    ranges: tuple[Range, ...]


def explain(subject: Subject, request: Request) -> Room:
    """The least and the most creators of each tier, in the campaign and in each phase.

    Args:
        subject: a scenario that has a plan.
        request: its margin is what may be given up of the best value.

    Raises:
        InvalidInputError: the margin is smaller than the gap of the best plan.
        LimitError: the time limit stopped a search.
        InfeasibleError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    near = near_best(subject, request.margin)
    search = _Search(subject, near)
    ranges = tuple(search.range_of(tier, phase) for tier, phase in _cells(subject))
    return Room(subject.question.goal, near, ranges)


def _cells(subject: Subject) -> Iterator[tuple[str, str]]:
    for tier in dict.fromkeys(offer.tier for offer in subject.economics.offers if offer.tier):
        yield tier, ""
        for phase in subject.economics.phases:
            yield tier, phase.id


class _Search:
    """Extremes over the near-best plans; every plan found is a start for the next search."""

    def __init__(self, subject: Subject, near: NearBest) -> None:
        self._subject = subject
        self._floor = near.floor.high
        self._loose = plans_worth(subject, near.floor.low)
        self._tight = plans_worth(subject, near.floor.high)
        self._best = subject.vector(subject.plan.counts)
        self._known: dict[Counts, bool] = {self._best: True}

    def range_of(self, tier: str, phase: str) -> Range:
        economics = self._subject.economics
        places = ((p.id, offer.tier) for p in economics.phases for offer in economics.offers)
        lines = tuple(i for i, (p, t) in enumerate(places) if t == tier and phase in ("", p))
        fewest, most = self._most(lines, -1), self._most(lines, 1)
        own = tuple(offer.id for offer in economics.offers if offer.tier == tier)
        held = booked_units(economics, own, (phase,) if phase else tuple(p.id for p in economics.phases))
        return Range(
            tier,
            phase,
            held + _total(lines, self._best),
            End(held - fewest.reached, held - fewest.possible),
            End(held + most.reached, held + most.possible),
        )

    def _most(self, lines: tuple[int, ...], sign: int) -> End:
        """The most of sign · Σ count.

        Searched are the plans above the lower end of the floor; reached is what a plan above its
        upper end has, so that it is near the best wherever in its gap the best value lies.
        """
        possible = self._ceiling(lines, sign)
        if self._reached(lines, sign) < possible:
            start = max(self._known, key=lambda counts: sign * _total(lines, counts))
            possible = self._search(self._loose, lines, sign, start)
        if self._reached(lines, sign) < possible:
            start = max(self._certain(), key=lambda counts: sign * _total(lines, counts))
            self._search(self._tight, lines, sign, start)
        return End(self._reached(lines, sign), possible)

    def _certain(self) -> Iterator[Counts]:
        """The plans found that are near the best in any case."""
        return (counts for counts, near in self._known.items() if near)

    def _reached(self, lines: tuple[int, ...], sign: int) -> int:
        return max(sign * _total(lines, counts) for counts in self._certain())

    def _ceiling(self, lines: tuple[int, ...], sign: int) -> int:
        """What the bounds of the single lines allow."""
        return 0 if sign < 0 else sum(int(self._loose.columns[line].high) for line in lines)

    def _search(self, program: Program, lines: tuple[int, ...], sign: int, start: Counts) -> int:
        """The proven bound of sign · Σ count; the plan found becomes known."""
        options = self._subject.options
        limits = Limits(gap_absolute=WHOLE, seconds=options.seconds, nodes=NODES)
        asked = most_of(program, tuple((line, sign) for line in lines))
        outcome = solve(asked, limits, options.solver, self._subject.progress, start)
        if outcome.found is not Found.PLAN or outcome.bound is None:
            raise LimitError("the time limit stopped a search for how far a count can move; allow more time")
        if outcome.counts not in self._known:
            counts = audited(self._subject, counts_of(self._subject.economics, outcome))
            self._known[outcome.counts] = self._subject.value_of(counts) >= self._floor - ROUNDING
        return math.floor(outcome.bound + ROUNDING)


def _total(lines: tuple[int, ...], counts: Counts) -> int:
    return sum(counts[line] for line in lines)
