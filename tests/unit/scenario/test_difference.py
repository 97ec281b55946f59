"""What differs between two scenarios, without what is only for people."""

from kolopt.scenario.difference import Change, changes
from kolopt.scenario.load import from_document


def test_a_scenario_does_not_differ_from_itself_nor_from_its_plans_inputs(folder):
    case = folder.load()
    assert changes(case.tree, case.tree) == ()
    assert changes(case.tree, from_document(case.document, path="plan.json").tree) == ()


def test_values_are_named_by_path_and_numbers_by_their_base(folder):
    other = folder.load(None, "tiers.nano.quote*=2", "competition=low", "rules.team.number=300")
    assert changes(folder.load().tree, other.tree) == (
        Change("tiers.nano.quote", "400", "800"),
        Change("rules.team.rule", "hours <= 320 in each phase", "hours <= 300 in each phase"),
        Change("competition", "medium", "low"),
    )


def test_what_appears_and_disappears_has_one_side(folder):
    other = folder.load(None, "rules.team=null", "product={cost: 38}")
    found = {
        change.path: (change.before is None, change.after is None)
        for change in changes(folder.load().tree, other.tree)
    }
    assert found == {"rules.team": (False, True), "product": (True, False)}


def test_names_reasons_and_notation_are_no_difference(folder):
    other = folder.load(None, "name=Other", "budget.total=1200000", "rules.density.why=because")
    assert changes(folder.load().tree, other.tree) == ()


def test_a_range_alone_is_shown_whole(folder):
    (change,) = changes(folder.load().tree, folder.load(None, "tiers.nano.quote.high=2k").tree)
    assert change.path == "tiers.nano.quote"
    assert "high: 2k" in change.after
