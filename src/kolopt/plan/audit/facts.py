"""What the audit starts from: the plan's own inputs and the counts of its lines, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.money import exact_sum
from kolopt.plan.audit import money, time, yields
from kolopt.scenario.catalogue import Offer, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kolopt.scenario.quantities import World
    from kolopt.scenario.schema import Phase, Scenario


_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Purchase:
    """Units of an offer bought in a phase.

    Attributes:
        phase: of purchase.
        offer: what was bought.
        count: how many units, 1 or more.
        unit: the money of one unit.
        yields: world → KPI → lifetime yield of one unit, sums included.
        fading: how its effect fades.
    """

    phase: Phase
    offer: Offer
    count: int
    unit: money.Unit
    yields: Mapping[World, Mapping[str, Fraction]]
    fading: time.Fading

    @property
    def spend(self) -> int:
        """Fen that count against the budget."""
        return self.count * self.unit.spend


@dataclass(frozen=True, slots=True)
class Facts:
    """The inputs and the decision.

    Attributes:
        scenario: validated, phases sorted by start.
        world: of the plan.
        offers: the whole catalogue.
        purchases: by phase, then catalogue order.
    """

    scenario: Scenario
    world: World
    offers: tuple[Offer, ...]
    purchases: tuple[Purchase, ...]

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
    purchases = tuple(
        Purchase(
            phase, offer, counts[phase.id, offer.id], money.unit(scenario, offer, phase), *table[offer.id]
        )
        for phase in scenario.phases
        for offer in offers
        if (phase.id, offer.id) in counts
    )
    return Facts(scenario, world, offers, purchases)


def total(purchases: Iterable[Purchase], kpi: str, world: World) -> Fraction:
    """What purchases bring of a KPI at full yield; 0 for a KPI that the market does not have."""
    return exact_sum((bought.count, bought.yields[world].get(kpi, _NOTHING)) for bought in purchases)
