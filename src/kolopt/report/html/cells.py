"""Tables as a page shows them: texts with the role of each cell, and money also in fen for programs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kolopt.report.table import Money, Phrase, Term
from kolopt.report.written import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.report.language import Language
    from kolopt.report.table import Cell, Table

Role = Literal["name", "name long", "prose", "figure", "figure none"]
"""How a cell is set: names and sentences to the left, figures to the right."""

_WIDE = 9
"""Columns from which a table is wide."""
_PROSE = 30
"""Characters from which a text asks for room."""
_LONG = 18
"""Characters from which a name would rather make a narrow screen scroll than stand on four lines."""
_LONGEST_WORD = 28
"""Characters of a word that is left in one piece."""
_FIGURE = re.compile(r"[<>=≤≥¥+–−\-\s]*\d[\d.,%–\-\s¥kM万亿]*\*?")
"""A figure that stands in a table as text: a bound, a span."""
_SHORT = 20
"""Rows up to which a table is short."""


@dataclass(frozen=True, slots=True)
class WebCell:
    """One cell.

    Attributes:
        text: what is read.
        role: how it is set.
        names: it names its row.
        fen: the amount, of money.
    """

    text: str
    role: Role
    names: bool = False
    fen: int | None = None

    @property
    def endless(self) -> bool:
        """Whether it holds a word so long that it may be broken anywhere."""
        return any(len(word) > _LONGEST_WORD for word in self.text.split())


@dataclass(frozen=True, slots=True)
class WebTable:
    """One table, in words.

    Attributes:
        id, title, headings, rows, total: as of :class:`~kolopt.report.table.Table`.
        wide: it takes the whole line, and smaller type on paper.
        short: it fits a page of paper and is not to be broken.
    """

    id: str
    title: str
    headings: tuple[WebCell, ...]
    rows: tuple[tuple[WebCell, ...], ...]
    total: tuple[WebCell, ...] | None
    wide: bool
    short: bool


def web_table(table: Table, language: Language) -> WebTable:
    """A table in a language.

    Args:
        table: what to show.
        language: of the report.
    """
    body = table.rows if table.total is None else (*table.rows, table.total)
    roles = tuple(_role(table, k, body, language) for k in range(len(table.headings)))

    def row(cells: Sequence[Cell]) -> tuple[WebCell, ...]:
        return tuple(
            _cell(cell, language, role, names=k == 0)
            for k, (cell, role) in enumerate(zip(cells, roles, strict=True))
        )

    wide = len(roles) >= _WIDE or "prose" in roles
    return WebTable(
        id=table.id,
        title=written(table.title, language),
        headings=tuple(
            WebCell(headed(heading, language), role)
            for heading, role in zip(table.headings, roles, strict=True)
        ),
        rows=tuple(map(row, table.rows)),
        total=None if table.total is None else row(table.total),
        wide=wide,
        short=not wide and len(table.rows) <= _SHORT,
    )


def _role(table: Table, column: int, body: Sequence[Sequence[Cell]], language: Language) -> Role:
    """How a column is set."""
    cells = [row[column] for row in body]
    if all(isinstance(cell, Money) for cell in cells):
        return "figure"
    texts = [written(cell, language) for cell in cells if isinstance(cell, Term | Phrase | str)]
    if column < table.names:
        return "name long" if any(len(text) >= _LONG for text in texts) else "name"
    if any(len(text) >= _PROSE for text in texts):
        return "prose"
    stated = [text for text in texts if text]
    return "name" if stated and not any(map(_FIGURE.fullmatch, stated)) else "figure"


def headed(name: Cell, language: Language) -> str:
    """A heading, or the name of a row: a word of the report begins with a capital, a name as it is stated."""
    text = written(name, language)
    return text[:1].upper() + text[1:] if isinstance(name, Term) and name.kind == "word" else text


def _cell(cell: Cell, language: Language, role: Role, *, names: bool) -> WebCell:
    if names:
        return WebCell(headed(cell, language), role, names=True)
    empty = cell is None and role == "figure"
    fen = cell.fen if isinstance(cell, Money) else None
    return WebCell(written(cell, language), "figure none" if empty else role, fen=fen)
