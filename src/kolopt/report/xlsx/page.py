"""A sheet as values: what stands on it and on which rows, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from kolopt.report.xlsx.block import Block, Standing
from kolopt.report.xlsx.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.report.xlsx.block import Formulas


Paper = Literal["A3", "A4"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on a row of its own."""

    row: int
    text: str
    style: str


@dataclass(slots=True)
class Page:
    """One sheet, filled from top to bottom.

    Attributes:
        name: of the sheet.
        lines: titles, remarks and paragraphs.
        blocks: its tables.
        frozen: rows and columns that stay in view.
        repeated: first and last row that stand on every printed page, from 0; None = none.
        paper: on which it is printed.
        upright: whether the paper's long side is upright.
        printed: columns that are printed; None = all.
        filtered: the table that can be filtered by its headings; None = none.
    """

    name: str
    lines: list[Line] = field(default_factory=list)
    blocks: list[Standing] = field(default_factory=list)
    frozen: tuple[int, int] = (1, 1)
    repeated: tuple[int, int] | None = None
    paper: Paper = "A4"
    upright: bool = False
    printed: int | None = None
    filtered: Standing | None = None
    _next: int = 0

    @property
    def height(self) -> int:
        """Rows that are taken."""
        return self._next

    def write(self, text: str, style: str) -> None:
        """Add a line of text."""
        self.lines.append(Line(self._next, text, style))
        self._next += 1

    def skip(self) -> None:
        """Leave a row blank."""
        self._next += 1

    def add(self, block: Block, formulas: Callable[[Place], Formulas] | None = None) -> Place:
        """Add a table and a blank row; formulas may name its own cells.

        Returns:
            Where its body stands.
        """
        place = Place(self.name, self._next + block.heading_row + 1, len(block.rows), block.starts)
        found = formulas(place) if formulas and block.rows else {}
        standing = {(row, block.starts[column]): words for (row, column), words in found.items()}
        self.blocks.append(Standing(block, place, standing))
        self._next += block.height + 1
        return place
