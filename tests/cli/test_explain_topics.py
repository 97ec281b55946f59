"""``kolopt explain`` with the topics about plans near the best, and ``plan --fragility``."""

import json

import pytest


@pytest.fixture
def small(folder):
    from tests.unit.explore.tiny_case import tiny

    from kolopt.explore.subject import subject_of
    from kolopt.plan.file import dumps
    from kolopt.planning import optimize
    from kolopt.scenario.load import from_document

    case = from_document(tiny(), path="tiny.yaml")
    assert subject_of(case).best is not None
    path = folder / "plan.json"
    path.write_text(dumps(optimize(case)), encoding="utf-8")
    return path


def test_every_topic_answers_about_a_plan_file(run, small):
    result = run(
        "explain", str(small), "money", "room", "fragility", "alternatives", "micro@burst", "--quiet"
    )
    assert result.exit_code == 0, result.stderr
    for title in ("Money", "Room to move", "Fragility", "Alternatives", "micro in burst"):
        assert f"\n{title}  " in result.stdout


def test_the_json_holds_every_topic(run, small):
    result = run("explain", str(small), "money", "micro@burst", "--json", "--quiet")
    found = json.loads(result.stdout)
    assert list(found) == ["money", "micro@burst"]
    assert [step["percent"] for step in found["money"]["steps"]] == [-20, -10, -5, -1, 1, 5, 10, 20]


def test_the_closest_plan_to_itself_moves_nothing(run, small):
    result = run("explain", str(small), "alternatives", "--closest-to", str(small), "--quiet")
    assert "¥0.00 has to move" in result.stdout


@pytest.mark.parametrize("topic", ["nonsense", "@burst", "mega@"])
def test_an_unknown_topic_is_a_message(run, small, topic):
    result = run("explain", str(small), topic)
    assert result.exit_code == 2
    assert "mega@burst" in result.stderr


@pytest.mark.parametrize("topic", ["megaa@burst", "micro@brust"])
def test_an_unknown_name_in_a_topic_is_a_message(run, small, topic):
    result = run("explain", str(small), topic)
    assert result.exit_code == 2
    assert "did you mean" in result.stderr


def test_a_plan_carries_its_fragility_in_one_line(run, starter):
    result = run("plan", str(starter), "--fragility", "--quiet")
    assert result.exit_code == 0, result.stderr
    assert "\nFragility, points lost against the best plan" in result.stdout
    result = run("plan", str(starter), "--fragility", "--json", "--quiet")
    assert json.loads(result.stdout)["kolopt_plan"] == 1
    assert "Fragility" in result.stderr
