"""What a plan rests on: every number behind cost, yields and scores of what it buys."""

from tests.unit.explore.tiny_case import tiny

from kolopt.scenario.assumptions import inputs_behind
from kolopt.scenario.catalogue import catalogue
from kolopt.scenario.load import from_document

GUESSED = {"status": "assumption", "why": "nobody asked"}


def assumed(**changes):
    scenario = from_document({**tiny(), **changes}, path="tiny").scenario
    return {item.path for item in inputs_behind(scenario, catalogue(scenario)) if item.assumed}


def test_what_is_sent_and_what_the_agency_takes_and_gives_are_inputs():
    guessed = assumed(
        product={"cost": {"base": "80", **GUESSED}, "shipping": {"base": "9", **GUESSED}},
        agency={"rate": {"base": "8%", **GUESSED}},
        rebate={"rate": {"base": "5%", **GUESSED}, "settled": "order"},
    )
    assert {"product.cost", "product.shipping", "agency.rate", "rebate.rate"} <= guessed


def test_a_goal_that_only_a_phase_pursues_is_an_input():
    text = tiny()
    name, goal = next(iter(text["goals"].items()))
    guessed = {key: value for key, value in goal.items() if key != "weight"} | GUESSED
    elsewhere = {**text["goals"], name: guessed}
    phases = [{**phase, "goals": {goal: "1" for goal in text["goals"]}} for phase in text["phases"]]
    assert not any(path.startswith(f"goals.{name}.") for path in assumed())
    assert any(path.startswith(f"goals.{name}.") for path in assumed(goals=elsewhere, phases=phases))
