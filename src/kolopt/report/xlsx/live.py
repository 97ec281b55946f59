"""Formulas for the tables of a report, so that they follow the counts of the schedule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.report.table import Count, Money, Number, Share, Term
from kolopt.report.xlsx.columns import NEW
from kolopt.report.xlsx.place import yuan_sum

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kolopt.report.table import Cell, Table
    from kolopt.report.xlsx.block import Formulas
    from kolopt.report.xlsx.place import Place
    from kolopt.report.xlsx.schedule import Schedule

_KEYED = ("phase", "tier", "offer", "format", "fit")
"""Kinds of terms by which lines of the schedule are picked."""
_MEASURES = {"gross": "gross", "net": "net", "vat": "tax"}
"""Heading → column of the schedule that is added up; under others it is the spend."""
_TO_BOOK = "bookings"
"""Table of new units alone."""
_SPENT = ("amount", "spend", "total")
_VAT = "vat"


@dataclass(frozen=True, slots=True)
class Lines:
    """The schedule at its place.

    Attributes:
        schedule: its columns.
        place: where it stands.
    """

    schedule: Schedule
    place: Place

    def total(self, column: str) -> str:
        """Address of a column's total."""
        return self.place.cell(self.place.rows, self.schedule.index(column))

    def amount(self, column: str) -> int:
        """The same in fen."""
        total = self.schedule.columns[self.schedule.index(column)].total
        return total.fen if isinstance(total, Money) else 0

    def parts(self, named: Term) -> list[str]:
        """The cost lines that a cost line, or a payee, stands for."""
        payees = self.schedule.payees
        if named.kind == "payee":
            return [line for line, payee in payees.items() if payee == named.id and self.schedule.has(line)]
        return [named.id]

    def sum_where(self, measure: str, keys: Mapping[str, str]) -> str:
        """Formula of a column's sum over the lines with these ids (key column → id)."""
        if not keys:
            return f"={self.total(measure)}"
        pairs = (f"{self._column(key)},{_literal(id_)}" for key, id_ in keys.items())
        added = f"SUMIFS({self._column(measure)},{','.join(pairs)})"
        return f"={added}" if measure == "count" else f"=ROUND({added},2)"

    def _column(self, column: str) -> str:
        return self.place.column(self.schedule.index(column))


def splits(table: Table, lines: Lines) -> Callable[[Place], Formulas]:
    """Formulas of a table whose rows, or columns, pick lines by phase, tier, offer, format or fit."""
    only = {"state-id": NEW} if table.id == _TO_BOOK and lines.schedule.has("state-id") else {}

    def formula(row: tuple[Cell, ...], heading: Term, cell: Cell) -> str | None:
        keys = _keys(row[0]) | _keys(heading)
        if isinstance(cell, Money) and (heading.kind in _KEYED or heading.id in (*_SPENT, *_MEASURES)):
            return lines.sum_where(_MEASURES.get(heading.id, lines.schedule.spend), only | keys)
        if isinstance(cell, Count):
            return lines.sum_where("count", only | keys)
        if isinstance(cell, Number) and heading == Term("word", "creators"):
            return lines.sum_where("count", keys | {"kind-id": "creator"})
        return None

    return lambda place: _formulas(table, place, formula)


def by_part(table: Table, lines: Lines) -> Callable[[Place], Formulas]:
    """Formulas of a split by cost line or by payee: totals of the schedule's cost columns.

    Where VAT is a cost line, it is the VAT of its row; the others are net amounts.
    """

    def formula(row: tuple[Cell, ...], heading: Term, cell: Cell) -> str | None:
        named = row[0]
        if not isinstance(named, Term) or not isinstance(cell, Money):
            return None
        wanted = {"net": (False,), "vat": (True,)}.get(heading.id, (False, True))
        parts = [part for part in lines.parts(named) if (part == _VAT) in wanted]
        # Whom a ledger names shares a cost line with its usual payee; then both amounts are stated.
        whole = sum(lines.amount(part) for part in parts) == cell.fen
        return yuan_sum(map(lines.total, parts)) if parts and whole else None

    def formulas(place: Place) -> Formulas:
        whole = {
            (len(table.rows), column): f"={lines.total(_MEASURES[heading.id])}"
            for column, heading in enumerate(table.headings)
            if heading.id in _MEASURES and table.total is not None and table.total[column] is not None
        }
        return whole | _formulas(table, place, formula)

    return formulas


def grid(table: Table) -> Callable[[Place], Formulas]:
    """Formulas of a grid of stated amounts: its last column and its last row add up the others."""

    def formulas(place: Place) -> Formulas:
        last = len(table.headings) - 1
        across = {
            (row, last): yuan_sum([f"{place.here(row, table.names)}:{place.here(row, last - 1)}"])
            for row in range(len(table.rows))
        }
        if table.total is None:
            return across
        down = {(len(table.rows), column): place.total(column) for column in range(table.names, last + 1)}
        return across | down

    return formulas


def _literal(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _keys(cell: Cell) -> dict[str, str]:
    return {f"{cell.kind}-id": cell.id} if isinstance(cell, Term) and cell.kind in _KEYED else {}


def _formulas(
    table: Table, place: Place, formula: Callable[[tuple[Cell, ...], Term, Cell], str | None]
) -> Formulas:
    """Formulas of a table's cells, of the totals of their columns, and of the shares beside them."""
    found: Formulas = {}
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells):
            words = formula(cells, table.headings[column], cell)
            if words is not None:
                found[row, column] = words
    return found | totals(table, place, found) | shares(table, place)


def totals(table: Table, place: Place, found: Formulas) -> Formulas:
    """Formulas of the total row under columns that hold formulas."""
    if table.total is None:
        return {}
    columns = dict.fromkeys(column for _, column in found)
    return {(len(table.rows), column): place.total(column) for column in columns}


def shares(table: Table, place: Place) -> Formulas:
    """Formulas of shares of the total of the amounts to their left."""
    found: Formulas = {}
    for row, cells in enumerate((*table.rows, table.total or ())):
        for column, cell in enumerate(cells):
            if isinstance(cell, Share) and column and isinstance(cells[column - 1], Money):
                part, whole = place.here(row, column - 1), place.here(len(table.rows), column - 1)
                found[row, column] = f"=IF({whole}=0,0,{part}/{whole})"
    return found
