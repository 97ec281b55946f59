"""The schedule: one row per line of the plan, what is booked below, at its place on a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from kolopt.report.table import Money, Phrase, Term, word
from kolopt.report.written import written
from kolopt.report.xlsx.block import Block, is_figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kolopt.report.language import Language
    from kolopt.report.table import Cell
    from kolopt.report.xlsx.block import Formulas
    from kolopt.report.xlsx.place import Place

Heading: TypeAlias = "Term | Phrase"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the schedule.

    Attributes:
        id: by which formulas name it.
        band: id of the word that stands over it and its neighbours.
        heading: its own.
        cells: one per line of the plan, the booked ones last.
        formula: of a cell, with the ids of other columns in braces; "" for a stated figure.
        total: of the cells; None where a sum says nothing.
    """

    id: str
    band: str
    heading: Heading
    cells: tuple[Cell, ...]
    formula: str = ""
    total: Cell = None

    @property
    def per_unit(self) -> bool:
        """Whether its formula multiplies a unit's amount."""
        return "{count}" in self.formula


@dataclass(frozen=True, slots=True)
class Schedule:
    """The columns from left to right.

    Attributes:
        columns: of stated and worked-out figures.
        new: how many rows hold new units; those below hold booked ones, which have no unit prices.
        payees: cost line → who is paid.
        spend: id of the column that counts against the budget.
    """

    columns: tuple[Column, ...]
    new: int
    payees: Mapping[str, str]
    spend: str

    def has(self, column: str) -> bool:
        """Whether there is such a column."""
        return any(known.id == column for known in self.columns)

    def index(self, column: str) -> int:
        """Where a column stands, from 0.

        Raises:
            KeyError: there is no such column.
        """
        return {column.id: index for index, column in enumerate(self.columns)}[column]

    def formulas(self, place: Place) -> Formulas:
        """Formulas of costs and totals at the place where the schedule stands."""
        found: Formulas = {}
        for row in range(place.rows):
            addresses = {column.id: place.here(row, index) for index, column in enumerate(self.columns)}
            for index, column in enumerate(self.columns):
                if column.formula and (row < self.new or not column.per_unit):
                    found[row, index] = column.formula.format_map(addresses)
        for index, column in enumerate(self.columns):
            if column.total is not None:
                found[place.rows, index] = place.total(index)
        return found


def block_of_schedule(lines: Schedule, language: Language) -> Block:
    """The schedule as a block of a sheet, bands of columns over it."""
    total = tuple(column.total for column in lines.columns)
    bands = ((band, len(tuple(columns))) for band, columns in groupby(lines.columns, lambda c: c.band))
    return Block(
        title="",
        headings=tuple(written(column.heading, language) for column in lines.columns),
        rows=tuple(zip(*(column.cells for column in lines.columns), strict=True)),
        total=(word("all"), *total[1:]),
        figures=tuple(any(map(is_figure, column.cells)) for column in lines.columns),
        starts=tuple(range(len(lines.columns))),
        bands=tuple((language.say(f"band-{band}"), columns) for band, columns in bands),
        styles={index: look for index, column in enumerate(lines.columns) if (look := _look(column))},
    )


def _look(column: Column) -> str:
    """The style of a column; "" for that of its cells."""
    if column.id == "count":
        return "Count to change"
    if column.formula:
        return "Money or none"
    return "Money stated" if any(isinstance(cell, Money) for cell in column.cells) else ""
