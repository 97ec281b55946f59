"""The ledger: one row per slot, filled by people in a spreadsheet, read and written without losing a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from kolopt.diagnostics import Diagnostic, Position, Severity, did_you_mean, raise_errors
from kolopt.scenario.catalogue import catalogue
from kolopt.scenario.cells import CellError, check_mark, day_in, money_in, number_in, status_in
from kolopt.scenario.complaints import MOST_FINDINGS
from kolopt.scenario.orders import STANDING, Misfit, Order, Status, misfits, slot_misfit
from kolopt.scenario.sheet import Sheet, read_sheet, row_fault, sheet_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kolopt.scenario.schema import Scenario

Stated = TypeVar("Stated")

CODES = {
    "ledger-header": "a ledger lacks a column that it needs, or names one twice",
    "ledger-column": "a ledger has a column that is probably a misspelt one",
    "ledger-row": "a row of a ledger states what cannot be",
    "ledger-idle": "rows state a cost or results that count for nothing with their status",
    "ledger-slot": "a slot stands twice in a ledger",
    "ledger-more": "a ledger has more findings than anybody reads at once",
}
"""Diagnostic codes of this module; see also sheet."""

LARGEST_LEDGER = 32 * 2**20
"""Bytes that a ledger may have."""
NEEDED = ("slot", "phase", "offer", "status")
"""Columns without which a table is no ledger."""
_BEFORE = (
    *("slot", "phase", "offer", "window", "planned_cost"),
    *("creator", "agency", "payee", "order_id", "po", "quote", "rebate"),
    *("status", "ordered_on", "published_on", "cost", "fee_cancel"),
)
_AFTER = ("url", "angle", "keyword")
_FORM = "a ledger is a CSV table whose first row names slot, phase, offer, status, …"


@dataclass(frozen=True, slots=True)
class Row:
    """One slot as it stands in the file.

    Attributes:
        number: of the row as a spreadsheet counts it.
        slot: its name.
        order: what of it can change a number.
        cells: column → text as it was typed, unknown columns too, in the order of the columns.
    """

    number: int
    slot: str
    order: Order
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger that was read without an error.

    Attributes:
        name: the file.
        columns: its titles, known ones in lower case; empty columns without a title are left out.
        rows: in the order of the file.
        separator: between its cells.
        findings: warnings.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    separator: str
    findings: tuple[Diagnostic, ...]

    @property
    def booked(self) -> tuple[Row, ...]:
        """The rows that are not open, by slot."""
        rows = (row for row in self.rows if row.order.status is not Status.OPEN)
        return tuple(sorted(rows, key=lambda row: row.slot))


def known_columns(scenario: Scenario) -> tuple[str, ...]:
    """Every column that means something, in the order in which a new ledger has them."""
    return (*_BEFORE, *measured_kpis(scenario), *_AFTER)


def measured_kpis(scenario: Scenario) -> tuple[str, ...]:
    """The KPIs that a ledger can state: flows, in the market's order."""
    return tuple(name for name, kpi in scenario.kpis.items() if kpi.kind == "flow")


def read_ledger(data: bytes, name: str, scenario: Scenario) -> Ledger:
    """Read a ledger and check every row of it against its scenario.

    Args:
        data: the whole file, or its first bytes when it is larger than :data:`LARGEST_LEDGER`.
        name: the file, for positions: row and column of the table.
        scenario: with the phases, offers and KPIs that rows name.

    Raises:
        InvalidInputError: with everything that is wrong, row by row.
    """
    sheet = _titled(read_sheet(data, name, _FORM, LARGEST_LEDGER), known_columns(scenario))
    findings = list(_header_findings(sheet, known_columns(scenario)))
    raise_errors(findings)
    check = _Check(scenario)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, typed in sheet.rows:
        row = check.row(sheet, number, typed)
        if not isinstance(row, Row):
            findings.extend(row)
        elif (first := seen.setdefault(row.slot, number)) == number:
            rows.append(row)
        else:
            message = f"the slot `{row.slot}` stands twice, first in row {first}"
            hint = "give each unit a row of its own"
            findings.append(Diagnostic("ledger-slot", message, at=sheet.at(number, "slot"), hint=hint))
    raise_errors(_foremost(findings, name))
    findings.extend(_idle_findings(sheet, rows))
    return Ledger(name, tuple(filter(None, sheet.titles)), tuple(rows), sheet.separator, tuple(findings))


def ledger_text(columns: Iterable[str], rows: Iterable[Mapping[str, str]], separator: str = ",") -> str:
    """A ledger as a file: the columns, then each row's cells as they are, "" where it has none."""
    titles = tuple(columns)
    return sheet_text((titles, *([row.get(title, "") for title in titles] for row in rows)), separator)


def _titled(sheet: Sheet, known: tuple[str, ...]) -> Sheet:
    """The sheet with the titles of known columns in lower case."""
    titles = tuple(title.lower() if title.lower() in known else title for title in sheet.titles)
    return Sheet(sheet.name, titles, sheet.rows, sheet.separator)


