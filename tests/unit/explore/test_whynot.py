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


def test_a_free_creator_of_whom_there_are_few_is_explained() -> None:
    """Without its own limit the line is free and endless, which is no fault of the scenario."""
    text = tiny()
    phase = text["phases"][-1]["id"]
    text["tiers"]["nano"].pop("handling", None)
    text["offers"] = {
        "friend": {
            "tier": "nano",
            "format": "picture",
            "quote": "0",
            "available": {"phase": "3"},
            "registered": "false",
        }
    }
    found = whynot.explain(subject_of(from_document(text, path="tiny")), f"friend@{phase}")
    assert [item.rule.id for item in found.obstacles] == ["available-friend"]


def test_several_quotes_are_named() -> None:
    subject, _ = _subject("true")
    phase = subject.economics.phases[-1].id
    found = whynot.explain(subject, f"nano, micro@{phase}")
    assert found.walk_away is None
    assert found.quotes == ("tiers.nano.quote", "tiers.micro.quote")
    assert "There is no one walk-away price" in render_whynot(found)
