"""Rules that follow from availability and budgets."""

from __future__ import annotations

import pytest

from kolopt.errors import InvalidInputError
from kolopt.rules.derived import derive
from kolopt.rules.read import read_rules
from kolopt.scenario.catalogue import catalogue


@pytest.fixture
def derived(make_case):
    def read(change=None):
        return {rule.id: rule for rule in read_rules(make_case(change=change)) if rule.origin == "derived"}

    return read


def test_the_budget_binds_over_the_campaign(derived):
    rule = derived()["budget"]
    assert (rule.text, rule.numbers, rule.negotiable) == ("spend <= budget in campaign", (), True)


def test_a_pool_with_specialists_is_split_by_fit(derived):
    rules = derived()
    specialist, adjacent = rules["available-nano-specialist"], rules["available-nano-adjacent"]
    assert specialist.text == "count(nano & specialist) <= 70 in each phase"
    assert adjacent.text == "count(nano & adjacent) <= 130 in each phase"
    assert (specialist.assumed, adjacent.assumed) == (True, True)
    assert "nano-picture-gift" in specialist.body.left.offers
    assert "available-nano" not in rules


def test_a_pool_without_specialists_and_over_the_campaign(derived):
    rules = derived()
    assert rules["available-micro"].text == "count(micro) <= 150 in each phase"
    assert rules["available-micro-campaign"].text == "count(micro) <= 300 in campaign"
    assert rules["available-micro"].assumed


def test_an_offer_with_its_own_availability_stands_outside_the_pool(derived):
    rules = derived()
    assert rules["available-macro-specialist"].text == "count(macro-picture, macro-video) <= 5 in each phase"
    assert rules["available-face-a-campaign"].text == "count(face-a) <= 1 in campaign"
    assert "available-face-a" not in rules


def test_media_and_owned_offers_have_their_own(derived):
    rule = derived()["available-brand-note"]
    assert rule.body.left.offers == ("brand-note",)
    assert [rule.path_of(number) for number in rule.numbers] == ["offers.brand-note.available"]


def test_a_closed_deal_is_one_rule(derived):
    rules = derived()
    assert rules["available-gift"].text == "count(gift) <= 0 in campaign"
    assert rules["available-gift"].numbers[0].origin == "deals.gift.available"
    assert not [name for name in rules if name.startswith("available-nano-video")]


def test_an_open_deal_limits_each_of_its_offers(derived):
    available = {"phase": {"base": "10", "status": "assumption"}, "campaign": "12"}
    rules = derived(lambda d: d["deals"]["gift"].update(available=available))
    assert rules["available-nano-video-gift"].text == "count(nano-video-gift) <= 10 in each phase"
    assert rules["available-nano-video-gift"].numbers[0].origin == "deals.gift.available.phase"
    assert rules["available-nano-video-gift"].assumed
    assert rules["available-nano-video-gift-campaign"].text == "count(nano-video-gift) <= 12 in campaign"
    assert "available-gift" not in rules


def test_a_named_offer_of_a_closed_deal_keeps_its_own_availability(derived):
    offer = {"tier": "nano", "format": "video", "deal": "gift", "available": "2"}
    rules = derived(lambda d: d["offers"].update(friend=offer))
    assert rules["available-friend"].text == "count(friend) <= 2 in each phase"
    assert "friend" not in rules["available-gift"].body.left.offers


def test_nothing_is_derived_for_tiers_without_a_pool(derived):
    assert not [name for name in derived() if name.startswith(("available-mid", "available-mega"))]


def test_a_pool_of_specialists_alone(derived):
    rules = derived(lambda d: d["tiers"]["mid"].update(available={"specialists": "3"}))
    assert rules["available-mid-specialist"].text == "count(mid & specialist) <= 3 in each phase"
    assert "available-mid-adjacent" not in rules


def test_all_other_fits_share_what_is_left(derived):
    rules = derived(lambda d: d["fits"].update(lifestyle={"name": "Lifestyle"}))
    text = rules["available-macro-adjacent"].text
    assert text == "count(macro & adjacent, macro & lifestyle) <= 10 in each phase"


def test_phase_budgets_in_money_and_shares(derived):
    def change(document):
        document["phases"][2]["budget"] = {"min": "40%", "max": "800,000.50"}

    rules = derived(change)
    low, high = rules["budget-min@burst"], rules["budget-max@burst"]
    assert low.text == "spend >= 40% of budget in burst"
    assert high.text == "spend <= 800000.5 in burst"
    assert high.body.high[0].factor == 80_000_050
    assert low.numbers[0].origin == "phases.burst.budget.min"
    assert low.path_of(low.numbers[0]) == "phases.burst.budget.min"


def test_users_may_not_count_what_derived_rules_count(make_case):
    with pytest.raises(InvalidInputError, match="only creators"):
        read_rules(make_case({"x": "count(brand-note) <= 8 in each phase"}))


def test_every_derived_text_selects_exactly_what_its_id_says(make_case):
    case = make_case()
    offers = {offer.id: offer for offer in catalogue(case.scenario)}
    for rule in read_rules(case):
        for fit in ("specialist", "adjacent"):
            if rule.id.endswith(f"-{fit}"):
                tier = rule.id.removeprefix("available-").removesuffix(f"-{fit}")
                wanted = [o.id for o in offers.values() if o.pooled and o.tier == tier and o.fit == fit]
                assert list(rule.body.left.offers) == wanted


def test_derive_is_pure_text(make_case):
    scenario = make_case().scenario
    assert derive(scenario, catalogue(scenario))[0].text == "spend <= budget in campaign"
