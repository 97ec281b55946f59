"""Other totals of a scenario part of whose reserve was released, or whose reserve is an amount."""

import pytest
from tests.unit.explore.tiny_case import tiny

from kolopt.explore import money, short
from kolopt.explore.budgets import at_budget
from kolopt.explore.frontier import budget_frontier
from kolopt.explore.subject import subject_of
from kolopt.explore.vary import parse_axis
from kolopt.planning import Gap, Options
from kolopt.scenario.load import from_document

EXACT = Options(seconds=None, gap=Gap(points=1e-6))
EURO = {"currency": {"report": "EUR", "rate": "8"}}
BUDGETS = "budget.total=6k,9k,12k,15k"


def case_of(budget, **changes):
    return from_document({**tiny(), "budget": budget, **changes}, path="tiny")


def released(amount, **budget):
    log = [{"amount": amount, "on": "2027-05-01", "by": "Wang", "why": "a rival"}]
    return {"total": "12000", "reserve": "5%", "released": log, **budget}


def values(case, budgets=BUDGETS):
    return [row.figures.get("value") for row in budget_frontier(case, parse_axis(budgets), EXACT).rows]


@pytest.mark.parametrize("share", ["400", "600"])
def test_a_frontier_holds_nothing_back_of_totals_below_what_was_released(share):
    """Independent sums: 5 % of 6,000, 9,000, 12,000 and 15,000 less what is released."""
    held = [max(0, five - int(share)) for five in (300, 450, 600, 750)]
    found = values(case_of(released(share)))
    stops = zip(("6k", "9k", "12k", "15k"), held, strict=True)
    plain = [
        values(case_of({"total": "12000", "reserve": f"¥{fixed}"}), f"budget.total={total}")
        for total, fixed in stops
    ]
    assert [[value] for value in found] == plain
    assert None not in found


def test_a_frontier_of_a_large_reserve_has_rows_without_a_plan():
    found = budget_frontier(
        case_of({"total": "12000", "reserve": "7k"}), parse_axis("budget.total=6k,7k,12k"), EXACT
    )
    assert [row.status for row in found.rows] == ["infeasible", "infeasible", "proven"]
    assert found.budgets == (6_000_00, 7_000_00, 12_000_00)


def test_a_frontier_in_another_currency_keeps_the_order_of_its_totals():
    euro = released("75", total="1500", **{"in": "EUR"})
    found = budget_frontier(case_of(euro, **EURO), parse_axis("budget.total=1500,750,1125"), EXACT)
    assert found.budgets == (6_000_00, 9_000_00, 12_000_00)
    assert [row.figures["value"] for row in found.rows] == values(case_of(released("600")))[:3]


@pytest.mark.parametrize(
    ("budget", "changes"),
    [
        (released("400"), {}),
        (released("600"), {}),
        (released("7k", reserve="7k"), {}),
        ({"total": "12000", "reserve": "7k"}, {}),
        ({"total": "1500", "reserve": "0", "in": "EUR"}, EURO),
        ({"total": "1500", "reserve": "¥0.05", "in": "EUR"}, EURO),
        (released("75", total="1500", **{"in": "EUR"}), EURO),
    ],
)
def test_other_totals_are_answered_whatever_is_held_back(budget, changes):
    subject = subject_of(case_of(budget, **changes), Options(seconds=None))
    found = money.explain(subject)
    assert [step.total for step in found.steps] == [12_000_00 * (100 + p) // 100 for p in money.STEPS]
    assert found.steps[-1].gain is not None
    assert short.explain(subject).more is not None


def test_what_is_held_back_of_another_total():
    subject = subject_of(case_of(released("400")))
    held = [at_budget(subject, total).economics.funds.reserve for total in (6_000_00, 9_000_00, 15_000_00)]
    assert held == [0, 50_00, 350_00]
    amount = subject_of(case_of({"total": "12000", "reserve": "7k"}))
    held = [at_budget(amount, total).economics.funds.reserve for total in (6_000_00, 9_000_00)]
    assert held == [6_000_00, 7_000_00]
