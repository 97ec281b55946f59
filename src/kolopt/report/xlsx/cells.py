"""Cells of tables as cells of a sheet: figures as numbers, text as text, never a formula from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kolopt.money import FEN_PER_YUAN
from kolopt.report.neutral import neutral
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
from kolopt.report.written import said

if TYPE_CHECKING:
    from datetime import date

    from kolopt.report.language import Language
    from kolopt.report.table import Cell

LONGEST = 4_000
"""Characters of a text; what is longer is cut, since no sheet shows it (the format's limit is 32,767)."""
LONGEST_NAME = 100
"""Characters of the campaign's name in a title."""
_CUT = "…"
_LARGE = 100
"""Figures from here on are shown without decimals; the cell keeps them."""

Value: TypeAlias = "str | float | date | None"
"""What a spreadsheet keeps in a cell."""

_CENTS = 100


def value(cell: Cell, language: Language) -> Value:
    """What a cell holds: amounts in yuan, shares and weights as parts of 1, text without formulas."""
    match cell:
        case None | "":
            return None
        case str():
            return safe(cell)
        case Term():
            return safe(language.word(cell))
        case Phrase():
            return safe(said(cell, language))
        case Day():
            return cell.date
        case Range() | Days():
            raise TypeError("a cell that stands in several columns has to be spread first")
        case _:
            return _number(cell)


def _number(cell: Money | Amount | Price | Share | Weight | Count | Number | Points) -> float | None:
    match cell:
        case Money():
            return cell.fen / FEN_PER_YUAN
        case Amount():
            return cell.cents / _CENTS
        case Price():
            return None if cell.yuan is None else float(cell.yuan)
        case Share():
            return cell.part / cell.whole if cell.whole else None
        case Count():
            return cell.units
        case Number() | Points() | Weight():
            return float(cell.value)


def safe(text: str, longest: int = LONGEST) -> str:
    """A text as it may stand in a sheet: no formula, no control characters, not endless."""
    plain = neutral(text)
    return plain if len(plain) <= longest else plain[: longest - 1] + _CUT


def style(cell: Cell) -> str:
    """The style of a cell in a row of a table."""
    match cell:
        case Money() | Amount() | Price():
            return "Money"
        case Share() | Weight():
            return "Share"
        case Number():
            large = abs(cell.value) >= _LARGE
            return "Whole" if large or cell.value == cell.value.to_integral_value() else "Number"
        case Count():
            return "Count"
        case Points():
            return "Points"
        case Day():
            return "Date"
        case _:
            return "Text"
