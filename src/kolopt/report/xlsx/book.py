"""Which tables of a report stand on which sheet, and which of their cells are formulas."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kolopt.report import header
from kolopt.report.xlsx import funds, live
from kolopt.report.xlsx.block import block_of
from kolopt.report.xlsx.both import SUFFIX, in_both
from kolopt.report.xlsx.cells import LONGEST_NAME, safe
from kolopt.report.xlsx.columns import schedule
from kolopt.report.xlsx.page import Page
from kolopt.report.xlsx.schedule import block_of_schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.report.language import Language
    from kolopt.report.sections import Document
    from kolopt.report.table import Table
    from kolopt.report.xlsx.block import Formulas
    from kolopt.report.xlsx.place import Place
    from kolopt.scenario.schema import Scenario

SUMMARY = "summary"
SHEETS = (SUMMARY, "schedule", "results", "costs", "cash", "assumptions", "rules")
"""Sheets from left to right."""

_SHEET_OF_SECTION = {
    "results": "results",
    "goals": "results",
    "frontier": "results",
    "fragility": "results",
    "rules": "rules",
    "findings": "rules",
    "assumptions": "assumptions",
}
"""Section → sheet of its sentences and tables; all others stand on the summary."""
_SHEET_OF = {
    "spend-by-tier": "costs",
    "spend-by-phase": "costs",
    "spend-by-cost-line": "costs",
    "spend-by-payee": "costs",
    "tier-by-phase": "costs",
    "fixed-costs": "costs",
    "outlay": "costs",
    "spend-by-tier-in-both": "costs",
    "spend-by-phase-in-both": "costs",
    "spend-by-cost-line-in-both": "costs",
    "spend-by-payee-in-both": "costs",
    "outlay-in-both": "costs",
    "cash-by-month": "cash",
    "cash-by-month-in-both": "cash",
}
"""Table → sheet, where it is not its section's; a table stands below those that its formulas need."""
_SPLIT = (
    "phases",
    "creators-by-tier",
    "creators-by-format-and-fit",
    "bookings",
    "tiers",
    "spend-by-tier",
    "spend-by-phase",
    "tier-by-phase",
)
"""Tables whose figures add up lines of the schedule."""
_LISTS = ("schedule", "assumptions", "rules")
"""Sheets with one long table, which can be filtered."""
_UPRIGHT = (SUMMARY, "costs")
"""Sheets of many narrow tables."""
_REPLACED = "lines"
"""Table whose place the schedule takes."""


@dataclass(slots=True)
class Book:
    """The pages of a workbook while they are filled.

    Attributes:
        document: the report.
        language: in which it is written.
        pages: sheet → page.
        lines: the schedule; None for a client.
        places: table → where it stands.
    """

    document: Document
    language: Language
    pages: dict[str, Page]
    lines: live.Lines | None = None
    places: dict[str, tuple[Table, Place]] = field(default_factory=dict)

    def add(self, sheet: str, table: Table) -> None:
        """Put a table on a sheet, with the formulas that it can have."""
        block = block_of(table, self.language)
        if table.id == "controls":
            block = replace(block, styles={funds.column_of(table, "difference"): "Difference"})
        place = self.pages[sheet].add(block, self._formulas(table))
        self.places[table.id] = table, place

    def _formulas(self, table: Table) -> Callable[[Place], Formulas] | None:
        if self.lines is None:
            return None
        if table.id in _SHEET_OF and table.id.endswith(SUFFIX):
            return in_both(table, *self.places[table.id.removesuffix(SUFFIX)], self.document.plan.currency)
        match table.id:
            case "spend-by-cost-line" | "spend-by-payee":
                return live.by_part(table, self.lines)
            case "cash-by-month":
                return live.grid(table)
            case "fixed-costs":
                return funds.fixed_costs(table, self.lines.schedule.spend)
            case "budget" | "outlay":
                return funds.chain(table, self._amounts())
            case "controls":
                return funds.compared(table, self._amounts())
            case _:
                return live.splits(table, self.lines) if table.id in _SPLIT else None

    def _amounts(self) -> dict[str, str]:
        """Amount → address of its total, as far as the workbook works it out."""
        if self.lines is None:
            return {}
        amounts = {"spend": self.lines.total(self.lines.schedule.spend)}
        if self.lines.schedule.has("handling"):
            amounts["internal"] = self.lines.total("handling")
        if "fixed-costs" in self.places:
            table, place = self.places["fixed-costs"]
            amounts["fixed"] = place.cell(len(table.rows), funds.column_of(table, "amount"))
        if "outlay" in self.places:
            table, place = self.places["outlay"]
            amounts["outlay"] = place.cell(len(table.rows), 1)
        return amounts


