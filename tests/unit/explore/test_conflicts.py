"""Conflicts, dials and ways out on scenarios small enough to work out by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from tests.property.tiny import document

from kolopt.explore import conflicts
from kolopt.explore.dials import Dial, dials
from kolopt.explore.repairs import fewest, ways_out
from kolopt.explore.subject import subject_of
from kolopt.planning import Options
from kolopt.report.explanations import render_conflict
from kolopt.scenario.load import from_document


def _subject(rules: dict, *, budget: str = "20000", pool: str = "4", reserve: str = "0", **more: object):
    """Two phases; a nano costs ¥550 (fee included), a micro ¥3,300, of each four in a phase."""
    content = document(Random(5))
    tier = content["tiers"]["nano"]
    content.pop("tax", None)
    content["budget"] = {"total": budget, "reserve": reserve}
    content["objective"] = {"maximize": "score"}
    content["offers"], content["fixed_costs"] = {}, {}
    content["fits"] = {"specialist": {"name": "Specialist"}}
    content["phases"] = [
        {"id": "warm", "start": "2027-04-01", "end": "2027-04-30", "kind": "always_on"},
        {"id": "burst", "start": "2027-05-05", "end": "2027-05-20", "kind": "always_on"},
    ]
    content["tiers"] = {
        "nano": {**tier, "quote": "500", "available": {"phase": pool}},
        "micro": {**tier, "quote": "3000", "available": {"phase": pool}},
    }
    content["rules"] = {
        name: rule if isinstance(rule, dict) else {"rule": rule} for name, rule in rules.items()
    }
    content.update(more)
    return subject_of(from_document(content, path="by-hand"))


def _ids(result: conflicts.Result) -> list[list[str]]:
    return [[rule.id for rule in conflict.rules] for conflict in result.conflicts]


def _overrides(result: conflicts.Result) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {
        tuple(change.override for change in repair.changes): tuple(change.short for change in repair.changes)
        for repair in result.repairs
    }


def _rule_dials(subject) -> list[Dial]:
    found = dials(subject.case, subject.rules, subject.rules)
    return [dial for dial in found if dial.path.startswith("rules.")]


def test_no_conflict_where_there_is_a_plan() -> None:
    result = conflicts.explain(_subject({"some": "count(micro) >= 2 in each phase"}))
    assert result.conflicts == ()
    assert result.repairs == ()


def test_floors_over_the_budget_with_every_way_out_to_the_unit() -> None:
    rules = {"many": "count(micro) >= 3 in each phase", "idle": "count(nano) <= 3 in each phase"}
    result = conflicts.explain(_subject(rules, budget="15000"))
    assert _ids(result) == [["budget", "many"]]
    assert "at least ¥19,800.00 is needed, but ¥15,000.00 can be planned" in result.conflicts[0].arithmetic[0]
    assert _overrides(result) == {
        ("budget.total=19800",): ("19799.99",),
        ("rules.many.number.1=2",): ("3",),
    }
    assert [repair.value for repair in result.repairs] == sorted(
        (repair.value for repair in result.repairs), reverse=True
    )


def test_reserve_and_fixed_costs_count_in_the_least_budget() -> None:
    subject = _subject(
        {"many": "count(micro) >= 3 in burst"},
        reserve="10%",
        fixed_costs={"retainer": {"amount": "1000", "payee": "agency"}},
        budget="9k",
    )
    result = conflicts.explain(subject)
    # 9,900 + 1,000 must be left of nine tenths of the total: 12,111.11 keeps 10,900.00 after rounding.
    assert ("budget.total=12111.11",) in _overrides(result)


def test_what_is_not_negotiable_is_never_offered() -> None:
    fixed = {"rule": "count(micro) >= 3 in each phase", "negotiable": "false"}
    result = conflicts.explain(_subject({"many": fixed}, budget="15000"))
    assert list(_overrides(result)) == [("budget.total=19800",)]
    assert not result.conflicts[0].rules[1].negotiable


def test_a_number_shared_with_a_fixed_rule_is_not_offered() -> None:
    rules = {
        "many": "count(micro) >= $density in each phase",
        "fixed": {"rule": "count(nano) >= $density in burst", "negotiable": "false"},
    }
    result = conflicts.explain(_subject(rules, budget="15000", parameters={"density": "3"}))
    assert list(_overrides(result)) == [("budget.total=21450",)]


def test_a_pool_that_is_too_small() -> None:
    result = conflicts.explain(_subject({"many": "count(nano) >= 6 in burst"}))
    assert _ids(result) == [["many", "available-nano"]]
    assert _overrides(result) == {
        ("tiers.nano.available.phase=6",): ("5",),
        ("rules.many.number.1=4",): ("5",),
    }


def test_two_conflicts_need_two_changes() -> None:
    rules = {"a": "count(nano) >= 6 in burst", "b": "count(micro) >= 5 in warm"}
    result = conflicts.explain(_subject(rules, budget="100k"))
    assert sorted(_ids(result)) == [["a", "available-nano"], ["b", "available-micro"]]
    found = {tuple(sorted(changes)) for changes in _overrides(result)}
    assert found == {
        ("rules.a.number.1=4", "rules.b.number.1=4"),
        ("rules.a.number.1=4", "tiers.micro.available.phase=5"),
        ("rules.b.number.1=4", "tiers.nano.available.phase=6"),
        ("tiers.micro.available.phase=5", "tiers.nano.available.phase=6"),
    }


def test_one_budget_can_solve_two_conflicts() -> None:
    rules = {
        "many": "count(micro) >= 2 in burst",
        "early": "spend <= 20% of budget in warm",
        "start": "count(micro) >= 1 in warm",
    }
    result = conflicts.explain(_subject(rules, budget="6000"))
    assert len(result.conflicts) == 2
    assert list(_overrides(result)) == [("budget.total=16500",)]


def test_shares_widen_by_tenths_of_a_per_cent() -> None:
    rules = {"cap": "spend(micro) <= 30% of budget", "many": "count(micro) >= 2 in burst"}
    result = conflicts.explain(_subject(rules))
    assert _overrides(result) == {
        ("budget.total=22000",): ("21999.99",),
        ("rules.cap.number.1=33%",): ("32.9%",),
        ("rules.many.number.1=1",): ("2",),
    }


def test_an_equation_is_turned_both_ways() -> None:
    rules = {"exactly": "count(nano) = 2 in each phase", "more": "count(nano) >= 3 in burst"}
    result = conflicts.explain(_subject(rules))
    assert _overrides(result) == {
        ("rules.exactly.number.1=3",): ("2",),
        ("rules.more.number.1=2",): ("3",),
    }


def test_a_condition_is_a_number_too() -> None:
    rules = {
        "hero": "count(micro) >= 1 in burst",
        "crowd": "if count(micro) >= 1 then count(nano) >= 9 in burst",
    }
    result = conflicts.explain(_subject(rules))
    assert set(_overrides(result)) == {
        ("rules.crowd.number.1=2",),
        ("rules.crowd.number.2=4",),
        ("rules.hero.number.1=0",),
        ("tiers.nano.available.phase=9",),
    }


def test_dials_speak_the_scenario_s_units() -> None:
    rules = {
        "money": "spend(nano) <= 1.5k in burst",
        "share": "spend(micro) >= 35.5% of spend in burst",
        "ratio": "count(nano) >= 1.5 * count(micro) in burst",
        "price": "spend <= 15 * engagements in burst",
        "score": "score >= 20 in campaign",
    }
    subject = _subject(rules)
    found = {
        dial.path: dial for dial in dials(subject.case, subject.rules, subject.rules) if "rules" in dial.path
    }
    assert {path: (dial.change(1).split("=")[1], dial.up) for path, dial in found.items()} == {
        "rules.money.number.1": ("1500.01", True),
        "rules.share.number.1": ("35.4%", False),
        "rules.ratio.number.1": ("1.4", False),
        "rules.price.number.1": ("15.1", True),
        "rules.score.number.1": ("19.9", False),
    }


def test_what_time_left_open_is_named() -> None:
    subject = _subject({"many": "count(micro) >= 3 in each phase"}, budget="15000")
    found = conflicts.conflicts(subject)
    hurried = replace(subject, options=Options(seconds=1e-6))
    ways = ways_out(hurried, found)
    assert ways.repairs == ()
    assert ways.undecided == (("budget.total",), ("rules.many.number.1",))
    text = render_conflict(replace(conflicts.explain(subject), repairs=(), undecided=ways.undecided))
    assert "No way out found in time" in text
    assert "Not settled in time: budget.total, rules.many.number.1." in text


def test_pools_are_facts_so_that_no_rule_is_named_that_they_make_needless() -> None:
    """Without pools there would be nanos enough for the money, and only ``team`` in the way of them."""
    rules = {"read": "reads >= 8k in campaign", "team": "hours <= 15 in campaign"}
    subject = _subject(rules, budget="14k")
    result = conflicts.explain(subject)
    assert _ids(result) == [["budget", "read", "available-nano"]]
    bare = subject.with_rules(rule for rule in subject.rules if not rule.id.startswith("available"))
    assert [rule.id for rule in conflicts.conflicts(bare)[0]] == ["read", "team"]


@pytest.mark.parametrize("guess", [1, 5, 37, 1000])
@pytest.mark.parametrize("threshold", [1, 2, 36, 37, 38, 999, 12345])
def test_fewest_steps_from_any_guess(guess: int, threshold: int) -> None:
    assert fewest(lambda steps: steps >= threshold, None, guess) == threshold


@pytest.mark.parametrize("guess", [1, 9, 50])
def test_fewest_steps_stop_at_the_end(guess: int) -> None:
    assert fewest(lambda steps: steps >= 10, 10, guess) == 10
    assert fewest(lambda steps: steps >= 10, 9, guess) is None
    assert fewest(lambda _: True, 0, guess) is None


def test_a_dial_stops_at_its_end() -> None:
    subject = _subject({"share": "spend(nano) <= 99.95% of spend in burst"})
    (dial,) = (
        dial for dial in dials(subject.case, subject.rules, subject.rules) if dial.path.startswith("rules")
    )
    assert dial.steps == 1
    assert dial.at(1) == Fraction(1)
    assert dial.text(1) == "100%"


def test_a_clash_that_is_no_sum_says_how_much_money_was_tried() -> None:
    rules = {
        "pairs": "count(nano) >= 2 * count(micro) in burst",
        "few": "count(nano) <= count(micro) in burst",
        "some": "count(micro) >= 1 in burst",
    }
    result = conflicts.explain(_subject(rules, budget="100k"))
    assert [sorted(ids) for ids in _ids(result)] == [["few", "pairs", "some"]]
    assert not result.conflicts[0].arithmetic
    assert result.conflicts[0].tried_up_to == 512 * 10_000_000
    assert "More money does not help: tried with up to ¥51,200,000.00" in render_conflict(result)


def test_a_clash_of_sums_or_about_money_needs_no_such_words() -> None:
    pool = conflicts.explain(_subject({"many": "count(nano) >= 6 in burst"}))
    money = conflicts.explain(_subject({"many": "count(micro) >= 3 in each phase"}, budget="15000"))
    for result in (pool, money):
        assert result.conflicts[0].tried_up_to == 0
        assert "More money" not in render_conflict(result)
