"""Good practice that the inputs alone can show: prices, yields, goals, phases, deals."""

from __future__ import annotations

import itertools
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.checks.findings import Lint, Remark
from kolopt.checks.tiers import ladder, listed
from kolopt.checks.wording import money, number
from kolopt.economics.costs import quote
from kolopt.economics.yields import base_kpis, kpi_value, unit_yields
from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.checks.findings import Limits
    from kolopt.economics.tables import Economics
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import Phase, Scenario

VIEWS = ("exposures", "reads")
"""KPIs that count who saw a note, not what they did."""

FESTIVALS = (("618", 6, 18), ("11-11", 11, 11))
"""Shopping festivals: name, month, day."""


def exposures_only(economics: Economics, _: Limits) -> Iterator[Remark]:
    """Goals that count nothing but views."""
    scenario = economics.scenario
    goals = tuple(goal.id for goal in economics.goals if any(goal.weight_by_phase))
    metrics = dict.fromkeys(
        base for goal in goals for kpi in scenario.goals[goal].metric for base in base_kpis(scenario, kpi)
    )
    if goals and all(kpi in VIEWS for kpi in metrics):
        kpis = listed(tuple(metrics))
        yield Remark(
            f"{listed(goals)} carry all the weight and count only {kpis}: no saves, comments or notes"
        )


def paid_unregistered(economics: Economics, _: Limits) -> Iterator[Remark]:
    """Paid creators who are not booked through the official marketplace."""
    scenario = economics.scenario
    groups: dict[tuple[str, str], list[str]] = {}
    for offer in economics.offers:
        if (
            offer.kind == "creator"
            and not offer.registered
            and _can_be_had(offer)
            and quote(scenario, offer) > 0
        ):
            groups.setdefault(_who_states_it(scenario, offer), []).append(offer.id)
    for (record, reason), offers in groups.items():
        more = "" if len(offers) == 1 else f" and {len(offers) - 1} more"
        what = f"{offers[0]}{more} would be paid but not registered"
        if reason:
            yield Remark(f"{what}: {reason}", mitigated=True)
        else:
            yield Remark(f"{what}; register it, or state the reason under {record}.why")


def _who_states_it(scenario: Scenario, offer: Offer) -> tuple[str, str]:
    """Path of the record that makes an offer unregistered, and the reason that it states or ""."""
    spec, deal = offer.spec, scenario.deals[offer.deal]
    if spec is not None and (spec.registered is not None or spec.why):
        return f"offers.{offer.id}", spec.why or ""
    return f"deals.{offer.deal}", deal.why or ""


def _can_be_had(offer: Offer) -> bool:
    own = offer.available
    return own is None or all(most is None or most.base > 0 for most in (own.phase, own.campaign))


def nano_below_threshold(economics: Economics, _: Limits) -> Iterator[Remark]:
    """Tiers that begin below what the marketplace books."""
    for name, tier in economics.scenario.tiers.items():
        least, fewest = tier.booking_threshold, tier.followers.from_.base
        if least is not None and fewest < least.base:
            yield Remark(
                f"{name} begins at {number(fewest)} followers, but the marketplace books from "
                f"{number(least.base)}"
            )


def mega_micro_ratio(economics: Economics, limits: Limits) -> Iterator[Remark]:
    """The top tier's quote against that of the largest of the small tiers."""
    tiers, rungs = economics.scenario.tiers, ladder(economics.scenario)
    if rungs.top is None:
        return
    small, top = (tiers[tier].quote.base for tier in (rungs.lower[-1], rungs.top))
    if not limits["low"] * small <= top <= limits["high"] * small:
        times = f", {number(top / small)} times as much" if small else ""
        yield Remark(
            f"{rungs.lower[-1]} quotes {money(small * 100)} and {rungs.top} {money(top * 100)}{times}; "
            f"{number(limits['low'])} to {number(limits['high'])} times is usual"
        )


