"""Tables for the terminal: right-aligned figures, wide characters in step, never a figure cut off."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

_RULED = Box("    \n    \n ── \n    \n ── \n ── \n    \n    \n")
_GAP = 2
"""Blank cells between two columns: one of padding, one of the box."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells under headings; the first ``names`` columns name a row and are left-aligned.

    Attributes:
        headings: one per column.
        rows: cells, as many as headings in each row.
        total: a last row under a rule, or None.
        names: how many leading columns name the row.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None
    names: int = 1

    def __post_init__(self) -> None:
        """Refuse ragged rows.

        Raises:
            ValueError: a row has more or fewer cells than there are headings.
        """
        if any(len(row) != len(self.headings) for row in self.body()):
            raise ValueError("every row of a grid needs one cell for each heading")

    def body(self) -> tuple[tuple[str, ...], ...]:
        """The rows and the total."""
        return self.rows if self.total is None else (*self.rows, self.total)

    def widths(self) -> tuple[int, ...]:
        """Terminal cells that each column needs."""
        return tuple(
            max(cell_len(row[k]) for row in (self.headings, *self.body())) for k in range(len(self.headings))
        )

    def select(self, columns: tuple[int, ...]) -> Grid:
        """The same rows with some of the columns only."""

        def pick(row: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(row[k] for k in columns)

        total = None if self.total is None else pick(self.total)
        return replace(self, headings=pick(self.headings), rows=tuple(map(pick, self.rows)), total=total)


def pages(grid: Grid, width: int) -> tuple[Grid, ...]:
    """Split a grid that is too wide by columns, its naming columns repeated on each page.

    Names may take half of the width at most; longer ones are folded, figures never are.
    """
    widths = grid.widths()
    names = tuple(range(grid.names))
    room = width - min(sum(widths[k] + _GAP for k in names), width // 2)
    parts: list[tuple[int, ...]] = [()]
    used = 0
    for column in range(grid.names, len(grid.headings)):
        used += widths[column] + _GAP
        if used > room and parts[-1]:
            parts.append(())
            used = widths[column] + _GAP
        parts[-1] += (column,)
    return tuple(grid.select(names + part) for part in parts)


def canvas(width: int, colour: bool) -> Console:
    """A console that writes to memory and takes nothing from the environment."""
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )


def text_of(console: Console) -> str:
    """What was drawn on a :func:`canvas`, without blanks at line ends."""
    if not isinstance(console.file, io.StringIO):
        raise TypeError("only a console made by canvas() keeps its text")
    return "".join(f"{line.rstrip()}\n" for line in console.file.getvalue().splitlines())


def draw(console: Console, grid: Grid) -> None:
    """Draw a grid, on as many pages as the width asks for."""
    for number, page in enumerate(pages(grid, console.width)):
        if number:
            console.print()
        console.print(_table(page))


def _table(grid: Grid) -> Table:
    table = Table(
        box=_RULED, show_edge=False, pad_edge=False, padding=(0, _GAP - 1, 0, 0), header_style="dim"
    )
    for column, (heading, width) in enumerate(zip(grid.headings, grid.widths(), strict=True)):
        if column < grid.names:
            table.add_column(Text(heading), overflow="fold")
        else:
            table.add_column(Text(heading), justify="right", no_wrap=True, min_width=width)
    for row in grid.rows:
        table.add_row(*_cells(row))
    if grid.total is not None:
        table.add_section()
        table.add_row(*_cells(grid.total), style="bold")
    return table


def _cells(row: Iterable[str]) -> tuple[Text, ...]:
    return tuple(Text(cell) for cell in row)
