"""Cash by month, worked out by hand: 2027-03-29 to 04-18 are 21 days, 3 of them in March."""

from fractions import Fraction

import pytest

from kolopt.economics.cash import spread
from kolopt.economics.tables import cash_totals, cost_totals, tabulate
from kolopt.scenario.quantities import World

MARCH, APRIL, MAY, JUNE = "2027-03", "2027-04", "2027-05", "2027-06"
AT_ORDER = [{"share": "100%", "at": "order"}]
HALVES = [{"share": "50%", "at": "order"}, {"share": "50%", "at": "publication", "days": "30"}]
LINE = ("test", "micro-picture")


def dues(scenario, **counts):
    return cash_totals(tabulate(scenario, World.BASE), {LINE: 1} if not counts else counts["of"])


def test_without_terms_a_payee_is_paid_at_publication_evenly_over_the_phase(scenario_with):
    assert dues(scenario_with()) == {
        ("creators", MARCH): 35714,
        ("creators", APRIL): 214286,
        ("marketplace", MARCH): 3571,
        ("marketplace", APRIL): 21429,
    }


def test_an_order_comes_before_publication_by_the_lead_time(scenario_with):
    scenario = scenario_with({"tiers.micro.lead_days": "10"}, payments={"creators": AT_ORDER})
    found = dues(scenario)
    # 03-19 to 04-08: 13 of 21 days in March.
    assert (found["creators", MARCH], found["creators", APRIL]) == (154762, 95238)
    assert found["marketplace", MARCH] == 3571


def test_instalments_are_added_up_by_month(scenario_with):
    scenario = scenario_with({"tiers.micro.lead_days": "10"}, payments={"creators": HALVES})
    found = dues(scenario)
    # March 13/42, April (8 + 3)/42, May 18/42 of ¥2,500, running totals rounded half up.
    assert [found["creators", month] for month in (MARCH, APRIL, MAY)] == [77381, 65476, 107143]


def test_a_deal_has_its_own_terms(scenario_with):
    scenario = scenario_with(
        {"deals.paid.payments": {"creators": [{"share": "1", "at": "publication", "days": "60"}]}},
        payments={"creators": AT_ORDER, "marketplace": AT_ORDER},
    )
    found = dues(scenario, of={LINE: 1, ("test", "feed"): 1})
    # 05-28 to 06-17: 4 days in May. Media under no deal is paid by the payee's own terms.
    assert (found["creators", MAY], found["creators", JUNE]) == (47619, 202381)
    assert found["marketplace", MARCH] == 3571 + 14286


def test_an_offer_has_its_own_lead_time(scenario_with):
    face = {"tier": "mega", "format": "picture", "quote": "100k", "lead_days": "45"}
    scenario = scenario_with(
        {"tiers.mega.lead_days": "5"}, offers={"face": face}, payments={"creators": AT_ORDER}
    )
    # Published 05-17 to 06-18, ordered 04-02 to 05-04: 29 of 33 days in April.
    assert dues(scenario, of={("burst", "face"): 1})["creators", APRIL] == 8787879


def test_units_are_paid_so_many_times_one_unit(scenario_with):
    one, many = dues(scenario_with()), dues(scenario_with(), of={LINE: 7})
    assert many == {due: 7 * fen for due, fen in one.items()}


def test_the_own_team_is_paid_to_nobody_outside(scenario_with):
    scenario = scenario_with({"budget.internal": "true", "payees.production": "internal"})
    counts = {LINE: 2, ("test", "brand-note"): 3}
    assert {payee for payee, _ in dues(scenario, of=counts)} == {"creators", "marketplace"}


@pytest.mark.parametrize(
    ("tax", "vat"),
    [
        ({"prices": "exclusive"}, 16500),
        ({"prices": "exclusive", "recoverable": "true"}, 16500),
        ({"prices": "inclusive"}, 0),
        ({"prices": "inclusive", "recoverable": "true"}, 0),
    ],
)
def test_vat_that_comes_back_is_paid_first(scenario_with, tax, vat):
    scenario = scenario_with(tax=tax)
    found = dues(scenario)
    assert sum(fen for (payee, _), fen in found.items() if payee == "tax office") == vat
    costs = cost_totals(tabulate(scenario, World.BASE), {LINE: 1})
    assert sum(found.values()) == costs.outlay - 25000 + costs.vat_recoverable  # handling is ¥250


def test_fixed_costs_are_paid_on_their_day_by_their_payees_terms(scenario_with):
    costs = {
        "retainer": {"amount": "12k", "per": "month", "payee": "agency", "taxed": "true"},
        "shoot": {"amount": "8k", "payee": "studio", "on": "2027-05-02"},
        "desk": {"amount": "5k", "payee": "internal"},
    }
    scenario = scenario_with(
        fixed_costs=costs, payments={"agency": HALVES}, tax={"prices": "exclusive", "recoverable": "true"}
    )
    found = dues(scenario, of={})
    months = [MARCH, APRIL, MAY, JUNE, "2027-07", "2027-08"]
    # Half of 12,720 on the day, half 30 days later: 03-29 → 04-28, 04-01 → 05-01, 05-01 → 05-31, …
    halves = [found.get(("agency", month), 0) // 636000 for month in months]
    assert halves == [1, 2, 3, 1, 3, 0]
    assert found["studio", MAY] == 800000
    assert all(payee != "internal" for payee, _ in found)


def test_a_spread_amount_keeps_every_fen():
    thirds = {month: Fraction(1, 3) for month in (MARCH, APRIL, MAY)}
    assert list(spread(100, thirds)) == [(MARCH, 33), (APRIL, 34), (MAY, 33)]
    assert list(spread(1, thirds)) == [(APRIL, 1)]
    assert list(spread(0, thirds)) == []
