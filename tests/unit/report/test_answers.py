"""Answers that need solving as tables, in both languages; made by hand, no solver needed."""

import re
from pathlib import Path

import pytest

from kolopt.explore.fragility import Case, Fragile, Fragility
from kolopt.explore.frontier import BudgetFrontier, Knee, Marginal
from kolopt.explore.named_rules import NamedRule
from kolopt.explore.points import Row
from kolopt.explore.rule_prices import Result, RulePrice
from kolopt.explore.subject import Interval
from kolopt.plan import file
from kolopt.report import answers
from kolopt.report.frontier import render_frontier
from kolopt.report.language import language_of
from kolopt.report.sections import Extras, document
from kolopt.report.written import grid

PLAN = Path(__file__).parents[3] / "scenarios" / "skincare-618.plan.json"


def point(budget, status="proven", value="20.000000"):
    figures = {"value": value, "bound": f"{value[:-1]}9"} if status == "proven" else {}
    return Row((f"budget.total={budget}",), status, figures=figures)


FRONTIER = BudgetFrontier(
    rows=(point("600k", "infeasible"), point("800k"), point("1M", value="22.500000")),
    budgets=(60_000_000, 80_000_000, 100_000_000),
    marginals=(None, None, Marginal(0.1241, 0.1255)),
    knee=Knee(80_000_000, Marginal(0.2, 0.2), Marginal(0.1, 0.11)),
    falls=(),
)


def price(name, least, most, frees=(None, None)):
    rule = NamedRule(
        name, "count(macro) >= 1 in burst", "how many can be had", "derived", (), "", True, False
    )
    return RulePrice(rule, ("burst", "campaign"), least, most, *frees)


PRICES = Result("score", 28.6, 28.6, 0.01, (
    price("hero", 0.5901, 0.6099, (120_000_00, 130_000_49)),
    price("team", 0.0, 0.3999),
    price("own", 0.0, 0.0),
), ())  # fmt: skip


def guess(what, half, double, assumed=True, source=None):
    return Fragile("path", what, assumed, half, double, source)


LOST = Case(("x",), "all", Interval(0.5901, 0.6099))
PART = Case(("x",), "part", Interval(0.5901, 0.6099))
MAYBE = Case(("x",), "all", Interval(0.0, 0.4999))
SAME = Case(("x",), "all", Interval(0.0, 0.0))
NONE = Case(("x",), "none", None)
NO_PLAN = Case(("x",), "no plan", None)
FRAGILITY = Fragility("score", 0.01, (
    guess("quote of micro", LOST, NONE),
    guess("half-life", PART, SAME),
    guess("weight of burst", MAYBE, NO_PLAN, False, "order-2026"),
    guess("weight of tail", SAME, SAME, False),
))  # fmt: skip
EVERY_GUESS = (
    "audience of awareness", "half_at of conversion", "rivals of seo_seeding", "target of education",
    "anchor of education", "half-life", "half-life of nano", "half-life of brand-note", "weight of burst",
    "quote of micro", "yields of micro",
)  # fmt: skip


@pytest.fixture(scope="module", params=["en", "zh"])
def language(request):
    return language_of(file.load(PLAN), request.param)


def test_the_frontier_shows_what_each_budget_buys(language):
    rows = grid(answers.frontier(FRONTIER), language).rows
    assert rows[1] == ("¥800,000.00", "20", "20.01", "–")
    assert rows[2] == ("¥1,000,000.00", "22.5", "22.51", "0.124–0.126")
    assert rows[0][1] == language.words["point-infeasible"]
    assert "¥800,000.00" in answers.knee(FRONTIER, language)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ((), "few"),
        (("20.000000",), "few"),
        (("20.000000",) * 4, "flat"),
        (("20.000000", "20.000000", "21.000000", "19.000000"), "flat"),
        (("20.000000", "21.000000", "22.000000", "23.000000"), "even"),
    ],
)
def test_where_there_is_no_knee_the_reason_is_true(language, values, why):
    poor = point("600k", "infeasible")
    rows = (poor, *(point(f"{8 + number}00k", value=value) for number, value in enumerate(values)))
    found = BudgetFrontier(rows, tuple(range(len(rows))), (None,) * len(rows), None, ())
    assert answers.knee(found, language) == language.words[f"no-knee-{why}"]
    told = {"few": "too few", "flat": "no more score than the smallest", "even": "nearly the same rate"}
    assert told[why] in " ".join(render_frontier(found).split())


def test_rule_prices_say_what_is_certain(language):
    rows = grid(answers.rule_prices(PRICES, language), language).rows
    assert [row[3] for row in rows] == [
        "0.59–0.61", language.say("at-most", amount="0.40"), language.words["nothing"]
    ]  # fmt: skip
    assert [row[4] for row in rows] == ["¥120,000–130,001", "–", "–"]


def test_prices_of_the_least_spend_are_in_yuan(language):
    spend = Result("spend", -1.0, -1.0, 1.0, (price("hero", 1200.0, 1250.5),), ())
    assert grid(answers.rule_prices(spend, language), language).rows[0][3] == "¥1,200.00–1,250.50"


def test_fragility_tells_every_case(language):
    rows = grid(answers.fragility(FRAGILITY, language), language).rows
    words = language.words
    assert [row[1:3] for row in rows] == [
        ("0.59–0.61", words["no-longer-possible"]),
        ("0.59–0.61*", words["nothing"]),
        (language.say("at-most", amount="0.50"), words["no-plan-then"]),
        (words["nothing"], words["nothing"]),
    ]
    standings = ("assumption", "assumption", "sourced", "stated")
    assert [row[3] for row in rows] == [words[standing] for standing in standings]


@pytest.mark.parametrize("what", EVERY_GUESS)
def test_every_kind_of_guess_has_a_chinese_name(what):
    chinese = language_of(file.load(PLAN), "zh")
    told = grid(
        answers.fragility(Fragility("score", 0.1, (guess(what, SAME, SAME),)), chinese), chinese
    ).rows[0]
    assert not re.search("[a-z]", "".join(told))


def test_the_answers_stand_in_the_report(language):
    plan = file.load(PLAN)
    shown = {s.id: s for s in document(plan, language, extras=Extras(FRONTIER, PRICES, FRAGILITY)).sections}
    assert [table.id for table in shown["rules"].tables] == ["binding-rules", "rule-prices", "rules"]
    assert shown["frontier"].paragraphs
    assert shown["fragility"].paragraphs
    without = [section.id for section in document(plan, language).sections]
    assert "frontier" not in without
    assert "fragility" not in without
