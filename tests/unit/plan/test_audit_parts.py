"""The audit's own arithmetic: check values by hand, and agreement with the economics it does not import."""

import math
from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolopt.economics.tables import tabulate
from kolopt.plan.audit import money, results, spending, time
from kolopt.plan.audit.compare import Near, Unchecked, differences, figure
from kolopt.plan.audit.facts import gather
from kolopt.plan.audit.scores import respond, score
from kolopt.plan.figures import Figures
from kolopt.scenario.catalogue import catalogue
from kolopt.scenario.market_schema import GoalSpec
from kolopt.scenario.quantities import World
from kolopt.scenario.schema import Phase, Scenario

from .documents import COUNTS, document


def scenario(**changes):
    return Scenario.model_validate(document() | changes)


def unit(case, offer, phase="test"):
    offers = {o.id: o for o in catalogue(case)}
    phases = {p.id: p for p in case.phases}
    return money.unit(case, offers[offer], phases[phase])


def quoted(**changes):
    """A scenario whose ``face`` costs ¥10,000 and nothing beside it."""
    bare = {"rebate": None, "agency": None, "product": None, "category": None}
    face = {
        "tier": "macro",
        "format": "picture",
        "quote": "10000",
        "available": {"campaign": "1"},
        "handling": "0",
    }
    return scenario(**(bare | {"offers": {"face": face}, "rules": {}} | changes))


ALL = ["creator", "platform", "agency", "production", "media"]


@pytest.mark.parametrize(
    ("agency", "taxed", "total"),
    [
        ({"rate": "10%"}, ALL, 1_282_600),
        ({"rate": "10%"}, ["creator", "platform"], 1_276_000),
        (None, ALL, 1_166_000),
        (None, [], 1_100_000),
    ],
)
def test_check_values_of_the_contract(agency, taxed, total):
    case = quoted(agency=agency, tax={"prices": "exclusive", "rate": "6%", "lines": taxed})
    assert unit(case, "face").spend == total


def test_season_acts_on_built_quotes_by_tier_and_never_on_a_final_one():
    case = scenario()
    base, burst = unit(case, "micro-picture", "test").lines, unit(case, "micro-picture", "burst").lines
    assert base["creator"] == 325_000
    assert burst["creator"] == 433_225
    assert unit(case, "nano-picture", "burst").lines["creator"] == 49_833
    assert (
        unit(case, "face-a", "burst").lines["creator"]
        == unit(case, "face-a", "test").lines["creator"]
        == 5_000_123
    )


def test_gift_costs_the_product_and_no_fee():
    assert unit(scenario(), "nano-video-gift").lines == {"product": 10_080, "handling": 15_000}


def test_handling_counts_only_when_internal_work_does():
    outside = unit(scenario(), "nano-picture")
    inside = unit(scenario(budget={"total": "300k", "internal": "true"}), "nano-picture")
    assert inside.spend - outside.spend == outside.internal == 15_000
    assert inside.internal == 0


def test_rebate_on_the_order_lowers_the_cost_and_a_later_one_is_a_memo():
    later = unit(quoted(rebate={"rate": "12.5%"}), "face")
    order = unit(quoted(rebate={"rate": "12.5%", "settled": "order"}), "face")
    assert (later.lines["creator"], later.rebate_later) == (1_000_000, 125_000)
    assert (order.lines["creator"], order.rebate_later) == (875_000, 0)
    assert order.lines["platform"] == 100_000


def test_monthly_costs_fall_on_the_first_campaign_day_of_each_month():
    days = [payment.on for payment in money.payments(scenario()) if payment.id == "retainer"]
    assert days == [date(2027, 3, 29), *(date(2027, month, 1) for month in (4, 5, 6, 7))]


def test_funds_by_hand():
    held = money.funds(scenario())
    monthly = 120_033 + 7_202
    assert (held.total, held.reserve, held.fixed) == (30_000_000, 1_500_000, 5 * monthly + 200_000)
    assert held.plannable == 30_000_000 - 1_500_000 - 5 * monthly - 200_000


def phase(name, start, end):
    return Phase.model_validate({"id": name, "start": start, "end": end})


FADE = time.Fading(rate=math.log(2) / 10, at_publication=0.6, protection=60)
FIRST = phase("a", "2027-01-01", "2027-01-20")
SECOND = phase("b", "2027-01-26", "2027-02-10")


def integrated(fade, bought, start, end, steps=4000):
    """The decaying part by midpoint sums over the day of purchase."""
    span = time.days(bought)
    total = 0.0
    for k in range(steps):
        sold = span * (k + 0.5) / steps
        since, until = max(start - sold, 0.0), max(end - sold, 0.0)
        total += math.exp(-fade.rate * since) - math.exp(-fade.rate * until)
    return (1 - fade.at_publication) * total / steps


def test_flow_shares_are_the_integral_over_purchases():
    assert time.flow(FADE, FIRST, FIRST) == pytest.approx(0.6 + integrated(FADE, FIRST, 0, 20), abs=1e-7)
    assert time.flow(FADE, FIRST, SECOND) == pytest.approx(integrated(FADE, FIRST, 25, 41), abs=1e-7)
    assert time.flow(FADE, SECOND, FIRST) == 0


def test_presence_halves_between_midpoints_and_ends_with_protection():
    apart = 9.5 + 5 + 0.5 + 8
    assert time.distance(FIRST, SECOND) == apart
    assert time.presence(FADE, FIRST, SECOND) == pytest.approx(2 ** (-apart / 10))
    assert time.presence(FADE, SECOND, FIRST) == 0
    short = time.Fading(FADE.rate, 0.6, protection=22)
    assert time.presence(short, FIRST, SECOND) == time.flow(short, FIRST, SECOND) == 0
    assert time.presence(short, FIRST, FIRST) == 1


