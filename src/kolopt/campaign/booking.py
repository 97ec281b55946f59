"""From a plan to the sheet it is booked with: one row per unit, and nothing lost that a person typed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kolopt.money import yuan
from kolopt.scenario.calendar import purchase_phases
from kolopt.scenario.catalogue import catalogue, lead_days
from kolopt.scenario.ledger import known_columns
from kolopt.scenario.orders import Status, slot_id, slot_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kolopt.plan.record import Plan
    from kolopt.scenario.ledger import Ledger, Row
    from kolopt.scenario.schema import Scenario

    Line = tuple[str, str]
    """Phase id and offer id."""
    Cells = Mapping[str, str]
    """Column → text."""

_DAY = r"\d{4}-\d\d-\d\d"
_FORMS = {
    **dict.fromkeys(("slot", "phase", "offer", "status"), re.compile(".*")),
    "window": re.compile(f"({_DAY} to {_DAY}, order by {_DAY})?"),
    # Spreadsheets write 466.40 as 466.4.
    "planned_cost": re.compile(r"[\d,]*\.?\d*"),
}
"""Columns that a new row has, and what it says there; a row with anything else is somebody's work."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The ledger that a plan asks for.

    Attributes:
        columns: those of the ledger there was, else the known ones.
        rows: cells of every slot; rows that were there keep their place, new ones follow those of their line.
        separator: between cells.
        kept: rows that somebody has worked on, unchanged.
        added: slots that are new.
        dropped: slots without any entry that the plan does not hold any more.
        unplanned: slots that are open and worked on although the plan does not hold them any more.
    """

    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    separator: str
    kept: int
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    unplanned: tuple[str, ...]


def book(plan: Plan, scenario: Scenario, ledger: Ledger | None = None) -> Sheet:
    """One row for each unit that a plan buys, beside the rows that a ledger has already.

    Booked rows that the plan does not know (it was made before they were) stand for units of the plan, a
    cancelled one too: only a new plan replaces it. Rows that somebody has worked on stay as they are; rows
    without any entry are renewed, or dropped when the plan does not hold them any more.

    Args:
        plan: what is to be booked.
        scenario: the plan's own inputs.
        ledger: what stands in the file so far.
    """
    rows = () if ledger is None else ledger.rows
    forms = _forms(plan, scenario)
    by_line: dict[Line, list[Row]] = {line: [] for line in forms}
    for row in rows:
        by_line.setdefault((row.order.phase, row.order.offer), []).append(row)
    settled = {line: _line(line, forms.get(line), found, scenario) for line, found in by_line.items()}
    fates = {slot: cells for part in settled.values() for slot, cells in part.stays.items()}
    return Sheet(
        columns=known_columns(scenario) if ledger is None else ledger.columns,
        rows=tuple(_placed(rows, fates, settled)),
        separator="," if ledger is None else ledger.separator,
        kept=sum(1 for row in rows if not untouched(row)),
        added=tuple(cells["slot"] for part in settled.values() for cells in part.new),
        dropped=tuple(row.slot for row in rows if row.slot not in fates),
        unplanned=tuple(slot for part in settled.values() for slot in part.unplanned),
    )


def untouched(row: Row) -> bool:
    """Whether nobody has worked on a row: it is open, and says nothing but what a new row says."""
    return row.order.status is Status.OPEN and all(
        _FORMS[column].fullmatch(text.strip()) if column in _FORMS else not text.strip()
        for column, text in row.cells.items()
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What becomes of one line: rows that stay, by slot; rows that are new; open ones beyond the plan."""

    stays: dict[str, Cells]
    new: tuple[Cells, ...]
    unplanned: tuple[str, ...]


def _forms(plan: Plan, scenario: Scenario) -> dict[Line, tuple[int, Cells]]:
    """Units of each line, and what all its new rows say."""
    phases = {phase.id: phase for phase in purchase_phases(scenario)}
    leads = {offer.id: lead_days(scenario, offer) for offer in catalogue(scenario)}
    forms: dict[Line, tuple[int, Cells]] = {}
    for line in plan.lines:
        phase = phases[line.phase]
        order_by = phase.end - timedelta(days=leads[line.offer])
        forms[line.phase, line.offer] = (
            line.count,
            {
                "phase": line.phase,
                "offer": line.offer,
                "window": f"{phase.start} to {phase.end}, order by {order_by}",
                "planned_cost": yuan(line.unit_cost),
                "status": Status.OPEN.value,
            },
        )
    return forms


def _line(line: Line, form: tuple[int, Cells] | None, rows: list[Row], scenario: Scenario) -> _Part:
    count, cells = form or (0, {})
    known = scenario.orders
    standing = [row for row in rows if not untouched(row) and row.slot not in known]
    free = [row for row in rows if untouched(row)]
    wanted = max(0, count - len(standing))
    renewed = {row.slot: {**row.cells, **_within(cells, row.cells)} for row in free[:wanted]}
    kept = {row.slot: row.cells for row in rows if not untouched(row)}
    highest = max((_number(slot, line) for slot in (*(row.slot for row in rows), *known)), default=0)
    new = tuple({**cells, "slot": slot_id(*line, highest + k)} for k in range(1, wanted - len(renewed) + 1))
    open_rows = [row.slot for row in standing if row.order.status is Status.OPEN]
    surplus = max(0, len(standing) - count)
    return _Part({**kept, **renewed}, new, tuple(open_rows[max(0, len(open_rows) - surplus) :]))


def _within(cells: Cells, columns: Iterable[str]) -> dict[str, str]:
    return {column: cells[column] for column in columns if column in cells}


def _number(slot: str, line: Line) -> int:
    return slot_number(slot, *line) or 0


def _placed(
    rows: tuple[Row, ...], fates: Mapping[str, Cells], parts: Mapping[Line, _Part]
) -> Iterator[Cells]:
    """Rows that stay, in their order; new ones behind the last row of their line, else at the end."""
    left = Counter((row.order.phase, row.order.offer) for row in rows)
    for row in rows:
        line = row.order.phase, row.order.offer
        if row.slot in fates:
            yield fates[row.slot]
        left[line] -= 1
        if not left[line]:
            yield from parts[line].new
    for line, part in parts.items():
        if line not in left:
            yield from part.new
