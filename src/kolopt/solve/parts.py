"""Which columns and rows of a program belong to one phase, and which tie phases together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kolopt.model.program import Indicator, Linear, Points, Shortfall
from kolopt.solve.scaling import scaling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.model.program import Definition, Program
    from kolopt.solve.activities import Array, Indices
    from kolopt.solve.highs import Loaded

TIED = -1
"""In place of a phase's number: of several phases."""


def parts_of_columns(program: Program) -> Indices:
    """The phase of each column; a derived one belongs to the phase of all that defines it."""
    parts = [*program.phases, *([TIED] * (len(program.columns) - program.decisions))]
    for definition in program.definitions:
        found = {parts[column] for column in _defining(program, definition)}
        parts[definition.column] = found.pop() if len(found) == 1 else TIED
    return np.array(parts)


def _defining(program: Program, definition: Definition) -> Iterator[int]:
    match definition:
        case Linear(terms=terms) | Indicator(terms=terms):
            yield from (column for column, _ in terms)
        case Points(curve=curve):
            yield program.curves[curve].stock
        case Shortfall(pieces=pieces):
            for _, terms, gate in pieces:
                yield from (column for column, _ in terms)
                if gate >= 0:
                    yield gate


def finite(program: Program, loaded: Loaded) -> Loaded:
    """With what derived columns can reach at most as their upper bounds, so that any price gives a bound."""
    scale = scaling(program)
    return replace(loaded, high=np.minimum(loaded.high, np.array(scale.reach) / np.array(scale.units)))


def parts_of_rows(loaded: Loaded, parts: Indices) -> Indices:
    """The phase of each row: that of all of its columns."""
    first = np.full(len(loaded.row_low), len(parts))
    last = np.full(len(loaded.row_low), TIED)
    np.minimum.at(first, loaded.row, parts[loaded.column])
    np.maximum.at(last, loaded.row, parts[loaded.column])
    return np.where(first == last, first, TIED)


def dense(loaded: Loaded, rows: Indices, columns: Indices) -> Array:
    """The coefficients of some rows and columns."""
    row, column = (np.full(size, -1) for size in (len(loaded.row_low), len(loaded.cost)))
    row[rows], column[columns] = np.arange(len(rows)), np.arange(len(columns))
    kept = (row[loaded.row] >= 0) & (column[loaded.column] >= 0)
    matrix = np.zeros((len(rows), len(columns)))
    matrix[row[loaded.row[kept]], column[loaded.column[kept]]] = loaded.value[kept]
    return matrix
