"""Cash and the report currency on the terminal."""

from fractions import Fraction

import pytest
from tests.golden.campaign import DOCUMENT

from kolopt.planning import optimize
from kolopt.report.currency import budget_in_both, splits_in_both
from kolopt.report.header import currency_basis
from kolopt.report.language import CODES, language_of, terminal_language
from kolopt.report.sections import document as report
from kolopt.report.table import Term
from kolopt.report.tables import cash_by_month
from kolopt.report.terminal import render
from kolopt.report.written import grid
from kolopt.scenario.load import from_document

CASH = {
    "total": "300.00",
    "internal": "5.00",
    "by_month": {"2027-03": "100.00", "2027-04": "0.00", "2027-05": "200.00"},
    "by_payee": {"agency": {"2027-05": "50.00"}, "creators": {"2027-03": "100.00", "2027-05": "150.00"}},
}
CURRENCY = {"report": "EUR", "rate": "7.85"}
EURO = {
    "report": "EUR",
    "rate": "7.85",
    "as_of": "2026-11-01",
    "source": "ECB",
    "buffer": "0.03",
    "budget": "150000.00",
}


def test_every_month_and_payee_has_its_cell_and_the_totals_re_add(example):
    table = grid(cash_by_month(example(cash=CASH)), terminal_language())
    assert table.headings == ("Month", "agency", "creators", "all")
    assert table.rows == (
        ("2027-03", "–", "¥100.00", "¥100.00"),
        ("2027-04", "–", "–", "–"),
        ("2027-05", "¥50.00", "¥150.00", "¥200.00"),
    )
    assert table.total == ("all", "¥50.00", "¥250.00", "¥300.00")


def test_a_plan_without_cash_has_no_months(example):
    assert cash_by_month(example()) is None
    assert "Cash" not in render(example())


def test_the_dearest_month_is_named(example):
    text = render(example(cash=CASH))
    assert "Cash to outside payees: ¥300.00 from 2027-03 to 2027-05" in text
    assert "most in 2027-05" in text


def test_payees_are_confidential(example):
    table = cash_by_month(example(cash=CASH))
    assert table.confidential
    assert table.headings[1] == Term("payee", "agency")


def _euros(example, funds):
    table = grid(budget_in_both(example(currency=EURO | {"rate": "3"}, funds=funds)), terminal_language())
    return [row[2] for row in (*table.rows, table.total)]


def test_the_budget_is_shown_in_both_currencies_and_a_rounding_closes_the_sum(example, document):
    whole = {"total": "10.00", "reserve": "1.00", "fixed": "1.00", "plannable": "8.00"}
    funds = document()["funds"] | whole | {"spend": "3.00", "left": "5.00"}
    euros = ["EUR 3.33", "-EUR 0.33", "-EUR 0.33", "EUR 2.67", "-EUR 1.00", "EUR 1.67"]
    assert _euros(example, funds) == euros
    # 3.33 − 0.17 − 0.17 is a cent short of 3.00.
    uneven = funds | {"reserve": "0.50", "fixed": "0.50", "plannable": "9.00", "left": "6.00"}
    euros = ["EUR 3.33", "-EUR 0.17", "-EUR 0.17", "EUR 0.01", "EUR 3.00", "-EUR 1.00", "EUR 2.00"]
    assert _euros(example, uneven) == euros
    assert "rounding" in render(example(currency=EURO | {"rate": "3"}, funds=uneven))


def test_without_a_report_currency_there_is_one_column(example):
    assert budget_in_both(example()) is None
    assert splits_in_both(example()) == ()


@pytest.mark.parametrize("rate", ["1", "3", "7.85", "0.07"])
def test_every_split_re_adds_in_both_currencies(example, rate):
    splits = splits_in_both(example(currency=EURO | {"rate": rate}, cash=CASH))
    assert [table.id.removesuffix("-in-both") for table in splits] == [
        "spend-by-tier",
        "spend-by-phase",
        "spend-by-cost-line",
        "spend-by-payee",
        "outlay",
        "cash-by-month",
    ]
    for table in splits:
        _, whole, foreign = table.total
        assert sum(row[1].fen for row in table.rows if row[1]) == whole.fen
        assert sum(row[2].cents for row in table.rows) == foreign.cents
        assert abs(foreign.cents * Fraction(rate) - whole.fen) <= Fraction(rate) / 2
        assert all(
            abs(row[2].cents * Fraction(rate) - row[1].fen) <= Fraction(rate) / 2
            for row in table.rows
            if row[1]
        )


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("view", "shown"), [("finance", True), ("internal", True), ("client", False)])
def test_reports_hold_both_tables_but_the_clients(code, view, shown):
    case = from_document(DOCUMENT | {"rules": {}, "currency": CURRENCY}, path="golden")
    plan = optimize(case)
    language = language_of(plan, code)
    tables = [table for section in report(plan, language, view).sections for table in section.tables]
    assert all(grid(table, language).headings for table in tables)
    both = {"budget-in-both", "cash-by-month"}
    assert both <= {table.id for table in tables} if shown else both.isdisjoint({t.id for t in tables})


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
    assert currency_basis(plan.currency, terminal_language()) == words
    assert words.split(",")[0] in render(plan)
