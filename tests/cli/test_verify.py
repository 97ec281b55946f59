import json

import pytest


@pytest.fixture
def plan(run, starter):
    """A plan file of the starter."""
    assert run("plan", starter.name, "-o", "p.json", "--quiet").exit_code == 0
    return starter.parent / "p.json"


def test_a_good_plan_is_verified_in_one_line(run, plan):
    result = run("verify", plan.name)
    assert result.exit_code == 0
    assert result.stdout.startswith("p.json: verified: Proven: under these inputs no plan scores above")
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""


def test_a_changed_figure_is_named(run, plan):
    document = json.loads(plan.read_text(encoding="utf-8"))
    stated = document["lines"][0]["count"]
    text = plan.read_text(encoding="utf-8").replace(f'"count": {stated},', f'"count": {stated + 1},', 1)
    plan.write_text(text, encoding="utf-8")
    result = run("verify", plan.name)
    assert result.exit_code == 5
    assert "p.json: NOT verified" in result.stdout
    assert "lines[0]" in result.stdout
    assert "more; all of them with --json" in result.stdout
    (verdict,) = json.loads(run("verify", plan.name, "--json").stdout)
    assert not verdict["verified"]
    assert len(verdict["discrepancies"]) > 10


def test_moved_inputs_are_a_notice_not_a_failure(run, plan, starter):
    starter.write_text(starter.read_text(encoding="utf-8").replace("600k", "610k"), encoding="utf-8")
    result = run("verify", plan.name)
    assert result.exit_code == 0
    assert "inputs have moved since" in result.stderr
    assert run("verify", plan.name, "--quiet").stderr == ""


def test_other_words_are_not_moved_inputs(run, plan, starter):
    text = starter.read_text(encoding="utf-8").replace("600k", "600000").replace("two people", "three people")
    starter.write_text(text, encoding="utf-8")
    assert run("verify", plan.name).stderr == ""


def test_a_scenario_that_is_gone_is_a_notice(run, plan, starter):
    starter.unlink()
    result = run("verify", plan.name)
    assert result.exit_code == 0
    assert "campaign.yaml is not there" in result.stderr


def test_standard_input_works_too(run, plan):
    assert run("verify", "-", input=plan.read_bytes()).exit_code == 0


def test_several_plans_each_get_their_line_and_the_worst_decides(run, plan):
    (plan.parent / "broken.json").write_text("{", encoding="utf-8")
    result = run("verify", "broken.json", plan.name)
    assert result.exit_code == 2
    assert "p.json: verified" in result.stdout
    assert "broken.json" in result.stderr


def test_json_says_the_same(run, plan):
    (verdict,) = json.loads(run("verify", plan.name, "--json").stdout)
    assert verdict["verified"] is True
    assert verdict["plan"] == "p.json"
    assert verdict["discrepancies"] == []


def test_solving_again_finds_no_better_plan(run, plan):
    result = run("verify", plan.name, "--resolve")
    assert result.exit_code == 0
    assert "p.json: solved again, no better plan was found" in result.stdout


def test_a_plan_beyond_the_stated_bound_fails_the_verification(run, plan, monkeypatch):
    monkeypatch.setattr("kolopt.cli.resolve.second_solve", lambda _: (False, "solved again: 99"))
    result = run("verify", plan.name, "--resolve")
    assert result.exit_code == 5
    assert "NOT verified: a plan beyond its bound was found" in result.stdout
    assert "p.json: solved again: 99" in result.stdout
