"""Other questions about the plans of a program: those worth almost as much as the best, and how far apart.

Each function takes a program and returns another one over the same lines, so that plans of one
are plans of the other.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kolopt.model.program import Column, Indicator, Row, Shortfall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.model.program import Definition, Number, Program, Terms


def worth_at_least(program: Program, value: float) -> Program:
    """The plans whose objective is at least ``value``, as one row on points, penalties and lines."""
    terms = tuple((index, column.weight) for index, column in enumerate(program.columns) if column.weight)
    return with_row(program, Row("worth", "worth", terms, value, None))


def with_row(program: Program, row: Row) -> Program:
    """The program with one more row."""
    return replace(program, rows=(*program.rows, row))


def most_of(program: Program, terms: Terms) -> Program:
    """The same plans, judged by Σ terms alone: the more the better."""
    weights = dict(terms)
    columns = tuple(
        replace(column, weight=float(weights.get(index, 0.0))) for index, column in enumerate(program.columns)
    )
    return replace(program, columns=columns)


def within(program: Program, counts: Sequence[int]) -> Program:
    """The plans that buy no more of any line than ``counts`` do."""
    lines = tuple(
        replace(column, high=float(min(column.high, count)))
        for column, count in zip(program.columns[: program.decisions], counts, strict=True)
    )
    return replace(program, columns=(*lines, *program.columns[program.decisions :]))


def closest_to(program: Program, counts: Sequence[int], prices: Sequence[int]) -> Program:
    """The same plans, judged by how little money has to move to reach them from ``counts``.

    One column per line for the units more and one for the units fewer; the objective is
    −½ Σ price·(more + fewer), in yuan.

    Args:
        program: the plans.
        counts: where to start from.
        prices: fen per unit of each line.
    """
    return _apart(most_of(program, ()), counts, [-price / 200.0 for price in prices]).program()


def no_farther_than(program: Program, counts: Sequence[int], units: int) -> Program:
    """The plans that differ from ``counts`` by at most so many units, more and fewer added up."""
    writer = _apart(program, counts, [0.0] * len(counts))
    moved = tuple((index, 1) for index in range(len(program.columns), len(writer.columns)))
    writer.rows.append(Row("moved", "distance", moved, None, units))
    return writer.program()


def _apart(program: Program, counts: Sequence[int], weights: Sequence[float]) -> _Extension:
    """The program with columns for the units more and fewer than ``counts``, at these weights."""
    writer = _Extension(program)
    for line, (count, weight) in enumerate(zip(counts, weights, strict=True)):
        if program.columns[line].high > count:
            more = writer.add_column(f"more_{line}", math.inf, integer=False, weight=weight)
            writer.define(Shortfall(more, ((-count, ((line, 1),), -1),)))
            writer.add_row(f"more:{line}", ((line, -1), (more, 1)), -count, None)
        if count > 0:
            fewer = writer.add_column(f"fewer_{line}", float(count), integer=False, weight=weight)
            writer.define(Shortfall(fewer, ((count, ((line, -1),), -1),)))
            writer.add_row(f"fewer:{line}", ((line, 1), (fewer, 1)), count, None)
    return writer


def apart_from(
    program: Program, counts: Sequence[int], prices: Sequence[int], least: int, label: str
) -> Program:
    """The plans that move at least ``least`` fen against ``counts``: ½ Σ price·|n − count| >= least.

    With ``fewer = max(0, count − n)`` the sum is Σ price·(n − count) + 2 Σ price·fewer, so that
    only the lines that ``counts`` buys need a column, and a binary that says whether the line
    lies above its count, where ``fewer`` must be 0.

    Args:
        program: the plans.
        counts: the plan to differ from, allowed or not.
        prices: fen per unit of each line.
        least: fen.
        label: distinguishes the names of several calls.
    """
    writer = _Extension(program)
    distance: dict[int, Number] = {line: price for line, price in enumerate(prices) if price}
    for line, (count, price) in enumerate(zip(counts, prices, strict=True)):
        if count == 0 or not price:
            continue
        room = max(0, int(program.columns[line].high) - count)
        above = writer.add_column(f"above_{label}_{line}", 1.0, integer=True)
        fewer = writer.add_column(f"fewer_{label}_{line}", float(count), integer=False)
        writer.define(Indicator(above, ((line, 1),), count + 1))
        writer.define(Shortfall(fewer, ((count, ((line, -1),), -1),)))
        name = f"{label}:{line}"
        writer.add_row(f"above:{name}", ((line, 1), (above, -(count + 1))), 0, None)
        writer.add_row(f"not-above:{name}", ((line, 1), (above, -max(1, room))), None, count)
        writer.add_row(f"fewer:{name}", ((line, 1), (above, -room), (fewer, 1)), None, count)
        writer.add_row(f"none-fewer:{name}", ((above, count), (fewer, 1)), None, count)
        distance[fewer] = 2 * price
    bound = 2 * least + sum(price * count for count, price in zip(counts, prices, strict=True))
    writer.rows.append(Row(f"apart:{label}", "apart", tuple(sorted(distance.items())), bound, None))
    return writer.program()


class _Extension:
    """A program to which columns, rows and definitions are added."""

    def __init__(self, program: Program) -> None:
        self._base = program
        self.columns = list(program.columns)
        self.rows = list(program.rows)
        self.definitions: list[Definition] = list(program.definitions)

    def add_column(self, label: str, high: float, *, integer: bool, weight: float = 0.0) -> int:
        index = len(self.columns)
        slug = re.sub(r"[^A-Za-z0-9]+", "_", label)
        self.columns.append(Column(f"c{index:06d}_{slug}", 0.0, high, integer, weight))
        return index

    def add_row(self, name: str, terms: Terms, low: Number | None, high: Number | None) -> None:
        kept = tuple((index, coefficient) for index, coefficient in terms if coefficient)
        self.rows.append(Row(name, "distance", kept, low, high, defining=True))

    def define(self, definition: Definition) -> None:
        self.definitions.append(definition)

    def program(self) -> Program:
        return replace(
            self._base,
            columns=tuple(self.columns),
            rows=tuple(self.rows),
            definitions=tuple(self.definitions),
        )
