from __future__ import annotations

import pytest

from kolopt.errors import InvalidInputError
from kolopt.scenario.load import from_document
from kolopt.scenario.trace import trace


def told(steps):
    return [(step.path, step.origin, step.text, step.final) for step in steps]


def test_a_value_is_followed_through_every_layer(folder):
    case = folder.child("tiers: {micro: {quote: 3k}}", "tiers.micro.quote*=1.1")
    steps = trace(case, "tiers.micro.quote")
    assert told(steps) == [
        ("tiers.micro.quote", "market", "2.5k", False),
        ("tiers.micro.quote", "scenario", "3k", False),
        ("tiers.micro.quote", "override", "3300", True),
    ]
    assert [step.at.file.rpartition("/")[2] for step in steps[:2]] == ["market.yaml", "case.yaml"]
    assert str(steps[1].at).endswith(":3:24")


def test_a_range_is_one_value_and_a_mapping_many(folder):
    assert told(trace(folder.load(), "tiers.nano.quote")) == [
        ("tiers.nano.quote", "market", "{low: 100, base: 400, high: 1k, source: pages}", True)
    ]
    paths = [step.path for step in trace(folder.load(), "tiers.nano") if step.final]
    assert "tiers.nano.yields.reads" in paths
    assert len(paths) == len(set(paths))


def test_a_scaled_range_ends_with_the_override(folder):
    last = trace(folder.load(None, "tiers.nano.quote*=2"), "tiers.nano.quote")[-1]
    assert (last.origin, last.text) == ("override", "{low: 200, base: 800, high: 2000, source: pages}")


def test_parents_phases_and_goals(folder):
    case = folder.child("phases: [{id: burst, end: 2027-06-20}]\ngoals: {seo: 5}")
    assert [step.text for step in trace(case, "phases.burst.end")] == ["2027-06-18", "2027-06-20"]
    assert [step.text for step in trace(case, "goals.seo.weight")] == ["25", "5"]


@pytest.mark.parametrize("path", ["$density", "parameters.density"])
def test_a_parameter_is_followed_to_the_level_that_sets_it(folder, path):
    assert told(trace(folder.load(), path)) == [
        ("levels.competition.options.medium.density", "market", "22", True)
    ]


def test_a_rules_number_is_its_text(folder):
    (step,) = trace(folder.load(), "rules.team.number.1")
    assert step.text == "hours <= 320 in each phase"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("tiers.mcro.quote", "did you mean `micro`?"),
        ("tiers.micro.qoute", "did you mean `quote`?"),
        ("budgt", "did you mean `budget`?"),
        ("tax", "--set tax=…"),
        ("tiers.micro.handling", "--set tiers.micro.handling=…"),
        ("", ""),
        ("tiers.micro.quote.base.x", ""),
        ("...", ""),
    ],
)
def test_a_path_to_nothing_gets_a_hint(folder, path, words):
    with pytest.raises(InvalidInputError) as caught:
        trace(folder.load(), path)
    assert words in caught.value.diagnostics[0].hint


def test_a_plans_inputs_know_values_but_no_places(folder):
    case = folder.load(None, "vat=9%")
    again = from_document(case.document, path="p.json", provenance=case.provenance)
    assert [(s.at, s.origin, s.text) for s in trace(again, "vat")] == [(None, "override", "9%")]
