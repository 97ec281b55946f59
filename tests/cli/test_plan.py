import json

import pytest
from tests.cli.campaign_files import SCENARIO


def test_the_starter_plans_at_once_and_is_proven(run, starter):
    result = run("plan", starter.name)
    assert result.exit_code == 0
    assert result.stdout.startswith("Hydrating serum, autumn launch  draft\n")
    assert "Proven: under these inputs no plan scores above" in result.stdout


def test_json_and_the_file_are_the_same_bytes(run, starter):
    written = run("plan", starter.name, "-o", "p.json")
    assert written.exit_code == 0
    assert "wrote p.json" in written.stderr
    text = (starter.parent / "p.json").read_text(encoding="utf-8")
    assert run("plan", starter.name, "--json").stdout == text
    assert run("plan", starter.name, "-o", "-").stdout == text
    assert json.loads(text)["certificate"]["status"] == "proven"


def test_a_plan_may_be_written_over_a_plan_but_not_over_the_scenario(run, starter):
    assert run("plan", starter.name, "-o", "p.json").exit_code == 0
    before = starter.read_bytes()
    assert run("plan", starter.name, "-o", "p.json", "--quiet").stderr == ""
    assert run("plan", starter.name, "-o", starter.name).exit_code == 2
    assert starter.read_bytes() == before


def test_standard_input_and_a_file_give_the_same_plan(run, starter):
    by_file = json.loads(run("plan", starter.name, "--json").stdout)
    by_input = json.loads(run("plan", "-", "--json", input=starter.read_bytes()).stdout)
    assert by_input["lines"] == by_file["lines"]
    assert by_input["scenario"]["digest"] == by_file["scenario"]["digest"]


def test_overrides_and_worlds_are_recorded(run, starter):
    plan = json.loads(
        run("plan", starter.name, "--set", "budget.total=700k", "--world", "low", "--json").stdout
    )
    assert plan["scenario"]["world"] == "low"
    assert plan["scenario"]["overrides"][0]["path"] == "budget.total"
    assert plan["funds"]["total"] == "700000.00"


def test_no_plan_can_meet_the_rules(run, starter):
    result = run(
        "plan", starter.name, "--set", "rules.voices=count(micro) >= 100000 in burst", "-o", "p.json"
    )
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "no plan can meet the rules" in result.stderr.lower()
    assert not (starter.parent / "p.json").exists()


def test_a_limit_leaves_a_marked_plan_or_says_that_there_is_none(run, starter):
    result = run("plan", starter.name, "--time-limit", "0.000001", "--gap", "0.000001")
    assert result.exit_code == 4
    if result.stdout:
        assert "draft, not proven" in result.stdout
        assert "Not proven, the time limit came first" in result.stdout
    else:
        assert "limit" in result.stderr


def test_an_unknown_solver_is_one_message(run, starter):
    result = run("plan", starter.name, "--solver", "nosuch")
    assert result.exit_code == 2
    assert "nosuch" in result.stderr


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_a_gap_that_no_solver_can_close_is_said_at_once(run, folder, solver):
    goals = "{awareness: {weight: 1, audience: 1000000M}}"
    text = SCENARIO.replace("{seo_seeding: 1, awareness: 1}", goals)
    assert goals in text
    (folder / "faint.yaml").write_text(text, encoding="utf-8")
    found = run("plan", "faint.yaml", "--gap", "0.0000001", "--solver", solver)
    assert found.exit_code == 6
    assert "cannot be closed that far" in found.stderr or "ships no CBC" in found.stderr
