"""Response curves: they pass through the plan's own scores."""

from bisect import bisect_left
from pathlib import Path

import pytest

from kolopt.plan.file import load
from kolopt.report.responses import response_curves
from kolopt.report.table import Term, word

SCENARIOS = Path(__file__).parents[3] / "scenarios"
PLANS = sorted(SCENARIOS.glob("*.plan.json"))


@pytest.fixture(scope="module", params=PLANS, ids=lambda path: path.name.removesuffix(".plan.json"))
def plan(request):
    return load(request.param)


def interpolated(curve, stock):
    k = max(1, bisect_left(curve.stocks, stock))
    share = (stock - curve.stocks[k - 1]) / (curve.stocks[k] - curve.stocks[k - 1])
    return curve.scores[k - 1] + share * (curve.scores[k] - curve.scores[k - 1])


def test_every_goal_has_a_curve_through_the_plans_scores(plan):
    curves = response_curves(plan)
    assert [curve.goal.id for curve in curves] == sorted({part.goal for part in plan.goals if part.weight})
    for curve in curves:
        assert curve.stocks[0] == curve.scores[0] == 0.0
        assert list(curve.scores) == sorted(curve.scores)
        for position in curve.positions:
            stock, score = float(position.stock), float(position.score)
            assert stock <= curve.stocks[-1]
            assert interpolated(curve, stock) == pytest.approx(score, abs=0.15)


def test_each_phase_stands_on_the_curve_with_its_own_score(plan):
    for curve in response_curves(plan):
        stated = {part.phase: part.score for part in plan.goals if part.goal == curve.goal.id}
        shown = {position.phase: position.score for position in curve.positions}
        assert shown == {Term("phase", phase.id): stated[phase.id] for phase in plan.phases}


def test_a_goal_over_the_campaign_stands_once():
    plan = load(SCENARIOS / "skincare-618.plan.json")
    fields = plan.model_dump()
    fields["inputs"]["goals"]["awareness"]["over"] = "campaign"
    curve = next(c for c in response_curves(type(plan).model_validate(fields)) if c.goal.id == "awareness")
    assert [position.phase for position in curve.positions] == [word("campaign")]
