"""Where cells stand: addresses for formulas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Place:
    """The body of a table on a sheet; rows and columns count from 0 and are the table's own.

    Attributes:
        sheet: name of the sheet.
        top: row of the sheet on which the body starts, from 0.
        rows: rows of the body; a total stands on the next one.
        columns: column of the table → column of the sheet, the first where it takes several.
    """

    sheet: str
    top: int
    rows: int
    columns: tuple[int, ...]

    def cell(self, row: int, column: int) -> str:
        """A cell's absolute address, from any sheet; row :attr:`rows` is the total."""
        address = xl_rowcol_to_cell(self.top + row, self.columns[column], row_abs=True, col_abs=True)
        return f"{quote_sheetname(self.sheet)}!{address}"

    def column(self, column: int) -> str:
        """The absolute address of a column of the body, without its total."""
        at = self.columns[column]
        return f"{quote_sheetname(self.sheet)}!{xl_range_abs(self.top, at, self._last(), at)}"

    def here(self, row: int, column: int) -> str:
        """A cell's address on its own sheet, the column fixed: ``$C7``."""
        return str(xl_rowcol_to_cell(self.top + row, self.columns[column], col_abs=True))

    def total(self, column: int) -> str:
        """Formula of the total under a column."""
        return yuan_sum([f"{self.here(0, column)}:{self.here(max(self.rows, 1) - 1, column)}"])

    def _last(self) -> int:
        return self.top + max(self.rows, 1) - 1


def yuan_sum(terms: Iterable[str]) -> str:
    """A formula that adds amounts in yuan.

    Cells hold binary floats; rounding each sum to two decimals keeps it equal to the sum in fen
    for all amounts that a plan can hold.
    """
    return f"=ROUND(SUM({','.join(terms)}),2)"
