"""The decision's columns: one line per offer and phase, and how measures read on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kolopt.economics.measures import coefficients

if TYPE_CHECKING:
    from fractions import Fraction

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
        """Column → exact coefficient of a linear measure over phases, or of ``cash`` over months."""
        found = coefficients(self.economics, measure, phases)
        return {self.index(phase, offer): value for (phase, offer), value in found.items()}
