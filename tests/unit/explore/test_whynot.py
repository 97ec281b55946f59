"""Why none, why so many: what is offered, and what is not."""

from __future__ import annotations

import pytest
from tests.unit.explore.tiny_case import tiny

from kolopt.explore import whynot
from kolopt.explore.subject import subject_of
from kolopt.report.whynot import render_whynot
from kolopt.scenario.load import from_document


def _subject(negotiable: str):
    text = tiny()
    phase = text["phases"][-1]["id"]
    text["rules"]["none"] = {"rule": f"count(micro) <= 0 in {phase}", "negotiable": negotiable}
    return subject_of(from_document(text, path="tiny")), f"micro@{phase}"


@pytest.mark.parametrize("negotiable", ["true", "false"])
def test_a_rule_that_is_fixed_is_named_and_never_dropped(negotiable: str) -> None:
    subject, topic = _subject(negotiable)
    found = whynot.explain(subject, topic)
    text = render_whynot(found)
    assert found.walk_away_without == "none"
    assert found.walk_away is not None
    assert found.walk_away.at
    assert "Without none, the walk-away price" in text
    assert ("--set rules.none=null" in text) == (negotiable == "true")
    assert ("not negotiable" in text) == (negotiable == "false")


def test_creators_who_ask_for_nothing_have_no_walk_away_price() -> None:
    """No price drives out gifts; sought is the price of those beside them."""
    text = tiny()
    phase = text["phases"][-1]["id"]
    text["deals"] = {
        "paid": {"name": "Paid", "registered": "true"},
        "gift": {"name": "Gift", "price": "0", "registered": "false", "available": {"phase": "2"}},
    }
    subject = subject_of(from_document(text, path="tiny"))
    found = whynot.explain(subject, f"nano@{phase}")
    assert found.walk_away is not None
    assert found.walk_away.beside_free
    assert "those who ask for money: " in render_whynot(found)
    paid = whynot.explain(subject, f"nano & paid@{phase}").walk_away
    assert paid is not None
    assert not paid.beside_free


def _with_friend(*rules: str):
    """Three creators who cost nothing, under some of the scenario's rules."""
    text = tiny()
    text["tiers"]["nano"].pop("handling", None)
    text["rules"] = {name: text["rules"][name] for name in rules}
    asks = {"tier": "nano", "format": "picture", "quote": "0", "registered": "false"}
    text["offers"] = {"friend": {**asks, "available": {"phase": "3"}}}
    return whynot.explain(subject_of(from_document(text, path="tiny")), "friend@burst")


def test_a_free_creator_of_whom_there_are_few_is_explained() -> None:
    """Without its own limit the line is free and endless, which is no fault of the scenario."""
    found = _with_friend("density", "micro-cap")
    assert [item.rule.id for item in found.obstacles] == ["available-friend"]


def test_several_quotes_are_named() -> None:
    subject, _ = _subject("true")
    phase = subject.economics.phases[-1].id
    found = whynot.explain(subject, f"nano, micro@{phase}")
    assert found.walk_away is None
    assert found.quotes == ("tiers.nano.quote", "tiers.micro.quote")
    assert "There is no one walk-away price" in render_whynot(found)


def _blocked(rules: dict[str, str], total: str = "12000"):
    text = tiny()
    text["rules"] = {name: {"rule": rule} for name, rule in rules.items()}
    text["budget"]["total"] = total
    subject = subject_of(from_document(text, path="tiny"))
    found = whynot.explain(subject, "micro@burst")
    return found, " ".join(render_whynot(found).split())


def test_where_two_rules_block_no_money_helps() -> None:
    found, told = _blocked({"a": "count(micro) <= 0 in burst", "b": "spend(micro) <= 0 in burst"})
    assert found.budget_opens is False
    assert "No single rule on these lines stands in the way, nor the budget." in told


def test_where_the_budget_blocks_it_is_named() -> None:
    found, told = _blocked({}, "2000")
    assert found.budget_opens is True
    assert "stands in the way; without the budget there can be some." in told


def test_where_nothing_blocks_nothing_is_said_of_the_budget() -> None:
    text = tiny()
    text["rules"] = {}
    text["tiers"]["nano"]["yields"]["reads"] = "0"
    text["goals"].pop("awareness")
    found = whynot.explain(subject_of(from_document(text, path="tiny")), "nano@burst")
    told = " ".join(render_whynot(found).split())
    assert (found.planned, found.budget_opens) == (0, None)
    assert "No single rule on these lines stands in the way. " in told


def _with_booked(units: int, **rules: str):
    """A scenario on the first day of its second phase, some units of micro booked there."""
    text = tiny()
    text["as_of"] = text["phases"][1]["start"]
    text["tiers"]["micro"]["available"] = {"phase": "3"}
    text["rules"] |= {name: {"rule": rule} for name, rule in rules.items()}
    orders = (f"burst-micro-picture-{number:03}" for number in range(1, units + 1))
    text["orders"] = {order: "burst; micro-picture; ordered" for order in orders}
    found = whynot.explain(subject_of(from_document(text, path="tiny")), "micro@burst")
    return found, " ".join(render_whynot(found).split())


def test_of_booked_units_the_new_ones_are_asked_about() -> None:
    found, told = _with_booked(1)
    assert (found.booked, found.planned) == (1, 3)
    assert "the best plan has 3, 1 of them booked" in told
    assert "Of new ones: the walk-away price is" in told
    assert found.fewer is not None
    assert found.fewer.count == 2


def test_a_rule_that_forbids_new_ones_beside_the_booked_is_named() -> None:
    found, told = _with_booked(1, stop="count(micro) <= 1 in burst")
    assert (found.booked, found.planned, found.fewer) == (1, 1, None)
    assert "the best plan has 1, all booked" in told
    assert found.walk_away_without == "stop"
    assert "Only without stop can there be new ones; then the best plan has 3" in told
    assert "Without stop, of new ones: the walk-away price is" in told


def test_equal_plans_are_a_tie_whatever_their_sums_round_to() -> None:
    """Beside a full team more friends bring nothing: no rule is in their way, and at no gain they stay in."""
    found = _with_friend("density", "micro-cap", "team")
    assert found.obstacles == ()
    assert found.walk_away is not None
    assert found.walk_away.enters is not None
    assert found.walk_away.enters > 1000
