"""Tables as values: what a report shows, before it becomes text, a spreadsheet cell or a web page.

Every kind of report renders the same tables, so a figure is computed once. A cell says what it is
(money, a share, a number of creators); how it is written is the renderer's business, and so is the
language: a :class:`Term` is looked up, other text comes from the planner's files and stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from kolopt.plan.record import RangePart

TermKind = Literal[
    "word",
    "tier",
    "phase",
    "goal",
    "format",
    "fit",
    "deal",
    "offer",
    "kpi",
    "cost_line",
    "payee",
    "fixed_cost",
    "market",
    "scope",
    "unit",
]


@dataclass(frozen=True, slots=True)
class Term:
    """Something with a name in each language: a word of the report, or an id of the scenario or market.

    A scope is one phase or month, several joined by ``+``, or ``campaign``. A unit is a KPI by its English
    name in lower case, as sentences of a plan have it.
    """

    kind: TermKind
    id: str


def word(id_: str) -> Term:
    """A word of the report."""
    return Term("word", id_)


def words(*ids: str) -> tuple[Term, ...]:
    """Words of the report."""
    return tuple(map(word, ids))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount."""

    fen: int


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in the report currency, in its cents."""

    cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Price:
    """Yuan per result; None where nothing is delivered."""

    yuan: Decimal | None


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, both in one unit; of nothing there is no share."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Count:
    """Whole units; zero is shown as nothing."""

    units: int


@dataclass(frozen=True, slots=True)
class Number:
    """A figure with as many decimals as it has; zero is shown."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Weight:
    """A part of 1, shown in whole per cent."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Points:
    """An index score, 0–100."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Range:
    """A figure in the low, base and high world."""

    figures: RangePart


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Day:
    """One day."""

    date: date


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the report with the figures and names that stand in it.

    Attributes:
        id: of the sentence in the language's words; each value has its place in it by name.
        values: name of the place → what stands there.
    """

    id: str
    values: Mapping[str, Cell]


Cell = (
    Term
    | Money
    | Amount
    | Price
    | Share
    | Weight
    | Count
    | Number
    | Points
    | Range
    | Days
    | Day
    | Phrase
    | str
    | None
)
"""One cell; a string is text from a file, None means that there is no such figure."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under headings.

    Attributes:
        id: stable name of the table: anchor of a page, file name, sheet.
        title: what it shows.
        headings: one per column.
        rows: as many cells as headings in each.
        total: a last row that the rows add up to, or None.
        names: how many leading columns name the row.
        confidential: holds cost, rebate, handling or payees: never in a client's report.
    """

    id: str
    title: Term
    headings: tuple[Term, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    names: int = 1
    confidential: bool = True

    def __post_init__(self) -> None:
        """Refuse ragged rows.

        Raises:
            ValueError: a row has more or fewer cells than there are headings.
        """
        body = self.rows if self.total is None else (*self.rows, self.total)
        if any(len(row) != len(self.headings) for row in body):
            raise ValueError("every row of a table needs one cell for each heading")
