"""What is booked: units of orders by phase and offer, their cost, and what they bring.

See docs/model.md#booked-units-and-the-calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.economics.actual import added_up, at_price, fee_for
from kolopt.economics.costs import unit_cost
from kolopt.economics.yields import kpi_value
from kolopt.money import exact_sum
from kolopt.scenario.bookings import is_final, phase_of
from kolopt.scenario.orders import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from kolopt.economics.costs import UnitCost
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.orders import Order
    from kolopt.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class BookedLine:
    """The booked units of one offer in one phase.

    Attributes:
        phase: of publication; of the slot where a unit is not out.
        offer: its id.
        by_status: status → units, cancelled ones too, in the order of :class:`Status`.
        units: those that count; cancelled ones don't.
        cost: of all of them together, fees of cancelled ones included.
        kpis: what they brought or will bring in all, sums included.
    """

    phase: str
    offer: str
    by_status: Mapping[str, int]
    units: int
    cost: UnitCost
    kpis: Mapping[str, Fraction]


def booked_lines(
    scenario: Scenario, offers: Sequence[Offer], yields: Mapping[str, Mapping[str, Fraction]]
) -> tuple[BookedLine, ...]:
    """Every line of which something is booked, by phase, then catalogue order.

    Args:
        scenario: with its orders.
        offers: the catalogue.
        yields: offer id → KPI → planned yield of one unit, sums included.
    """
    groups = _by_line(scenario)
    return tuple(
        _line(scenario, phase.id, offer, groups[phase.id, offer.id], yields[offer.id])
        for phase in scenario.phases
        for offer in offers
        if (phase.id, offer.id) in groups
    )


def booked_results(
    scenario: Scenario, yields: Mapping[str, Mapping[str, Fraction]]
) -> dict[tuple[str, str], dict[str, Fraction]]:
    """(phase id, offer id) → what its booked units brought or will bring in all, under other yields.

    Arguments as for :func:`booked_lines`.
    """
    return {
        (phase, offer): _results(scenario, [order for order in orders if order.counts], yields[offer])
        for (phase, offer), orders in _by_line(scenario).items()
    }


def _by_line(scenario: Scenario) -> dict[tuple[str, str], list[Order]]:
    groups: dict[tuple[str, str], list[Order]] = {}
    for order in scenario.orders.values():
        groups.setdefault((phase_of(scenario, order), order.offer), []).append(order)
    return groups


def _line(
    scenario: Scenario, phase: str, offer: Offer, orders: list[Order], yields: Mapping[str, Fraction]
) -> BookedLine:
    counting = [order for order in orders if order.counts]
    by_status = {status.value: sum(order.status is status for order in orders) for status in Status}
    return BookedLine(
        phase=phase,
        offer=offer.id,
        by_status={status: units for status, units in by_status.items() if units},
        units=len(counting),
        cost=added_up(costs_of(scenario, offer, orders)),
        kpis=_results(scenario, counting, yields),
    )


def costs_of(scenario: Scenario, offer: Offer, orders: Sequence[Order]) -> list[UnitCost]:
    """The cost of each order of an offer; planned is the unit cost in the phase of its slot."""
    phases = {phase.id: phase for phase in scenario.phases}
    planned = {
        name: unit_cost(scenario, offer, phases[name]) for name in {order.phase: 0 for order in orders}
    }
    return [money_of(scenario, offer, order, planned[order.phase]) for order in orders]


def money_of(scenario: Scenario, offer: Offer, order: Order, planned: UnitCost) -> UnitCost:
    """What one booked unit costs, by cost line and payee: actually, else as planned; cancelled, its fee."""
    if order.status is Status.CANCELLED:
        return fee_for(scenario, offer, order.fee_cancel, order.payee)
    cost = planned.spend if order.cost is None else order.cost
    return at_price(scenario, offer, planned, cost, order.payee)


def _results(scenario: Scenario, orders: list[Order], yields: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """All KPIs of units that count: measured flows where they are final, else the larger of both."""
    measured: dict[str, list[tuple[Fraction, bool]]] = {}
    for order in orders:
        final = is_final(scenario, order)
        for kpi, value in order.kpis:
            measured.setdefault(kpi, []).append((value, final))
    single = {
        kpi: _result(len(orders), measured.get(kpi, []), yields[kpi])
        for kpi, record in scenario.kpis.items()
        if record.kind != "sum"
    }
    return {kpi: kpi_value(scenario, single, kpi) for kpi in scenario.kpis}


def _result(units: int, measured: list[tuple[Fraction, bool]], planned: Fraction) -> Fraction:
    known = (value if final else max(value, planned) for value, final in measured)
    return exact_sum(((units - len(measured), planned), *((1, value) for value in known)))
