"""Cash and the report currency on the terminal."""

import pytest

from kolopt.report.tables import budget, cash_by_month
from kolopt.report.terminal import currency_basis, render

CASH = {
    "total": "300.00",
    "internal": "5.00",
    "by_month": {"2027-03": "100.00", "2027-04": "0.00", "2027-05": "200.00"},
    "by_payee": {"agency": {"2027-05": "50.00"}, "creators": {"2027-03": "100.00", "2027-05": "150.00"}},
}
EURO = {
    "report": "EUR",
    "rate": "7.85",
    "as_of": "2026-11-01",
    "source": "ECB",
    "buffer": "0.03",
    "budget": "150000.00",
}


def test_every_month_and_payee_has_its_cell_and_the_totals_re_add(example):
    grid = cash_by_month(example(cash=CASH))
    assert grid.headings == ("Month", "agency", "creators", "all")
    assert grid.rows == (
        ("2027-03", "–", "¥100.00", "¥100.00"),
        ("2027-04", "–", "–", "–"),
        ("2027-05", "¥50.00", "¥150.00", "¥200.00"),
    )
    assert grid.total == ("all", "¥50.00", "¥250.00", "¥300.00")


def test_a_plan_without_cash_has_no_months(example):
    assert cash_by_month(example()).rows == ()
    assert "Cash" not in render(example())


def test_the_dearest_month_is_named(example):
    text = render(example(cash=CASH))
    assert "Cash to outside payees: ¥300.00 from 2027-03 to 2027-05" in text
    assert "most in 2027-05" in text


def test_a_payees_name_cannot_drive_the_terminal(example):
    grid = cash_by_month(example(cash=CASH | {"by_payee": {"\x1b[2J": {"2027-03": "1.00"}}}))
    assert "\x1b" not in grid.headings[1]


def test_the_budget_is_shown_in_both_currencies_and_a_rounding_closes_the_sum(example, document):
    whole = {"total": "10.00", "reserve": "1.00", "fixed": "1.00", "plannable": "8.00"}
    funds = document()["funds"] | whole | {"spend": "3.00", "left": "5.00"}
    grid = budget(example(currency=EURO | {"rate": "3"}, funds=funds))
    assert grid.headings == ("Budget", "Amount", "EUR")
    assert [row[2] for row in grid.rows] == [
        "EUR 3.33",
        "-EUR 0.33",
        "-EUR 0.33",
        "EUR 2.67",
        "-EUR 1.00",
    ]
    assert grid.total == ("left", "¥5.00", "EUR 1.67")
    # 3.33 − 0.17 − 0.17 is a cent short of 3.00.
    uneven = funds | {"reserve": "0.50", "fixed": "0.50", "plannable": "9.00"}
    grid = budget(example(currency=EURO | {"rate": "3"}, funds=uneven))
    assert [row[2] for row in grid.rows[:5]] == [
        "EUR 3.33",
        "-EUR 0.17",
        "-EUR 0.17",
        "EUR 0.01",
        "EUR 3.00",
    ]
    assert grid.rows[3][:2] == ("rounding", "–")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "EUR at 7.85, 2026-11-01, ECB, buffer 3 % on the budget of EUR 150,000.00"),
        ({"as_of": None, "source": None}, "EUR at 7.85, buffer 3 % on the budget of EUR 150,000.00"),
        ({"budget": None}, "EUR at 7.85, 2026-11-01, ECB"),
    ],
)
def test_the_header_says_at_which_rate(example, changes, words):
    plan = example(currency=EURO | changes)
    assert currency_basis(plan.currency) == words
    assert words.split(",")[0] in render(plan)
