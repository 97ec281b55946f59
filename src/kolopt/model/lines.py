"""The decision's columns: one line per offer and phase, and how measures read on them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from kolopt.economics.standing import booked_total

if TYPE_CHECKING:
    from kolopt.economics.tables import Economics
    from kolopt.rules.tree import Measure


@dataclass(frozen=True, slots=True)
class Line:
    """Units of one offer in one phase: one integer column."""

    offer: str
    phase: str


class Lines:
    """All lines in column order, with the coefficient of every linear measure on them."""

    def __init__(self, economics: Economics) -> None:
        self.economics = economics
        self.all = tuple(Line(offer.id, phase.id) for phase in economics.phases for offer in economics.offers)

    @cached_property
    def _index(self) -> dict[tuple[str, str], int]:
        return {(line.phase, line.offer): i for i, line in enumerate(self.all)}

    def index(self, phase: str, offer: str) -> int:
        """Column index of a line."""
        return self._index[phase, offer]

    def spend(self, index: int) -> int:
        """Fen of one unit that count against the budget."""
        line = self.all[index]
        return self.economics.unit_costs[line.offer, line.phase].spend

    def terms(self, measure: Measure, phases: tuple[str, ...]) -> dict[int, Fraction]:
        """Column → exact coefficient of a linear measure (count, spend, cost, kpi) over phases."""
        coefficients: dict[int, Fraction] = {}
        for phase in phases:
            for offer in measure.offers:
                if value := self._unit_value(measure, offer, phase):
                    coefficients[self.index(phase, offer)] = value
        return coefficients

    def booked(self, measure: Measure, phases: tuple[str, ...]) -> Fraction:
        """What booked units add to a linear measure over phases."""
        return booked_total(self.economics, measure, phases)

    def _unit_value(self, measure: Measure, offer: str, phase: str) -> Fraction:
        match measure.kind:
            case "count":
                return Fraction(1)
            case "spend":
                return Fraction(self.economics.unit_costs[offer, phase].spend)
            case "cost":
                return Fraction(self.economics.unit_costs[offer, phase].total(measure.cost_lines))
            case "kpi":
                return self.economics.yields[offer][measure.kpi]
        raise AssertionError(f"{measure.text} is not linear in the lines")
