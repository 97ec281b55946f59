"""Names that one part of a scenario uses and another must define, and keys that belong together."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kolopt.scenario.catalogue import built_offers
from kolopt.scenario.finding import Finding, unknown, unknown_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.scenario.market_schema import OfferSpec
    from kolopt.scenario.schema import Scenario

CODES = {
    "unknown-name": "a tier, format, fit, deal, KPI, goal, … is used but not defined",
    "summed-kpi": "a KPI that is a sum is given a yield of its own, or sums do not fit together",
    "offer-parts": "an offer lacks a part that its kind needs, or has one that it cannot have",
    "specialists-over-pool": "more specialists than the pool holds, or specialists where there is no pool",
    "product-missing": "an open deal needs the product's cost, which the scenario does not state",
    "follower-bounds": "a tier ends where it starts or before",
    "empty-habit": "a rule of thumb gives no tier anything",
}
"""Diagnostic codes of this module."""

_CREATOR_ONLY = ("tier", "format", "fit", "deal", "quote")


def check_references(scenario: Scenario) -> Iterator[Finding]:
    """Unknown names and offers whose parts do not fit."""
    yield from _check_kpis(scenario)
    yield from _check_tiers(scenario)
    yield from _check_factors(scenario)
    yield from _check_deals(scenario)
    for name, offer in scenario.offers.items():
        yield from _check_offer(scenario, name, offer)
    yield from unknown_value(scenario.category, scenario.categories, "category", ("category",))
    yield from unknown(scenario.silence, scenario.lints, "lint", ("silence",))
    for name, habit in scenario.habits.items():
        yield from unknown(habit.tiers, scenario.tiers, "tier", ("habits", name, "tiers"))
        if all(part.base == 0 for part in habit.tiers.values()):
            message = "no tier gets anything"
            yield Finding(
                "empty-habit", ("habits", name, "tiers"), message, "state parts: {mid: 3, micro: 6}"
            )


def _check_kpis(scenario: Scenario) -> Iterator[Finding]:
    for name, kpi in scenario.kpis.items():
        path = ("kpis", name, "of")
        if (kpi.kind == "sum") != bool(kpi.of):
            yield Finding(
                "summed-kpi", ("kpis", name), "a sum, and nothing else, names KPIs under `of`", "kind: sum"
            )
        yield from chain.from_iterable(unknown_value(part, scenario.kpis, "KPI", path) for part in kpi.of)
        kinds = dict.fromkeys(scenario.kpis[part].kind for part in kpi.of if part in scenario.kpis)
        if "sum" in kinds or len(kinds) > 1:
            message = "a sum adds KPIs of one kind, and no other sums"
            yield Finding("summed-kpi", path, message, "name flow KPIs only, say")


def _check_yields(scenario: Scenario, names: tuple[str, ...], section: str, name: str) -> Iterator[Finding]:
    path = (section, name, "yields")
    yield from unknown(names, scenario.kpis, "KPI", path)
    for kpi in names:
        if kpi in scenario.kpis and scenario.kpis[kpi].kind == "sum":
            hint = f"state {', '.join(scenario.kpis[kpi].of)}"
            yield Finding("summed-kpi", (*path, kpi), f"`{kpi}` is the sum of others", hint)


def _check_tiers(scenario: Scenario) -> Iterator[Finding]:
    for name, tier in scenario.tiers.items():
        yield from _check_yields(scenario, tuple(tier.yields), "tiers", name)
        low, high = tier.followers.from_, tier.followers.to
        if high is not None and high.base <= low.base:
            message = f"the tier ends at {high.base} followers and starts at {low.base}"
            yield Finding(
                "follower-bounds", ("tiers", name, "followers", "to"), message, "the upper bound is larger"
            )
        pool = tier.available
        if pool is not None and pool.specialists is not None:
            path = ("tiers", name, "available", "specialists")
            if pool.phase is None:
                yield Finding(
                    "specialists-over-pool", path, "specialists of how many?", "state `phase`, the pool"
                )
            elif pool.specialists.base > pool.phase.base:
                message = f"{pool.specialists.base} specialists in a pool of {pool.phase.base}"
                yield Finding("specialists-over-pool", path, message, "at most the pool")


def _check_factors(scenario: Scenario) -> Iterator[Finding]:
    known = ("flow", *scenario.tiers, *scenario.kpis)
    for section in ("formats", "fits", "deals"):
        for name, record in getattr(scenario, section).items():
            yield from unknown(record.yields, known, "tier or KPI", (section, name, "yields"))
    for phase in scenario.phases:
        yield from unknown(phase.season, ("all", *scenario.tiers), "tier", ("phases", phase.id, "season"))


def _check_deals(scenario: Scenario) -> Iterator[Finding]:
    for name, deal in scenario.deals.items():
        path = ("deals", name)
        for tier in deal.tiers or ():
            yield from unknown_value(tier, scenario.tiers, "tier", (*path, "tiers"))
        available = deal.available
        if available is not None and available.specialists is not None:
            message = "only a tier's pool has specialists"
            yield Finding(
                "specialists-over-pool", (*path, "available"), message, "state `phase` or `campaign`"
            )
        limits = () if available is None else (available.phase, available.campaign)
        closed = any(limit is not None and limit.base == 0 for limit in limits)
        if deal.needs_product and not closed and scenario.product is None:
            message = "the deal is open, but the scenario does not say what the product costs"
            yield Finding("product-missing", path, message, "add product: {cost: 80, shipping: 10}")


def _check_offer(scenario: Scenario, name: str, offer: OfferSpec) -> Iterator[Finding]:
    path = ("offers", name)
    yield from _check_yields(scenario, tuple(offer.yields), "offers", name)
    if offer.available is not None and offer.available.specialists is not None:
        message = "only a tier's pool has specialists"
        yield Finding("specialists-over-pool", (*path, "available"), message, "state `phase` or `campaign`")
    if offer.kind != "creator":
        yield from _check_foreign_parts(name, offer)
        return
    for part, known in (("tier", scenario.tiers), ("format", scenario.formats)):
        if (value := getattr(offer, part)) is None:
            yield Finding("offer-parts", path, f"a creator's offer needs a {part}", f"add `{part}: …`")
        yield from unknown_value(value, known, part, (*path, part))
    yield from unknown_value(offer.fit, scenario.fits, "fit", (*path, "fit"))
    yield from unknown_value(offer.deal, scenario.deals, "deal", (*path, "deal"))
    if offer.media is not None:
        yield Finding("offer-parts", (*path, "media"), "a creator's offer has no media money", "kind: media")
    deal = scenario.deals.get(offer.deal)
    if deal is not None and deal.needs_product and scenario.product is None:
        message = f"the deal `{offer.deal}` needs the product's cost"
        yield Finding("product-missing", path, message, "add product: {cost: 80, shipping: 10}")


def _check_foreign_parts(name: str, offer: OfferSpec) -> Iterator[Finding]:
    """A media or owned offer has no creator's parts; media needs money."""
    for part in _CREATOR_ONLY:
        if part in offer.model_fields_set:
            message = f"an offer of kind {offer.kind} has no {part}"
            yield Finding("offer-parts", ("offers", name, part), message, "delete it, or `kind: creator`")
    if offer.kind == "media" and offer.media is None:
        yield Finding("offer-parts", ("offers", name), "a media offer needs its money", "add `media: 1000`")
    if offer.kind == "owned" and offer.media is not None:
        yield Finding(
            "offer-parts", ("offers", name, "media"), "an owned offer has no media money", "kind: media"
        )


def goal_sources(scenario: Scenario) -> tuple[str, ...]:
    """Tiers and offers: what an affinity may be stated for."""
    return (*scenario.tiers, *(offer.id for offer in built_offers(scenario)), *scenario.offers)
