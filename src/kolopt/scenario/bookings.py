"""Where in the calendar orders belong, whether their results are final, and the pools that they use up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kolopt.scenario.calendar import days_of_purchase
from kolopt.scenario.catalogue import lead_days
from kolopt.scenario.orders import Status, phase_on

if TYPE_CHECKING:
    from datetime import date

    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.orders import Order
    from kolopt.scenario.schema import Scenario


def phase_of(scenario: Scenario, order: Order) -> str:
    """The phase in which an order counts: that of its publication, else that of its slot."""
    phase = None if order.published_on is None else phase_on(scenario.phases, order.published_on)
    return order.phase if phase is None else phase.id


def is_final(scenario: Scenario, order: Order) -> bool:
    """Whether what was measured is all that comes: the unit is settled, or older than the yield window."""
    if order.status is Status.SETTLED:
        return True
    if scenario.as_of is None or order.published_on is None or not order.is_out:
        return False
    return (scenario.as_of - order.published_on).days > scenario.yield_window.base


def spans_of(scenario: Scenario, order: Order, offer: Offer) -> tuple[tuple[date, date], tuple[date, date]]:
    """First and last day of an order's publication, and of the order itself.

    As long as a day is not stated, it is taken as for new units: some day of what is left of the
    slot's phase, and the lead time before the publication.
    """
    if order.published_on is None:
        phase = next(phase for phase in scenario.phases if phase.id == order.phase)
        out = days_of_purchase(scenario, phase)
    else:
        out = order.published_on, order.published_on
    before = timedelta(days=lead_days(scenario, offer))
    ordered = (out[0] - before, out[1] - before) if order.ordered_on is None else (order.ordered_on,) * 2
    return out, ordered


@dataclass(frozen=True, slots=True)
class Taken:
    """Booked units of an offer, or of several, in a phase.

    Attributes:
        units: that count.
        cancelled: that do not; whoever fell through cannot be had again.
        pending: of the units, those that are not out yet.
    """

    units: int = 0
    cancelled: int = 0
    pending: int = 0

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.units + other.units, self.cancelled + other.cancelled, self.pending + other.pending)


def taken(scenario: Scenario) -> dict[tuple[str, str], Taken]:
    """(phase id, offer id) → what orders take there."""
    found: dict[tuple[str, str], Taken] = {}
    for order in scenario.orders.values():
        line = phase_of(scenario, order), order.offer
        one = Taken(
            int(order.counts),
            int(order.status is Status.CANCELLED),
            int(order.status is Status.ORDERED),
        )
        found[line] = found.get(line, Taken()) + one
    return found
