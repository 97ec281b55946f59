"""``kolopt explain``, and what ``plan`` says where there is no plan."""

from __future__ import annotations

import json

import pytest

from kolopt.cli.topics import TOPICS


@pytest.fixture
def clash(starter):
    """Overrides under which the starter scenario has no plan."""
    return "--set", "budget.total=60k"


def test_the_short_version_is_one_screen(run, starter) -> None:
    result = run("explain", starter.name)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert len(lines) <= 24
    assert all(len(line) <= 80 for line in lines)
    assert "The best plan:" in result.stdout
    assert "A tenth of the budget less:" in result.stdout


def test_a_budget_with_fen_has_a_tenth_too(run, starter) -> None:
    result = run("explain", starter.name, "--set", "budget.total=600000.05")
    assert result.exit_code == 0, result.output
    assert "A tenth of the budget less:" in result.stdout


def test_topics_come_in_the_order_asked_for_and_once(run, starter) -> None:
    result = run("explain", starter.name, "rules", "conflict", "rules", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert list(found) == ["rules", "conflict"]
    assert found["conflict"] == {"question": "score", "conflicts": [], "repairs": [], "undecided": []}
    prices = [price["most"] for price in found["rules"]["prices"]]
    assert prices
    assert min(prices) >= 0.0


def test_a_plan_is_explained_as_it_stands(run, starter) -> None:
    assert run("plan", starter.name, "-o", "plan.json").exit_code == 0
    of_scenario = run("explain", starter.name, "--json")
    of_plan = run("explain", "plan.json", "--json")
    assert of_plan.exit_code == 0
    one, other = (json.loads(result.stdout)["short"] for result in (of_scenario, of_plan))
    assert one["value"] == pytest.approx(other["value"])
    assert one["spend"] == other["spend"]


def test_a_plan_takes_no_overrides(run, starter) -> None:
    assert run("plan", starter.name, "-o", "plan.json").exit_code == 0
    result = run("explain", "plan.json", "--set", "budget.total=1M")
    assert result.exit_code == 2
    assert "is a plan and stands as it is" in result.stderr


def test_an_altered_plan_is_not_explained(run, starter, folder) -> None:
    assert run("plan", starter.name, "-o", "plan.json").exit_code == 0
    file = folder / "plan.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"count": 1', '"count": 2', 1), encoding="utf-8")
    assert run("explain", "plan.json").exit_code == 5


def test_an_unknown_topic_names_the_known_ones(run, starter) -> None:
    result = run("explain", starter.name, "weather")
    assert result.exit_code == 2
    assert all(topic in result.stderr for topic in TOPICS)


@pytest.mark.parametrize("option", [("--margin", "wide"), ("--differ", "120%"), ("--differ", "20")])
def test_bad_options_are_usage_errors(run, starter, option) -> None:
    assert run("explain", starter.name, *option).exit_code == 2


def test_without_a_plan_every_topic_is_the_conflict(run, clash) -> None:
    result = run("explain", "campaign.yaml", "rules", *clash, "--json")
    assert result.exit_code == 3
    assert list(json.loads(result.stdout)) == ["conflict"]


def test_plan_prints_the_conflict_and_its_ways_out(run, clash) -> None:
    result = run("plan", "campaign.yaml", *clash)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "no plan can meet the rules" in result.stderr
    assert "--set budget.total=" in result.stderr


def test_a_way_out_can_be_pasted(run, clash) -> None:
    explained = run("explain", "campaign.yaml", *clash)
    pasted = [line.split()[1] for line in explained.stdout.splitlines() if "--set budget.total=" in line][-1]
    assert run("plan", "campaign.yaml", "--set", pasted).exit_code == 0


def test_no_explain_keeps_the_arithmetic_only(run, clash) -> None:
    result = run("plan", "campaign.yaml", "--no-explain", *clash)
    assert result.exit_code == 3
    assert "can be planned" in result.stderr
    assert "--set" not in result.stderr


def test_what_may_not_be_planned_is_not_explained(run, starter) -> None:
    result = run("explain", starter.name, "--set", "silence={no-such-lint: because}")
    assert result.exit_code == 2
    assert run("plan", starter.name, "--set", "silence={no-such-lint: because}").exit_code == 2
