"""The audit's yields: what one unit brings in each world, from docs/model.md §2–§3 alone."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.market_schema import Variation
    from kolopt.scenario.quantities import Quantity
    from kolopt.scenario.schema import Scenario


def unit_yield(scenario: Scenario, offer: Offer, kpi: str, world: World) -> Fraction:
    """What one unit brings of a KPI, lifetime total; sums are resolved."""
    record = scenario.kpis[kpi]
    if record.kind == "sum":
        return sum((unit_yield(scenario, offer, part, world) for part in record.of), Fraction(0))
    if offer.spec is not None and kpi in offer.spec.yields:
        return _in_world(scenario, kpi, offer.spec.yields[kpi], world)
    if offer.kind != "creator" or kpi not in scenario.tiers[offer.tier].yields:
        return Fraction(0)
    value = _in_world(scenario, kpi, scenario.tiers[offer.tier].yields[kpi], world)
    for part in (scenario.formats[offer.format], scenario.fits[offer.fit], scenario.deals[offer.deal]):
        value *= _factor(scenario, part, offer.tier, kpi)
    return value


def _in_world(scenario: Scenario, kpi: str, quantity: Quantity, world: World) -> Fraction:
    stated = quantity.in_world(world)
    if stated is not None:
        return stated
    if scenario.kpis[kpi].kind != "flow" or scenario.worlds is None:
        return quantity.base
    return quantity.base * (scenario.worlds.low if world is World.LOW else scenario.worlds.high).base


def _factor(scenario: Scenario, part: Variation, tier: str, kpi: str) -> Fraction:
    if kpi in part.yields:
        return part.yields[kpi].base
    if scenario.kpis[kpi].kind != "flow":
        return Fraction(1)
    factor = part.yields.get(tier) or part.yields.get("flow")
    return factor.base if factor else Fraction(1)
