"""What booked units cost: the planned cost lines at the price really agreed (docs/model.md#money)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kolopt.economics.costs import COST_LINES, NOTE_LINES, CostLine, UnitCost

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kolopt.economics.costs import LineName
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import Scenario


OWN_LINES: dict[str, Literal["creator", "media", "production"]] = {
    "creator": "creator",
    "media": "media",
    "owned": "production",
}
"""Kind of offer → the cost line that is its price; whom a ledger names as payee gets it."""


def at_price(scenario: Scenario, offer: Offer, planned: UnitCost, fen: int, payee: str = "") -> UnitCost:
    """The cost of a unit for which another amount counts against the budget than was planned.

    The planned lines that count against the budget are scaled to the amount, rounded so that they
    add up to it: a line is what the sum up to it, rounded, leaves of the sum before. Lines outside
    the budget stay. Where nothing was planned, all is one line (:func:`own_line`).

    Args:
        scenario: names the payees.
        offer: of the unit.
        planned: its cost as planned.
        fen: what counts against the budget instead; 0 or more.
        payee: who gets the offer's own line, "" = as planned.
    """
    if planned.spend <= 0:
        outside = tuple(line for line in planned.lines if not line.in_spend)
        return _of_lines((*own_line(scenario, offer, fen, payee), *outside))
    lines: list[CostLine] = []
    before = so_far = 0
    for line in planned.lines:
        if not line.in_spend:
            lines.append(line)
            continue
        so_far += line.fen
        upto = _part(so_far, fen, planned.spend)
        paid = payee if payee and line.name == OWN_LINES[offer.kind] else line.payee
        lines.append(CostLine(line.name, paid, upto - before))
        before = upto
    memos = (planned.vat_contained, planned.vat_recoverable, planned.rebate_memo, planned.note_cost)
    return _of_lines(tuple(lines), *(_part(memo, fen, planned.spend) for memo in memos))


def own_line(scenario: Scenario, offer: Offer, fen: int, payee: str = "") -> tuple[CostLine, ...]:
    """An amount that stands on one line alone: the creator's, media money, or production; () for 0."""
    name = OWN_LINES[offer.kind]
    return (CostLine(name, payee or scenario.payees[name], fen),) if fen else ()


def fee_for(scenario: Scenario, offer: Offer, fen: int, payee: str = "") -> UnitCost:
    """The cost of a cancelled unit: its fee alone."""
    return _of_lines(own_line(scenario, offer, fen, payee))


def added_up(costs: Iterable[UnitCost]) -> UnitCost:
    """Several units' costs as one: lines of one name and payee together."""
    known = tuple(costs)
    sums: dict[tuple[LineName, str, bool], int] = {}
    for line in (line for cost in known for line in cost.lines):
        key = line.name, line.payee, line.in_spend
        sums[key] = sums.get(key, 0) + line.fen
    order = sorted(sums, key=lambda key: (COST_LINES.index(key[0]), key[1]))
    return _of_lines(
        tuple(CostLine(name, payee, sums[name, payee, counts], counts) for name, payee, counts in order),
        sum(cost.vat_contained for cost in known),
        sum(cost.vat_recoverable for cost in known),
        sum(cost.rebate_memo for cost in known),
        sum(cost.note_cost for cost in known),
    )


def _part(amount: int, fen: int, whole: int) -> int:
    """``amount`` · fen / whole, rounded to the nearest fen, halves away from 0."""
    size = (2 * abs(amount) * fen + whole) // (2 * whole)
    return size if amount >= 0 else -size


def _of_lines(
    lines: tuple[CostLine, ...],
    vat_contained: int = 0,
    vat_recoverable: int = 0,
    rebate_memo: int = 0,
    note_cost: int | None = None,
) -> UnitCost:
    """A unit's cost from its lines; without a note cost of its own the note lines that count are it."""
    notes = sum(line.fen for line in lines if line.name in NOTE_LINES)
    return UnitCost(
        lines=tuple(line for line in lines if line.fen),
        vat_contained=vat_contained,
        vat_recoverable=vat_recoverable,
        rebate_memo=rebate_memo,
        spend=sum(line.fen for line in lines if line.in_spend),
        outlay=sum(line.fen for line in lines),
        note_cost=notes if note_cost is None else note_cost,
    )