def cpe_outside_band(economics: Economics, limits: Limits) -> Iterator[Remark]:
    """Cost per engagement of each tier against the market's band."""
    low, high = limits["low"] * 100, limits["high"] * 100
    for tier, cost in _cost_per_engagement(economics).items():
        if not low <= cost <= high:
            yield Remark(
                f"an engagement by {tier} costs about {money(cost)}, outside {money(low)} to {money(high)}"
            )


def cpe_falls_with_size(economics: Economics, _: Limits) -> Iterator[Remark]:
    """A larger tier that delivers engagements for less than the next smaller one."""
    costs = _cost_per_engagement(economics)
    rungs = ladder(economics.scenario)
    rising = [tier for tier in (*rungs.lower, *rungs.upper) if tier in costs]
    for smaller, larger in itertools.pairwise(rising):
        if costs[larger] < costs[smaller]:
            yield Remark(
                f"an engagement by {larger} costs about {money(costs[larger])}, less than the "
                f"{money(costs[smaller])} by {smaller}"
            )


def _cost_per_engagement(economics: Economics) -> dict[str, Fraction]:
    """Tier → fen per engagement of its first registered paid offer, at base yields in its cheapest phase."""
    scenario, costs = economics.scenario, dict[str, Fraction]()
    if "engagements" not in scenario.kpis:
        return costs
    for offer in economics.offers:
        if offer.tier in costs or offer.spec is not None or not offer.registered:
            continue
        engagements = kpi_value(scenario, unit_yields(scenario, offer, World.BASE), "engagements")
        cost = min(economics.unit_costs[offer.id, phase.id].note_cost for phase in economics.phases)
        if cost > 0 and engagements > 0:
            costs[offer.tier] = cost / engagements
    return costs


def no_test_phase(economics: Economics, _: Limits) -> Iterator[Remark]:
    """A campaign that starts without a test."""
    if all(phase.kind != "test" for phase in economics.phases):
        yield Remark(f"no phase is of kind test; the campaign starts in full with {economics.phases[0].id}")


def audience_above_users(economics: Economics, _: Limits) -> Iterator[Remark]:
    """Audiences larger than the platform."""
    users = economics.scenario.monthly_users
    for goal in economics.goals:
        if users is not None and goal.response.shape == "reach" and goal.parameter > users.base:
            yield Remark(
                f"{goal.id} assumes an audience of {goal.parameter:,.0f}, but the platform has "
                f"{number(users.base)} monthly users"
            )


def vat_not_stated(economics: Economics, _: Limits) -> Iterator[Remark]:
    """Prices of unknown VAT basis."""
    if economics.scenario.tax is None:
        yield Remark("VAT basis not stated: prices are taken as they stand and no VAT is added")


def season_hint(economics: Economics, limits: Limits) -> Iterator[Remark]:
    """Phases over a shopping festival at everyday prices."""
    usual = " to ".join(f"{number((limits[side] - 1) * 100)}" for side in ("low", "high"))
    for phase in economics.phases:
        festivals = _festivals(phase)
        if festivals and not phase.season:
            yield Remark(
                f"{phase.id} runs over {listed(festivals)} without a season factor; quotes {usual} % "
                "higher are usual"
            )


def _festivals(phase: Phase) -> tuple[str, ...]:
    years = range(phase.start.year, phase.end.year + 1)
    return tuple(
        name
        for name, month, day in FESTIVALS
        if any(phase.start <= date(year, month, day) <= phase.end for year in years)
    )


INPUT_LINTS: dict[str, Lint[Economics]] = {
    "vat-not-stated": Lint(vat_not_stated),
    "paid-unregistered": Lint(paid_unregistered),
    "nano-below-threshold": Lint(nano_below_threshold),
    "mega-micro-ratio": Lint(mega_micro_ratio, ("low", "high")),
    "cpe-outside-band": Lint(cpe_outside_band, ("low", "high")),
    "cpe-falls-with-size": Lint(cpe_falls_with_size),
    "season-hint": Lint(season_hint, ("low", "high")),
    "no-test-phase": Lint(no_test_phase),
    "exposures-only": Lint(exposures_only),
    "audience-above-users": Lint(audience_above_users),
}
"""Lints on inputs by code, in the order in which they are shown."""
