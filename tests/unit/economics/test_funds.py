from datetime import date

import pytest

from kolopt.economics.funds import Funds, fixed_lines, funds, with_total

RETAINER = {"amount": "12k", "per": "month", "payee": "agency", "taxed": "true"}


def test_without_reserve_and_fixed_costs_all_money_can_be_planned(scenario_with):
    assert funds(scenario_with()) == Funds(120000000, 0, 0, 120000000)


@pytest.mark.parametrize(("reserve", "fen"), [("5%", 6000000), ("50k", 5000000)])
def test_reserve_is_a_share_of_the_total_or_an_amount(scenario_with, reserve, fen):
    scenario = scenario_with({"budget.reserve": reserve})
    assert funds(scenario) == Funds(120000000, fen, 0, 120000000 - fen)


def test_a_reserve_share_rounds_half_up_to_fen(scenario_with):
    assert funds(scenario_with(budget={"total": "0.10", "reserve": "5%"})).reserve == 1


def test_a_monthly_cost_falls_once_in_each_month_touched_gaps_included(scenario_with):
    lines = fixed_lines(scenario_with(fixed_costs={"retainer": RETAINER}))
    assert [line.on for line in lines] == [
        date(2027, 3, 29), date(2027, 4, 1), date(2027, 5, 1), date(2027, 6, 1), date(2027, 7, 1),
    ]  # fmt: skip
    assert all((line.net, line.vat, line.payee) == (1200000, 0, "agency") for line in lines)


def test_a_monthly_cost_at_the_end_of_the_calendar(scenario_with):
    phases = [{"id": "last", "start": "9999-11-30", "end": "9999-12-31"}]
    lines = fixed_lines(scenario_with(phases=phases, fixed_costs={"retainer": RETAINER}))
    assert [line.on for line in lines] == [date(9999, 11, 30), date(9999, 12, 1)]


def test_a_single_cost_falls_on_its_day_or_the_first(scenario_with):
    costs = {
        "shoot": {"amount": "8,000", "payee": "studio", "on": "2027-05-02"},
        "monitoring": {"amount": "1k", "payee": "tool"},
    }
    lines = fixed_lines(scenario_with(fixed_costs=costs))
    assert [(line.id, line.on) for line in lines] == [
        ("monitoring", date(2027, 3, 29)), ("shoot", date(2027, 5, 2)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tax", "vat", "contained", "recoverable", "total"),
    [
        ({"prices": "exclusive"}, 72000, 0, 0, 1272000),
        ({"prices": "exclusive", "recoverable": "true"}, 0, 0, 72000, 1200000),
        ({"prices": "inclusive"}, 0, 67925, 0, 1200000),
        ({"prices": "inclusive", "recoverable": "true"}, -67925, 67925, 67925, 1132075),
    ],
)
def test_tax_on_fixed_costs_follows_the_stated_basis(scenario_with, tax, vat, contained, recoverable, total):
    scenario = scenario_with(
        fixed_costs={"retainer": RETAINER, "free": RETAINER | {"taxed": "false"}}, tax=tax
    )
    free, taxed = fixed_lines(scenario)[:2]
    assert (taxed.vat, taxed.vat_contained, taxed.vat_recoverable, taxed.total) == (
        vat,
        contained,
        recoverable,
        total,
    )
    assert (free.vat, free.vat_contained, free.vat_recoverable, free.total) == (0, 0, 0, 1200000)
    assert funds(scenario).fixed == 5 * (total + 1200000)


EURO = {"report": "EUR", "rate": "7.85", "buffer": "3%"}


@pytest.mark.parametrize(
    ("budget", "total", "reserve"),
    [
        ({"total": "50k", "in": "EUR"}, 38072500, 0),
        ({"total": "50k", "in": "EUR", "reserve": "5%"}, 38072500, 1903625),
        ({"total": "50k", "in": "EUR", "reserve": "2,500"}, 38072500, 1903625),
        ({"total": "1.02", "in": "EUR", "reserve": "1.02"}, 776, 777),  # 7.76679 yuan
        ({"total": "50k"}, 5000000, 0),
        ({"total": "50k", "in": "CNY", "reserve": "2,500"}, 5000000, 250000),
    ],
)
def test_a_budget_in_another_currency_is_converted_once_and_rounded_down(
    scenario_with, budget, total, reserve
):
    found = funds(scenario_with(budget=budget, currency=EURO))
    assert (found.total, found.reserve) == (total, reserve)


def test_without_a_buffer_the_rate_is_taken_as_stated(scenario_with):
    currency = {"report": "EUR", "rate": "7.85"}
    assert funds(scenario_with(budget={"total": "100", "in": "EUR"}, currency=currency)).total == 78500


@pytest.mark.parametrize("reserve", ["5%", "2,500"])
def test_another_total_in_yuan_keeps_the_reserve(scenario_with, reserve):
    scenario = scenario_with(budget={"total": "50k", "in": "EUR", "reserve": reserve}, currency=EURO)
    now = funds(scenario)
    assert funds(with_total(scenario, now.total)) == now
    assert funds(with_total(scenario, 2 * now.total)).total == 2 * now.total


def test_plannable_money_may_be_negative(scenario_with):
    scenario = scenario_with({"budget.total": "10k"}, fixed_costs={"retainer": RETAINER})
    assert funds(scenario).plannable == 1000000 - 5 * 1200000
