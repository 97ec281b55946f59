"""Rules of thumb made whole, by a definition that can be done by hand."""

from pathlib import Path

import pytest

from kolopt.economics.tables import spend, tabulate
from kolopt.explore.habits import compare_habits, whole_split
from kolopt.planning import Options
from kolopt.scenario.load import load, with_patches
from kolopt.scenario.market_schema import Habit
from kolopt.scenario.orders import Order, Status, slot_id
from kolopt.scenario.patch import parse_patch
from kolopt.scenario.quantities import World

SKINCARE = Path(__file__).parents[3] / "scenarios" / "skincare-618.yaml"
ONE_PHASE = ("phases.test=null", "phases.buildup=null", "phases.tail=null", "rules.hero=null", "tax=null")


def economics(*changes):
    case = with_patches(load(SKINCARE), [parse_patch(text) for text in (*ONE_PHASE, *changes)])
    return tabulate(case.scenario, World.BASE)


def split(tables, money, of="spend", **tiers):
    habit = Habit.model_validate(
        {"name": "x", "of": of, "tiers": {tier: str(part) for tier, part in tiers.items()}}
    )
    return whole_split(tables, habit, money * 100)


def test_money_is_split_rounded_down_and_the_rest_buys_where_rounding_took_most():
    # A micro costs ¥2,750 with the fee, a mid ¥13,200: 30,000 and 30,000 buy 10.9 and 2.27.
    assert split(economics(), 60_000, micro=1, mid=1) == {
        ("burst", "micro-picture"): 11,
        ("burst", "mid-picture"): 2,
    }


def test_what_costs_nothing_is_taken_as_far_as_it_goes():
    free = ("tiers.micro.quote=0", "tiers.micro.available={phase: 4}")
    assert split(economics(*free), 30_000, micro=1, mid=1) == {
        ("burst", "micro-picture"): 4,
        ("burst", "mid-picture"): 2,
    }
    endless = ("tiers.micro.quote=0", "tiers.micro.available=null")
    assert split(economics(*endless), 30_000, micro=1, mid=1) == {("burst", "mid-picture"): 2}


def test_a_split_of_creators_is_one_of_heads():
    # 1 mid and 4 micro cost ¥24,200.
    found = split(economics(), 72_600, of="creators", mid=1, micro=4)
    assert found == {("burst", "micro-picture"): 12, ("burst", "mid-picture"): 3}


def test_specialists_first_then_other_fits_then_nothing():
    pool = ("tiers.micro.available={phase: 5, specialists: 3}",)
    assert split(economics(*pool), 1_000_000, micro=1) == {
        ("burst", "micro-picture"): 3,
        ("burst", "micro-picture-adjacent"): 2,
    }


def test_what_is_booked_has_used_up_the_pools():
    scenario = economics("tiers.micro.available={phase: 5, specialists: 3}").scenario
    orders = {
        slot_id("burst", offer, number): Order("burst", offer, status, cost=0)
        for offer, number, status in (
            ("micro-video", 1, Status.ORDERED),
            ("micro-picture", 1, Status.CANCELLED),
            ("micro-picture-adjacent", 1, Status.ORDERED),
        )
    }
    booked = tabulate(scenario.model_copy(update={"orders": orders}), World.BASE)
    assert split(booked, 1_000_000, micro=1) == {
        ("burst", "micro-picture"): 1,
        ("burst", "micro-picture-adjacent"): 1,
    }


def test_phases_share_by_weight_and_never_more_than_there_is():
    case = load(SKINCARE)
    tables = tabulate(case.scenario, World.BASE)
    for habit in case.scenario.habits.values():
        for money in (0, 1_234_567, 98_765_432):
            counts = whole_split(tables, habit, money)
            assert spend(tables, counts) <= money
            assert all(n > 0 for n in counts.values())


@pytest.fixture(scope="module")
def comparison():
    return compare_habits(load(SKINCARE), Options(seconds=None))


def test_no_habit_that_keeps_the_rules_beats_the_best_plan(comparison):
    best, *habits = comparison.columns
    assert [column.name for column in habits] == ["pyramid-1-3-6", "split-5-3-2", "mega-only"]
    for column in habits:
        assert column.loss > 0 or column.broken
        assert column.plan.spend.total <= best.plan.spend.total


def test_a_habit_keeps_the_best_plans_media_and_own_notes(comparison):
    best, *habits = comparison.columns

    def others(column):
        return {line: n for line, n in column.plan.counts().items() if line[1] in ("feed-1k", "brand-note")}

    assert others(best)
    assert all(others(column) == others(best) for column in habits)


def test_mega_only_breaks_the_rules_of_a_brand_nobody_knows(comparison):
    (mega,) = (column for column in comparison.columns if column.name == "mega-only")
    assert "mega-share" in mega.broken
    assert any(rule.startswith("micro-density") for rule in mega.broken)
