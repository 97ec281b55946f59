"""The plan file: canonical out, suspicious in."""

import hashlib
import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kolopt.errors import InvalidInputError
from kolopt.plan import file, strict_json
from kolopt.plan.file import digest_of, dumps, load, loads, seal
from kolopt.plan.record import Plan

from .conftest import fields

SEALED = seal(fields())
TEXT = dumps(SEALED)


def refused(text):
    with pytest.raises(InvalidInputError) as caught:
        loads(text, "plan.json")
    return caught.value.diagnostics


def code(text):
    return [d.code for d in refused(text)]


def edited(change):
    document = json.loads(TEXT)
    change(document)
    return json.dumps(document)


def test_reads_back_what_it_writes(plan):
    assert loads(dumps(plan), "plan.json") == plan
    assert dumps(loads(dumps(plan), "plan.json")) == dumps(plan)


def test_canonical_text_keeps_the_order_of_the_record_and_is_readable():
    later = ("currency", "cash")
    assert list(json.loads(TEXT)) == [key for key in Plan.model_fields if key not in later]
    assert TEXT.endswith("}\n")
    assert not TEXT.endswith("\n\n")
    assert "Serum 精华" in TEXT


@pytest.mark.parametrize("key", ["lines", "fixed_costs", "phases", "goals", "rules", "warnings"])
def test_each_record_of_a_list_stands_on_its_own_line(key):
    records = json.loads(TEXT)[key]
    lines = [line.strip().removesuffix(",") for line in TEXT.splitlines()]
    for record in records:
        assert json.dumps(record, ensure_ascii=False) in lines


def test_money_is_yuan_scores_have_six_decimals_and_kpis_two():
    document = json.loads(TEXT)
    assert document["lines"][0]["unit_cost"] == "11.00"
    assert document["goals"][0]["score"] == "0.333333"
    assert document["goals"][0]["stock"] == "10.00"


def test_digest_is_of_the_canonical_text_with_the_digest_blank():
    blank = TEXT.replace(SEALED.digest, "")
    assert SEALED.digest == "sha256:" + hashlib.sha256(blank.encode()).hexdigest()
    assert digest_of(SEALED) == SEALED.digest


def test_digest_changes_with_any_field():
    other = SEALED.model_copy(
        update={"kolopt_plan": 1, "scenario": SEALED.scenario.model_copy(update={"path": "x"})}
    )
    assert digest_of(other) != SEALED.digest


def test_white_space_and_key_order_are_free():
    document = dict(reversed(json.loads(TEXT).items()))
    assert loads(json.dumps(document, indent=7), "plan.json") == SEALED


def test_not_json_is_reported_with_line_and_column():
    (finding,) = refused('{\n  "kolopt_plan": 1,\n  oops\n}')
    assert finding.code == "plan-not-json"
    assert (finding.at.file, finding.at.line, finding.at.column) == ("plan.json", 3, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "plan-not-json"),
        ("\ufeff" + TEXT, "plan-not-json"),
        (TEXT.replace('"kolopt_plan": 1', '"kolopt_plan": 1, "kolopt_plan": 1'), "plan-duplicate-key"),
        (TEXT.replace('"count": 1', '"count": NaN', 1), "plan-number"),
        (TEXT.replace('"count": 1', '"count": -Infinity', 1), "plan-number"),
        (TEXT.replace('"count": 1', '"count": 1.5', 1), "plan-number"),
        (TEXT.replace('"count": 1', '"count": 1e999', 1), "plan-number"),
        (TEXT.replace('"count": 1', '"count": ' + "9" * 5000, 1), "plan-number"),
        ("[" * 100_000, "plan-too-deep"),
        ("[" * 100 + "]" * 100, "plan-too-deep"),
        ('{"a":' * 100 + "1" + "}" * 100, "plan-too-deep"),
        ('{"kolopt_plan": 1, "inputs": "\\ud800"}', "plan-not-text"),
        ('{"kolopt_plan": 1, "\\ud800": 2}', "plan-not-text"),
        ("[]", "not-a-plan"),
        ("3", "not-a-plan"),
        ('{"kolopt": 1}', "not-a-plan"),
        ('{"kolopt_plan": "1"}', "plan-version"),
        ('{"kolopt_plan": true}', "plan-version"),
        ('{"kolopt_plan": 0}', "plan-version"),
        (TEXT.replace('"kolopt_plan": 1', '"kolopt_plan": 2'), "plan-version"),
        (TEXT.replace('"11.00"', '"11.0"', 1), "plan-value"),
        (TEXT.replace('"11.00"', "1100", 1), "plan-value"),
        (TEXT.replace('"11.00"', '"011.00"', 1), "plan-value"),
        (TEXT.replace('"11.00"', '"１１.00"', 1), "plan-value"),
        (TEXT.replace('"12.345678"', '"NaN"'), "plan-value"),
        (TEXT.replace('"12.345678"', '"12.3456780"'), "plan-value"),
        (TEXT.replace('"12.345678"', '"1e999999"'), "plan-value"),
        (TEXT.replace('"count": 1', '"count": true', 1), "plan-value"),
        (TEXT.replace('"count": 1', '"count": "1"', 1), "plan-value"),
        (TEXT.replace('"2027-05-17"', '"2027-02-30"', 1), "plan-value"),
    ],
)
def test_hostile_text_is_refused(text, expected):
    assert expected in code(text)