def _header_findings(sheet: Sheet, known: tuple[str, ...]) -> Iterator[Diagnostic]:
    missing = [column for column in NEEDED if column not in sheet.titles]
    if missing:
        message = f"the ledger has no column {' and no '.join(missing)}"
        yield Diagnostic("ledger-header", message, at=Position(sheet.name, 1, 1), hint=_FORM)
    for number, title in enumerate(sheet.titles, 1):
        at = Position(sheet.name, 1, number)
        if not title:
            filled = [row for row, cells in sheet.rows if "".join(cells[number - 1 : number]).strip()]
            if filled:
                message = f"the column has no title, but row {filled[0]} states something in it"
                yield Diagnostic("ledger-header", message, at=at, hint="name it in the first row")
        elif title in sheet.titles[: number - 1]:
            message = f"the column `{title}` stands twice"
            yield Diagnostic("ledger-header", message, at=at, hint="rename one of them")
        elif title not in known:
            absent = [column for column in known if column not in sheet.titles]
            hint = did_you_mean(title, absent)
            if hint.startswith("did"):
                message = f"the column `{title}` is kept, but not read"
                yield Diagnostic("ledger-column", message, Severity.WARNING, at, hint)


def _idle_findings(sheet: Sheet, rows: list[Row]) -> Iterator[Diagnostic]:
    """What was probably forgotten, once for all rows alike: a status, or the fee of a cancelled row."""
    stating = [row for row in rows if row.order.cost or row.order.kpis]
    unset = [row for row in stating if row.order.status is Status.OPEN]
    gone = [row for row in stating if row.order.status is Status.CANCELLED]
    feeless = [row for row in gone if not row.cells.get("fee_cancel", "").strip()]
    for idle, message, hint in (
        (
            unset,
            "open and states a cost or results, which change nothing",
            "set the status of what is booked",
        ),
        (feeless, "cancelled and states a cost or results but no fee: it costs nothing", "fill fee_cancel"),
    ):
        if idle:
            more = f" ({len(idle)} rows are so)" if idle[1:] else ""
            told = f"{idle[0].slot} is {message}{more}"
            at = sheet.at(idle[0].number, "status")
            yield Diagnostic("ledger-idle", told, Severity.WARNING, at, hint)


def _foremost(findings: list[Diagnostic], name: str) -> list[Diagnostic]:
    """The findings, or the first of them and how many more there are."""
    if len(findings) <= MOST_FINDINGS:
        return findings
    rest = f"{name}: {len(findings) - MOST_FINDINGS} more findings are not listed"
    hint = "mend the first ones and check again"
    return [*findings[:MOST_FINDINGS], Diagnostic("ledger-more", rest, hint=hint)]


class _Check:
    """What rows are read and checked with."""

    def __init__(self, scenario: Scenario) -> None:
        self._phases = scenario.phases
        self._offers = dict.fromkeys(offer.id for offer in catalogue(scenario))
        self._kpis = measured_kpis(scenario)

    def row(self, sheet: Sheet, number: int, typed: tuple[str, ...]) -> Row | list[Diagnostic]:
        """The row, or everything that is wrong with it, cell by cell."""
        if fault := row_fault(sheet, number, typed, "a cell that holds the separator stands in quotes"):
            return [fault]
        cells = {title: text for title, text in zip(sheet.titles, typed, strict=True) if title}
        reader = _Reader({title: text.strip() for title, text in cells.items()})
        slot = reader.texts["slot"]
        if sheet.separator == ";":
            for column in ("cost", "fee_cancel", *self._kpis):
                reader.read(check_mark, column)
        order = self._order(reader)
        if order is None:
            unfit = slot_misfit(slot, reader.texts["phase"], reader.texts["offer"])
            found = [] if unfit is None else [unfit]
        else:
            found = list(misfits(slot, order, self._phases, self._offers, self._kpis))
        found = [*reader.faults.values(), *(one for one in found if one.column not in reader.faults)]
        if order is not None and not found:
            return Row(number, slot, order, cells)
        told = (
            Diagnostic(
                "ledger-row", f"{one.column}: {one.message}", at=sheet.at(number, one.column), hint=one.hint
            )
            for one in found
        )
        return sorted(told, key=lambda finding: finding.at.column if finding.at else 0)

    def _order(self, reader: _Reader) -> Order | None:
        """The order without the cells that cannot be read; None where its status is one of them."""
        status, fee = reader.read(status_in, "status"), reader.read(money_in, "fee_cancel")
        cost = reader.read(money_in, "cost")
        if cost is None and "cost" not in reader.faults and status in STANDING:
            cost = reader.read(money_in, "planned_cost")
        measured = {kpi: reader.read(number_in, kpi) for kpi in self._kpis if reader.texts.get(kpi)}
        ordered_on, published_on = reader.read(day_in, "ordered_on"), reader.read(day_in, "published_on")
        if status is None:
            return None
        return Order(
            phase=reader.texts["phase"],
            offer=reader.texts["offer"],
            status=status,
            ordered_on=ordered_on,
            published_on=published_on,
            cost=cost,
            fee_cancel=0 if fee is None else fee,
            payee=" ".join(reader.texts.get("payee", "").split()),
            kpis=tuple((kpi, value) for kpi, value in measured.items() if value is not None),
        )


class _Reader:
    """Reads the cells of one row and keeps what is wrong with them, one fault for each column.

    Attributes:
        texts: column → text without the blanks around it.
        faults: column → why it cannot be read.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.faults: dict[str, Misfit] = {}

    def read(self, cell: Callable[[Mapping[str, str], str], Stated], column: str) -> Stated | None:
        """What a cell states; None where it cannot be read."""
        try:
            return cell(self.texts, column)
        except CellError as error:
            self.faults.setdefault(column, error.fault)
            return None
