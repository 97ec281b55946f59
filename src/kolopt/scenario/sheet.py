"""Tables as spreadsheets save them: CSV in UTF-8, separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.diagnostics import Diagnostic, Position, refuse
from kolopt.errors import InvalidInputError
from kolopt.scenario.characters import CONTROL, LARGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

CODES = {
    "table-text": "a table is not CSV text in UTF-8, or holds a control character",
    "table-row": "a row has more or fewer cells than the table's first one",
}
"""Diagnostic codes of this module."""

_SEPARATORS = (",", ";", "\t")
_CURE = "save it as CSV UTF-8, not as plain CSV and not as a workbook"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table, every cell as it was typed.

    Attributes:
        name: the file, for positions.
        titles: cells of the first row, without the blanks around them.
        rows: (row number as a spreadsheet counts it, cells), blank rows left out.
        separator: comma, semicolon or tab.
    """

    name: str
    titles: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str

    def at(self, row: int, title: str) -> Position:
        """The cell of a row under a title; the row's first cell where the table has no such column."""
        return Position(self.name, row, self.titles.index(title) + 1 if title in self.titles else 1)


def read_sheet(data: bytes, name: str, form: str, largest: int = LARGEST_FILE) -> Sheet:
    """Read a table.

    The separator is whichever the first row uses most; a byte order mark is passed over; a quoted
    cell may hold several lines.

    Args:
        data: the whole file, or its first bytes when it is larger than ``largest``.
        name: the file, for positions.
        form: what would be right, for text that is not CSV.
        largest: bytes that the file may have.

    Raises:
        InvalidInputError: too large, not UTF-8, not CSV, a control character in the first row; other
            rows are for :func:`row_fault`.
    """
    text = _decoded(data, name, largest)
    lines = text.splitlines()
    separator = max(_SEPARATORS, key=(lines[0] if lines else "").count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[str, ...]] = []
    try:
        rows.extend(map(tuple, reader))
    except csv.Error as error:
        refuse("table-text", f"this is not CSV: {error}", Position(name, len(rows) + 1, 1), form)
    first = rows[0] if rows else ()
    if fault := _control(name, 1, first):
        raise InvalidInputError([fault])
    titles = tuple(title.strip() for title in first)
    filled = ((number, row) for number, row in enumerate(rows[1:], 2) if any(map(str.strip, row)))
    return Sheet(name, titles, tuple(filled), separator)


def row_fault(sheet: Sheet, number: int, row: tuple[str, ...], hint: str) -> Diagnostic | None:
    """The finding about a row: a control character, or more or fewer cells than the first one.

    Args:
        sheet: of the row.
        number: of the row.
        row: its cells.
        hint: what would be right where the cells are too many or too few.
    """
    if fault := _control(sheet.name, number, row):
        return fault
    if len(row) == len(sheet.titles):
        return None
    message = f"the row has {len(row)} cells, the first row {len(sheet.titles)}"
    return Diagnostic("table-row", message, at=Position(sheet.name, number, 1), hint=hint)


def _control(name: str, number: int, row: tuple[str, ...]) -> Diagnostic | None:
    if not CONTROL.search("".join(row)):
        return None
    matches = ((column, CONTROL.search(cell)) for column, cell in enumerate(row, 1))
    column, mark = next((column, match[0]) for column, match in matches if match)
    message = f"the control character U+{ord(mark):04X} stands here"
    return Diagnostic("table-text", message, at=Position(name, number, column), hint="delete it")


def sheet_text(rows: Iterable[Iterable[str]], separator: str = ",") -> str:
    """Rows as CSV with the byte order mark by which spreadsheets know UTF-8; rows end in CR LF."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def _decoded(data: bytes, name: str, largest: int) -> str:
    if len(data) > largest:
        start = Position(name, 1, 1)
        refuse("table-text", f"the table is larger than {largest // 2**20} MiB", start, "no plan needs that")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = Position(name, data[: error.start].count(b"\n") + 1, 1)
        refuse("table-text", "the table is not UTF-8 text", at, _CURE)
    return text
