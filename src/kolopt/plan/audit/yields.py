"""The audit's yields: what one unit brings in each world, from docs/model.md#yields-and-time alone."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.market_schema import Variation
    from kolopt.scenario.quantities import Quantity
    from kolopt.scenario.schema import Scenario


def unit_yields(scenario: Scenario, offer: Offer) -> dict[World, dict[str, Fraction]]:
    """World → KPI → what one unit brings of it, lifetime total; sums are resolved."""
    plain = [kpi for kpi, record in scenario.kpis.items() if record.kind != "sum"]
    stated = {kpi: _stated(scenario, offer, kpi) for kpi in plain}
    found = {}
    for world in World:
        own = {kpi: _in_world(scenario, kpi, *stated[kpi], world) for kpi in plain}
        found[world] = {kpi: resolved(scenario, own, kpi) for kpi in scenario.kpis}
    return found


def resolved(scenario: Scenario, own: dict[str, Fraction], kpi: str) -> Fraction:
    """A KPI from those that are no sums."""
    if kpi in own:
        return own[kpi]
    return sum((resolved(scenario, own, part) for part in scenario.kpis[kpi].of), Fraction(0))


def _stated(scenario: Scenario, offer: Offer, kpi: str) -> tuple[Quantity | None, Fraction]:
    """The number that a yield starts from (None = there is none), and the factor on it."""
    if offer.spec is not None and kpi in offer.spec.yields:
        return offer.spec.yields[kpi], Fraction(1)
    if offer.kind != "creator" or kpi not in scenario.tiers[offer.tier].yields:
        return None, Fraction(0)
    factor = Fraction(1)
    for part in (scenario.formats[offer.format], scenario.fits[offer.fit], scenario.deals[offer.deal]):
        factor *= _factor(scenario, part, offer.tier, kpi)
    return scenario.tiers[offer.tier].yields[kpi], factor


def _in_world(
    scenario: Scenario, kpi: str, quantity: Quantity | None, factor: Fraction, world: World
) -> Fraction:
    if quantity is None:
        return Fraction(0)
    stated = quantity.in_world(world)
    if stated is not None:
        return stated * factor
    if scenario.kpis[kpi].kind != "flow" or scenario.worlds is None:
        return quantity.base * factor
    return quantity.base * (scenario.worlds.low if world is World.LOW else scenario.worlds.high).base * factor


def _factor(scenario: Scenario, part: Variation, tier: str, kpi: str) -> Fraction:
    if kpi in part.yields:
        return part.yields[kpi].base
    if scenario.kpis[kpi].kind != "flow":
        return Fraction(1)
    factor = part.yields.get(tier) or part.yields.get("flow")
    return factor.base if factor else Fraction(1)
