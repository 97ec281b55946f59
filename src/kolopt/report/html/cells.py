"""Tables as a page shows them: texts with the role of each cell, and money also in fen for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kolopt.report.table import Money, Phrase, Term
from kolopt.report.written import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.report.language import Language
    from kolopt.report.table import Cell, Table

Role = Literal["name", "prose", "figure", "figure none"]
"""How a cell is set: a name or a text to the left, a figure to the right."""

_WIDE = 9
"""Columns from which a table is wide."""
_SHORT = 20
"""Rows up to which a table is short."""


@dataclass(frozen=True, slots=True)
class WebCell:
    """One cell.

    Attributes:
        text: what is read.
        role: how it is set.
        names: it names its row.
        fen: the amount, of money.
    """

    text: str
    role: Role
    names: bool = False
    fen: int | None = None


@dataclass(frozen=True, slots=True)
class WebTable:
    """One table, in words.

    Attributes:
        id, title, headings, rows, total: as of :class:`~kolopt.report.table.Table`.
        wide: it needs a line of its own, and smaller type on paper.
        short: it fits a page of paper and is not to be broken.
    """

    id: str
    title: str
    headings: tuple[WebCell, ...]
    rows: tuple[tuple[WebCell, ...], ...]
    total: tuple[WebCell, ...] | None
    wide: bool
    short: bool


def web_table(table: Table, language: Language) -> WebTable:
    """A table in a language.

    Args:
        table: what to show.
        language: of the report.
    """
    body = table.rows if table.total is None else (*table.rows, table.total)
    texts = [all(_is_text(row[k]) for row in body) for k in range(len(table.headings))]

    def row(cells: Sequence[Cell]) -> tuple[WebCell, ...]:
        return tuple(
            _cell(cell, language, names=k == 0, text=k < table.names or texts[k])
            for k, cell in enumerate(cells)
        )

    headings = tuple(
        WebCell(written(heading, language), "name" if k < table.names or texts[k] else "figure")
        for k, heading in enumerate(table.headings)
    )
    return WebTable(
        id=table.id,
        title=written(table.title, language),
        headings=headings,
        rows=tuple(map(row, table.rows)),
        total=None if table.total is None else row(table.total),
        wide=len(headings) >= _WIDE or sum(texts) > 1,
        short=len(table.rows) <= _SHORT,
    )


def _cell(cell: Cell, language: Language, *, names: bool, text: bool) -> WebCell:
    shown = written(cell, language)
    if names:
        return WebCell(shown, "name", names=True)
    if text:
        return WebCell(shown, "prose")
    if cell is None:
        return WebCell(shown, "figure none")
    return WebCell(shown, "figure", fen=cell.fen if isinstance(cell, Money) else None)


def _is_text(cell: Cell) -> bool:
    return cell is None or isinstance(cell, Term | Phrase | str)
