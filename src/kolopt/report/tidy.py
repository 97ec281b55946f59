"""A report as CSV for other systems: one row for each figure, under columns that do not change.

The columns are documented in docs/report.md. Rows and columns of the tables are named twice: by ids,
which are the same in every language, and by names in the report's language.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from kolopt.money import yuan
from kolopt.report.language import terminal_language
from kolopt.report.records import csv_text
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
from kolopt.report.written import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.report.language import Language
    from kolopt.report.sections import Document
    from kolopt.report.table import Cell, Table

VERSION = 1
"""Of the columns and of what stands in them."""

COLUMNS = (
    "version",
    "table",
    "row",
    "column",
    "world",
    "unit",
    "value",
    "table_name",
    "row_name",
    "column_name",
)

_BYTE_ORDER_MARK = "\ufeff"
_SHARE_PLACES = 6
_TOTAL = "total"


def render_csv(document: Document, language: Language) -> str:
    """The report as comma-separated text; with a byte order mark in Chinese, which Excel needs.

    Args:
        document: what to write.
        language: the document's.
    """
    records = [*_head(document)]
    for section in document.sections:
        for table in section.tables:
            records += _records(table, language)
    text = csv_text(COLUMNS, ({"version": str(VERSION), **record} for record in records))
    return text if language.code == "en" else _BYTE_ORDER_MARK + text


def _head(document: Document) -> Iterator[dict[str, str]]:
    """What the file reports, for whom."""
    plan = document.plan
    facts = {
        "name": plan.scenario.name,
        "plan": plan.digest,
        "inputs": plan.scenario.digest,
        "kolopt": plan.versions.kolopt,
        "view": document.view,
    }
    if document.approval is not None:
        facts |= {"approved_by": document.approval.by, "approved_on": document.approval.on}
    for column, value in facts.items():
        yield {"table": "report", "row": "report", "column": column, "unit": "text", "value": value}


def _records(table: Table, language: Language) -> Iterator[dict[str, str]]:
    """The figures of a table; a cell without a figure has no row."""
    seen: Counter[str] = Counter({_TOTAL: int(table.total is not None)})
    for row in table.rows if table.total is None else (*table.rows, table.total):
        key = _TOTAL if row is table.total else _key(table, row)
        seen[key] += int(row is not table.total)
        names = [written(cell, language) for cell in _naming(table, row)]
        named = {
            "table": table.id,
            "row": key if row is table.total or seen[key] == 1 else f"{key}#{seen[key]}",
            "table_name": written(table.title, language),
            "row_name": " · ".join(name for name in names if name),
        }
        for heading, cell in _figures(table, row):
            column = {"column": heading.id, "column_name": written(heading, language)}
            for world, unit, value in _values(cell, language):
                yield {**named, **column, "world": world, "unit": unit, "value": value}


def _naming(table: Table, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells that name a row; its dates are figures."""
    return tuple(cell for cell in row[: table.names] if not isinstance(cell, Days))


def _figures(table: Table, row: tuple[Cell, ...]) -> Iterator[tuple[Term, Cell]]:
    for number, (heading, cell) in enumerate(zip(table.headings, row, strict=True)):
        if number >= table.names or isinstance(cell, Days):
            yield heading, cell


def _key(table: Table, row: tuple[Cell, ...]) -> str:
    """A row's name in ids: ``burst/micro-video``."""
    ids = terminal_language()
    cells = _naming(table, row)
    return "/".join(cell.id if isinstance(cell, Term) else written(cell, ids) for cell in cells)


def _values(cell: Cell, language: Language) -> Iterator[tuple[str, str, str]]:
    """World, unit and value of what a cell holds; nothing of an empty one."""
    match cell:
        case None | "" | Price(yuan=None) | Share(whole=0):
            return
        case Range(figures):
            for world in ("low", "base", "high"):
                yield world, "number", _decimal(getattr(figures, world))
        case Term():
            yield "", "id", cell.id
        case str() | Phrase():
            yield "", "text", written(cell, language)
        case _:
            yield "", *_value(cell)


def _value(
    cell: Money | Amount | Price | Share | Weight | Count | Number | Points | Days | Day,
) -> tuple[str, str]:
    """Unit and value of a single figure, for machines."""
    match cell:
        case Money():
            return "CNY", yuan(cell.fen)
        case Amount():
            return cell.currency, yuan(cell.cents)
        case Price():
            return "CNY", f"{cell.yuan:.2f}"
        case Share():
            return "share", f"{Decimal(cell.part) / Decimal(cell.whole):.{_SHARE_PLACES}f}"
        case Weight():
            return "share", _decimal(cell.value)
        case Count():
            return "units", str(cell.units)
        case Points():
            return "points", _decimal(cell.value)
        case Number():
            return "number", _decimal(cell.value)
        case Days() | Day():
            return _dates(cell)


def _dates(cell: Days | Day) -> tuple[str, str]:
    if isinstance(cell, Day):
        return "day", cell.date.isoformat()
    return "days", f"{cell.start.isoformat()}/{cell.end.isoformat()}"


def _decimal(value: Decimal) -> str:
    """A number with as many decimals as it has."""
    return f"{value.normalize():f}"
