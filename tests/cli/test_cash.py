"""Cash and currency at the command line."""

import json
import re

RULE = "rules.cash-cap=cash <= 200k in each month"
EURO = (
    "--set",
    "currency={report: EUR, rate: 7.85, as_of: 2026-11-01, buffer: 3%}",
    "--set",
    "budget.in=EUR",
)
BUDGET = ("--set", "budget.total=100k")


def test_a_rule_bounds_the_cash_that_the_plan_shows(run, starter):
    free = json.loads(run("plan", starter.name, "--json").stdout)
    held = json.loads(run("plan", starter.name, "--set", RULE, "--json").stdout)
    amounts = [float(fen) for fen in held["cash"]["by_month"].values()]
    assert max(amounts) <= 200_000 < max(float(fen) for fen in free["cash"]["by_month"].values())
    rows = {rule["scope"]: rule["value"] for rule in held["rules"] if rule["id"] == "cash-cap"}
    assert {month: fen for month, fen in rows.items() if fen != "0.00"} == {
        month: fen for month, fen in held["cash"]["by_month"].items() if fen != "0.00"
    }
    assert "Cash to outside payees: ¥" in run("plan", starter.name).stdout


def test_a_month_that_is_none_is_refused_with_its_place(run, starter):
    text = starter.read_text(encoding="utf-8") + "  cash-cap: cash <= 200k in 2019-05\n"
    starter.write_text(text, encoding="utf-8")
    result = run("check", starter.name)
    assert result.exit_code == 2
    assert "nothing can fall due in 2019-05" in result.stdout
    assert f"{starter.name}:{len(text.splitlines())}:" in result.stdout


def test_a_plan_in_two_currencies_is_verified(run, starter):
    result = run("plan", starter.name, *EURO, *BUDGET, "-o", "eur.json")
    assert result.exit_code == 0
    assert "EUR at 7.85, 2026-11-01, buffer 3 % on the budget of EUR 100,000.00" in result.stdout
    assert re.search(r"^total +¥761,450.00 +EUR 97,000.00$", result.stdout, re.MULTILINE)
    assert run("verify", "eur.json").exit_code == 0
    doc = json.loads((starter.parent / "eur.json").read_text(encoding="utf-8"))
    assert doc["currency"]["budget"] == "100000.00"
    assert doc["basis"]["currency"] == "CNY"


def test_a_foreign_budget_is_swept_in_its_currency(run, starter):
    result = run("sweep", starter.name, *EURO, "--vary", "budget.total=100k,110k", "--jobs", "1", "--json")
    assert [row["budget"] for row in json.loads(result.stdout)] == ["761450.00", "837595.00"]


def test_a_foreign_budget_needs_its_rate(run, starter):
    result = run("plan", starter.name, "--set", "budget.in=EUR")
    assert result.exit_code == 2
    assert "no rate turns EUR into yuan" in result.stderr
