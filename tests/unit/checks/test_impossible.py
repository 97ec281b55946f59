"""What arithmetic proves impossible: each code, its words and its place."""

from __future__ import annotations

import pytest

from kolopt.checks.impossible import CODES, impossible
from kolopt.diagnostics import Severity


def proofs(case):
    return impossible(case, case.rules, case.economics)


DENSITY = {"density": "count(micro & paid) >= 4 in each phase"}

SINGLE = {
    "floor-over-pool": (
        {"rules": {"many": "count(micro) >= 16 in burst"}},
        "many: 16 micro in burst cannot be had, only 15",
        "ask for at most 15, or raise what is available",
    ),
    "floor-over-budget": (
        {"budget": {"total": "70k"}, "rules": DENSITY},
        "density: 4 micro & paid in each of 3 phases: at least ¥33,000.00 is needed, "
        "but ¥20,000.00 can be planned",
        "at least ¥13,000.00 is missing; raise the budget or ask for less",
    ),
    "floor-over-cap": (
        {"rules": DENSITY | {"team": "hours <= 5.5 in each phase"}},
        "density: 4 micro & paid in test: at least 6 hours in test is needed, but team allows 5.5",
        "0.5 too much; raise team or ask less",
    ),
    "booked-over-cap": (
        {
            "rules": {"few": "count(micro) <= 1 in test"},
            "orders": {f"test-micro-picture-00{k}": "test; micro-picture; ordered" for k in (1, 2, 3)},
        },
        "few: 3 micro in test is booked, but 1 is allowed",
        "2 too much; raise few, or cancel orders",
    ),
    "fixed-over-cap": (
        {"rules": {"cash-march": "cash <= 30k in 2027-03"}},
        "cash-march: the fixed costs due in 2027-03 alone take ¥20,000.00 more than it allows",
        "allow at least ¥20,000.00 more, or have them paid in another month",
    ),
    "nothing-plannable": (
        {"budget": {"total": "40k", "reserve": "10k"}},
        "a reserve of ¥10,000.00 and fixed costs of ¥50,000.00 exceed the budget of ¥40,000.00",
        "a total above ¥60,000.00 leaves money to plan",
    ),
}


@pytest.mark.parametrize("code", SINGLE)
def test_single(checked, code):
    changes, message, hint = SINGLE[code]
    (found,) = proofs(checked(changes))
    assert (found.code, found.severity, found.hint) == (code, Severity.ERROR, hint)
    assert found.message == message
    assert found.at is not None


def test_every_code_is_fired_above():
    assert sorted(SINGLE) == sorted(CODES)


def test_what_is_booked_is_taken_off_what_is_asked_and_off_the_money(checked):
    orders = {f"test-micro-picture-00{k}": "test; micro-picture; ordered; cost 9000.00" for k in (1, 2, 3)}
    (found,) = proofs(checked({"budget": {"total": "78k"}, "rules": DENSITY, "orders": orders}))
    assert found.message == (
        "density: 4 micro & paid in each of buildup, burst and 1 micro & paid in test: "
        "at least ¥24,750.00 is needed, but ¥1,000.00 is left beside what is booked"
    )
    (found,) = proofs(checked({"budget": {"total": "70k"}, "rules": DENSITY, "orders": orders}))
    assert found.message == "budget: ¥27,000.00 over the campaign is booked, but ¥20,000.00 is allowed"


def test_a_phase_that_is_over_asks_for_nothing_more(checked):
    changes = {"budget": {"total": "60k"}, "rules": DENSITY, "as_of": "2027-04-21"}
    (found,) = proofs(checked(changes))
    assert found.message.startswith("density: 4 micro & paid in burst: at least ¥11,000.00 is needed")
    assert proofs(checked(changes | {"budget": {"total": "61k"}})) == ()


def test_a_feasible_scenario_gives_none(checked):
    assert proofs(checked()) == ()


def test_two_rules_that_only_together_exceed_the_budget(checked):
    rules = DENSITY | {"hero": "count(macro & paid) >= 1 in burst"}
    (found,) = proofs(checked(rules=rules, budget={"total": "132.49k"}))
    assert found.code == "floor-over-budget"
    assert found.message == (
        "hero: 1 macro & paid in burst; density: 4 micro & paid in each of 3 phases: "
        "at least ¥82,500.00 is needed, but ¥82,490.00 can be planned"
    )
    assert proofs(checked(rules=rules, budget={"total": "132.5k"})) == ()


def test_two_rules_that_share_creators_are_not_added_up(checked):
    rules = DENSITY | {"few": "count(micro) >= 4 in each phase"}
    assert proofs(checked(rules=rules, budget={"total": "83k"})) == ()


def test_caps_of_other_rules_leave_too_few(checked):
    rules = {
        "many": "count(nano, micro) >= 8 in burst",
        "few": "count(micro) <= 3",
        "small": "count(nano) <= 4",
    }
    (found,) = proofs(checked(rules=rules))
    assert found.code == "floor-over-cap"
    assert found.message == "many: 8 nano or micro in burst cannot be had beside few and small, only 7"


