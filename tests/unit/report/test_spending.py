"""Spend as tables: every split re-adds to the plan's own totals, to the fen, on every tax basis."""

from pathlib import Path

import pytest

from kolopt.planning import optimize
from kolopt.report import spending
from kolopt.report.language import language_of
from kolopt.report.sentences import memos
from kolopt.report.table import Money, Term
from kolopt.scenario.load import load

SCENARIO = Path(__file__).parents[3] / "scenarios" / "hurdle.yaml"
BASES = {
    "exclusive": (),
    "recoverable": ("tax.recoverable=true",),
    "inclusive": ("tax.prices=inclusive",),
    "inclusive recoverable": ("tax.prices=inclusive", "tax.recoverable=true"),
    "not stated": ("tax=null",),
    "internal inside": ("budget.internal=true", "budget.total=1.5M"),
    "agency and all lines taxed": (
        "agency={rate: 8%, lines: [creator, handling]}",
        "tax.lines=[creator, platform, agency, production]",
        "payees.vat=production studio",
    ),
}
SPLITS = {
    "tier": (spending.spend_by_tier, "by_tier"),
    "phase": (spending.spend_by_phase, "by_phase"),
    "cost_line": (spending.spend_by_cost_line, "by_cost_line"),
    "payee": (spending.spend_by_payee, "by_payee"),
}


@pytest.fixture(scope="module", params=BASES)
def planned(request):
    case = load(str(SCENARIO), BASES[request.param])
    return optimize(case), case.scenario


def column(table, heading):
    return [row[[h.id for h in table.headings].index(heading)] for row in table.rows]


def total(table, heading):
    return table.total[[h.id for h in table.headings].index(heading)]


@pytest.mark.parametrize("kind", SPLITS)
def test_each_split_is_the_plans_and_re_adds(planned, kind):
    plan, scenario = planned
    split, name = SPLITS[kind]
    table = split(plan, scenario)
    stated = {key: fen for key, fen in getattr(plan.spend, name).items() if fen}
    assert {row[0]: row[1].fen for row in table.rows} == {Term(kind, key): fen for key, fen in stated.items()}
    assert total(table, "spend") == Money(plan.spend.total)
    for heading in ("net", "vat", "gross"):
        cells = column(table, heading)
        if None not in cells:
            assert sum(cell.fen for cell in cells) == total(table, heading).fen


@pytest.mark.parametrize("kind", ["tier", "phase"])
def test_net_and_vat_are_gross_and_one_of_them_is_the_spend(planned, kind):
    plan, scenario = planned
    table = SPLITS[kind][0](plan, scenario)
    for row in (*table.rows, table.total):
        _, spend, _, net, vat, gross = row
        if scenario.tax is None:
            assert (net, vat, gross) == (None, None, None)
        else:
            assert net.fen + vat.fen == gross.fen
            assert spend == (net if scenario.tax.recoverable else gross)


def test_vat_is_what_the_plan_states(planned):
    plan, scenario = planned
    lines = total(spending.spend_by_tier(plan, scenario), "vat")
    fixed = total(spending.fixed_costs(plan, scenario), "vat")
    if scenario.tax is None:
        assert (lines, fixed) == (None, None)
        return
    if scenario.tax.recoverable:
        assert lines.fen + fixed.fen == plan.outlay.vat_recoverable
    elif scenario.tax.prices == "inclusive":
        assert lines.fen + fixed.fen == plan.outlay.vat_contained
    else:
        assert lines.fen == plan.spend.by_cost_line["vat"]
        assert fixed.fen == sum(cost.vat for cost in plan.fixed_costs)
    assert lines.fen > 0


def test_fixed_costs_add_up_to_the_funds(planned):
    plan, scenario = planned
    table = spending.fixed_costs(plan, scenario)
    assert sum(cell.fen for cell in column(table, "amount")) == total(table, "amount").fen == plan.funds.fixed


def test_tier_by_phase_re_adds_both_ways(planned):
    plan, _ = planned
    table = spending.tier_by_phase(plan)

    def fen(cell):
        return 0 if cell is None else cell.fen

    assert [fen(row[-1]) for row in table.rows] == [sum(map(fen, row[1:-1])) for row in table.rows]
    assert [fen(cell) for cell in table.total[1:-1]] == list(plan.spend.by_phase.values())
    assert fen(table.total[-1]) == plan.spend.total


def test_lines_are_count_times_unit_cost(planned):
    plan, _ = planned
    table = spending.lines(plan)
    assert all(count.units * unit.fen == cost.fen for _, _, count, unit, cost in table.rows)
    assert table.total[-1] == Money(plan.spend.total)


def test_recoverable_vat_is_told_where_it_is_counted(planned):
    plan, scenario = planned
    if not (scenario.tax and scenario.tax.recoverable):
        return
    assert plan.cash.total == plan.outlay.total + plan.outlay.vat_recoverable - plan.cash.internal
    for code, counted in (("en", "part of cash, not of spend and outlay"), ("zh", "计入对外付款")):
        language = language_of(plan, code)
        told, *_ = memos(plan, language)
        assert counted in told
        older, *_ = memos(plan.model_copy(update={"cash": None}), language)
        assert counted not in older
