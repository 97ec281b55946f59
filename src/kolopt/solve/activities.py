"""A program seen from its counts alone: matrices from lines, binaries and points to rows and penalties.

Derived columns are substituted by their definitions. The integers involved stay below 2**53,
where binary64 is exact; a plan counts only after ``Program.judge`` has checked it in any case.
Notation: L lines, B binaries, C curves, R rows, P pieces of shortfalls, E entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kolopt.model.program import Indicator, Linear, Points, Shortfall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kolopt.model.program import Curve, Number, Program, Terms

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Affine:
    """Expressions ``constant + lines·n + binaries·b + points·s``, one per row of the matrices.

    Attributes:
        constant: (rows,).
        lines: (rows × L).
        binaries: (rows × B).
        points: (rows × C).
    """

    constant: Array
    lines: Array
    binaries: Array
    points: Array

    def at(self, counts: Array, binaries: Array, points: Array) -> Array:
        """Values of the expressions."""
        return self.constant + self.lines @ counts + self.binaries @ binaries + self.points @ points


@dataclass(frozen=True, slots=True)
class Penalty:
    """One shortfall: its price per unit and its pieces, each with the number of its gate (-1 = open)."""

    worth: float
    pieces: tuple[int, ...]
    gates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """The pairs of line and row in which a unit of the line can change the row: few of all pairs.

    Attributes:
        line, row: (E,) the pairs.
        fixed: (E,) what a unit adds directly.
        pointed: rows that rest on points.
        bent: numbers of the entries in those rows, where a unit also adds through points.
        bent_row: for each of them the position of its row in ``pointed``.
    """

    line: Indices
    row: Indices
    fixed: Array
    pointed: Indices
    bent: Indices
    bent_row: Indices


def _entries(rows: Affine, stocks: Array) -> Entries:
    row, line = np.nonzero((rows.lines != 0.0) | ((rows.points != 0.0) @ (stocks != 0.0)))
    pointed = np.flatnonzero(rows.points.any(axis=1))
    bent = np.flatnonzero(np.isin(row, pointed))
    return Entries(line, row, rows.lines[row, line], pointed, bent, np.searchsorted(pointed, row[bent]))


@dataclass(frozen=True, slots=True)
class Activities:
    """What counts do to a program.

    Attributes:
        binaries: column of each binary.
        most: (L,) upper bounds of the lines; the lower ones are 0 or more and in ``least``.
        least: (L,) lower bounds of the lines.
        rows: rows that decide whether counts are allowed, those of the indicators included.
        low, high: (R,) their sides, infinite where missing.
        curves: the responses.
        stocks: (C × L) scaled stock per unit.
        pieces: the pieces of all shortfalls.
        penalties: the shortfalls.
        line_worth: (L,) objective per unit, directly.
        point_worth: (C,) objective per point.
        entries: where a unit of a line can change a row.
    """

    binaries: tuple[int, ...]
    least: Array
    most: Array
    rows: Affine
    low: Array
    high: Array
    curves: tuple[Curve, ...]
    stocks: Array
    pieces: Affine
    penalties: tuple[Penalty, ...]
    line_worth: Array
    point_worth: Array
    entries: Entries

    def points(self, counts: Array) -> Array:
        """(C,) true points at counts."""
        stocks = self.stocks @ counts
        return np.array(
            [100.0 * c.response.value(z) for c, z in zip(self.curves, stocks.tolist(), strict=True)]
        )

    def slopes(self, counts: Array) -> Array:
        """(C × L) points gained by a small step of each line."""
        stocks = self.stocks @ counts
        slopes = [100.0 * c.response.slope(z) for c, z in zip(self.curves, stocks.tolist(), strict=True)]
        return np.array(slopes).reshape(-1, 1) * self.stocks

    def steps(self, slopes: Array) -> Array:
        """(E,) what a unit more of an entry's line adds to its row."""
        entries = self.entries
        bent = (self.rows.points[entries.pointed] @ slopes)[entries.bent_row, entries.line[entries.bent]]
        steps = entries.fixed.copy()
        steps[entries.bent] += bent
        return steps

    def excess(self, activity: Array, rows: Indices | slice = slice(None)) -> Array:
        """How far activities lie outside the sides of their rows, all of them unless some are named."""
        return np.maximum(self.low[rows] - activity, 0.0) + np.maximum(activity - self.high[rows], 0.0)

    def worth(self, counts: Array, binaries: Array) -> float:
        """Objective at counts, true responses and penalties included."""
        points = self.points(counts)
        shortfalls = self.pieces.at(counts, binaries, points)
        lost = sum(p.worth * max(0.0, self._worst(p, shortfalls, binaries)[0]) for p in self.penalties)
        return float(self.line_worth @ counts + self.point_worth @ points) + lost

    def gradient(self, counts: Array, binaries: Array, slopes: Array) -> Array:
        """(L,) change of the objective per small step of each line."""
        shortfalls = self.pieces.at(counts, binaries, self.points(counts))
        lines, points = self.line_worth.copy(), self.point_worth.copy()
        for penalty in self.penalties:
            amount, piece = self._worst(penalty, shortfalls, binaries)
            if amount > 0.0:
                lines += penalty.worth * self.pieces.lines[piece]
                points += penalty.worth * self.pieces.points[piece]
        return lines + points @ slopes

    @staticmethod
    def _worst(penalty: Penalty, shortfalls: Array, binaries: Array) -> tuple[float, int]:
        open_pieces = (
            (float(shortfalls[piece]), piece)
            for piece, gate in zip(penalty.pieces, penalty.gates, strict=True)
            if gate < 0 or binaries[gate] > 0.5
        )
        return max(open_pieces, default=(0.0, -1))


