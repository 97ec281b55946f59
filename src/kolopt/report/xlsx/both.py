"""Formulas of the splits in two currencies: amounts from the split in CNY, converted at the plan's rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.report.table import word

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.plan.record import CurrencyPart
    from kolopt.report.table import Table
    from kolopt.report.xlsx.block import Formulas
    from kolopt.report.xlsx.place import Place

SUFFIX = "-in-both"
"""What the id of such a table adds to that of the split in CNY."""
_SUMS = (word("amount"), word("spend"), word("all"))
"""Headings of a split under which its parts stand."""
_AMOUNT, _FOREIGN = 1, 2


def in_both(
    table: Table, split: Table, at: Place, currency: CurrencyPart | None
) -> Callable[[Place], Formulas]:
    """Formulas of a split in both currencies; there is none without a second currency.

    Args:
        table: the split in both.
        split: the same parts in CNY.
        at: where that one stands.
        currency: at whose rate.
    """
    assert currency is not None, "a table in both currencies has a second one"
    rate = currency.rate
    column = next(k for k, heading in enumerate(split.headings) if heading in _SUMS)
    named = {cells[0]: row for row, cells in enumerate(split.rows)}
    end = len(table.rows)

    def formulas(place: Place) -> Formulas:
        found: Formulas = {}
        for row, (name, *_) in enumerate(table.rows):
            if name in named:
                found[row, _AMOUNT] = f"={at.cell(named[name], column)}"
                found[row, _FOREIGN] = _converted(place, row, rate)
            else:
                others = f"{place.here(0, _FOREIGN)}:{place.here(row - 1, _FOREIGN)}"
                found[row, _FOREIGN] = f"=ROUND({place.here(end, _FOREIGN)}-SUM({others}),2)"
        found[end, _AMOUNT] = f"={at.cell(len(split.rows), column)}"
        found[end, _FOREIGN] = _converted(place, end, rate)
        return found

    return formulas


def _converted(place: Place, row: int, rate: str) -> str:
    return f"=ROUND({place.here(row, _AMOUNT)}/{rate},2)"
