"""A report as Markdown, for pull requests: it reads well as text and renders on code hosts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kolopt.report import header
from kolopt.report.plain import plain_text
from kolopt.report.table import Phrase, Term
from kolopt.report.written import grid, written

if TYPE_CHECKING:
    from kolopt.report.grid import Grid
    from kolopt.report.language import Language
    from kolopt.report.sections import Document, Section
    from kolopt.report.table import Table

VERSION = 1
"""Of the form, in the first line: tools find an earlier report by it."""

_MARKUP = re.compile(
    r"[\\`\[|~]"  # always
    r"|\*(?=\S)|(?<=\S)\*"  # emphasis, but not the sign between two spaces
    r"|(?<!\w)_|_(?!\w)"  # emphasis, but not inside an id
    r"|\$(?=\w)"  # a formula
)
_ENTITY = re.compile(r"&(?=#?\w)|<(?=[\w/!?])")
_ENTITIES = {"&": "&amp;", "<": "&lt;"}
_MENTION = re.compile(r"[@#](?=\w)")
_OPENING = re.compile(r"^([#>+=-]|\d+(?=[.)]))")


def render_markdown(document: Document, language: Language) -> str:
    """The report as text.

    Args:
        document: what to write.
        language: the document's.

    Returns:
        CommonMark with tables, ending in a line feed. Text from files cannot become markup.
    """
    plan = document.plan
    parts = [
        f"<!-- kolopt report {VERSION} -->",
        f"# {escaped(plain_text(plan.scenario.name))}",
        f"**{escaped(header.status(plan, language, document.approval))}** · `{plan.digest}`",
        *map(opening, document.header),
        *(part for section in document.sections for part in _section(section, language)),
    ]
    return "\n\n".join(parts) + "\n"


def _section(section: Section, language: Language) -> list[str]:
    parts = [f"## {escaped(written(section.title, language))}", *map(opening, section.paragraphs)]
    for table in section.tables:
        parts += [f"### {escaped(written(table.title, language))}", _table(table, language)]
    return parts


def _table(table: Table, language: Language) -> str:
    shown = grid(table, language)
    texts = [_is_text(table, column) for column in range(len(table.headings))]
    rules = [":--" if text else "--:" for text in texts]
    total = (
        ()
        if shown.total is None
        else (tuple(f"**{escaped(cell)}**" if cell else "" for cell in shown.total),)
    )
    rows = (tuple(map(escaped, row)) for row in shown.rows)
    return "\n".join(
        _line(cells) for cells in (tuple(map(escaped, shown.headings)), tuple(rules), *rows, *total)
    )


def markdown_grid(shown: Grid) -> str:
    """A grid of texts; the columns that name a row are left-aligned, figures right-aligned."""
    rules = tuple(":--" if column < shown.names else "--:" for column in range(len(shown.headings)))
    rows = (tuple(escaped(plain_text(cell)) for cell in row) for row in (shown.headings, *shown.body()))
    first, *others = map(_line, rows)
    return "\n".join((first, _line(rules), *others))


def _is_text(table: Table, column: int) -> bool:
    """Whether a column names rows or holds words, which are aligned to the left."""
    return column < table.names or any(
        isinstance(row[column], (str, Term, Phrase)) and row[column] != "" for row in table.rows
    )


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """One line of text that Markdown shows as it stands.

    HTML, emphasis, links, table bars and formulas lose their meaning; names and numbers after @ and #
    no longer call people or issues. What means nothing in its place (``<=``) is left, for those who read
    the text itself.
    """
    harmless = _ENTITY.sub(lambda found: _ENTITIES[found[0]], text)
    marked = _MARKUP.sub(lambda found: f"\\{found[0]}", harmless)
    return _MENTION.sub(lambda found: f"{found[0]}<!-- -->", marked)


def opening(text: str) -> str:
    """The same for text that opens a line, where a mark could make it a heading, a list or a quotation."""
    return _OPENING.sub(
        lambda found: f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}", escaped(text)
    )