def test_two_floors_over_one_pool(checked):
    rules = {
        "a": "count(nano & paid) >= 12 in burst",
        "b": "count(nano & framework) >= 9 in burst",
    }
    (found,) = proofs(checked({"tiers.nano.available": {"phase": "20"}}, rules=rules))
    assert found.code == "floor-over-pool"
    assert found.message.endswith("at least 21 nano in burst is needed, but available-nano allows 20")


def test_a_campaign_pool_is_not_enough_for_each_phase(checked):
    pool = {"phase": "15", "campaign": "11"}
    (found,) = proofs(checked({"tiers.micro.available": pool}))
    assert (found.code, found.message) == (
        "floor-over-pool",
        "density: 4 micro & paid in each of 3 phases: at least 12 micro over the campaign is needed, "
        "but available-micro-campaign allows 11",
    )


def test_phase_budgets_stand_where_they_are_written(checked):
    phases = [
        {"id": "test", "kind": "test", "start": "2027-03-01", "end": "2027-03-20", "budget": {"min": "60%"}},
        {
            "id": "burst",
            "kind": "burst",
            "start": "2027-03-21",
            "end": "2027-04-20",
            "budget": {"min": "50%"},
        },
    ]
    (found,) = proofs(checked(phases=phases, rules={}))
    assert found.code == "floor-over-budget"
    assert found.at.line == len(("phases", "test", "budget", "min"))


def test_ratios_and_conditions_bind_when_a_floor_makes_them(checked):
    rules = {
        "hero": "count(macro) >= 1 in burst",
        "support": "count(nano) >= 21 * count(macro) in each phase",
        "company": "if count(macro) >= 1 in campaign then count(mid) >= 7 in each phase",
    }
    messages = [d.message for d in proofs(checked(rules=rules))]
    assert messages == [
        "company: 7 mid in test cannot be had, only 6",
        "support: 21 nano in burst cannot be had, only 20",
    ]
    del rules["hero"]
    assert proofs(checked(rules=rules)) == ()


def test_soft_and_optional_rules_prove_nothing(checked):
    rules = {
        "wish": {"rule": "count(micro) >= 400 in burst", "soft": "0.1"},
        "or-none": "count(mega) is 0 or >= 90",
        "kinds": "variety(nano, micro) >= 2",
        "goal": "score(awareness) >= 99",
        "mix": "spend(video) >= 30% of spend in each phase",
    }
    assert proofs(checked(rules=rules)) == ()


def test_recoverable_vat_in_a_cap_proves_nothing(checked):
    tax = {"prices": "inclusive", "rate": "6%", "recoverable": "true"}
    assert proofs(checked(tax=tax, rules=DENSITY | {"vat": "cost(vat) <= 0"})) == ()


def test_zero_plannable_money_is_not_yet_impossible(checked):
    assert proofs(checked(budget={"total": "50k"}, rules={})) == ()
    assert [d.code for d in proofs(checked(budget={"total": "50k"}))] == ["floor-over-budget"]


def test_caps_that_cross_are_not_met_one_after_the_other(checked):
    rules = {
        "pair": "count(nano, micro) >= 2 in burst",
        "one-nano": "count(nano) <= 1 in burst",
        "one-specialist": "count(nano & specialist, micro & specialist) <= 1 in burst",
    }
    # a nano specialist first would leave nobody else; an adjacent nano and a micro specialist do it
    assert proofs(checked({"tiers.micro.available": {"phase": "5", "specialists": "5"}}, rules=rules)) == ()


def test_floors_that_take_more_cash_than_a_month_allows(checked):
    rules = DENSITY | {"cash-march": "cash <= 55k in 2027-03"}
    (found,) = proofs(checked(rules=rules))
    assert found.code == "floor-over-cap"
    assert "of cash beside fixed costs in 2027-03 is needed, but cash-march allows ¥5,000.00" in found.message
    assert proofs(checked(rules=DENSITY | {"cash-march": "cash <= 70k in 2027-03"})) == ()


def test_a_cap_on_cash_that_booked_units_break(checked):
    orders = {"test-micro-picture-001": "test; micro-picture; settled; published 2027-03-30; cost 2000.00"}
    (found,) = proofs(checked(rules={"march": "cash <= 51k in 2027-03"}, orders=orders))
    assert found.code == "booked-over-cap"
    assert found.message == (
        "march: ¥52,000.00 of cash in 2027-03 is booked or fixed, but ¥51,000.00 is allowed"
    )


def test_a_cap_broken_by_fixed_costs_is_told_once(checked):
    rules = DENSITY | {"cash-march": "cash <= 1k in each month"}
    assert [found.code for found in proofs(checked(rules=rules))] == ["floor-over-cap", "fixed-over-cap"]