def pages_of(document: Document, language: Language, scenario: Scenario) -> tuple[Page, ...]:
    """The sheets of a report that hold anything, from left to right.

    Args:
        document: the report.
        language: in which it is written.
        scenario: the plan's inputs.
    """
    book = Book(document, language, {sheet: _blank(sheet, document, language) for sheet in SHEETS})
    if document.view != "client":
        _add_schedule(book, scenario)
    _fill(book, on_summary=False)
    _add_head(book)
    _fill(book, on_summary=True)
    for sheet in _UPRIGHT:
        book.pages[sheet].upright = True
    for sheet in _LISTS:
        _as_list(book.pages[sheet])
    return tuple(page for page in book.pages.values() if page.blocks)


def _fill(book: Book, *, on_summary: bool) -> None:
    """Put sentences and tables on their sheets: first where amounts arise, then on the summary of them."""
    for section in book.document.sections:
        home = _SHEET_OF_SECTION.get(section.id, SUMMARY)
        if (home == SUMMARY) is on_summary:
            _say(book.pages[home], section.paragraphs)
        for table in sorted(section.tables, key=_order):
            sheet = _SHEET_OF.get(table.id, home)
            if (sheet == SUMMARY) is on_summary and table.id != _REPLACED:
                book.add(sheet, table)


def _say(page: Page, sentences: tuple[str, ...]) -> None:
    for sentence in sentences:
        page.write(safe(sentence), "Paragraph")
    if sentences:
        page.skip()


def _order(table: Table) -> int:
    """Tables of a sheet of its own stand so that a formula's sources come before it."""
    named = tuple(_SHEET_OF)
    return named.index(table.id) if table.id in named else -1


def _blank(sheet: str, document: Document, language: Language) -> Page:
    name = safe(document.plan.scenario.name, LONGEST_NAME)
    title = language.say(f"sheet-{sheet}")
    page = Page(title)
    page.write(name if sheet == SUMMARY else title, "Title")
    if sheet != SUMMARY:
        page.write(name, "Remark")
        page.skip()
    return page


def _add_schedule(book: Book, scenario: Scenario) -> None:
    page = book.pages["schedule"]
    page.write(book.language.say("schedule-colours"), "Remark")
    lines = schedule(book.document.plan, scenario)
    place = page.add(block_of_schedule(lines, book.language), lines.formulas)
    page.printed = lines.index("phase-id")
    page.paper = "A3"
    book.lines = live.Lines(lines, place)


def _add_head(book: Book) -> None:
    page = book.pages[SUMMARY]
    status = header.status(book.document.plan, book.language, book.document.approval)
    _say(page, (status, *book.document.header))
    if book.lines is not None:
        book.add(SUMMARY, funds.controls(book.document.plan))


def _as_list(page: Page) -> None:
    """Filter the longest table; where it is the first, its headings stay in view and on paper."""
    if page.blocks:
        page.filtered = max(page.blocks, key=lambda standing: standing.place.rows)
        if page.filtered is page.blocks[0]:
            top = page.filtered.place.top
            page.frozen = (top, 1)
            page.repeated = (top - 1, top - 1)
