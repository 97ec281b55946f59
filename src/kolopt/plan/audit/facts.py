"""What the audit starts from: the plan's own inputs and the counts of its lines, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.money import exact_sum
from kolopt.plan.audit import money, time, yields
from kolopt.plan.audit.booked import bookings, lots
from kolopt.scenario.catalogue import Offer, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kolopt.plan.audit.booked import Booking
    from kolopt.scenario.quantities import World
    from kolopt.scenario.schema import Phase, Scenario


_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Purchase:
    """Units of an offer bought in a phase; booked ones are one lot, with money and yields of them all.

    Attributes:
        phase: the days of purchase, under the phase's id.
        offer: what was bought.
        count: how many units count.
        times: how often ``unit`` and ``yields`` count: for each new unit, once for a lot.
        unit: the money of one unit, or of the lot.
        yields: world → KPI → lifetime yield of one unit, or of the lot, sums included.
        fading: how its effect fades.
        by_status: of a lot, status → units; empty for new units.
    """

    phase: Phase
    offer: Offer
    count: int
    times: int
    unit: money.Unit
    yields: Mapping[World, Mapping[str, Fraction]]
    fading: time.Fading
    by_status: Mapping[str, int] = field(default_factory=dict)

    @property
    def booked(self) -> bool:
        """Whether this is a lot of booked units."""
        return bool(self.by_status)

    @property
    def spend(self) -> int:
        """Fen that count against the budget."""
        return self.times * self.unit.spend


@dataclass(frozen=True, slots=True)
class Facts:
    """The inputs and the decision.

    Attributes:
        scenario: validated, phases sorted by start.
        world: of the plan.
        offers: the whole catalogue.
        purchases: new units by phase, then catalogue order; then what is booked, likewise.
        booked: every booked unit.
    """

    scenario: Scenario
    world: World
    offers: tuple[Offer, ...]
    purchases: tuple[Purchase, ...]
    booked: tuple[Booking, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """Tiers in market order, then ``media`` and ``owned`` where the catalogue has them."""
        return tuple(dict.fromkeys(group(offer) for offer in self.offers))

    def in_phases(self, phases: Iterable[str]) -> tuple[Purchase, ...]:
        """Purchases of some phases."""
        wanted = tuple(phases)
        return tuple(bought for bought in self.purchases if bought.phase.id in wanted)

    def in_group(self, name: str) -> tuple[Purchase, ...]:
        """Purchases of a tier, of media, or of owned content."""
        return tuple(bought for bought in self.purchases if group(bought.offer) == name)


def group(offer: Offer) -> str:
    """The tier of a creator, the kind of anything else."""
    return offer.tier or offer.kind


def gather(scenario: Scenario, world: World, counts: Mapping[tuple[str, str], int]) -> Facts:
    """The facts behind counts by (phase id, offer id); ids that the scenario does not have are left out."""
    offers = catalogue(scenario)
    bought = dict.fromkeys(offer for _, offer in counts)
    table = {
        offer.id: (yields.unit_yields(scenario, offer), time.fading(scenario, offer))
        for offer in offers
        if offer.id in bought
    }
    new = tuple(
        Purchase(_days_of_purchase(scenario, phase), offer, n, n, money.unit(scenario, offer, phase), *brings)
        for phase in scenario.phases
        for offer in offers
        if (n := counts.get((phase.id, offer.id))) is not None
        for brings in [table[offer.id]]
    )
    booked = tuple(bookings(scenario, offers))
    held = tuple(
        Purchase(lot.phase, lot.offer, lot.count, 1, lot.money, lot.yields, fade, lot.by_status)
        for lot in lots(scenario, offers, booked)
        for fade in [time.fading(scenario, lot.offer)]
    )
    return Facts(scenario, world, offers, (*new, *held), booked)


def _days_of_purchase(scenario: Scenario, phase: Phase) -> Phase:
    """New units are bought evenly over what is left of a phase on the planning day."""
    day = scenario.as_of
    if day is None or not phase.start <= day <= phase.end:
        return phase
    return phase.model_copy(update={"start": day})


def total(purchases: Iterable[Purchase], kpi: str, world: World) -> Fraction:
    """What purchases bring of a KPI at full yield; 0 for a KPI that the market does not have."""
    return exact_sum((bought.times, bought.yields[world].get(kpi, _NOTHING)) for bought in purchases)
