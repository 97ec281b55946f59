"""The rows of a sweep: a table for people, records for files."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from kolopt.money import fen_from_yuan, show_money
from kolopt.report.figures import NOTHING, number
from kolopt.report.grid import Grid, canvas, draw, text_of
from kolopt.report.page import paragraph
from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from kolopt.explore.points import Row, Status

_COUNT = "count."
_STATUSES: tuple[Status, ...] = ("proven", "limit", "infeasible", "invalid", "failed")


def columns(names: Sequence[str], rows: Iterable[Row]) -> tuple[str, ...]:
    """Columns of the records: the point, what was varied, the answer, every figure.

    Args:
        names: what was varied, one per axis.
        rows: of the sweep.
    """
    figures = dict.fromkeys(name for row in rows for name in row.figures)
    return ("point", *names, "status", "message", *figures)


def record(names: Sequence[str], index: int, row: Row) -> dict[str, str]:
    """One row as column → text."""
    return {
        "point": str(index),
        **_varied(names, row),
        "status": row.status,
        "message": row.message,
        **row.figures,
    }


def records(names: Sequence[str], rows: Iterable[Row]) -> Iterator[dict[str, str]]:
    """All rows for CSV, points counting from 1."""
    return (record(names, index, row) for index, row in enumerate(rows, 1))


def documents(names: Sequence[str], rows: Iterable[Row]) -> Iterator[dict[str, object]]:
    """All rows for JSON: the same with the plan's lines, ``phase/offer`` → units."""
    return ({**record(names, index, row), "lines": row.lines} for index, row in enumerate(rows, 1))


def _varied(names: Sequence[str], row: Row) -> dict[str, str]:
    return {name: override.removeprefix(f"{name}=") for name, override in zip(names, row.point, strict=True)}


def tally(rows: Collection[Row]) -> str:
    """How the points ended: ``200 points: 198 proven, 2 infeasible``."""
    counts = Counter(row.status for row in rows)
    parts = ", ".join(f"{counts[status]:,} {status}" for status in _STATUSES if counts[status])
    return f"{len(rows):,} point{'s' if len(rows) > 1 else ''}: {parts}"


def render_sweep(names: Sequence[str], rows: Sequence[Row], width: int = 80, colour: bool = False) -> str:
    """A table of the rows: what was varied, value, proven gap, spend, creators by tier.

    Args:
        names: what was varied, one per axis.
        rows: of the sweep, in grid order.
        width: terminal cells.
        colour: whether to use ANSI colours.
    """
    console = canvas(width, colour)
    tiers = tuple(
        name for name in dict.fromkeys(name for row in rows for name in row.figures) if _bought(name, rows)
    )
    headings = (*names, "Value", "Gap", "Spend", *(tier.removeprefix(_COUNT) for tier in tiers))
    cells = tuple((*_varied(names, row).values(), *_answer(row, tiers)) for row in rows)
    body = tuple(tuple(plain_text(cell) for cell in row) for row in cells)
    draw(console, Grid(tuple(map(plain_text, headings)), body, names=len(names)))
    console.print()
    paragraph(console, tally(rows))
    for message in dict.fromkeys(f"{row.status}: {row.message}" for row in rows if row.message):
        paragraph(console, message, "yellow", indent=2)
    return text_of(console)


def _bought(name: str, rows: Sequence[Row]) -> bool:
    return name.startswith(_COUNT) and any(row.figures.get(name, "0") != "0" for row in rows)


def _answer(row: Row, tiers: Sequence[str]) -> tuple[str, ...]:
    figures = row.figures
    if not figures:
        return (row.status, *([NOTHING] * (2 + len(tiers))))
    gap = number(100 * Decimal(figures["gap"]), 3) + " %" + ("" if row.status == "proven" else " !")
    value = number(Decimal(figures["value"]), 2)
    spend = show_money(fen_from_yuan(figures["spend"]))
    return (value, gap, spend, *(figures[tier] for tier in tiers))
