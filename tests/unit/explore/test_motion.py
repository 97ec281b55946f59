"""Explanations and what-ifs around what is booked: their counts and totals hold it."""

import copy
from fractions import Fraction

import pytest
from tests.unit.explore.tiny_case import tiny

from kolopt.economics.tables import spend
from kolopt.errors import InvalidInputError
from kolopt.explore import alternatives, room, rule_prices, whynot
from kolopt.explore.compare import moves
from kolopt.explore.habits import compare_habits
from kolopt.explore.hand_made import evaluate_counts
from kolopt.explore.subject import Request, subject_of
from kolopt.planning import Gap, Options, optimize
from kolopt.report.comparison_tables import broken_grid
from kolopt.scenario.load import from_document

OPTIONS = Options(seconds=None)
REQUEST = Request(Gap(share=0.1), Fraction("0.2"))


@pytest.fixture(scope="module")
def case():
    """A two-phase scenario on the first day of its second phase, one unit of each tier booked."""
    text = tiny()
    first, second = (phase["id"] for phase in text["phases"])
    last = text["phases"][0]["end"]
    text["as_of"] = text["phases"][1]["start"]
    text["habits"] = {"split": {"name": "Split", "tiers": {"nano": "1", "micro": "1"}}}
    text["orders"] = {
        f"{first}-nano-picture-001": f"{first}; nano-picture; published; published {last}",
        f"{second}-micro-picture-001": f"{second}; micro-picture; ordered",
    }
    return from_document(text, path="tiny")


@pytest.fixture(scope="module")
def subject(case):
    return subject_of(case, OPTIONS)


def test_room_counts_what_is_booked(subject):
    ranges = {(found.tier, found.phase): found for found in room.explain(subject, REQUEST).ranges}
    ended = ranges["nano", "warm"]
    assert (ended.planned, ended.least.reached, ended.most.possible) == (1, 1, 1)
    assert ranges["micro", "burst"].least.reached >= 1
    assert ranges["nano", ""].planned == 1 + sum(
        count for (_, offer), count in subject.plan.counts.items() if offer == "nano-picture"
    )


def test_alternatives_re_add(subject):
    found = alternatives.explain(subject, REQUEST)
    for option in (*found.others, found.best):
        assert sum(option.spend_by_phase.values()) == option.spend


def test_why_not_counts_what_is_booked_and_refuses_what_is_over(subject):
    assert whynot.explain(subject, "micro@burst").planned >= 1
    with pytest.raises(InvalidInputError, match="closed-cell"):
        whynot.explain(subject, "nano@warm")


def test_what_a_rule_frees_leaves_out_what_is_booked(subject):
    """Proven to a thousandth of the new spend, and to a fen at each end."""
    new = spend(subject.economics, subject.plan.counts) - spend(subject.economics, {})
    freed = [price for price in rule_prices.explain(subject).prices if price.frees_least is not None]
    assert freed
    for price in freed:
        assert price.frees_least <= price.frees_most <= min(new, price.frees_least + new // 1000 + 2)


def test_a_plan_by_hand_is_told_what_is_closed(case):
    yours, best = evaluate_counts(case, {("warm", "nano-picture"): 1}, OPTIONS).columns
    assert "nano-picture in warm is closed: warm ended on 2027-04-30" in yours.broken
    assert yours.plan.spend.total == yours.plan.booked.cost + sum(line.cost for line in yours.plan.lines)
    assert moves(yours.plan, best.plan)


def test_table_and_sentence_tell_the_same_breaches(case):
    text = copy.deepcopy(case.document)
    text["rules"]["density"] = {"rule": "count(nano) >= 3 in each phase"}
    late = from_document(text, path="tiny")
    yours, _ = evaluate_counts(late, {("warm", "nano-picture"): 1}, OPTIONS).columns
    assert {rule.scope for rule in yours.plan.rules if rule.past} == {"warm"}
    rows = broken_grid(yours.plan).rows
    assert rows[0] == ("nano-picture, closed", "warm", "1", "0")
    assert [f"{rule} in {scope}" for rule, scope, *_ in rows[1:]] == list(yours.broken[1:])
    assert yours.broken == (
        "nano-picture in warm is closed: warm ended on 2027-04-30",
        "density in burst",
    )


def test_rules_of_thumb_buy_nothing_that_is_closed(case, subject):
    columns = {column.name: column for column in compare_habits(case, OPTIONS).columns}
    split = columns["split"].plan
    assert all(line.phase == "burst" for line in split.lines)
    assert split.spend.total <= columns["best"].plan.spend.total
    assert split.booked == columns["best"].plan.booked
    assert spend(subject.economics, {}) == split.booked.cost


def test_what_is_booked_moves_nothing_between_two_plans(case):
    plan = optimize(case, OPTIONS)
    assert moves(plan, plan) == ()
