"""What is said about a guess is what the list of inputs says about the same number."""

import pytest
from tests.unit.explore.tiny_case import tiny

from kolopt.explore import fragility
from kolopt.explore.guesses import guesses
from kolopt.explore.subject import subject_of
from kolopt.planning import Options
from kolopt.report.guesses import render_fragility
from kolopt.scenario.assumptions import inputs_behind
from kolopt.scenario.load import from_document


@pytest.fixture(scope="module")
def subject():
    text = tiny()
    text["tiers"]["micro"] |= {
        "status": "assumption",
        "quote": {"base": "600", "source": "order"},
        "yields": {"reads": {"base": "900", "source": "order"}, "comments": "6"},
    }
    text["tiers"]["nano"] |= {
        "source": "page",
        "yields": {"reads": {"base": "200", "source": "order"}, "comments": "3"},
    }
    text["phases"][0] |= {"weight": {"base": "1", "source": "order"}}
    text["phases"][1] |= {"weight": "2"}
    return subject_of(from_document(text, path="tiny"), Options(seconds=None))


def test_guesses_stand_as_the_inputs_do(subject):
    said = {item.path: item for item in inputs_behind(subject.case.scenario, subject.economics.offers)}
    single = {guess.path: guess for guess in guesses(subject) if guess.paths == (guess.path,)}
    assert {path: (guess.assumed, guess.source) for path, guess in single.items()} == {
        path: (said[path].assumed, said[path].source) for path in single
    }
    assert (single["tiers.micro.quote"].assumed, single["tiers.micro.quote"].source) == (False, "order")
    assert single["phases.warm.weight"].source == "order"
    assert (single["phases.burst.weight"].assumed, single["phases.burst.weight"].source) == (False, None)


def test_yields_are_assumed_if_one_is_and_sourced_if_all_are(subject):
    found = {guess.path: (guess.assumed, guess.source) for guess in guesses(subject)}
    assert found["tiers.micro.yields"] == (True, None)
    assert found["tiers.nano.yields"] == (False, "order, page")


def test_a_weight_that_only_its_kind_states_stands_as_that():
    text = tiny()
    text["phase_kinds"]["always_on"]["source"] = "page"
    for phase in text["phases"]:
        phase.pop("weight", None)
    found = guesses(subject_of(from_document(text, path="tiny")))
    assert [guess.source for guess in found if guess.path.startswith("phases.")] == ["page", "page"]


def test_the_table_says_which_numbers_have_a_source(subject):
    result = fragility.explain(subject)
    shown = render_fragility(result, 100)
    assert "quote of micro, sourced" in shown
    assert "weight of burst, stated" in shown
    assert "yields of micro  " in shown
    assert {guess.path: guess.source for guess in result.guesses}["tiers.micro.quote"] == "order"
