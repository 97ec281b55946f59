"""Booked units: what they cost line by line, what they bring, where they count; checked by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from kolopt.economics.actual import at_price, fee_for
from kolopt.economics.costs import UnitCost, unit_cost
from kolopt.economics.tables import cost_totals, kpi_totals, spend, stocks, tabulate
from kolopt.economics.timing import Fading, fates, flow_shares, presence_shares
from kolopt.scenario.calendar import closed_lines, days_left, purchase_phases
from kolopt.scenario.catalogue import catalogue
from kolopt.scenario.quantities import World

MICRO = "micro-picture"


def unit(scenario, offer=MICRO):
    offers = {item.id: item for item in catalogue(scenario)}
    return offers[offer], unit_cost(scenario, offers[offer], scenario.phases[0])


def lines(cost):
    return {(line.name, line.payee): line.fen for line in cost.lines}


def test_an_agreed_price_scales_the_lines_that_count(scenario_with):
    scenario = scenario_with(tax={"prices": "exclusive"})
    offer, planned = unit(scenario)
    assert (planned.spend, planned.note_cost) == (291500, 291500)
    # 2,500 + 250 + 165 of VAT at 3,000: 2,572.90 + 257.29 + 169.81, cut from the running total.
    actual = at_price(scenario, offer, planned, 300000, "MCN")
    assert lines(actual) == {
        ("creator", "MCN"): 257290,
        ("platform", "marketplace"): 25729,
        ("handling", "internal"): 25000,
        ("vat", "tax office"): 16981,
    }
    assert (actual.spend, actual.outlay, actual.note_cost) == (300000, 325000, 300000)


@pytest.mark.parametrize("fen", [0, 1, 2, 3, 7, 99, 12345, 10**9 + 7])
@pytest.mark.parametrize(
    "terms",
    [{}, {"tax": {"prices": "inclusive", "recoverable": "true"}}, {"agency": {"rate": "7.3%"}}],
)
def test_the_lines_add_up_to_any_price(scenario_with, fen, terms):
    scenario = scenario_with(product={"cost": "33.33"}, **terms)
    offer, planned = unit(scenario)
    actual = at_price(scenario, offer, planned, fen)
    assert actual.spend == fen == sum(line.fen for line in actual.lines if line.in_spend)
    assert actual.outlay == fen + 25000


def test_the_price_of_what_was_free_is_one_line(scenario_with):
    scenario = scenario_with()
    offer, planned = unit(scenario, "micro-picture-gift")
    assert planned.spend == 0
    actual = at_price(scenario, offer, planned, 5000, "friend")
    assert lines(actual) == {("creator", "friend"): 5000, ("handling", "internal"): 25000}


def test_a_fee_is_all_that_a_cancelled_unit_costs(scenario_with):
    scenario = scenario_with(tax={"prices": "exclusive"})
    for offer, line in ((MICRO, "creator"), ("feed", "media"), ("brand-note", "production")):
        cost = fee_for(scenario, unit(scenario, offer)[0], 70000, "x")
        assert lines(cost) == {(line, "x"): 70000}
        assert (cost.spend, cost.outlay) == (70000, 70000)
    assert fee_for(scenario, unit(scenario)[0], 0) == UnitCost((), 0, 0, 0, 0, 0, 0)


def booked(scenario_with, *orders, **top):
    known = {f"{text.split('; ')[0]}-{text.split('; ')[1]}-{k:03d}": text for k, text in enumerate(orders, 1)}
    return tabulate(scenario_with(orders=known, **top), World.BASE)


@pytest.mark.parametrize(
    ("order", "as_of", "reads"),
    [
        ("ordered", None, 6000),
        ("ordered; kpi reads 9000", None, 9000),
        ("published; published 2027-03-30; kpi reads 100", None, 6000),
        ("published; published 2027-03-30; kpi reads 100", "2027-06-28", 6000),
        ("published; published 2027-03-30; kpi reads 100", "2027-06-29", 100),
        ("published; published 2027-03-30; kpi saves 100", "2027-06-29", 6000),
        ("published; published 2027-03-30; kpi reads 7000", None, 7000),
        ("settled; published 2027-03-30; kpi reads 100", None, 100),
        ("settled; published 2027-03-30", None, 6000),
        ("cancelled", None, 0),
    ],
)
def test_measured_results_replace_yields_once_they_are_final(scenario_with, order, as_of, reads):
    """The yield window is 90 days: on the 91st day after publication the measure stands."""
    economics = booked(scenario_with, f"test; {MICRO}; {order}", **({"as_of": as_of} if as_of else {}))
    assert kpi_totals(economics, {})["reads"] == reads


def test_sums_follow_their_parts_and_presence_stays(scenario_with):
    (line,) = booked(scenario_with, f"test; {MICRO}; settled; published 2027-04-01; kpi saves 7").booked
    assert (line.kpis["engagements"], line.kpis["comments"], line.kpis["notes"]) == (37, 30, 1)
    assert line.kpis["hours"] == Fraction(3, 2)


def test_units_count_where_they_are_published(scenario_with):
    economics = booked(
        scenario_with,
        f"test; {MICRO}; published; published 2027-05-20; cost 3000.00",
        f"test; {MICRO}; ordered",
        f"test; {MICRO}; cancelled; fee 10.00",
        f"burst; {MICRO}; ordered; published 2027-06-20",
    )
    found = {(line.phase, line.units): (dict(line.by_status), line.cost.spend) for line in economics.booked}
    assert found == {
        ("test", 1): ({"ordered": 1, "cancelled": 1}, 275000 + 1000),
        ("burst", 1): ({"published": 1}, 300000),
        ("tail", 1): ({"ordered": 1}, 275000),
    }
    assert spend(economics, {}) == 851000
    assert spend(economics, {("burst", MICRO): 2}) == 851000 + 2 * 275000
    totals = cost_totals(economics, {})
    assert sum(totals.by_line.values()) == sum(totals.by_payee.values()) == 851000


def test_a_planned_price_is_that_of_the_slot(scenario_with):
    phases = [
        {"id": "test", "start": "2027-03-29", "end": "2027-04-18"},
        {"id": "burst", "start": "2027-05-17", "end": "2027-06-18", "season": {"all": "2"}},
    ]
    economics = booked(scenario_with, f"test; {MICRO}; published; published 2027-05-20", phases=phases)
    assert [(line.phase, line.cost.spend) for line in economics.booked] == [("burst", 275000)]


def test_stocks_are_those_of_planned_units_where_nothing_was_measured(scenario_with):
    """Without a planning day three booked units are worth what three new ones are."""
    orders = [f"test; {MICRO}; ordered"] * 3
    held = stocks(booked(scenario_with, *orders), {})
    planned = stocks(tabulate(scenario_with(), World.BASE), {("test", MICRO): 3})
    for goal, values in planned.items():
        assert held[goal] == pytest.approx(values)


# -- the calendar


def test_without_a_planning_day_nothing_is_closed(scenario_with):
    scenario = scenario_with()
    assert closed_lines(scenario, catalogue(scenario)) == {}
    assert purchase_phases(scenario) is scenario.phases


@pytest.mark.parametrize(
    ("as_of", "closed"),
    [
        ("2027-01-01", {}),
        ("2027-04-18", {"mega": ["test"]}),
        ("2027-04-19", {"micro": ["test"], "mega": ["test"]}),
        ("2027-06-08", {"micro": ["test"], "mega": ["test"]}),
        ("2027-06-09", {"micro": ["test"], "mega": ["test", "burst"]}),
        ("2027-07-19", {"micro": ["test", "burst", "tail"], "mega": ["test", "burst", "tail"]}),
    ],
)
def test_ended_phases_and_lead_times_close_lines(scenario_with, as_of, closed):
    scenario = scenario_with({"tiers.mega.lead_days": "10"}, as_of=as_of)
    offers = catalogue(scenario)
    found: dict = {}
    for phase, offer in closed_lines(scenario, offers):
        tier = next(item.tier for item in offers if item.id == offer)
        if tier and phase not in found.setdefault(tier, []):
            found[tier].append(phase)
    assert found == closed


def test_what_is_left_of_a_running_phase(scenario_with):
    scenario = scenario_with(as_of="2027-05-27")
    assert [days_left(scenario, phase) for phase in scenario.phases] == [0, 23, 30]
    assert [phase.start.isoformat() for phase in purchase_phases(scenario)] == [
        "2027-03-29",
        "2027-05-27",
        "2027-06-19",
    ]


def test_shares_of_late_purchases_are_integrals_over_the_days_left(scenario_with):
    """F by summing, over many moments of purchase, what decays inside each phase."""
    scenario = scenario_with(as_of="2027-05-27")
    fading = Fading(30.0, 0.6, 180.0)
    flow = flow_shares(scenario.phases, fading, purchase_phases(scenario))
    start, end, last = (
        day.toordinal() for day in (scenario.as_of, scenario.phases[1].end, scenario.phases[2].end)
    )
    moments = [start + (end + 1 - start) * (k + 0.5) / 4000 for k in range(4000)]
    late = sum(0.4 * (2 ** (-(end + 1 - m) / 30) - 2 ** (-(last + 1 - m) / 30)) for m in moments) / 4000
    own = 0.6 + sum(0.4 * (1 - 2 ** (-(end + 1 - m) / 30)) for m in moments) / 4000
    assert flow[1][0] == 0.0
    assert flow[1][1] == pytest.approx(own, rel=1e-6)
    assert flow[1][2] == pytest.approx(late, rel=1e-6)
    presence = presence_shares(scenario.phases, fading, purchase_phases(scenario))
    assert presence[1][1] == 1.0
    assert presence[1][2] == pytest.approx(2 ** (-(26.5) / 30))
    whole = fates(scenario.phases, fading, purchase_phases(scenario))[1]
    assert whole.inside + whole.gaps + whole.cut + whole.after == pytest.approx(1.0)
    for earlier, later in pairwise(flow_shares(scenario.phases, fading)[0]):
        assert earlier > later


def test_booked_units_are_paid_on_their_own_days(scenario_with):
    """Half at the order of 30 April, half 30 days after 20 May; the fee of the platform at publication."""
    payments = {
        "creators": [{"share": "50%", "at": "order"}, {"share": "50%", "at": "publication", "days": "30"}]
    }
    orders = {
        f"burst-{MICRO}-001": f"burst; {MICRO}; published; ordered 2027-04-30; published 2027-05-20",
        f"burst-{MICRO}-002": f"burst; {MICRO}; cancelled; ordered 2027-04-30; fee 100.00; payee MCN",
    }
    economics = tabulate(scenario_with(orders=orders, payments=payments), World.BASE)
    assert economics.cash.booked == {
        MICRO: {
            ("creators", "2027-04"): 125000,
            ("creators", "2027-06"): 125000,
            ("marketplace", "2027-05"): 25000,
            ("MCN", "2027-05"): 4545,
            ("MCN", "2027-06"): 5455,
        }
    }
