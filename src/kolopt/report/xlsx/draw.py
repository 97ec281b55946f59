"""Writes pages into a workbook: cells in named styles, formulas with their results, set-up for print."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len

from kolopt.report.written import written
from kolopt.report.xlsx.cells import safe, style, value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from kolopt.report.language import Language
    from kolopt.report.table import Cell
    from kolopt.report.xlsx.block import Block, Standing
    from kolopt.report.xlsx.page import Line, Page, Paper

NARROWEST, WIDEST = 11, 56
"""Characters across a column; longer texts are folded."""
_ONE_LINE = 16
"""Characters of a heading that is not folded."""
_LINE = 14.5
"""Points of a line of text."""
_MOST_LINES = 12
"""Lines that a cell of folded text shows at most; the rest is in the cell."""
_PAPERS: dict[Paper, int] = {"A3": 8, "A4": 9}
"""Numbers of the paper sizes in the format."""


class Pen:
    """Writes one page on its sheet."""

    def __init__(self, sheet: Worksheet, styles: dict[str, Format], language: Language) -> None:
        self._sheet = sheet
        self._styles = styles
        self._language = language

    def draw(self, page: Page) -> None:
        """Write all that stands on the page and make it ready for print."""
        widths = self._widths(page)
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)
        for line in page.lines:
            self._line(line, widths)
        for standing in page.blocks:
            self._block(standing, widths)
        self._set_up(page)

    def _widths(self, page: Page) -> tuple[int, ...]:
        blocks = (self._block_widths(standing.block) for standing in page.blocks)
        return tuple(min(max(column), WIDEST) for column in zip_longest(*blocks, fillvalue=NARROWEST))

    def _block_widths(self, block: Block) -> tuple[int, ...]:
        def width(column: int, heading: str) -> int:
            cells = (_across(written(row[column], self._language)) for row in block.body())
            return max(NARROWEST, _folded(heading), 2 + max(cells, default=0))

        return tuple(width(column, heading) for column, heading in enumerate(block.headings))

    def _line(self, line: Line, widths: tuple[int, ...]) -> None:
        look = self._styles[line.style]
        if line.style != "Paragraph" or len(widths) < 2:
            self._sheet.write_string(line.row, 0, line.text, look)
            return
        self._sheet.merge_range(line.row, 0, line.row, len(widths) - 1, "", look)
        self._sheet.write_string(line.row, 0, line.text, look)
        self._sheet.set_row(line.row, _height(line.text, sum(widths)))

    def _block(self, standing: Standing, widths: tuple[int, ...]) -> None:
        block, top = standing.block, standing.place.top
        if block.title:
            self._sheet.write_string(
                top - 1 - block.heading_row, 0, safe(block.title), self._styles["Section"]
            )
        self._bands(block, top - 2)
        for column, heading in enumerate(block.headings):
            look = self._styles["Heading of figures" if block.figures[column] else "Heading"]
            self._sheet.write_string(top - 1, column, safe(heading), look)
        self._fold(top - 1, block.headings, widths)
        for row, cells in enumerate(block.body()):
            for column, cell in enumerate(cells):
                self._cell(standing, row, column, cell, widths[column])
            self._fold(top + row, tuple(written(cell, self._language) for cell in cells), widths)

    def _fold(self, row: int, texts: tuple[str, ...], widths: tuple[int, ...]) -> None:
        """Make a row high enough for its folded texts, as far as a page stays readable."""
        lines = max(_lines(text, width) for text, width in zip(texts, widths, strict=False))
        if lines > 1:
            self._sheet.set_row(row, min(lines, _MOST_LINES) * _LINE)

    def _bands(self, block: Block, row: int) -> None:
        left = 0
        for text, columns in block.bands:
            if columns > 1:
                self._sheet.merge_range(row, left, row, left + columns - 1, text, self._styles["Band"])
            else:
                self._sheet.write_string(row, left, text, self._styles["Band"])
            left += columns

    def _cell(self, standing: Standing, row: int, column: int, cell: Cell, width: int) -> None:
        kept = value(cell, self._language)
        in_total = row == len(standing.block.rows)
        look = self._styles[self._style(standing.block, cell, column, in_total)]
        at = standing.place.top + row, column
        formula = standing.formulas.get((row, column))
        match kept:
            case _ if formula is not None:
                self._sheet.write_formula(*at, formula, look, kept or 0)
            case None:
                self._sheet.write_blank(*at, None, look)
            case str():
                folded = _across(kept) > width and not in_total
                self._sheet.write_string(*at, kept, self._styles["Long text"] if folded else look)
            case int() | float():
                self._sheet.write_number(*at, kept, look)
            case _:
                self._sheet.write_datetime(*at, kept, look)

    @staticmethod
    def _style(block: Block, cell: Cell, column: int, in_total: bool) -> str:
        if in_total:
            name = style(cell)
            return "Total" if name == "Text" else f"Total {name}"
        return block.styles.get(column, style(cell)) if cell is not None else "Text"

    def _set_up(self, page: Page) -> None:
        sheet = self._sheet
        sheet.hide_gridlines(2)
        sheet.freeze_panes(*page.frozen)
        sheet.set_portrait() if page.upright else sheet.set_landscape()
        sheet.set_paper(_PAPERS[page.paper])
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        if page.repeated is not None:
            sheet.repeat_rows(*page.repeated)
        if page.printed is not None:
            sheet.print_area(0, 0, page.height - 1, page.printed - 1)
        if page.filtered is not None:
            block, place = page.filtered.block, page.filtered.place
            last = place.top + max(len(block.rows), 1) - 1
            sheet.autofilter(place.top - 1, 0, last, len(block.headings) - 1)


def _across(text: str) -> int:
    """Characters across that a text takes; no more are counted than a cell shows."""
    return cell_len(text[: WIDEST * _MOST_LINES])


def _folded(heading: str) -> int:
    """Width of a heading that may take two lines, which break between words or Chinese characters."""
    if _across(heading) <= _ONE_LINE:
        return _across(heading) + 2
    longest = max((_across(word) for word in heading.split()), default=0) if heading.isascii() else 0
    return 2 + max(longest, -(-_across(heading) // 2) + 1)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes, with room for breaks between words."""
    return 1 if _across(text) <= width else -(-_across(text) // max(width - 1, 1))


def _height(text: str, width: int) -> float:
    return min(_lines(text, width), _MOST_LINES) * _LINE + 3
