"""Which charts stand beside which table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.report.html.charts import Plate, ranges, stacked_bars, turned
from kolopt.report.html.curves import budgets, responses
from kolopt.report.responses import response_curves
from kolopt.report.table import word

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.report.language import Language
    from kolopt.report.sections import Document
    from kolopt.report.table import Table


def plate(table: Table, document: Document, language: Language) -> Plate | None:
    """The charts of a table; None for most tables.

    They draw what the table says, so that a reader who may not see a table sees no chart of it.

    Args:
        table: of the document.
        document: where it stands.
        language: of the report.
    """
    draw = _PLATES.get(table.id)
    return draw(table, document, language) if draw is not None and table.rows else None


def _creators(table: Table, _: Document, language: Language) -> Plate | None:
    return stacked_bars(table, word("creators"), language)


def _cash(table: Table, _: Document, language: Language) -> Plate | None:
    return stacked_bars(table, word("amount"), language)


def _spend(table: Table, _: Document, language: Language) -> Plate | None:
    return stacked_bars(turned(table), word("spend"), language)


def _worlds(table: Table, _: Document, language: Language) -> Plate:
    return ranges(table, language)


def _responses(_: Table, document: Document, language: Language) -> Plate:
    phases = tuple(phase.id for phase in document.plan.phases)
    return responses(response_curves(document.plan), phases, language)


def _frontier(_: Table, document: Document, language: Language) -> Plate | None:
    frontier = document.extras.frontier
    if frontier is None or sum(1 for row in frontier.rows if row.figures) < 2:
        return None
    return budgets(frontier, document.plan, language)


_PLATES: dict[str, Callable[[Table, Document, Language], Plate | None]] = {
    "tier-by-phase": _spend,
    "creators-by-tier": _creators,
    "cash-by-month": _cash,
    "results": _worlds,
    "goals": _responses,
    "frontier": _frontier,
}
"""Table → its charts."""
