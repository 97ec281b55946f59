"""What one unit brings over its lifetime, per KPI and world; exact (docs/model.md#yields-and-time)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.market_schema import Variation
    from kolopt.scenario.quantities import Quantity
    from kolopt.scenario.schema import Scenario


def unit_yields(scenario: Scenario, offer: Offer, world: World) -> dict[str, Fraction]:
    """Lifetime yield of one unit for every KPI that is not a sum, in the scenario's order.

    A creator's KPIs that its own record does not name come from tier, format, fit and deal;
    media and owned units bring only what their record names. A KPI that nobody names is 0.
    """
    named = {} if offer.spec is None else offer.spec.yields
    kpis = (kpi for kpi, record in scenario.kpis.items() if record.kind != "sum")
    return {
        kpi: _in_world(scenario, kpi, named[kpi], world)
        if kpi in named
        else _from_parts(scenario, offer, kpi, world)
        for kpi in kpis
    }


def base_kpis(scenario: Scenario, kpi: str) -> tuple[str, ...]:
    """The KPIs that a KPI adds up: itself, or, for a sum, its parts (parts that are sums resolved too)."""
    record = scenario.kpis[kpi]
    if record.kind != "sum":
        return (kpi,)
    return tuple(base for part in record.of for base in base_kpis(scenario, part))


def kpi_value(scenario: Scenario, yields: Mapping[str, Fraction], kpi: str) -> Fraction:
    """The value of any KPI, sums included, from the yields of :func:`unit_yields`."""
    return sum((yields[base] for base in base_kpis(scenario, kpi)), Fraction(0))


def _from_parts(scenario: Scenario, offer: Offer, kpi: str, world: World) -> Fraction:
    if offer.kind != "creator" or kpi not in scenario.tiers[offer.tier].yields:
        return Fraction(0)
    value = _in_world(scenario, kpi, scenario.tiers[offer.tier].yields[kpi], world)
    for part in (scenario.formats[offer.format], scenario.fits[offer.fit], scenario.deals[offer.deal]):
        value *= _factor(scenario, part, offer.tier, kpi)
    return value


def _factor(scenario: Scenario, part: Variation, tier: str, kpi: str) -> Fraction:
    """A part's factor on a KPI; the KPI's own key first, tier and ``flow`` only act on flow KPIs."""
    keys = (kpi, tier, "flow") if scenario.kpis[kpi].kind == "flow" else (kpi,)
    stated = (part.yields[key].base for key in keys if key in part.yields)
    return next(stated, Fraction(1))


def _in_world(scenario: Scenario, kpi: str, number: Quantity, world: World) -> Fraction:
    """A yield in a world: its own range first, else, for flows, the market's factor on its base."""
    stated = number.in_world(world)
    if stated is not None:
        return stated
    if scenario.kpis[kpi].kind != "flow" or scenario.worlds is None:
        return number.base
    factor = scenario.worlds.low if world is World.LOW else scenario.worlds.high
    return number.base * factor.base
