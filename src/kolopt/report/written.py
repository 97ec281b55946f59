"""Cells and tables as text in a language: for the terminal, Markdown, and wherever text is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.money import show_amount, show_money
from kolopt.report import figures
from kolopt.report.grid import Grid
from kolopt.report.plain import plain_text
from kolopt.report.table import (
    Amount,
    Count,
    Day,
    Days,
    Money,
    Number,
    Phrase,
    Points,
    Price,
    Range,
    Share,
    Term,
    Weight,
)

if TYPE_CHECKING:
    from kolopt.report.language import Language
    from kolopt.report.table import Cell, Table


def written(cell: Cell, language: Language) -> str:
    """A cell as a person reads it: figures rounded, no control characters, a dash where there is nothing."""
    match cell:
        case None:
            return figures.NOTHING
        case str():
            return plain_text(cell)
        case Term():
            return plain_text(language.word(cell))
        case Phrase():
            return said(cell, language)
        case Days():
            return figures.days(cell.start, cell.end)
        case Day():
            return cell.date.isoformat()
        case _:
            return _figure(cell, language)


def said(phrase: Phrase, language: Language) -> str:
    """A sentence with its figures and names written out."""
    return language.say(phrase.id, **{name: written(cell, language) for name, cell in phrase.values.items()})


def _figure(
    cell: Money | Amount | Price | Share | Weight | Count | Number | Points | Range, language: Language
) -> str:
    match cell:
        case Money():
            return show_money(cell.fen)
        case Amount():
            return show_amount(cell.cents, cell.currency)
        case Price():
            return figures.price(cell.yuan)
        case Share():
            return figures.share(cell.part, cell.whole)
        case Weight():
            return f"{figures.number(100 * cell.value)} %"
        case Count():
            return f"{cell.units:,}" if cell.units else figures.NOTHING
        case Number():
            return figures.trimmed(cell.value)
        case Points():
            return figures.points(cell.value)
        case Range():
            return figures.low_base_high(cell.figures, language.scales)


def grid(table: Table, language: Language) -> Grid:
    """A table as rows of text."""

    def row(cells: tuple[Cell, ...]) -> tuple[str, ...]:
        return tuple(written(cell, language) for cell in cells)

    total = None if table.total is None else row(table.total)
    return Grid(row(table.headings), tuple(map(row, table.rows)), total, table.names)
