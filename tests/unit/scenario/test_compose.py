from __future__ import annotations

import io
import os
import sys
from types import SimpleNamespace

import pytest

from kolopt.errors import InvalidInputError
from kolopt.scenario.load import load


def codes(error):
    return [finding.code for finding in error.value.diagnostics]


def test_a_child_merges_mappings_removes_with_null_and_replaces_the_rest(folder):
    case = folder.child(
        "budget: {total: 2M}\n"
        "rules: {band: null}\n"
        "tiers: {micro: {tags: [tiny, wee]}}\n"
        "phases:\n  - {id: burst, end: 2027-06-20}\n"
        "  - {id: tail, start: 2027-07-01, end: 2027-07-09, kind: test}\n"
    )
    assert case.document["budget"] == {"total": "2M", "reserve": "5%"}
    assert list(case.document["rules"]) == ["density", "team"]
    assert case.document["tiers"]["micro"]["tags"] == ["tiny", "wee"]
    assert [(p["id"], p["end"]) for p in case.document["phases"]] == [
        ("test", "2027-04-18"),
        ("burst", "2027-06-20"),
        ("tail", "2027-07-09"),
    ]


def test_phases_of_a_parent_may_be_changed_by_id(folder):
    case = folder.child("phases: {test: null, burst: {weight: 3}}")
    assert [phase.id for phase in case.scenario.phases] == ["burst"]
    assert case.document["phases"][0]["start"] == "2027-05-17"


def test_a_child_cannot_give_two_phases_one_id(folder):
    with pytest.raises(InvalidInputError) as caught:
        folder.child("phases: {test: {id: burst}}")
    assert codes(caught) == ["duplicate-id"]


def test_a_bare_goal_is_its_weight_and_a_bare_rule_its_text(folder):
    case = folder.child("goals: {awareness: 40}\nrules: {density: count(micro) >= 3}")
    assert case.document["goals"]["awareness"]["weight"] == "40"
    assert case.document["goals"]["awareness"]["audience"] == "3M"
    # A rule replaces the market's wholly: no reason or source of the old one stays behind.
    assert case.document["rules"]["density"] == {"rule": "count(micro) >= 3"}


def test_a_number_with_base_replaces_the_earlier_one_wholly(folder):
    case = folder.child("tiers: {nano: {quote: {base: 2k, source: offer of 3 May}}}")
    assert case.document["tiers"]["nano"]["quote"] == {"base": "2k", "source": "offer of 3 May"}
    merged = folder.child("tiers: {nano: {quote: {high: 1.2k}}}")
    assert merged.document["tiers"]["nano"]["quote"]["base"] == "400"


def test_key_order_changes_nothing(folder):
    offers = ["zed: {kind: owned, yields: {notes: 1}}", "ann: {kind: owned, yields: {reads: 1, notes: 1}}"]
    one = folder.child(
        f"offers:\n  {offers[0]}\n  {offers[1]}\nrules: {{x: count(micro) >= 1, a: count(nano) >= 1}}"
    )
    two = folder.child(
        f"rules: {{a: count(nano) >= 1, x: count(micro) >= 1}}\noffers:\n  {offers[1]}\n  {offers[0]}"
    )
    assert str(one.document) == str(two.document)
    assert one.digest() == two.digest()
    assert list(one.document["offers"]) == ["feed", "brand", "ann", "zed"]


def test_splitting_a_scenario_into_parent_and_child_changes_nothing(folder):
    whole = folder.child("offers: {b: {kind: owned}, a: {kind: owned}}")
    folder.write("mid.yaml", "kolopt: 1\nextends: base.yaml\noffers: {b: {kind: owned}}\n")
    split = folder.load("kolopt: 1\nextends: mid.yaml\noffers: {a: {kind: owned}}\n")
    assert str(whole.document) == str(split.document)


