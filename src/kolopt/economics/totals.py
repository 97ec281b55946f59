"""What counts and booked units add up to, as the rule language measures it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from kolopt.economics.measures import constant_of, unit_value
from kolopt.economics.tables import Scores, scores

if TYPE_CHECKING:
    from kolopt.economics.tables import Counts, Economics
    from kolopt.rules.tree import Measure


def booked_units(economics: Economics, offers: tuple[str, ...], phases: tuple[str, ...]) -> int:
    """Booked units of some offers that count."""
    lines = (line for line in economics.booked if line.phase in phases and line.offer in offers)
    return sum(line.units for line in lines)


@dataclass(frozen=True)
class Totals:
    """Totals of counts and booked units by measure and phases, for :func:`kolopt.rules.evaluate.evaluate`."""

    economics: Economics
    counts: Counts

    @cached_property
    def _scores(self) -> Scores:
        return scores(self.economics, self.counts)

    def total(self, measure: Measure, phases: tuple[str, ...], campaign: bool) -> Fraction | float:
        """A measure over phases, or months; money in fen, scores in points (of one phase, or in all)."""
        match measure.kind:
            case "budget":
                return Fraction(self.economics.funds.plannable)
            case "score":
                return self._score(measure.goal, phases, campaign=campaign)
            case "variety":
                return Fraction(sum(self._count(offers, phases) > 0 for offers in measure.groups))
            case "count":
                return Fraction(self._count(measure.offers, phases))
            case _:
                return self._linear(measure, phases)

    def _count(self, offers: tuple[str, ...], phases: tuple[str, ...]) -> int:
        new = sum(self.counts.get((phase, offer), 0) for phase in phases for offer in offers)
        return new + booked_units(self.economics, offers, phases)

    def _linear(self, measure: Measure, phases: tuple[str, ...]) -> Fraction:
        found = (
            n * unit_value(self.economics, measure, line, phases)
            for line, n in self.counts.items()
            if line[1] in measure.offers
        )
        return Fraction(sum(found, constant_of(self.economics, measure, phases)))

    def _score(self, goal: str, phases: tuple[str, ...], *, campaign: bool) -> float:
        if campaign:
            return self._scores.goals[goal] if goal else self._scores.campaign
        ids = [phase.id for phase in self.economics.phases]
        (phase,) = phases
        index = ids.index(phase)
        return self._scores.by_goal[goal][index] if goal else self._scores.by_phase[index]
