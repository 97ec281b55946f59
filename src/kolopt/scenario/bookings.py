"""Where in the calendar orders belong, whether their results are final, and the pools that they use up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kolopt.scenario.calendar import days, days_left, days_of_purchase
from kolopt.scenario.catalogue import lead_days
from kolopt.scenario.orders import Status, phase_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.orders import Order
    from kolopt.scenario.schema import Phase, Scenario


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


@dataclass(frozen=True, slots=True)
class Supply:
    """What pools are cut down by: the calendar of the scenario, and what is booked."""

    scenario: Scenario
    booked: Mapping[tuple[str, str], Taken]

    def gone(self, offers: Sequence[Offer], phases: Iterable[str]) -> Taken:
        """What is booked in phases of the offers of a pool."""
        lines = ((phase, offer.id) for phase in phases for offer in offers)
        return sum((self.booked[line] for line in lines if line in self.booked), Taken())

    def most(self, offers: Sequence[Offer], phase: Phase, size: int) -> int:
        """Units in a phase under a pool: those booked, and what is left of the pool for new ones."""
        return self.gone(offers, [phase.id]).units + self.new(offers, phase, size)

    def new(self, offers: Sequence[Offer], phase: Phase, size: int) -> int:
        """New units that a pool of a size still gives in a phase.

        The pool is used up by all that is booked in the phase, cancelled units too; of a running
        phase the part for the days left, by those that are still to come out in them.
        """
        gone = self.gone(offers, [phase.id])
        left = size - gone.units - gone.cancelled
        if days_left(self.scenario, phase) < days(phase):
            left = min(left, size * days_left(self.scenario, phase) // days(phase) - gone.pending)
        return max(0, left)


def supply_of(scenario: Scenario) -> Supply:
    """The supply of a scenario with its orders."""
    return Supply(scenario, taken(scenario))
