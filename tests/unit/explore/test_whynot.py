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


def test_several_quotes_are_named() -> None:
    subject, _ = _subject("true")
    phase = subject.economics.phases[-1].id
    found = whynot.explain(subject, f"nano, micro@{phase}")
    assert found.walk_away is None
    assert found.quotes == ("tiers.nano.quote", "tiers.micro.quote")
    assert "There is no one walk-away price" in render_whynot(found)