class _Expansion:
    """Every column as a vector over lines, binaries and points, one after the other."""

    def __init__(self, program: Program) -> None:
        self._lines = program.decisions
        self.binaries = tuple(d.column for d in program.definitions if isinstance(d, Indicator))
        self._points_from = self._lines + len(self.binaries)
        self._width = self._points_from + len(program.curves)
        self._matrix = np.zeros((len(program.columns), self._width))
        self._matrix[: self._lines, : self._lines] = np.eye(self._lines)
        self._matrix[list(self.binaries), self._lines : self._points_from] = np.eye(len(self.binaries))
        for definition in program.definitions:
            if isinstance(definition, Points):
                self._matrix[definition.column, self._points_from + definition.curve] = 1.0
            elif isinstance(definition, Linear):
                self._matrix[definition.column] = self._expand(definition.terms)

    def _expand(self, terms: Terms) -> Array:
        vector: Array = self._matrix_of([terms])[0]
        return vector

    def _matrix_of(self, expressions: Sequence[Terms]) -> Array:
        """One row per expression; coefficients on lines, which are most of them, are set all at once."""
        matrix = np.zeros((len(expressions), self._width))
        on_lines = [
            (row, index, float(coefficient))
            for row, terms in enumerate(expressions)
            for index, coefficient in terms
            if index < self._lines
        ]
        if on_lines:
            rows, columns, coefficients = zip(*on_lines, strict=True)
            matrix[rows, columns] = coefficients
        for row, terms in enumerate(expressions):
            for index, coefficient in terms:
                if index >= self._lines:
                    matrix[row] += float(coefficient) * self._matrix[index]
        return matrix

    def affine(self, expressions: Sequence[tuple[Number, Terms]]) -> Affine:
        matrix = self._matrix_of([terms for _, terms in expressions])
        constant = np.array([float(number) for number, _ in expressions])
        return Affine(constant, *np.split(matrix, [self._lines, self._points_from], axis=1))


def activities(program: Program) -> Activities:
    """The matrices of a program."""
    expansion = _Expansion(program)
    columns, lines = program.columns, program.decisions
    number = {column: k for k, column in enumerate(expansion.binaries)}
    free = tuple(d.column for d in program.definitions if not isinstance(d, Indicator))
    kept = [
        row for row in program.rows if not (row.defining and any(index in free for index, _ in row.terms))
    ]
    rows = expansion.affine([(0, row.terms) for row in kept])
    pieces: list[tuple[Number, Terms]] = []
    penalties: list[Penalty] = []
    for definition in program.definitions:
        if isinstance(definition, Shortfall) and columns[definition.column].weight:
            first = len(pieces)
            pieces += [(constant, terms) for constant, terms, _ in definition.pieces]
            gates = tuple(number.get(gate, -1) for _, _, gate in definition.pieces)
            penalties.append(
                Penalty(columns[definition.column].weight, tuple(range(first, len(pieces))), gates)
            )
    stocks = expansion.affine([(0, ((curve.stock, 1),)) for curve in program.curves]).lines
    worth = expansion.affine([(0, tuple((i, c.weight) for i, c in enumerate(columns) if c.weight))])
    return Activities(
        expansion.binaries,
        np.array([c.low for c in columns[:lines]]),
        np.array([c.high for c in columns[:lines]]),
        rows,
        np.array([-np.inf if row.low is None else float(row.low) for row in kept]),
        np.array([np.inf if row.high is None else float(row.high) for row in kept]),
        program.curves,
        stocks,
        expansion.affine(pieces),
        tuple(penalties),
        worth.lines[0],
        worth.points[0],
        _entries(rows, stocks),
    )
