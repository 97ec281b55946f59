"""The decision's columns: one line per offer and phase, and how measures read on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kolopt.economics.measures import coefficients

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kolopt.economics.goals import GoalModel
    from kolopt.economics.measures import Exact
    from kolopt.economics.tables import Economics
    from kolopt.model.draft import Side
    from kolopt.model.program import Terms
    from kolopt.rules.tree import Comparison, Measure


@dataclass(frozen=True, slots=True)
class Line:
    """Units of one offer in one phase: one integer column."""

    offer: str
    phase: str


class Lines:
    """All lines in column order, with the coefficient of every linear measure on them.

    What was worked out is kept: a what-if with another budget or another rule asks for most of it again.

    Attributes:
        all: the lines.
        sides: comparisons written out, by body and phases, if they do not read the budget; kept by
            :func:`kolopt.model.rows.comparison_sides`.
    """

    def __init__(self, economics: Economics) -> None:
        self.economics = economics
        self.all = tuple(Line(offer.id, phase.id) for phase in economics.phases for offer in economics.offers)
        self._terms: dict[tuple[Measure, tuple[str, ...]], dict[int, Exact]] = {}
        self._stocks: dict[tuple[str, int], Terms] = {}
        self.sides: dict[tuple[Comparison, tuple[str, ...]], tuple[Side, ...]] = {}

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

    def terms(self, measure: Measure, phases: tuple[str, ...]) -> Mapping[int, Exact]:
        """Column → exact coefficient of a linear measure over phases, or of ``cash`` over months."""
        if (measure, phases) not in self._terms:
            found = coefficients(self.economics, measure, phases)
            self._terms[measure, phases] = {
                self.index(phase, offer): value for (phase, offer), value in found.items()
            }
        return self._terms[measure, phases]

    def stock(self, goal: GoalModel, target: int) -> Terms:
        """Scaled stock of a goal that one unit of each line adds.

        Args:
            goal: its response's scale is divided out.
            target: index of the phase; 0 for a goal kept over the campaign.
        """
        if (goal.id, target) not in self._stocks:
            self._stocks[goal.id, target] = self._new_stock(goal, target)
        return self._stocks[goal.id, target]

    def _new_stock(self, goal: GoalModel, target: int) -> Terms:
        phases, scale = [phase.id for phase in self.economics.phases], goal.response.scale
        terms = self.economics.stock_terms[goal.id][target]
        return tuple(
            sorted((self.index(phases[q], offer), amount / scale) for (offer, q), amount in terms.items())
        )
