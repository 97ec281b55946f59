"""The built-in market's numbers agree with each other and with their sources; nothing is solved here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel

from kolopt.economics.tables import Economics, tabulate
from kolopt.scenario.load import Case, load
from kolopt.scenario.quantities import Quantity, World

if TYPE_CHECKING:
    from kolopt.scenario.schema import Scenario

SKINCARE = Path(__file__).parents[3] / "scenarios" / "skincare-618.yaml"
WEIGHT_STEPS = 8
"""Goal weights are tried in steps of an eighth."""


@pytest.fixture(scope="module")
def case() -> Case:
    return load(SKINCARE)


@pytest.fixture(scope="module")
def scenario(case: Case) -> Scenario:
    return case.scenario


@pytest.fixture(scope="module")
def economics(scenario: Scenario) -> Economics:
    return tabulate(scenario, World.BASE)


def numbers(path: str, value: object, cover: str) -> Iterator[tuple[str, Quantity, str]]:
    """Every number with its path and what covers it: its source, or ``assumption``."""
    if isinstance(value, Quantity):
        yield path, value, value.source or value.status or cover
    elif isinstance(value, BaseModel):
        own = getattr(value, "source", None) or getattr(value, "status", None) or cover
        for field in type(value).model_fields:
            yield from numbers(f"{path}.{field}", getattr(value, field), own)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from numbers(f"{path}.{key}", item, cover)


def market_numbers(scenario: Scenario) -> list[tuple[str, Quantity, str]]:
    parts = ("tiers", "formats", "fits", "deals", "offers", "worlds", "yield_window", "decay", "platform_fee",
             "vat", "categories", "phase_kinds", "monthly_users")  # fmt: skip
    found = [entry for part in parts for entry in numbers(part, getattr(scenario, part), "")]
    for name, goal in scenario.goals.items():
        found += [entry for entry in numbers(f"goals.{name}", goal, "") if not entry[0].endswith(".weight")]
    return found


def test_every_number_has_a_source_from_the_list_or_is_marked_as_an_assumption(scenario: Scenario) -> None:
    closed = ("deals.gift.available.phase", "deals.framework.available.phase")
    found = [entry for entry in market_numbers(scenario) if entry[0] not in closed]
    assert len(found) > 120
    for path, _, cover in found:
        assert cover, f"{path} has neither source nor status"
        labels = cover.split(", ")
        assert cover == "assumption" or all(label in scenario.sources for label in labels), f"{path}: {cover}"


def test_every_level_rule_lint_and_scheme_has_a_source_from_the_list_or_is_marked(scenario: Scenario) -> None:
    levels = {
        f"levels.{name}.{option}.{key}": value
        for name, level in scenario.levels.items()
        for option, values in level.options.items()
        for key, value in values.items()
    }
    market_rules = ("micro-density", "mega-share", "hero-support", "media-share")
    records = levels | {f"rules.{name}": scenario.rules[name] for name in market_rules}
    records |= {f"lints.{name}": lint for name, lint in scenario.lints.items()}
    for path, record in records.items():
        cover = record.source or record.status
        assert cover, f"{path} has neither source nor status"
        assert cover == "assumption" or all(label in scenario.sources for label in cover.split(", ")), path
    assert all(scheme.source in scenario.sources for scheme in scenario.schemes.values())


def test_every_listed_source_is_used(case: Case) -> None:
    def texts(node: object) -> Iterator[str]:
        if isinstance(node, Mapping):
            for key, value in node.items():
                yield from value.split(", ") if key == "source" and isinstance(value, str) else texts(value)

    used = set(texts(case.document))
    assert [label for label in case.scenario.sources if label not in used] == []


def test_tiers_are_adjoining_bands_from_the_booking_threshold_up(scenario: Scenario) -> None:
    tiers = list(scenario.tiers.values())
    for lower, upper in pairwise(tiers):
        assert lower.followers.to is not None
        assert lower.followers.to.base == upper.followers.from_.base
    assert tiers[-1].followers.to is None
    assert tiers[0].booking_threshold is not None
    assert tiers[0].followers.from_.base >= tiers[0].booking_threshold.base


def test_quotes_and_yields_rise_with_the_tier(scenario: Scenario) -> None:
    tiers = list(scenario.tiers.values())
    for lower, upper in pairwise(tiers):
        assert lower.quote.base < upper.quote.base
        for kpi in ("exposures", "reads", "likes", "saves", "comments", "shares", "hours"):
            assert lower.yields[kpi].base < upper.yields[kpi].base, kpi


def test_a_mega_creator_quotes_ten_to_fifty_times_as_much_as_a_micro_creator(scenario: Scenario) -> None:
    limits = scenario.lints["mega-micro-ratio"].limits
    ratio = scenario.tiers["mega"].quote.base / scenario.tiers["micro"].quote.base
    assert limits["low"].base == 10
    assert limits["high"].base == 50
    assert limits["low"].base <= ratio <= limits["high"].base


def cost_per_engagement(economics: Economics, form: str) -> list[Fraction]:
    """Yuan, fee and VAT included, by rising tier."""
    return [
        Fraction(economics.unit_costs[f"{tier}-{form}", "test"].note_cost, 100)
        / economics.yields[f"{tier}-{form}"]["engagements"]
        for tier in economics.scenario.tiers
    ]


def test_an_engagement_costs_11_to_20_yuan_and_more_for_mega(economics: Economics) -> None:
    costs = cost_per_engagement(economics, "picture")
    assert costs == sorted(costs)
    assert costs[0] >= 11
    assert costs[3] <= 20
    assert 23 <= costs[4] < 24


def test_an_engagement_of_a_video_is_cheaper_by_micro_than_by_any_larger_tier(economics: Economics) -> None:
    _, micro, *larger = cost_per_engagement(economics, "video")
    assert micro < min(larger)


def test_gifts_and_framework_contracts_are_closed_until_a_scenario_opens_them(scenario: Scenario) -> None:
    for deal in ("gift", "framework"):
        available = scenario.deals[deal].available
        assert available is not None
        assert available.phase is not None
        assert available.phase.base == 0
    assert not scenario.deals["gift"].registered
    assert scenario.deals["gift"].needs_product


def test_in_every_tier_an_offer_is_worth_its_money(economics: Economics) -> None:
    """For some weighting of the goals the tier's offer brings the most per yuan of all tiers.

    By LP duality that is the same as: no mix of other tiers' offers is better on all goals at once.
    """
    offers = per_yuan(economics)
    winners = {
        max(offers, key=lambda offer: sum(w * value for w, value in zip(weights, offers[offer], strict=True)))
        for weights in product(range(WEIGHT_STEPS + 1), repeat=len(economics.goals))
        if sum(weights) == WEIGHT_STEPS
    }
    tiers = {offer.id: offer.tier for offer in economics.offers}
    assert {tiers[winner] for winner in winners} == set(economics.scenario.tiers)


def per_yuan(economics: Economics) -> dict[str, tuple[float, ...]]:
    """Stock per yuan of every paid specialist offer in the phase that it is bought in, best offer = 1."""
    raw = {
        offer.id: tuple(
            economics.stock_terms[goal.id][0][offer.id, 0] / economics.unit_costs[offer.id, "test"].spend
            for goal in economics.goals
        )
        for offer in economics.offers
        if offer.kind == "creator" and offer.fit == "specialist" and offer.deal == "paid"
    }
    best = [max(column) for column in zip(*raw.values(), strict=True)]
    return {
        offer: tuple(v / top for v, top in zip(values, best, strict=True)) for offer, values in raw.items()
    }


def test_low_and_high_worlds_lie_on_both_sides_of_base(scenario: Scenario) -> None:
    worlds = {world: tabulate(scenario, world).yields for world in World}
    for offer, yields in worlds[World.BASE].items():
        for kpi, base in yields.items():
            low, high = worlds[World.LOW][offer][kpi], worlds[World.HIGH][offer][kpi]
            assert low <= base <= high
            assert (low < base < high) == (base > 0 and scenario.kpis[kpi].kind in ("flow", "sum")), (
                offer,
                kpi,
            )


def test_every_payee_has_terms_with_a_source_from_the_list_or_marked(scenario: Scenario) -> None:
    assert sorted(scenario.payments) == sorted(scenario.payees.values())
    for payee, record in scenario.payments.items():
        assert record.source in scenario.sources or record.status == "assumption", payee


def test_what_runs_through_the_marketplace_is_paid_before_its_phase(economics: Economics) -> None:
    first = economics.phases[0]
    paid = economics.cash.unit("mega-picture", first.id)
    marketplace = [m for (payee, m), _ in paid.items() if payee in ("creator or MCN", "Pugongying (蒲公英)")]
    assert max(marketplace) <= f"{first.start:%Y-%m}"
