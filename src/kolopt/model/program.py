"""The integer program as data: columns, rows, curves, and how derived columns follow from counts.

A program is to be *maximised*. Its first ``decisions`` columns are the lines (units of an
offer in a phase, integer). Every further column is derived: its best value follows from the
counts by its definition, so that any vector of counts can be completed, checked exactly and
valued without a solver.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.economics.responses import Response

Number = int | float | Fraction
Terms = tuple[tuple[int, Number], ...]
"""Pairs of column index and coefficient; a column appears once."""

FLOOR_TOLERANCE = 1e-6
"""Points by which a score floor may be missed (docs/model.md#audit)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One variable.

    Attributes:
        name: ASCII, starts with a zero-padded ordinal, so that order by name is order by index.
        low, high: bounds; high may be ``math.inf``.
        integer: whole numbers only.
        weight: objective per unit (points, or −yuan when spend is minimised).
    """

    name: str
    low: float
    high: float
    integer: bool
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """``low <= Σ coefficient·column <= high``; a missing side is None.

    Attributes:
        name: ASCII: family, rule id and scope (``rule:micro-density@test``).
        family: which function of the formulation made it.
        defining: the row ties a derived column to its definition, so a completed vector
            meets it; the other rows decide whether counts are allowed.
    """

    name: str
    family: str
    terms: Terms
    low: Number | None
    high: Number | None
    defining: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """``points <= 100·h(stock)``: the one nonlinear relation, linearised by tangents.

    Attributes:
        stock: index of the column z (scaled stock).
        points: index of the column s (0–100).
        response: h.
        touch: values of z at which a tangent is wanted from the start (score floors).
    """

    stock: int
    points: int
    response: Response
    touch: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Linear:
    """column = Σ coefficient·column."""

    column: int
    terms: Terms


@dataclass(frozen=True, slots=True)
class Indicator:
    """binary column = 1 exactly when Σ terms >= bound (``at_least``) or <= bound."""

    column: int
    terms: Terms
    bound: int
    at_least: bool = True


@dataclass(frozen=True, slots=True)
class Points:
    """column = 100·h(stock) of a curve."""

    column: int
    curve: int


@dataclass(frozen=True, slots=True)
class Shortfall:
    """column = max(0, the largest of ``constant + Σ terms`` over the pieces whose gate is open).

    Each piece is (constant, terms, gate); a gate is the index of a binary column, -1 = always open.
    """

    column: int
    pieces: tuple[tuple[Number, Terms, int], ...]


Definition = Linear | Indicator | Points | Shortfall


@dataclass(frozen=True, slots=True)
class Judgement:
    """Counts, completed and judged by the true responses.

    Attributes:
        values: all columns.
        value: the objective, true responses.
        broken: names of the rows that the counts violate, in row order.
    """

    values: tuple[Number, ...]
    value: float
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """A program to maximise.

    Attributes:
        columns: the lines first, then the derived columns.
        decisions: how many columns are lines.
        rows: all linear rows, defining ones included.
        curves: all responses.
        definitions: one per derived column; each uses only earlier ones and lines.
        dive: for each line the stage of the dive that fixes it (0 = dearest tier, first).
        phases: for each line the number of its phase.
    """

    columns: tuple[Column, ...]
    decisions: int
    rows: tuple[Row, ...]
    curves: tuple[Curve, ...]
    definitions: tuple[Definition, ...]
    dive: tuple[int, ...]
    phases: tuple[int, ...]

    def complete(self, counts: Sequence[int]) -> tuple[Number, ...]:
        """All columns from the counts of the lines, by the definitions."""
        values: list[Number] = [*counts, *([0] * (len(self.columns) - self.decisions))]
        for definition in self.definitions:
            values[definition.column] = self._derive(definition, values)
        return tuple(values)

    def _derive(self, definition: Definition, values: Sequence[Number]) -> Number:
        match definition:
            case Linear(terms=terms):
                return activity(terms, values)
            case Indicator(terms=terms, bound=bound, at_least=at_least):
                total = activity(terms, values)
                return int(total >= bound if at_least else total <= bound)
            case Points(curve=index):
                curve = self.curves[index]
                return 100.0 * curve.response.value(float(values[curve.stock]))
            case Shortfall(pieces=pieces):
                open_pieces = (
                    c + activity(terms, values) for c, terms, gate in pieces if gate < 0 or values[gate]
                )
                return max((0, *open_pieces))

    def rests_on_points(self, row: Row) -> bool:
        """Whether a row bounds points, so that tangents can overstate what counts bring to it."""
        if row.defining:
            return False
        points = {curve.points: True for curve in self.curves}
        return any(index in points for index, _ in row.terms)

    def judge(self, counts: Sequence[int]) -> Judgement:
        """Complete, value and check whole counts.

        Rows are checked exactly where their terms are integers; rows on points within
        :data:`FLOOR_TOLERANCE`.
        """
        values = self.complete(counts)
        value = math.fsum(c.weight * float(v) for c, v in zip(self.columns, values, strict=True) if c.weight)
        broken = tuple(row.name for row in self.rows if not row.defining and not holds(row, values))
        broken += tuple(
            column.name
            for column, count in zip(self.columns[: self.decisions], counts, strict=True)
            if not column.low <= count <= column.high
        )
        return Judgement(values, value, broken)


def activity(terms: Terms, values: Sequence[Number]) -> Number:
    """Σ coefficient·value; exact when all are integers or fractions."""
    return sum([coefficient * values[index] for index, coefficient in terms])


def holds(row: Row, values: Sequence[Number]) -> bool:
    """Whether a completed vector meets a row: exactly, or within the floor tolerance where floats enter."""
    total = activity(row.terms, values)
    slack = FLOOR_TOLERANCE if isinstance(total, float) else 0
    return (row.low is None or total >= row.low - slack) and (row.high is None or total <= row.high + slack)
