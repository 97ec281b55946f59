"""Tables laid out for a sheet: one figure in each cell, so that a spreadsheet can reckon with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kolopt.report.table import Amount, Day, Days, Number, Phrase, Range, Term
from kolopt.report.written import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kolopt.report.language import Language
    from kolopt.report.table import Cell, Table
    from kolopt.report.xlsx.place import Place

WORLDS = ("low", "base", "high")

Formulas = dict[tuple[int, int], str]
"""(row, column) within the body → formula; the row after the last is the total."""


@dataclass(frozen=True, slots=True)
class Block:
    """One table of a sheet.

    Attributes:
        title: what stands over it; "" for nothing.
        headings: one per column, as text.
        rows: cells without ranges.
        total: a last row, or None.
        figures: for each column whether its heading stands over figures.
        starts: column of the table → column of the block, the first where it takes several.
        bands: words over groups of neighbouring columns, with the number of columns; () for none.
        styles: column → style of its cells, where their kind does not say it.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None
    figures: tuple[bool, ...]
    starts: tuple[int, ...]
    bands: tuple[tuple[str, int], ...] = ()
    styles: Mapping[int, str] = field(default_factory=dict)

    @property
    def heading_row(self) -> int:
        """Rows that stand over the headings."""
        return bool(self.title) + bool(self.bands)

    @property
    def height(self) -> int:
        """Rows of the sheet that it takes."""
        return self.heading_row + 1 + len(self.body())

    def body(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows and the total."""
        return self.rows if self.total is None else (*self.rows, self.total)


@dataclass(frozen=True, slots=True)
class Standing:
    """A block at its place, with formulas for some of its cells, by row and column of the block."""

    block: Block
    place: Place
    formulas: Formulas


def block_of(table: Table, language: Language) -> Block:
    """A table as a block: a range becomes three columns, first and last day two; headings name currencies."""
    body = table.rows if table.total is None else (*table.rows, table.total)
    columns: list[tuple[str, tuple[Cell, ...]]] = []
    starts: list[int] = []
    for index, heading in enumerate(table.headings):
        starts.append(len(columns))
        columns += _spread(written(heading, language), tuple(row[index] for row in body), language)
    lines = tuple(zip(*(cells for _, cells in columns), strict=True)) if body else ()
    return Block(
        title=written(table.title, language),
        headings=tuple(heading for heading, _ in columns),
        rows=lines if table.total is None else lines[:-1],
        total=None if table.total is None else lines[-1],
        figures=tuple(any(map(is_figure, cells)) for _, cells in columns),
        starts=tuple(starts),
    )


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a figure, which stands to the right."""
    return cell is not None and not isinstance(cell, str | Term | Phrase | Day)


def _spread(heading: str, cells: tuple[Cell, ...], language: Language) -> list[tuple[str, tuple[Cell, ...]]]:
    if any(isinstance(cell, Range) for cell in cells):
        worlds = WORLDS if any(map(_varies, cells)) else ("base",)
        return [
            (
                heading if len(worlds) == 1 else language.say(f"range-{world}", figure=heading),
                tuple(_in_world(cell, world) for cell in cells),
            )
            for world in worlds
        ]
    if any(isinstance(cell, Days) for cell in cells):
        days = tuple(cell if isinstance(cell, Days) else None for cell in cells)
        return [
            (language.word(Term("word", "first-day")), tuple(days and Day(days.start) for days in days)),
            (language.word(Term("word", "last-day")), tuple(days and Day(days.end) for days in days)),
        ]
    currencies = dict.fromkeys(cell.currency for cell in cells if isinstance(cell, Amount))
    return [(" ".join((heading, *currencies)), cells)]


def _varies(cell: Cell) -> bool:
    return isinstance(cell, Range) and not cell.figures.low == cell.figures.base == cell.figures.high


def _in_world(cell: Cell, world: str) -> Cell:
    return Number(getattr(cell.figures, world)) if isinstance(cell, Range) else cell
