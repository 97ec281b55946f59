"""Powers of two that bring rows in whole numbers, and totals of money, to the size solvers are made for.

A feasibility tolerance means something only where binary64 resolves it, which for a budget of 1e8 fen it
does not at 1e-9, and only while it is far below one unit. Measured with HiGHS 1.15.1 at 1e-9:
of 2,000 tight budgets unscaled 8 were "solved" to a wrong optimum, scaled none. A total is a column
and has to be scaled with its rows: scaling its rows alone leaves a tiny coefficient behind, from
which HiGHS presolved scenarios/mother-baby-double11.yaml to a wrong optimum, off by 0.02 points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.model.program import Linear, Shortfall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.model.program import Program, Row, Terms

LARGEST_ACTIVITY = 12
"""Exponent of the activity that rows and totals are brought to: 2^12."""
SMALLEST_UNIT = 20
"""One unit of a row stays at 2^-20 or more, ten times the feasibility tolerance."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """How a program's numbers enter a solver.

    Attributes:
        units: for each column what 1 in the solver stands for; 1 except for totals.
        reach: for each column an upper bound of its value, ``inf`` where there is none.
        whole: for each column whether it is a whole number in every plan.
    """

    units: tuple[float, ...]
    reach: tuple[float, ...]
    whole: tuple[bool, ...]

    def factor(self, row: Row) -> float:
        """What a row is multiplied with; 1 unless all of its coefficients are whole numbers."""
        if not all([isinstance(coefficient, int) for _, coefficient in row.terms]):
            return 1.0
        unit = max([self.units[index] for index, _ in row.terms])
        if unit > 1.0:
            return 1.0 / unit
        return _shrinking(
            max([abs(float(coefficient)) * self.reach[index] for index, coefficient in row.terms])
        )

    def in_whole_numbers(self, row: Row) -> bool:
        """Whether a row adds up to a whole number in every plan."""
        return all([isinstance(coefficient, int) and self.whole[index] for index, coefficient in row.terms])


def scaling(program: Program) -> Scaling:
    """The scaling of a program; all totals share one unit, so that they compare as before."""
    reach = [column.high for column in program.columns]
    totals: list[int] = []
    for definition in program.definitions:
        match definition:
            case Linear(column=column, terms=terms):
                reach[column] = _largest_total(terms, reach)
                held = program.columns[column]
                if not held.integer and not held.weight and all(isinstance(c, int) for _, c in terms):
                    totals.append(column)
            case Shortfall(column=column, pieces=pieces):
                reach[column] = max(abs(float(c)) + _largest_total(terms, reach) for c, terms, _ in pieces)
    unit = 1.0 / _shrinking(max((reach[column] for column in totals), default=0.0))
    units = [1.0] * len(reach)
    whole = [column.integer for column in program.columns]
    for column in totals:
        units[column], whole[column] = unit, True
    return Scaling(tuple(units), tuple(reach), tuple(whole))


def _largest_total(terms: Terms, reach: Sequence[float]) -> float:
    return math.fsum(abs(float(coefficient)) * reach[index] for index, coefficient in terms)


def _shrinking(largest: float) -> float:
    """The power of two, at most 1, that brings a number towards 2^12; 1 for an infinite one."""
    if not 0.0 < largest < math.inf:
        return 1.0
    return math.ldexp(1.0, -min(max(math.frexp(largest)[1] - LARGEST_ACTIVITY, 0), SMALLEST_UNIT))
