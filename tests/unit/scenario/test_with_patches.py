"""A loaded case patched again is the case that loading with the same overrides gives."""

import json

import pytest

from kolopt.errors import InvalidInputError
from kolopt.scenario.load import from_document, with_patches
from kolopt.scenario.patch import parse_patch

CHANGES = (
    "budget.total=900k",
    "tiers.micro.quote*=1.3",
    "rules.team.number=300",
    "offers.new={kind: owned, production: 9}",
)


@pytest.fixture
def patches():
    return [parse_patch(text) for text in CHANGES]


def test_a_case_from_files_equals_a_fresh_load(folder, patches):
    fresh, patched = folder.load(None, *CHANGES), with_patches(folder.load(), patches)
    assert json.dumps(patched.document) == json.dumps(fresh.document)
    assert patched.overrides == fresh.overrides
    assert patched.notices == fresh.notices
    assert patched.provenance == fresh.provenance
    assert patched.digest() == fresh.digest()
    assert patched.position(("budget", "total")) == fresh.position(("budget", "total"))


def test_a_case_from_a_plans_inputs_has_the_same_meaning(folder, patches):
    fresh = folder.load(None, *CHANGES)
    inputs = from_document(folder.load().document, path="plan.json", provenance={"rules.density": "market"})
    patched = with_patches(inputs, patches)
    assert patched.scenario.budget == fresh.scenario.budget
    assert patched.overrides == fresh.overrides
    assert patched.origin(("tiers", "micro", "quote")) == "override"
    assert patched.origin(("rules", "density")) == "market"


def test_what_was_overridden_may_change_again_and_both_are_recorded(folder):
    case = folder.load(None, "budget.total=900k")
    twice = with_patches(case, [parse_patch("budget.total*=2")])
    assert [(o.before, o.after) for o in twice.overrides] == [("1.2M", "900k"), ("900k", "1800000")]


def test_nothing_to_patch_is_the_case_itself(folder):
    case = folder.load()
    assert with_patches(case, ()) is case


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (("budget.totl=1",), "unknown-path"),
        (("budget.total=x",), "bad-number"),
        (("budget.total=1M", "budget.total=2M"), "overlapping-overrides"),
        (("phases.test.end=2027-05-20",), "phase-overlap"),
    ],
)
def test_bad_patches_are_refused_with_their_place(folder, texts, code):
    with pytest.raises(InvalidInputError) as caught:
        with_patches(folder.load(), [parse_patch(text) for text in texts])
    (finding,) = caught.value.diagnostics
    assert finding.code == code
    assert finding.at is not None
