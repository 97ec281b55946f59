"""Formulas of the budget's way, of outlay and of fixed costs, and the table that controls them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.report.table import Money, Table, Term, word, words
from kolopt.report.xlsx.live import shares, totals
from kolopt.report.xlsx.place import yuan_sum

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kolopt.plan.record import Plan
    from kolopt.report.xlsx.block import Formulas
    from kolopt.report.xlsx.place import Place


def column_of(table: Table, heading: str) -> int:
    """The column under a word of the report."""
    return [term.id for term in table.headings].index(heading)


def fixed_costs(table: Table, counted: str) -> Callable[[Place], Formulas]:
    """Gross and counted amount of each payment, and the totals; only totals without a VAT basis.

    Args:
        table: the report's table; net amount and VAT are stated.
        counted: ``gross``, or ``net`` where the VAT comes back.
    """
    amount, net, vat, gross = (column_of(table, name) for name in ("amount", "net", "vat", "gross"))

    def formulas(place: Place) -> Formulas:
        found: Formulas = {}
        for row, cells in enumerate(table.rows):
            if cells[net] is not None:
                found[row, gross] = f"=ROUND({place.here(row, net)}+{place.here(row, vat)},2)"
                found[row, amount] = f"={place.here(row, gross if counted == 'gross' else net)}"
        for column in (amount, net, vat, gross):
            if table.rows and table.rows[0][column] is not None:
                found[len(table.rows), column] = place.total(column)
        return found

    return formulas


def chain(table: Table, amounts: Mapping[str, str]) -> Callable[[Place], Formulas]:
    """Formulas of the budget's way and of outlay, which name their rows.

    Args:
        table: the report's table; its second column holds the amounts.
        amounts: amount → address of its total on another sheet.
    """
    body = table.rows if table.total is None else (*table.rows, table.total)
    rows = {cells[0].id: row for row, cells in enumerate(body) if isinstance(cells[0], Term)}

    def formulas(place: Place) -> Formulas:
        def total(*names: str) -> str:
            return yuan_sum([place.here(rows[name], 1) for name in names])

        found = {name: f"={sign}{amounts[part]}" for name, (sign, part) in _TAKEN.items() if part in amounts}
        if table.id == "budget":
            found["budget-plannable"] = total("budget-total", "budget-reserve", "budget-fixed")
            found["budget-left"] = total("budget-plannable", "budget-spend")
        standing = {(rows[name], 1): words for name, words in found.items() if name in rows}
        if table.id == "outlay":
            return standing | totals(table, place, standing) | shares(table, place)
        return standing

    return formulas


_TAKEN = {
    "budget-spend": ("-", "spend"),
    "budget-fixed": ("-", "fixed"),
    "outlay-spend": ("", "spend"),
    "outlay-internal": ("", "internal"),
    "outlay-fixed": ("", "fixed"),
}
"""Row → sign and amount that stands in it."""


def controls(plan: Plan) -> Table:
    """Totals as they stand in the workbook beside those of the plan as it was proven."""
    amounts = {"spend": plan.spend.total, "outlay": plan.outlay.total}
    rows = tuple((word(name), Money(fen), Money(fen), Money(0)) for name, fen in amounts.items())
    headings = words("control", "in-workbook", "in-plan", "difference")
    return Table("controls", word("table-controls"), headings, rows)


def compared(table: Table, amounts: Mapping[str, str]) -> Callable[[Place], Formulas]:
    """Formulas of :func:`controls`: the workbook's totals, and how far they are from the plan's."""

    def formulas(place: Place) -> Formulas:
        found: Formulas = {}
        for row, (name, *_) in enumerate(table.rows):
            if isinstance(name, Term) and name.id in amounts:
                found[row, 1] = f"={amounts[name.id]}"
                found[row, 3] = f"=ROUND({place.here(row, 1)}-{place.here(row, 2)},2)"
        return found

    return formulas