@given(
    rate=st.floats(1e-12, 5),
    share=st.floats(0, 1),
    protection=st.integers(0, 200),
    lengths=st.lists(st.tuples(st.integers(1, 90), st.integers(0, 30)), min_size=1, max_size=5),
)
def test_fates_add_up_to_the_unit(rate, share, protection, lengths):
    day, phases = date(2027, 1, 1).toordinal(), []
    for k, (length, gap) in enumerate(lengths):
        start, end = date.fromordinal(day), date.fromordinal(day + length - 1)
        phases.append(Phase(id=f"p{k}", start=start, end=end))
        day += length + gap
    fade = time.Fading(rate, share, protection)
    for bought in phases:
        fate = time.fate(fade, bought, tuple(phases))
        parts = (fate.inside, fate.gaps, fate.cut, fate.after)
        assert math.fsum(parts) == pytest.approx(1, abs=1e-12)
        assert all(part >= -1e-15 for part in parts)


def test_without_decay_flow_stays_and_presence_stays_whole():
    none = time.Fading(0.0, 0.6, 1000)
    assert time.flow(none, FIRST, FIRST) == 1
    assert time.flow(none, FIRST, SECOND) == 0
    assert time.presence(none, FIRST, SECOND) == 1


@pytest.mark.parametrize("response", ["reach", "saturation", "share", "linear"])
@given(stock=st.integers(1, 10**6), share=st.integers(1, 99), phases=st.integers(1, 6))
def test_an_anchor_is_on_its_curve(response, stock, share, phases):
    goal = GoalSpec.model_validate(
        {
            "name": "G",
            "metric": {"reads": "1"},
            "affinity": {"nano": "1"},
            "response": response,
            "anchor": {"stock": str(stock), "score": f"{share}%", "phases": str(phases)},
        }
    )
    assert respond(goal, stock / phases) == pytest.approx(share / 100, rel=1e-12)
    assert respond(goal, 0.0) == 0


def test_saturation_is_half_at_its_parameter_and_linear_ends_at_one():
    def goal(response, **parameter):
        fields = {"name": "G", "metric": {}, "affinity": {}, "response": response}
        return GoalSpec.model_validate(fields | parameter)

    assert respond(goal("saturation", half_at="900"), 900.0) == pytest.approx(0.5)
    assert respond(goal("linear", target="900"), 1800.0) == 1
    assert respond(goal("share", rivals="900"), 300.0) == pytest.approx(0.25)
    assert respond(goal("reach", audience="900"), 900.0) == pytest.approx(1 - 1 / math.e)


def as_json(part):
    if isinstance(part, tuple):
        return [as_json(item) for item in part]
    if isinstance(part, dict):
        return {key: as_json(item) for key, item in part.items()}
    return part.model_dump(mode="json")


VARIANTS = list(product(("exclusive", "inclusive", None), ("true", "false"), ("true", "false"), World))


@pytest.mark.parametrize(("prices", "recoverable", "internal", "world"), VARIANTS)
def test_agrees_with_the_economics_that_it_does_not_import(prices, recoverable, internal, world):
    tax = {"prices": prices, "recoverable": recoverable} if prices else None
    settled = "order" if internal == "true" else "later"
    case = scenario(
        tax=tax,
        budget={"total": "300k", "reserve": "5.55%", "internal": internal},
        rebate={"rate": "12.5%", "settled": settled},
    )
    facts = gather(case, world, COUNTS)
    figures = Figures(tabulate(case, world), {(p.phase.id, p.offer.id): p.count for p in facts.purchases})
    scores = score(facts)
    stated = {
        "lines": figures.lines(),
        "fixed_costs": figures.fixed(),
        "funds": figures.funds(),
        "spend": figures.spend(),
        "outlay": figures.outlay(),
        "kpis": figures.kpis(),
        "unit_costs": figures.unit_costs(),
        "phases": figures.phases(),
        "goals": figures.goals(),
        "fate": figures.fate(),
    }
    recomputed = {
        "lines": spending.lines(facts),
        "fixed_costs": spending.fixed_costs(facts),
        "funds": spending.funds(facts),
        "spend": spending.spend(facts),
        "outlay": spending.outlay(facts),
        "kpis": results.kpis(facts),
        "unit_costs": spending.unit_costs(facts, facts.purchases),
        "phases": results.phases(facts, scores),
        "goals": results.goals(facts, scores),
        "fate": results.fate(facts),
    }
    assert [str(d) for d in differences(as_json(stated), recomputed)] == []


def test_figures_round_half_up():
    assert figure(Fraction(5, 1000)) == "0.01"
    assert figure(Fraction(4999, 10**6)) == "0.00"
    assert figure(Fraction(1999995, 10**6)) == "2.00"


@pytest.mark.parametrize(
    ("stated", "accepted"),
    [
        ("1.234568", True),
        ("1.234567", True),
        ("1.234570", False),
        ("1.2", False),
        ("NaN", False),
        ("-Infinity", False),
        ("1E999999999999", False),
        ("", False),
        (1, False),
    ],
)
def test_a_score_is_accepted_within_a_millionth(stated, accepted):
    assert Near(1.2345678, 6, 0.5e-6).accepts(stated) is accepted


def test_differences_name_every_path_missing_and_unknown_ones_too():
    stated = {"a": [1, {"b": "x"}], "new": 1, "same": None, "free": 5, "flag": True}
    recomputed = {"a": [1, {"b": "y"}, 2], "gone": 1, "same": None, "free": Unchecked("why"), "flag": 1}
    assert [d.path for d in differences(stated, recomputed)] == ["a[1].b", "a[2]", "gone", "flag", "new"]
