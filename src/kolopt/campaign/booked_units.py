"""Booked units one by one: stage, place in the campaign, money and what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.economics.booked import money_of
from kolopt.economics.tables import tabulate
from kolopt.economics.yields import kpi_value
from kolopt.plan.figures import group
from kolopt.scenario.bookings import phase_of
from kolopt.scenario.orders import Status
from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kolopt.economics.costs import UnitCost
    from kolopt.economics.tables import Economics
    from kolopt.scenario.load import Case
    from kolopt.scenario.orders import Order

BOOKED = (Status.ORDERED, Status.PUBLISHED, Status.SETTLED, Status.CANCELLED)
"""Stages of a booked unit, in order."""
COUNTING = BOOKED[:3]
"""Stages of units that bring something."""


@dataclass(frozen=True, slots=True)
class BookedUnit:
    """One row of the ledger that is not open.

    Attributes:
        slot: its name.
        order: as the ledger states it.
        tier: the tier; ``media`` or ``owned`` for other offers.
        phase: in which it counts.
        cost: what it costs, actually or as planned.
        results: KPI → what is known to have come of it so far, sums included.
    """

    slot: str
    order: Order
    tier: str
    phase: str
    cost: UnitCost
    results: Mapping[str, Fraction]

    def spend_lines(self) -> tuple[tuple[str, int], ...]:
        """Cost line and fen of what counts against the budget."""
        return tuple((line.name, line.fen) for line in self.cost.lines if line.in_spend)


def orders_total(case: Case) -> int:
    """What all orders of a scenario count against its budget, fees of cancelled ones included; fen."""
    if not case.scenario.orders:
        return 0
    return sum(unit.cost.spend for unit in booked_units(tabulate(case.scenario, World.BASE)))


def booked_units(economics: Economics) -> tuple[BookedUnit, ...]:
    """Every booked unit of a scenario, by slot."""
    scenario = economics.scenario
    offers = {offer.id: offer for offer in economics.offers}
    units = []
    for slot, order in scenario.orders.items():
        offer = offers[order.offer]
        units.append(
            BookedUnit(
                slot=slot,
                order=order,
                tier=group(offer),
                phase=phase_of(scenario, order),
                cost=money_of(scenario, offer, order, economics.unit_costs[order.offer, order.phase]),
                results=_results(economics, order),
            )
        )
    return tuple(units)


def _results(economics: Economics, order: Order) -> dict[str, Fraction]:
    """What is known to have come of a unit: stated flows, and of a unit that is out what stands at once."""
    if not order.counts:
        return {}
    scenario, stated = economics.scenario, dict(order.kpis)
    yields = economics.yields[order.offer] if order.is_out else {}
    single = {
        kpi: stated.get(kpi, Fraction(0)) if record.kind == "flow" else yields.get(kpi, Fraction(0))
        for kpi, record in scenario.kpis.items()
        if record.kind != "sum"
    }
    return {kpi: kpi_value(scenario, single, kpi) for kpi in scenario.kpis}
