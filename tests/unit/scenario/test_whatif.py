"""What-if files: one mechanism for changes, every error in one run, as safe as scenarios."""

import json
from pathlib import Path

import jsonschema
import pytest

from kolopt.errors import InvalidInputError
from kolopt.scenario.export import whatif_schema
from kolopt.scenario.nodes import Mapping, plain
from kolopt.scenario.text import parse
from kolopt.scenario.whatif import is_whatif, load_whatif

SHIPPED = Path(__file__).parents[3] / "scenarios"
GOOD = """\
kolopt_whatif: 1
name: prices and money
scenario: base.yaml
variants:
  dearer: {tiers.micro.quote: {times: 1.3}}
  richer:
    budget.total: {plus: 50k}
    rules.team: null
  calmer: {competition: low}
"""


def findings(folder, text, *overrides):
    path = folder.write("whatif.yaml", text)
    with pytest.raises(InvalidInputError) as caught:
        load_whatif(str(path), overrides)
    return [(f.code, f.at.line if f.at else None) for f in caught.value.diagnostics]


def test_variants_change_the_scenario_and_nothing_else(folder):
    path = folder.write("whatif.yaml", GOOD)
    found = load_whatif(str(path))
    assert found.name == "prices and money"
    assert tuple(found.cases) == ("base", "dearer", "richer", "calmer")
    base = folder.load()
    assert found.cases["base"].digest() == base.digest()
    assert found.cases["dearer"].digest() == folder.load(None, "tiers.micro.quote*=1.3").digest()
    assert (
        found.cases["richer"].digest() == folder.load(None, "budget.total+=50k", "rules.team=null").digest()
    )
    assert found.cases["calmer"].scenario.competition == "low"
    assert [o.path for o in found.cases["richer"].overrides] == ["budget.total", "rules.team"]


def test_set_holds_in_every_variant(folder):
    path = folder.write("whatif.yaml", GOOD)
    found = load_whatif(str(path), ("vat=3%",))
    assert all(case.scenario.vat.base.denominator for case in found.cases.values())
    assert {str(case.scenario.vat.base) for case in found.cases.values()} == {"3/100"}


def test_all_errors_of_a_file_come_in_one_run_with_their_places(folder):
    text = """\
kolopt_whatif: 1
scenaro: x
scenario: base.yaml
variants:
  Bad Name: {budget.total: 1M}
  base: {budget.total: 1M}
  empty:
  wrong:
    tiers.micro.quot: 3k
    budget..x: 1
    budget.reserve: {times: }
  invalid: {budget.total: x}
"""
    found = findings(folder, text)
    assert sorted(found) == sorted(
        [
            ("whatif-key", 2),
            ("whatif-variant", 5),
            ("whatif-variant", 6),
            ("whatif-variant", 7),
            ("unknown-path", 9),
            ("bad-override", 10),
            ("bad-override", 11),
            ("bad-number", 12),
        ]
    )


@pytest.mark.parametrize(
    "changes",
    [
        "{budget.total: 1M, budget: {total: 2M}}",
        "{goals.seo: 10, goals.seo.weight: 12}",
        "{rules.team.number: 300, rules.team.number.1: 310}",
    ],
)
def test_two_changes_of_one_value_are_an_error(folder, changes):
    text = f"kolopt_whatif: 1\nscenario: base.yaml\nvariants:\n  v: {changes}\n"
    codes = [code for code, _ in findings(folder, text)]
    assert codes[0] in ("overlapping-overrides", "no-such-number")


def test_set_and_a_variant_must_not_change_the_same_value(folder):
    assert ("overlapping-overrides", 7) in findings(folder, GOOD, "budget.total=2M")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- a\n", "whatif-key"),
        ("kolopt_whatif: 1\n", "whatif-key"),
        ("kolopt_whatif: 2\nscenario: base.yaml\nvariants: {v: {vat: 1%}}\n", "wrong-version"),
        ("kolopt: 1\n", "wrong-kind"),
        ("kolopt_whatif: 1\nscenario: base.yaml\nvariants: {}\n", "whatif-variant"),
        ("kolopt_whatif: 1\nscenario: base.yaml\nvariants: [a]\n", "whatif-variant"),
        ("kolopt_whatif: 1\nname: [a]\nscenario: base.yaml\nvariants: {v: {vat: 1%}}\n", "whatif-key"),
        ("kolopt_whatif: 1\nscenario: ../base.yaml\nvariants: {v: {vat: 1%}}\n", "outside"),
        ("kolopt_whatif: 1\nscenario: /base.yaml\nvariants: {v: {vat: 1%}}\n", "bad-reference"),
        ("kolopt_whatif: 1\nscenario: nowhere.yaml\nvariants: {v: {vat: 1%}}\n", "cannot-read"),
        ("kolopt_whatif: 1\nscenario: whatif.yaml\nvariants: {v: {vat: 1%}}\n", "wrong-kind"),
        ("kolopt_whatif: 1\nscenario: base.yaml\nvariants: {v: {vat: *1.3}}\n", "yaml-alias"),
        ("kolopt_whatif: 1\nscenario: base.yaml\nvariants: {v: {kolopt: 2}}\n", "fixed-path"),
    ],
)
def test_other_wrong_files(folder, text, code):
    assert code in [found for found, _ in findings(folder, text)]


def test_a_what_if_file_is_told_from_a_scenario(folder):
    assert is_whatif(str(folder.write("w.yaml", GOOD)))
    assert is_whatif(str(folder.write("w.yaml", "# x\n'kolopt_whatif': 1\n")))
    assert not is_whatif(str(folder.path / "base.yaml"))
    assert not is_whatif(str(folder.write("w.yaml", "kolopt: 1\nname: 'kolopt_whatif: 1'\n")))
    assert not is_whatif("-")


def test_the_json_schema_takes_good_files_and_refuses_bad_ones():
    validator = jsonschema.Draft202012Validator(whatif_schema())
    node, _ = parse(GOOD, "x")
    assert isinstance(node, Mapping)
    document = json.loads(json.dumps(plain(node)))
    validator.validate(document)
    for change in ({"scenario": None}, {"variants": {}}, {"x": 1}, {"variants": {"A b": {"vat": 1}}}):
        assert not validator.is_valid(document | change), change


def test_the_shipped_files_are_current_and_load():
    committed = json.loads((SHIPPED / "whatif.schema.json").read_text(encoding="utf-8"))
    assert committed == whatif_schema(), "kolopt schema --whatif > scenarios/whatif.schema.json"
    files = [path for path in SHIPPED.glob("*.yaml") if is_whatif(str(path))]
    assert files
    for path in files:
        node, _ = parse(path.read_text(encoding="utf-8"), path.name)
        jsonschema.Draft202012Validator(committed).validate(plain(node))
        assert len(load_whatif(str(path)).cases) > 1