def test_a_newer_plan_says_so():
    (finding,) = refused(TEXT.replace('"kolopt_plan": 1', '"kolopt_plan": 2'))
    assert "newer kolopt" in finding.message
    assert "upgrade" in finding.hint


def test_missing_and_unknown_keys_are_named_by_path_all_at_once():
    def change(document):
        del document["lines"][1]["offer"]
        document["funds"]["extra"] = "1"
        del document["digest"]

    found = refused(edited(change))
    assert [(d.code, d.message) for d in found] == [
        ("plan-missing-key", "plan.json: lines[1].offer is missing"),
        ("plan-unknown-key", "plan.json: funds.extra is not a key of a plan"),
        ("plan-missing-key", "plan.json: digest is missing"),
    ]


def test_a_key_with_a_default_must_stand_too():
    (finding,) = refused(edited(lambda d: d["scenario"].pop("overrides")))
    assert "scenario.overrides" in finding.message


def test_a_thousand_faults_are_not_a_thousand_findings():
    found = refused(edited(lambda d: d.update(lines=[{}] * 1000)))
    assert len(found) == file.MOST_FINDINGS + 1
    assert "more findings" in found[-1].message


def test_too_large_is_refused_before_it_is_parsed(tmp_path, monkeypatch):
    monkeypatch.setattr(strict_json, "LARGEST_TEXT", 100)
    assert code(TEXT) == ["plan-too-large"]
    (tmp_path / "plan.json").write_text(TEXT)
    with pytest.raises(InvalidInputError, match="plan-too-large"):
        load(tmp_path / "plan.json")


def test_load_reads_a_file_and_names_what_it_cannot_open(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(TEXT, encoding="utf-8")
    assert load(path) == SEALED
    path.write_bytes(b"\x89PNG\r\n\xff")
    for bad, reason in (
        (path, "plan-not-text"),
        (tmp_path, "cannot-read"),
        (tmp_path / "none", "cannot-read"),
    ):
        with pytest.raises(InvalidInputError) as caught:
            load(bad)
        assert [d.code for d in caught.value.diagnostics] == [reason]
        assert str(bad) in str(caught.value)


def leaves(node, path=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from leaves(value, (*path, index))
    else:
        yield path


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(list(leaves(json.loads(TEXT)))), st.one_of(st.none(), st.text(max_size=5), st.integers())
)
def test_no_edit_brings_anything_but_a_plan_or_a_clear_refusal(path, value):
    document = json.loads(TEXT)
    parent = document
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    text = json.dumps(document)
    try:
        read = dumps(loads(text, "plan.json"))
    except InvalidInputError:
        assert all("plan.json" in str(finding) for finding in refused(text))
    else:
        assert json.loads(read) == document


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='{}[]":,01e-.\\u nulltrue\n', max_size=60))
def test_random_text_never_brings_a_traceback(text):
    with pytest.raises(InvalidInputError):
        loads(text, "plan.json")


def test_every_code_is_documented():
    documented = {*file.CODES, *strict_json.CODES}
    assert documented == {
        "cannot-read",
        "not-a-plan",
        "plan-version",
        "plan-missing-key",
        "plan-unknown-key",
        "plan-value",
        "plan-too-large",
        "plan-not-text",
        "plan-not-json",
        "plan-duplicate-key",
        "plan-number",
        "plan-too-deep",
    }


def test_no_environment_reaches_the_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(os.environ, "LANG", "C")
    assert dumps(seal(fields())) == TEXT
