from itertools import pairwise

import pytest
from tests.unit.explore.tiny_case import tiny

from kolopt.errors import InvalidInputError
from kolopt.explore.frontier import Axis, budget_frontier, default_budgets, goal_frontier, value_of
from kolopt.explore.vary import parse_axis
from kolopt.planning import Gap, Options
from kolopt.scenario.load import from_document

WIDE = Options(seconds=None, gap=Gap(points=20))


def case_of(**changes):
    return from_document({**tiny(), **changes}, path="tiny")


def two_goals():
    text = tiny()
    text["phases"] = [{"id": "burst", "start": "2027-05-01", "end": "2027-05-20", "kind": "always_on"}]
    common = {"name": "Goal", "weight": "1", "response": "saturation", "over": "phase"}
    text["goals"] = {
        "fame": {**common, "metric": {"reads": "1"}, "affinity": {"micro": "1"}, "half_at": "9000"},
        "talk": {**common, "metric": {"comments": "1"}, "affinity": {"nano": "1"}, "half_at": "60"},
    }
    text["tiers"]["nano"]["available"] = {"phase": "9"}
    text["rules"] = {"team": {"rule": "hours <= 9 in campaign"}}
    return from_document(text, path="tiny")


def test_twelve_budgets_around_the_scenarios():
    axis = default_budgets(case_of())
    assert axis.values == tuple(str(600 * k) for k in range(10, 33, 2))


@pytest.mark.parametrize("options", [Options(seconds=None), WIDE])
def test_more_money_never_scores_less(options):
    found = budget_frontier(case_of(), parse_axis("budget.total=3000..21000:25"), options)
    values = [value_of(row) for row in found.rows if row.figures]
    assert len(values) >= 20
    assert values == sorted(values)
    assert found.falls == ()
    assert values[-1] > values[0]


def test_the_marginal_interval_holds_the_true_difference():
    exact = budget_frontier(
        case_of(), parse_axis("budget.total=6k,9k,12k"), Options(seconds=None, gap=Gap(points=1e-6))
    )
    blurred = budget_frontier(case_of(), parse_axis("budget.total=6k,9k,12k"), WIDE)
    assert exact.marginals[0] is None
    for sharp, wide in zip(exact.marginals[1:], blurred.marginals[1:], strict=True):
        assert wide.low - 1e-4 <= sharp.middle <= wide.high + 1e-4


def test_where_a_rule_grows_with_the_budget_the_fall_is_told():
    rules = {"waste": {"rule": "spend(micro) >= 45% of budget"}}
    budgets = parse_axis("budget.total=6000..30000:25")
    found = budget_frontier(case_of(rules=rules), budgets, Options(seconds=None))
    solved = [k for k, row in enumerate(found.rows) if row.figures]
    falls = tuple(b for a, b in pairwise(solved) if value_of(found.rows[b]) < value_of(found.rows[a]))
    assert found.falls == falls
    assert falls


def test_rows_stand_by_budget_and_the_knee_is_one_of_them():
    found = budget_frontier(case_of(), parse_axis("budget.total=21k,3k,9k,6k,15k"), Options(seconds=None))
    budgets = list(found.budgets)
    assert budgets == sorted(budgets)
    assert found.knee is not None
    assert found.knee.budget in budgets
    assert found.knee.before.middle > found.knee.after.middle


def test_a_budget_in_another_currency_is_told_in_yuan():
    """An independent sum: €1,000, €1,500 and €2,000 at 8 yuan, 5 % held back for the rate."""
    euro = case_of(
        currency={"report": "EUR", "rate": "8", "buffer": "5%"},
        budget={"total": "1500", "reserve": "0", "in": "EUR"},
    )
    found = budget_frontier(euro, parse_axis("budget.total=2000,1000,1500"), Options(seconds=None))
    assert found.budgets == (7_600_00, 11_400_00, 15_200_00)
    yuan = budget_frontier(case_of(), parse_axis("budget.total=7600,11400,15200"), Options(seconds=None))
    assert [row.figures["value"] for row in found.rows] == [row.figures["value"] for row in yuan.rows]
    assert found.marginals == yuan.marginals


@pytest.mark.parametrize(
    ("case", "axis", "code"),
    [
        (case_of(objective={"minimize": "spend"}), Axis("budget.total", ("6k", "9k")), "no-frontier"),
        (case_of(), Axis("budget.total", ("6k", "6000")), "no-frontier"),
        (case_of(), Axis("budget.total", ("6k", "lots")), "bad-number"),
    ],
)
def test_what_is_no_frontier_is_refused(case, axis, code):
    with pytest.raises(InvalidInputError) as refused:
        budget_frontier(case, axis, WIDE)
    assert [finding.code for finding in refused.value.diagnostics] == [code]


def test_one_goal_for_the_other():
    found = goal_frontier(two_goals(), "fame", "talk", Options(seconds=None, gap=Gap(points=1e-4)))
    assert [row.status for row in found.rows] == ["proven"] * len(found.rows)
    talk = [float(row.figures["score.talk"]) for row in found.rows]
    fame = [float(row.figures["score.fame"]) for row in found.rows]
    assert fame == sorted(fame, reverse=True)
    assert fame[0] > fame[-1] + 1
    assert all(
        score >= floor - 1e-5
        for score, floor in zip(talk[1:], found.floors[1:], strict=True)
        if floor is not None
    )
    assert all(abs(value_of(row) - score) < 1e-5 for row, score in zip(found.rows, fame, strict=True))


@pytest.mark.parametrize(("first", "second"), [("fame", "fame"), ("fame", "glory"), ("", "talk")])
def test_goals_that_cannot_be_traded_are_refused(first, second):
    with pytest.raises(InvalidInputError) as refused:
        goal_frontier(two_goals(), first, second, WIDE)
    assert [finding.code for finding in refused.value.diagnostics] == ["no-frontier"]
