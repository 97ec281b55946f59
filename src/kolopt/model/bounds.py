"""Exact bounds on lines and on linear expressions; every binary's coefficient comes from here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kolopt.economics.measures import Exact
    from kolopt.model.program import Terms


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the lines can reach.

    Attributes:
        highs: most units of each line that the rows with no negative coefficient leave.
        spend: fen per unit of each line.
        budget: plannable fen, not below 0.
    """

    highs: tuple[int, ...]
    spend: tuple[int, ...]
    budget: int

    def most(self, coefficients: Mapping[int, Exact]) -> Fraction:
        """A valid upper bound of Σ coefficient·count: its fractional knapsack under the budget.

        Lines of negative coefficient stay at 0; the others are bought by value for money. The result
        is rounded down to the multiples that whole counts can reach, which keeps denominators small.
        """
        gains = [(index, c) for index, c in coefficients.items() if c > 0 and self.highs[index] > 0]
        reached = Fraction(sum(c * self.highs[index] for index, c in gains if self.spend[index] == 0))
        left = Fraction(self.budget)
        priced = [(Fraction(c) / self.spend[index], index, c) for index, c in gains if self.spend[index] > 0]
        for _, index, c in sorted(priced, key=lambda item: (-item[0], item[1])):
            units = min(Fraction(self.highs[index]), left / self.spend[index])
            reached += units * c
            left -= units * self.spend[index]
            if left <= 0:
                break
        grid = math.lcm(*(c.denominator for _, c in gains))
        return Fraction(math.floor(reached * grid), grid)

    def least(self, coefficients: Mapping[int, Exact]) -> Fraction:
        """A valid lower bound of Σ coefficient·count."""
        return -self.most({index: -c for index, c in coefficients.items()})

    def most_units(self, coefficients: Mapping[int, Exact]) -> int:
        """A valid upper bound of a count."""
        return math.floor(self.most(coefficients))


def line_highs(lines: int, rows: Iterable[tuple[Terms, int | None]]) -> tuple[int | None, ...]:
    """Most units of each line by rows ``Σ coefficient·count <= high`` without negative coefficients.

    Args:
        lines: how many lines there are.
        rows: terms in integers and their upper side (None = no upper side).

    Returns:
        One bound per line, None where no row bounds it.
    """
    highs: list[int | None] = [None] * lines
    for terms, high in rows:
        if high is None or any(coefficient < 0 for _, coefficient in terms):
            continue
        for index, coefficient in terms:
            bound = max(0, high // int(coefficient))
            known = highs[index]
            highs[index] = bound if known is None else min(known, bound)
    return tuple(highs)
