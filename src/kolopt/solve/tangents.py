"""Tangents of the responses: valid upper bounds of the points, two entries each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kolopt.model.program import Curve, Number, Program

SMALLEST_COEFFICIENT = 1.001e-9
"""HiGHS drops coefficients up to 1e-9, and with them part of the truth."""

UNRESOLVED = (
    "the gap cannot be closed that far: some yields are too small beside their goal's parameter for the "
    "solver to see; allow a wider gap, or check those numbers"
)
"""Why a solver comes back with the same plan although the tangents touch there."""

START_SHARES = (0.0, 0.2, 0.45)
"""Shares of the curve's height at which the first tangents touch."""


@dataclass(frozen=True, slots=True)
class Tangent:
    """``points <= intercept + slope·stock`` for every stock of 0 or more.

    Attributes:
        curve: index of the curve in the program.
        slope: points per unit of scaled stock, 0 or at least :data:`SMALLEST_COEFFICIENT`.
        intercept: points at stock 0.
    """

    curve: int
    slope: float
    intercept: float

    def at(self, z: float) -> float:
        """Upper bound of the points at scaled stock z."""
        return self.intercept + self.slope * z


def tangent(index: int, curve: Curve, z: float) -> Tangent:
    """The tangent of ``100·h`` at z ≥ 0.

    A slope too small for the solver is raised: with the intercept kept, the line only moves
    up where stock is not negative, so that it stays an upper bound.
    """
    slope = 100.0 * curve.response.slope(z)
    intercept = 100.0 * curve.response.value(z) - slope * z
    return Tangent(index, max(slope, SMALLEST_COEFFICIENT) if slope else 0.0, intercept)


def starting_tangents(program: Program) -> Iterator[Tangent]:
    """Three tangents a response, and those that score floors ask for."""
    for index, curve in enumerate(program.curves):
        shares = (curve.response.inverse(share) for share in START_SHARES)
        slopes: list[float] = []
        for z in (*shares, *curve.touch):
            line = tangent(index, curve, z)
            if line.slope not in slopes:
                slopes.append(line.slope)
                yield line


def cutting_tangents(program: Program, values: Sequence[float], tolerance: float) -> list[Tangent]:
    """Tangents at a solver's solution wherever its points overstate the response.

    Args:
        program: the program whose curves are approximated.
        values: all columns.
        tolerance: points; a tangent that cuts off less is left out.
    """
    return [
        line
        for index, curve in enumerate(program.curves)
        if values[curve.points]
        - (line := tangent(index, curve, max(0.0, float(values[curve.stock])))).at(float(values[curve.stock]))
        > tolerance
    ]


def touching_tangents(program: Program, values: Sequence[Number]) -> list[Tangent]:
    """Tangents of every response at a completed plan's stocks."""
    return [tangent(i, curve, float(values[curve.stock])) for i, curve in enumerate(program.curves)]
