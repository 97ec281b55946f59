"""Room to move: how few and how many creators the plans near the best one have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.economics.totals import booked_units
from kolopt.explore.near_best import NearBest, near_best
from kolopt.explore.reach import End, Reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.explore.subject import Request, Subject


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
        InfeasibleError, LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    near = near_best(subject, request.margin)
    cells = tuple(_cells(subject))
    asked = [(near, _lines(subject, *cell), sign) for cell in cells for sign in (-1, 1)]
    ends = iter(subject.each(_end, asked))
    ranges = tuple(_range(subject, *cell, next(ends), next(ends)) for cell in cells)
    return Room(subject.question.goal, near, ranges)


def _end(subject: Subject, asked: tuple[NearBest, tuple[int, ...], int]) -> End:
    near, lines, sign = asked
    reach = Reach(subject, near)
    return reach.most(lines) if sign > 0 else reach.least(lines)


def _cells(subject: Subject) -> Iterator[tuple[str, str]]:
    for tier in dict.fromkeys(offer.tier for offer in subject.economics.offers if offer.tier):
        yield tier, ""
        for phase in subject.economics.phases:
            yield tier, phase.id


def _lines(subject: Subject, tier: str, phase: str) -> tuple[int, ...]:
    economics = subject.economics
    places = ((p.id, offer.tier) for p in economics.phases for offer in economics.offers)
    return tuple(i for i, (p, t) in enumerate(places) if t == tier and phase in ("", p))


def _range(subject: Subject, tier: str, phase: str, least: End, most: End) -> Range:
    economics = subject.economics
    planned = sum(subject.vector(subject.plan.counts)[line] for line in _lines(subject, tier, phase))
    own = tuple(offer.id for offer in economics.offers if offer.tier == tier)
    held = booked_units(economics, own, (phase,) if phase else tuple(p.id for p in economics.phases))
    least, most = (End(held + end.reached, held + end.possible) for end in (least, most))
    return Range(tier, phase, held + planned, least, most)
