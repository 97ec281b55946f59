from fractions import Fraction

import pytest

from kolopt.economics.yields import base_kpis, kpi_value, unit_yields
from kolopt.scenario.catalogue import catalogue
from kolopt.scenario.quantities import World


def yields(scenario, offer, world=World.BASE):
    return unit_yields(scenario, {o.id: o for o in catalogue(scenario)}[offer], world)


def test_parts_multiply_and_a_kpis_own_factor_replaces_the_others_of_its_part(scenario_with):
    assert yields(scenario_with(), "micro-video-adjacent") == {
        "reads": 6000 * Fraction("1.3") * Fraction("0.8"),
        "saves": 60 * Fraction("1.1") * Fraction("0.8"),
        "comments": 30 * Fraction("1.3") * Fraction("0.8"),
        "notes": Fraction("0.9"),
        "hours": Fraction("1.5"),
    }


def test_a_tier_without_its_own_factor_takes_flow(scenario_with):
    assert yields(scenario_with(), "mega-video")["reads"] == 390000


def test_factors_leave_notes_and_hours_alone_unless_they_name_them(scenario_with):
    gift = yields(scenario_with(), "micro-picture-gift")
    assert (gift["reads"], gift["notes"], gift["hours"]) == (1800, 1, Fraction("1.5"))


@pytest.mark.parametrize(
    ("world", "reads", "saves"), [("low", 4000, 36), ("base", 6000, 60), ("high", 9000, 90)]
)
def test_a_world_uses_a_yields_own_range_first_then_the_markets_factor(scenario_with, world, reads, saves):
    found = yields(scenario_with(), "micro-picture", World(world))
    assert (found["reads"], found["saves"], found["notes"], found["hours"]) == (
        reads,
        saves,
        1,
        Fraction("1.5"),
    )


def test_notes_move_with_the_world_only_when_they_state_a_range(scenario_with):
    scenario = scenario_with({"tiers.micro.yields.notes": {"base": "1", "low": "0.7"}})
    assert [yields(scenario, "micro-picture", w)["notes"] for w in World] == [Fraction("0.7"), 1, 1]


def test_without_world_factors_a_yield_is_the_same_in_all_worlds(scenario_with):
    scenario = scenario_with({"worlds": None})
    assert {yields(scenario, "micro-picture", w)["saves"] for w in World} == {60}


def test_a_spec_names_final_yields_and_takes_the_rest_from_its_parts(scenario_with):
    star = {
        "tier": "mega",
        "format": "video",
        "yields": {"reads": "1.2M", "saves": {"base": "4k", "high": "5k"}},
    }
    scenario = scenario_with({"offers.star": star})
    assert yields(scenario, "star")["reads"] == 1200000
    assert yields(scenario, "star")["comments"] == 450
    high = yields(scenario, "star", World.HIGH)
    assert (high["reads"], high["saves"]) == (1800000, 5000)


def test_media_and_owned_units_bring_only_what_they_name(scenario_with):
    assert yields(scenario_with(), "feed") == {
        "reads": 600,
        "saves": 0,
        "comments": 0,
        "notes": 0,
        "hours": 0,
    }
    assert yields(scenario_with(), "brand-note", World.LOW)["reads"] == 900


def test_sums_add_their_parts_through_other_sums(scenario_with):
    scenario = scenario_with({"kpis.all": {"name": "All", "kind": "sum", "of": ["engagements", "reads"]}})
    assert base_kpis(scenario, "all") == ("saves", "comments", "reads")
    assert kpi_value(scenario, yields(scenario, "micro-picture"), "all") == 6090
