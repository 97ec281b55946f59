"""``kolopt status``: what is booked, what it brought, how it will end; every table adds up."""

import csv
import io
import json
from decimal import Decimal

import pytest
from tests.cli.campaign_files import SCENARIO, made

STAGES = ("ordered", "published", "settled", "cancelled")
TYPED = [
    {"status": "settled", "published_on": "2027-05-18", "cost": "700.25", "reads": "1000", "saves": "7"},
    {"status": "published", "published_on": "2027-05-20"},
    {"status": "ordered", "ordered_on": "2027-05-18"},
    {"status": "cancelled", "fee_cancel": "33.30"},
]


@pytest.fixture
def campaign(run, folder):
    """A running campaign: ``small.yaml`` with four booked rows, held against ``p.json``."""
    made(folder, "p.json")
    assert run("book", "p.json", "-o", "orders.csv", "--quiet").exit_code == 0
    text = (folder / "orders.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row, typed in zip(rows, TYPED, strict=False):
        row |= typed
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    (folder / "orders.csv").write_text(out.getvalue(), encoding="utf-8-sig")
    orders = "as_of: 2027-05-24\norders: orders.csv\n"
    (folder / "small.yaml").write_text(SCENARIO + orders, encoding="utf-8")
    return folder


def status(run, *options):
    return json.loads(run("status", "small.yaml", "--json", "--quiet", *options).stdout)


def test_every_table_adds_up_and_all_to_the_same(run, campaign):
    found = status(run, "--plan", "p.json")
    plan = json.loads(run("plan", "small.yaml", "--json", "--quiet").stdout)
    for table in ("by_tier", "by_phase", "by_cost_line"):
        *rows, total = found[table]
        for key in ("planned", *STAGES, "to_book", "forecast"):
            assert sum(Decimal(row[key]) for row in rows) == Decimal(total[key])
        for row in found[table]:
            booked = sum(Decimal(row[stage]) for stage in STAGES)
            assert booked + Decimal(row["to_book"]) == Decimal(row["forecast"])
        assert total["forecast"] == plan["spend"]["total"] == found["forecast"]["spend"]
        assert total["planned"] == json.loads((campaign / "p.json").read_text("utf-8"))["spend"]["total"]
    assert found["by_tier"][-1]["settled"] == "700.25"
    assert found["by_tier"][-1]["cancelled"] == "33.30"
    to_book = sum(Decimal(line["cost"]) for line in plan["lines"])
    assert Decimal(found["by_tier"][-1]["to_book"]) == to_book


def test_units_leave_cancelled_ones_out_of_the_forecast(run, campaign):
    *rows, total = status(run)["units"]
    assert [total[stage] for stage in STAGES] == [1, 1, 1, 1]
    assert total["forecast"] == 3 + total["to_book"] == sum(row["forecast"] for row in rows)
    assert total["planned"] is None


def test_results_to_date_are_what_was_measured(run, campaign):
    found = status(run, "--plan", "p.json")
    results = {row["kpi"]: row for row in found["results"]}
    assert results["reads"]["to_date"] == "1000.00"
    assert results["engagements"]["to_date"] == "7.00"
    plan = json.loads(run("plan", "small.yaml", "--json", "--quiet").stdout)
    assert results["notes"]["to_date"] == "2.00"
    assert found["unmeasured"] == 1
    for kpi, row in results.items():
        assert Decimal(row["forecast"]) == Decimal(plan["kpis"]["total"][kpi]["base"])


def test_the_next_money_is_what_planning_with_it_finds(run, campaign):
    found = status(run)["next_money"]
    plans = [
        json.loads(run("plan", "small.yaml", "--json", "--quiet", "--set", f"budget.total={total}").stdout)
        for total in ("150k", "200k")
    ]
    spent = [Decimal(plan["spend"]["total"]) for plan in plans]
    values = [Decimal(plan["certificate"]["value"]) for plan in plans]
    bounds = [Decimal(plan["certificate"]["bound"]) for plan in plans]
    assert Decimal(found["amount"]) == 50_000
    assert Decimal(found["spend"]) == spent[1] - spent[0] > 0
    assert float(values[1] - bounds[0]) - 1e-5 <= found["gain"]["high"]
    assert found["gain"]["low"] <= float(bounds[1] - values[0]) + 1e-5


def test_more_money_may_leave_no_plan_and_the_rest_is_told_all_the_same(run, campaign):
    spend = json.loads(run("plan", "small.yaml", "--json", "--quiet").stdout)["spend"]["total"]
    share = f"rules.burn=spend >= {float(spend) / 150_000 - 0.001:.4f} of budget in campaign"
    asks = ("--set", f"rules.cap=spend <= {spend} in campaign", "--set", share)
    result = run("status", "small.yaml", *asks)
    assert result.exit_code == 0, result.output
    assert "The next ¥50,000.00 of budget: no plan can meet the rules." in " ".join(result.stdout.split())
    found = status(run, *asks)
    assert found["forecast"]["spend"] <= spend
    assert (found["next_money"]["gain"], found["next_money"]["moves"]) == (None, [])


def test_what_is_odd_is_said_and_money_that_buys_nothing_too(run, campaign):
    over = run("status", "small.yaml", "--set", "as_of=2027-06-20")
    words = " ".join(over.stdout.split())
    assert "warning: `orders`: 1 ordered but not out, though burst ended on 2027-06-13" in words
    assert "The next ¥50,000.00 of budget: nothing that shows." in words
    (warning,) = status(run, "--set", "as_of=2027-06-20")["warnings"]
    assert warning["code"] == "order-late"


def test_for_people(run, campaign):
    result = run("status", "small.yaml", "--plan", "p.json")
    assert result.exit_code == 0
    words = " ".join(result.stdout.split())
    assert "as of 2027-05-24; planned: small" in words
    assert "planned ordered published settled cancelled to book forecast" in words
    assert "1 unit is out and states no result yet" in words
    assert "The next ¥50,000.00 of budget: +" in words
    assert "Against the plan: spend" in words
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_before_anything_is_booked(run, campaign):
    (campaign / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    result = run("status", "small.yaml")
    assert result.exit_code == 0
    assert "no planning day is set" in result.stdout
    assert "ordered" not in result.stdout
    assert "planned" not in result.stdout.split("Forecast")[0].split("Units")[1]


def test_when_nothing_meets_the_rules_around_what_is_booked(run, campaign):
    result = run("status", "small.yaml", "--set", "budget.total=1k")
    assert result.exit_code == 3
    assert "¥700.25" in result.stdout
    assert "forecast" not in result.stdout.split("Results")[0]
    assert "Around what is booked no plan can meet the rules" in result.stdout
    found = status(run, "--set", "budget.total=1k")
    assert found["forecast"] is None
    assert found["next_money"] is None
    assert found["by_tier"][-1]["forecast"] is None


def test_a_stopped_proof_ends_with_its_code(run, campaign, monkeypatch):
    limited = run("status", "small.yaml", "--time-limit", "0.000001", "--gap", "0.000001")
    assert limited.exit_code == 4


def test_orders_beyond_an_approved_plan_fail_its_verification(run, campaign):
    who = ("--prepared", "Wang", "--by", "Li", "--on", "2027-04-01")
    assert run("approve", "p.json", *who, "--quiet").exit_code == 0
    good = run("verify", "p.json")
    assert good.exit_code == 0
    assert "notice: inputs have moved since" in good.stderr
    text = (campaign / "orders.csv").read_text(encoding="utf-8")
    (campaign / "orders.csv").write_text(text.replace("700.25", "170000.25"), encoding="utf-8")
    result = run("verify", "p.json", "--quiet")
    assert result.exit_code == 5
    assert "NOT verified: approved by Li on 2027-04-01, but orders of ¥17" in result.stdout
    assert "exceed the approved spend of ¥1" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("status",), "Missing argument"),
        (("status", "nowhere.yaml"), "cannot be read"),
        (("status", "small.yaml", "--plan", "orders.csv"), "not JSON"),
    ],
)
def test_usage(run, campaign, arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
