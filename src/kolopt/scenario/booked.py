"""The ledger that a scenario names, put in the place of its name: slot → what is booked there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kolopt.diagnostics import Position, Severity
from kolopt.scenario.catalogue import built_offers
from kolopt.scenario.finding import Finding
from kolopt.scenario.ledger import LARGEST_LEDGER, Ledger, measured_kpis, read_ledger
from kolopt.scenario.nodes import Mapping, Scalar
from kolopt.scenario.orders import Status, misfits, order_text
from kolopt.scenario.sources import read_bytes, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kolopt.scenario.orders import Order
    from kolopt.scenario.schema import Scenario
    from kolopt.scenario.sources import Reading

CODES = {
    "order-misfit": "a booked row does not fit the scenario any more",
    "order-ahead": "a row is ordered or published after the day on which is planned",
    "order-late": "ordered rows are not out although their phase has ended",
}
"""Diagnostic codes of this module; see also ledger."""


def ledger_reference(tree: Mapping) -> Scalar | None:
    """The name of a ledger that has not been read yet."""
    node = tree.get("orders")
    return node if isinstance(node, Scalar) and not node.is_null else None


def open_ledger(reference: Scalar, file: str, scenario: Scenario, reading: Reading) -> Ledger:
    """Read the ledger that a scenario names.

    Args:
        reference: its name.
        file: the file that names it.
        scenario: without orders.
        reading: where it may lie.

    Raises:
        InvalidInputError: it cannot be read, or a row is wrong.
    """
    path = resolve(reference, file, reading)
    data = read_bytes(path, reference.at, LARGEST_LEDGER, (".csv",))
    return read_ledger(data, path, scenario)


def with_orders(tree: Mapping, orders: Mapping) -> Mapping:
    """The tree with orders in the place of the ledger's name."""
    entries = ((key, orders if key.text == "orders" else value) for key, value in tree.entries)
    return replace(tree, entries=tuple(entries))


def orders_node(ledger: Ledger, at: Position) -> Mapping:
    """The booked rows as nodes, each where its row stands; the whole at the ledger's name."""
    entries = []
    for row in ledger.booked:
        place = Position(ledger.name, row.number, 1)
        entries.append((Scalar(row.slot, place), Scalar(order_text(row.order), place, quoted=True)))
    return Mapping(tuple(entries), at)


def check_orders(scenario: Scenario) -> Iterator[Finding]:
    """What about booked rows does not fit their scenario, and what is odd on its planning day."""
    if not (scenario.orders and scenario.phases):
        return
    offers = dict.fromkeys((*(offer.id for offer in built_offers(scenario)), *scenario.offers))
    kpis = measured_kpis(scenario)
    late: dict[str, list[str]] = {}
    ends = {phase.id: phase.end for phase in scenario.phases}
    for slot, order in scenario.orders.items():
        if unfit := tuple(misfits(slot, order, scenario.phases, offers, kpis)):
            for found in unfit:
                message = f"{found.column}: {found.message}"
                yield Finding("order-misfit", ("orders", slot), message, found.hint)
        elif scenario.as_of is None:
            continue
        elif ahead := _ahead(order, scenario.as_of):
            yield Finding("order-ahead", ("orders", slot), *ahead, Severity.WARNING)
        elif order.status is Status.ORDERED and ends[order.phase] < scenario.as_of and not order.published_on:
            late.setdefault(order.phase, []).append(slot)
    for phase, slots in late.items():
        message = f"{len(slots)} ordered but not out, though {phase} ended on {ends[phase]}; first {slots[0]}"
        hint = f"they count in {phase}; state published_on for those that will come later"
        yield Finding("order-late", ("orders",), message, hint, Severity.WARNING)


def _ahead(order: Order, day: date) -> tuple[str, str] | None:
    """What an order states of days after the planning day as if it had happened, and what would be right."""
    if order.is_out and order.published_on is not None and order.published_on > day:
        message = f"is {order.status} on {order.published_on}, after the planning day {day}"
        return message, "set the status to ordered, or plan as of a later day"
    if order.ordered_on is not None and order.ordered_on > day:
        message = f"is ordered on {order.ordered_on}, after the planning day {day}"
        return message, "leave it open until then, or plan as of a later day"
    return None