def test_identity_is_the_scenarios_own(folder):
    case = folder.child("name: Child")
    assert case.document["name"] == "Child"
    assert "extends" not in case.document
    assert case.document["market"] == "market.yaml"
    assert folder.child("").scenario.name == "Test campaign"


def test_the_market_is_found_from_the_file_that_names_it(folder):
    folder.write("sub/case.yaml", "kolopt: 1\nextends: ../base.yaml\n")
    with pytest.raises(InvalidInputError) as caught:
        load(folder.path / "sub" / "case.yaml")
    assert codes(caught) == ["outside"]
    case = load(folder.path / "sub" / "case.yaml", allow_outside=True)
    assert case.scenario.name == "Test campaign"


def test_an_absolute_path_needs_permission(folder):
    with pytest.raises(InvalidInputError) as caught:
        folder.load(f"kolopt: 1\nextends: {folder.path / 'base.yaml'}\n")
    assert codes(caught) == ["bad-reference"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_a_link_does_not_lead_out_of_the_folder(folder, tmp_path):
    (tmp_path / "elsewhere.yaml").write_text("kolopt: 1\n", encoding="utf-8")
    (folder.path / "link.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(InvalidInputError) as caught:
        folder.load("kolopt: 1\nextends: link.yaml\n")
    assert codes(caught) == ["outside"]


def test_a_misspelt_file_is_guessed(folder):
    with pytest.raises(InvalidInputError) as caught:
        folder.load("kolopt: 1\nextends: bsae.yaml\n")
    (finding,) = caught.value.diagnostics
    assert finding.code == "cannot-read"
    assert "did you mean `base.yaml`?" in finding.hint
    assert (finding.at.line, finding.at.column) == (2, 10)


@pytest.mark.parametrize("path", ["nowhere.yaml", "", "a\0b", "."])
def test_a_file_that_cannot_be_read(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInputError) as caught:
        load(path)
    assert codes(caught) == ["cannot-read"]


def test_a_folder_is_not_guessed_to_be_itself(folder):
    (folder.path / "bases.yaml").mkdir()
    with pytest.raises(InvalidInputError) as caught:
        load(folder.path / "bases.yaml")
    (finding,) = caught.value.diagnostics
    assert finding.hint == "did you mean `base.yaml`?"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_named_by_a_file_does_not_block(folder):
    os.mkfifo(folder.path / "pipe.yaml")
    with pytest.raises(InvalidInputError) as caught:
        folder.load("kolopt: 1\nextends: pipe.yaml\n")
    assert codes(caught) == ["cannot-read"]


def test_ten_scenarios_may_extend_one_another_and_no_more(folder):
    for number in range(1, 12):
        parent = f"s{number - 1}.yaml" if number > 1 else "base.yaml"
        folder.write(f"s{number}.yaml", f"kolopt: 1\nextends: {parent}\n")
    assert load(folder.path / "s9.yaml").scenario.name == "Test campaign"
    with pytest.raises(InvalidInputError) as caught:
        load(folder.path / "s10.yaml")
    assert codes(caught) == ["chain-too-long"]


def test_standard_input_builds_on_the_working_directory(folder, monkeypatch):
    monkeypatch.chdir(folder.path)
    stream = io.BytesIO(b"kolopt: 1\nextends: base.yaml\nname: Piped\n")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))
    case = load("-")
    assert (case.scenario.name, case.path) == ("Piped", "-")
    assert str(case.position(("name",))) == "-:3:7"
    assert case.position(("budget", "total")).file == "base.yaml"


def test_a_scenario_without_a_market_uses_the_built_in_one(folder):
    case = folder.load(
        "kolopt: 1\nname: x\nbudget: {total: 1M}\ngoals: {awareness: 1}\n"
        "phases: [{id: burst, start: 2027-05-17, end: 2027-06-18}]\n"
    )
    assert case.scenario.title.en.startswith("Xiaohongshu")
    assert case.origin(("tiers", "micro")) == "market"
