import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolopt.economics.tables import cost_totals, flow_fates, kpi_totals, scores, spend, stocks, tabulate
from kolopt.scenario.quantities import World

LINES = [
    (phase, offer)
    for phase in ("test", "burst", "tail")
    for offer in (
        "micro-picture",
        "micro-video-adjacent",
        "mega-video",
        "micro-picture-gift",
        "feed",
        "brand-note",
    )
]
PHASE_WEIGHTS = (2 / 15, 9 / 15, 4 / 15)
plans = st.dictionaries(st.sampled_from(LINES), st.integers(0, 300), max_size=12)


@pytest.fixture(scope="module")
def table(scenario_with):
    """A function world → economics: Hypothesis would print the tables themselves in full on a failure."""
    scenario = scenario_with(tax={"prices": "exclusive"}, agency={"rate": "7%"}, product={"cost": "99.90"})
    tables = {world: tabulate(scenario, world) for world in World}
    return lambda world=World.BASE: tables[world]


def test_the_table_covers_every_offer_and_phase(table):
    economics = table()
    assert len(economics.offers) == 2 * 2 * 2 + 2 * 2 + 2
    assert len(economics.unit_costs) == len(economics.offers) * 3
    assert economics.yields["micro-picture"]["engagements"] == 90
    assert [goal.id for goal in economics.goals] == ["awareness", "proof", "seo"]


def test_a_season_changes_unit_costs_of_its_phase_only(scenario_with):
    phases = [
        {"id": "a", "start": "2027-01-01", "end": "2027-01-31"},
        {"id": "b", "start": "2027-02-01", "end": "2027-02-28", "season": "1.2"},
    ]
    costs = tabulate(scenario_with(phases=phases), World.BASE).unit_costs
    assert (costs["micro-picture", "a"].spend, costs["micro-picture", "b"].spend) == (275000, 330000)


@given(counts=plans)
def test_every_total_adds_up_again(table, counts):
    economics = table()
    totals = cost_totals(economics, counts)
    units = {line: economics.unit_costs[line[1], line[0]] for line in counts}
    assert (
        totals.spend == spend(economics, counts) == sum(n * units[line].spend for line, n in counts.items())
    )
    assert sum(totals.by_line.values()) == sum(totals.by_payee.values()) == totals.spend
    assert totals.outlay == totals.spend + totals.internal
    assert list(totals.by_payee) == sorted(totals.by_payee)


@given(one=plans, other=plans)
def test_totals_and_stocks_are_additive(table, one, other):
    economics = table()
    both = {line: one.get(line, 0) + other.get(line, 0) for line in LINES}
    assert spend(economics, both) == spend(economics, one) + spend(economics, other)
    kpis = kpi_totals(economics, one), kpi_totals(economics, other)
    assert kpi_totals(economics, both) == {kpi: kpis[0][kpi] + kpis[1][kpi] for kpi in kpis[0]}
    mine, theirs, ours = (stocks(economics, counts) for counts in (one, other, both))
    for goal, held in ours.items():
        added = [a + b for a, b in zip(mine[goal], theirs[goal], strict=True)]
        assert held == pytest.approx(added, rel=1e-12, abs=1e-9)


@given(counts=plans)
def test_more_units_never_score_less_and_scores_stay_in_range(table, counts):
    economics = table()
    more = {line: n + 1 for line, n in counts.items()}
    before, after = scores(economics, counts), scores(economics, more)
    assert 0.0 <= before.campaign <= after.campaign <= 100.0
    assert all(a <= b for a, b in zip(before.by_phase, after.by_phase, strict=True))


@given(counts=plans)
def test_the_order_of_the_counts_changes_no_bit(table, counts):
    economics = table()
    reverse = dict(reversed(counts.items()))
    assert scores(economics, counts) == scores(economics, reverse)
    assert repr(cost_totals(economics, counts)) == repr(cost_totals(economics, reverse))


@given(counts=plans)
def test_flow_fates_share_out_the_lifetime_totals(table, counts):
    economics = table()
    totals = kpi_totals(economics, counts)
    found = flow_fates(economics, counts)
    assert list(found) == ["reads", "saves", "comments"]
    for kpi, fate in found.items():
        parts = fate.inside + fate.gaps + fate.cut + fate.after
        assert parts == pytest.approx(float(totals[kpi]), rel=1e-12, abs=1e-9)


def test_kpis_are_exact_and_include_sums(table):
    economics = table()
    found = kpi_totals(
        economics, {("test", "micro-picture"): 3, ("burst", "micro-picture"): 4, ("burst", "feed"): 1}
    )
    assert found["reads"] == 42600
    assert found["hours"] == Fraction("10.5")
    assert found["engagements"] == 630


def test_campaign_score_weighs_phases_and_goals_alike(table):
    economics = table()
    found = scores(
        economics, {("test", "micro-picture"): 20, ("burst", "mega-video"): 1, ("tail", "brand-note"): 5}
    )
    for p, total in enumerate(found.by_phase):
        expected = math.fsum(goal.weight_by_phase[p] * found.by_goal[goal.id][p] for goal in economics.goals)
        assert total == pytest.approx(expected)
    assert found.campaign == pytest.approx(
        math.fsum(w * s for w, s in zip(PHASE_WEIGHTS, found.by_phase, strict=True))
    )
    assert found.goals["seo"] == pytest.approx(
        math.fsum(w * s for w, s in zip(PHASE_WEIGHTS, found.by_goal["seo"], strict=True))
    )


def test_what_is_bought_late_never_scores_earlier(table):
    economics = table()
    assert scores(economics, {("tail", "mega-video"): 4}).by_phase[:2] == (0.0, 0.0)


def test_a_campaign_goal_scores_the_same_in_every_phase(scenario_with):
    economics = tabulate(scenario_with({"goals.seo.over": "campaign"}), World.BASE)
    counts = {("tail", "micro-picture"): 100, ("test", "micro-picture"): 36}
    assert stocks(economics, counts)["seo"] == (pytest.approx(149.6),)
    assert scores(economics, counts).by_goal["seo"] == (pytest.approx(100 * 149.6 / 299.6),) * 3


@given(counts=plans)
def test_worlds_order_kpis_and_scores_and_leave_costs_alone(table, counts):
    low, base, high = (table(world) for world in World)
    assert low.unit_costs == base.unit_costs == high.unit_costs
    assert scores(low, counts).campaign <= scores(base, counts).campaign <= scores(high, counts).campaign
    assert kpi_totals(low, counts)["hours"] == kpi_totals(high, counts)["hours"]


@pytest.mark.parametrize("line", [("nowhen", "micro-picture"), ("test", "nobody")])
def test_an_unknown_phase_or_offer_is_an_error(table, line):
    economics = table()
    for total in (spend, cost_totals, kpi_totals, flow_fates, stocks, scores):
        with pytest.raises(KeyError):
            total(economics, {line: 1})
