"""The sentences of ``kolopt check``."""

from __future__ import annotations

import re

from kolopt.checks.arithmetic import summary


def lines(case):
    return summary(case.rules, case.economics)


def test_a_brief_in_planners_words(checked):
    rules = {
        "band": "spend between 500k and 600k in burst",
        "density": "count(micro & paid) >= 15 in each phase",
        "early": "spend <= 40% of budget in test + buildup",
        "fees": "cost(platform) <= 20k",
        "hero": "count(macro & paid) = 1 in burst",
        "reach": "reads >= 900k in campaign",
        "share": "spend(mega) <= 100% of budget",
        "support": {"rule": "count(nano, micro) >= 20 * count(macro) in each phase", "soft": "0.02"},
        "team": "hours <= 90.5 in each phase",
    }
    assert lines(checked(rules=rules)) == (
        "¥1,000,000.00 − ¥50,000.00 reserve − ¥50,000.00 fixed costs = ¥900,000.00 that can be planned",
        "3 phases from 2027-03-01 to 2027-05-27, in days: test 20, buildup 31, burst 30, "
        "7 days between phases",
        "band: spend at least ¥500,000.00 in burst, 55.6 % of what can be planned",
        "density: 15 micro & paid in each of 3 phases cost at least ¥123,750.00 "
        "of the ¥900,000.00 that can be planned",
        "hero: 1 macro & paid in burst costs at least ¥49,500.00 of the ¥900,000.00 that can be planned",
        "reach: 900,000 reads over the campaign cost at least ¥319,846.16 "
        "of the ¥900,000.00 that can be planned",
        "band: spend at most ¥600,000.00 in burst; floors take at least ¥500,000.00",
        "early: spend at most ¥360,000.00 in test + buildup; floors take at least ¥82,500.00",
        "fees: at most ¥20,000.00 of platform cost over the campaign; floors take at least ¥15,750.00",
        "team: at most 90.5 hours in each of 3 phases; floors take at least 28.5 in burst",
        "support (soft): 1 macro calls for 20 nano or micro, together at least ¥52,470.00",
        "all floors together cost at least ¥582,500.00, 64.7 % of what can be planned; "
        "at most ¥317,500.00 is left to choose with",
    )


def test_what_cannot_be_had_and_what_is_too_much_say_so(checked):
    rules = {"many": "count(micro) >= 16 in each phase", "hero": "count(macro & paid) >= 1 in burst"}
    said = lines(checked(rules=rules, budget={"total": "60k"}))
    assert "many: 16 micro in each of 3 phases cannot be had" in said
    assert said[-1].startswith(
        "all floors together cost at least ¥160,875.00, 1608.8 % of what can be planned; ¥150,8"
    )


def test_a_budget_below_zero_still_gets_its_sentences(checked):
    said = lines(checked(budget={"total": "10k"}))
    assert said[0].endswith("= -¥40,000.00 that can be planned")
    assert any(line.startswith("density: 4 micro & paid") for line in said)


def test_a_phase_is_named_where_only_some_phases_ask(checked):
    rules = {"two": "count(micro) >= 2 in test, burst", "one": "count(nano) <= 3 in burst"}
    said = lines(checked(rules=rules))
    assert any(
        line.startswith("two: 2 micro in each of test, burst cost at least ¥9,900.00") for line in said
    )
    assert "one: at most 3 nano in burst" in said


def test_what_is_at_most_is_rounded_down_and_what_is_at_least_up(checked):
    """A tenth of ¥950,000.01 is ¥95,000.001; what is left and the floors add up to what there is."""
    rules = {
        "early": "spend(micro) <= 10% of budget in test",
        "reach": "reads >= 900k in campaign",
        "density": "count(micro & paid) >= 15 in each phase",
    }
    said = lines(checked(rules=rules, budget={"total": "1000000.01", "reserve": "0"}))
    (cap,) = (line for line in said if line.startswith("early: "))
    assert cap.startswith("early: spend at most ¥95,000.00 for micro in test")
    needed, left = (
        int(figure.replace(",", "").replace(".", ""))
        for figure in re.findall(r"at (?:least|most) ¥([\d,.]+[\d])", said[-1])
    )
    assert needed + left == 950_000_01


def test_cash_is_told_beside_the_fixed_costs(checked):
    rules = {
        "cash-march": "cash <= 60k in 2027-03",
        "cash-low": "cash <= 40k in 2027-03",
        "cash-spring": "cash >= 100k in 2027-03 + 2027-04",
        "cash-all": "cash <= 100% of budget in each month",
        "density": "count(micro & paid) >= 4 in each phase",
    }
    said = lines(checked(rules=rules))
    assert "cash-spring: pay at least ¥50,000.00 of cash beside fixed costs in 2027-03 + 2027-04" in said
    taken = "floors take at least ¥14,903.24"
    assert f"cash-march: at most ¥10,000.00 of cash beside fixed costs in 2027-03; {taken}" in said
    assert not any(line.startswith("cash-low") for line in said)
    each = next(line for line in said if line.startswith("cash-all"))
    assert "of cash beside fixed costs in 2027-03" in each


def test_a_budget_in_another_currency_says_how_it_becomes_yuan(checked):
    currency = {"report": "EUR", "rate": "7.85", "buffer": "2.5%"}
    said = lines(checked(budget={"total": "100k", "in": "EUR"}, currency=currency))
    assert said[0] == "EUR 100,000.00 at 7.85 less a buffer of 2.5 % = ¥765,375.00, rounded down"
    assert said[1].startswith("¥765,375.00 − ")
    plain = {"report": "EUR", "rate": "7.85"}
    assert lines(checked(currency=plain))[0].startswith("¥1,000,000.00")
