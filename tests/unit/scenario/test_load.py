from __future__ import annotations

import copy
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolopt.diagnostics import Severity
from kolopt.errors import InvalidInputError
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World


def found(folder, *arguments, **options):
    return folder.findings(lambda: folder.load(*arguments, **options))


def changed(folder, text):
    return folder.findings(lambda: folder.child(text))


def test_the_base_scenario_is_clean(folder):
    case = folder.load()
    assert case.notices == ()
    assert [phase.id for phase in case.scenario.phases] == ["test", "burst"]
    assert case.scenario.phases[0].start == date(2027, 3, 29)


def test_phases_are_sorted_by_start_whatever_the_file_says(folder):
    case = folder.child("phases: [{id: test, start: 2027-07-01, end: 2027-07-20}]")
    assert [phase.id for phase in case.scenario.phases] == ["burst", "test"]
    assert [phase["id"] for phase in case.document["phases"]] == ["burst", "test"]


@pytest.mark.parametrize(
    ("text", "code", "place", "words"),
    [
        ("bugdet: {total: 1M}", "unknown-key", (3, 1), "did you mean `budget`?"),
        ("tiers: {micro: {qoute: 5}}", "unknown-key", (3, 17), "did you mean `quote`?"),
        ("tiers: {mega: {name: Mega, quote: 5, yields: {}}}", "missing-key", (3, 9), "add `followers: …`"),
        ("rules: {density: {soft: 1}}", "missing-key", (3, 9), "repeat its text"),
        ("budget: 5", "wrong-type", (3, 9), "key: value"),
        ("tiers: {micro: {tags: small}}", "wrong-type", (3, 23), "[a, b]"),
        ("name: [a]", "wrong-type", (3, 7), "one value"),
        ("phases: {burst: 5}", "wrong-type", (3, 1), "key: value"),
        ("tiers: {micro: {tags: [Small]}}", "bad-id", (3, 24), "lower-case"),
        ("offers: {Face: {kind: owned}}", "bad-id", (3, 10), "lower-case"),
        ("tax: {prices: inclusiv}", "bad-choice", (3, 15), "did you mean `inclusive`?"),
        ("budget: {total: lots}", "bad-number", (3, 17), ""),
        ("budget: {total: {base: 1M, low: much, high: more}}", "bad-number", (3, 33), ""),
        ("tiers: {nano: {quote: {low: 5k}}}", "bad-number", (3, 16), ""),
        ("rules: {x: {rule: count(nano) >= 1, negotiable: perhaps}}", "bad-value", (3, 49), ""),
        ("phases: [{id: burst, end: 18.6.2027}]", "bad-value", (3, 27), ""),
        ("phases: [{id: burst, end: 2027-06-31}]", "bad-value", (3, 27), ""),
        ("platform_fee: {rate: 35}", "bad-number", (3, 22), ""),
        ("budget: {reserve: {base: 5x%}}", "bad-number", (3, 26), ""),
    ],
)
def test_the_schema_complains_in_place(folder, text, code, place, words):
    findings = [finding for finding in changed(folder, text) if finding.code == code]
    assert findings, [str(finding) for finding in changed(folder, text)]
    assert (findings[0].at.line, findings[0].at.column) == place
    assert findings[0].at.file.endswith("case.yaml")
    assert words in findings[0].hint


def test_both_ends_of_a_bad_range_are_found(folder):
    places = [f.at.column for f in changed(folder, "budget: {total: {base: 1M, low: much, high: more}}")]
    assert places == [33, 45]


def test_all_errors_of_a_file_come_in_one_run(folder):
    findings = changed(
        folder,
        "budget: {total: 1M, total: 2M}\n"  # text
        "naem: x\n"  # schema
        "category: beuaty\n"  # consistency
        "tiers: {micro: {tags: [tier, paid, campaign]}}\n",
    )
    assert [f.code for f in findings] == ["duplicate-key", "unknown-key", "reserved-word", "unknown-name"]
    assert all(f.hint for f in findings)


def test_a_garbled_text_is_reported_once(folder):
    (finding,) = changed(folder, "tiers: {micro: {quote: *1.3}}")
    assert finding.code == "yaml-alias"


def test_errors_in_several_files_come_together(folder):
    folder.write("base.yaml", (folder.path / "base.yaml").read_text() + "tiers: {micro: {qoute: 3}}\n")
    files = [f.at.file.rpartition("/")[2] for f in changed(folder, "bugdet: 3")]
    assert sorted(files) == ["base.yaml", "case.yaml"]


def test_positions_and_origins(folder):
    case = folder.load(None, "tiers.micro.quote*=1.3")
    where = {
        ("rules", "density", "rule"): ("market.yaml", "market"),
        ("rules", "team", "rule"): ("base.yaml", "scenario"),
        ("goals", "awareness", "weight"): ("base.yaml", "scenario"),
        ("goals", "awareness", "audience"): ("market.yaml", "market"),
        ("tiers", "micro", "quote"): ("--set 'tiers.micro.quote*=1.3'", "override"),
        ("tiers", "micro", "yields", "reads"): ("market.yaml", "market"),
        ("phases", "burst", "start"): ("base.yaml", "scenario"),
    }
    for path, (file, origin) in where.items():
        assert case.position(path).file.endswith(file), path
        assert case.origin(path) == origin, path
    assert case.position(("tax",)) is None
    assert case.origin(("tax", "rate")) == "scenario"
    # A quoted rule starts inside its quotes.
    line = folder.write("x", b"").parent.joinpath("market.yaml").read_text().splitlines()
    at = case.position(("rules", "density", "rule"))
    assert line[at.line - 1][at.column - 1 :].startswith("count(micro & paid)")


def test_parameters_come_from_levels_unless_stated(folder):
    case = folder.child(
        "competition: high\n"
        "parameters: {cap: {base: 40%, why: agreed}}\n"
        "rules: {m: spend(micro) <= $cap of budget}\n"
    )
    density, cap = case.parameters["density"], case.parameters["cap"]
    assert density.path == "levels.competition.options.high.density"
    assert (density.text, density.assumed) == ("30", False)
    assert (cap.text, cap.path, cap.beats) == ("40%", "parameters.cap", "0%")
    assert folder.load().parameters["density"].assumed


def test_defaults_are_noticed(folder):
    notices = changed(folder, "competition: null\nphases: [{id: tail, start: 2027-07-01, end: 2027-07-02}]")
    assert [(n.code, n.severity) for n in notices] == [
        ("level-default", Severity.NOTICE),
        ("kind-default", Severity.NOTICE),
    ]
    assert "medium" in notices[0].message
    assert (notices[1].at.line, notices[1].at.column) == (4, 15)


def test_a_plans_inputs_give_the_same_case(folder):
    case = folder.load(None, "tiers.micro.quote*=1.3", "name='null'")
    document = json.loads(json.dumps(case.document))
    again = from_document(document, path="p.json", overrides=case.overrides, provenance=case.provenance)
    assert again.scenario == case.scenario
    assert again.document == case.document
    assert again.parameters == case.parameters
    for world in World:
        assert again.digest(world) == case.digest(world)
    for path in (("tiers", "micro", "quote"), ("rules", "team"), ("rules", "density"), ("vat",)):
        assert again.origin(path) == case.origin(path)
        assert again.position(path) is None


@pytest.mark.parametrize("value", [1, None, 1.5, True, {"a": 1}, ["a", None], {1: "a"}])
def test_a_plans_inputs_hold_texts_only(folder, value):
    document = copy.deepcopy(folder.load().document)
    document["name"] = value
    with pytest.raises(InvalidInputError):
        from_document(document, path="p.json")


def test_a_plans_broken_inputs_are_findings(folder):
    document = copy.deepcopy(folder.load().document)
    document["phases"][0]["start"] = "x"
    del document["budget"]
    with pytest.raises(InvalidInputError) as caught:
        from_document(document, path="p.json")
    assert [f.code for f in caught.value.diagnostics] == ["missing-key", "bad-value"]
    assert "phases.test.start" in caught.value.diagnostics[1].message
    with pytest.raises(InvalidInputError) as caught:
        from_document([], path="p.json")  # type: ignore[arg-type]
    assert [f.code for f in caught.value.diagnostics] == ["not-a-document"]


SAME = [
    "budget: {total: 1200000}",
    "budget: {total: 120万, reserve: 5.0%}",
    "name: Another name",
    "rules: {team: {rule: 'hours  <=  320 in each phase', why: two people, negotiable: true}}",
    "tiers: {micro: {name: Small, source: x, why: y, quote: {base: '2,500', source: z}}}",
    "sources: {x: y}",
    "objective: {maximize: score}",
    "levels: {competition: {options: {medium: {density: {base: 22.0, why: guess}}}}}",
]
DIFFERENT = [
    "budget: {total: 1200001}",
    "competition: high",
    "tiers: {nano: {quote: {high: 1.1k}}}",
    "tiers: {nano: {available: {specialists: 71}}}",
    "rules: {team: hours <= 321 in each phase}",
    "rules: {team: {rule: hours <= 320 in each phase, soft: 1}}",
    "rules: {team: {rule: hours <= 320 in each phase, negotiable: false}}",
    "phases: [{id: burst, end: 2027-06-19}]",
    "phases: [{id: burst, season: {micro: 1.1}}]",
    "goals: {seo: {rivals: 151}}",
    "tax: {prices: exclusive}",
    "silence: {single-tier: a reason}",
    "payees: {vat: another}",
]


@pytest.mark.parametrize("text", SAME)
def test_the_digest_ignores_what_is_for_people(folder, text):
    assert folder.child(text).digest() == folder.load().digest()


@pytest.mark.parametrize("text", DIFFERENT)
def test_the_digest_sees_what_changes_a_number_or_a_verdict(folder, text):
    assert folder.child(text).digest() != folder.load().digest()


def test_the_digest_depends_on_the_world_and_not_on_the_reason_for_silence(folder):
    case = folder.load()
    assert len({case.digest(world) for world in World}) == 3
    one, two = (folder.child(f"silence: {{single-tier: {reason}}}") for reason in ("a", "b"))
    assert one.digest() == two.digest()


MUTATIONS = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(0, 6), st.text(alphabet="ab1:-,[]{}#&*!|>'\"%~ \n<=$.é")),
    min_size=1,
    max_size=3,
)


@given(MUTATIONS, st.sampled_from(["market.yaml", "base.yaml"]))
def test_a_mutated_file_gives_a_case_or_findings(shared_folder, mutations, name):
    original = (shared_folder.path / name).read_text(encoding="utf-8")
    text = original
    for start, length, new in mutations:
        start %= len(text) + 1
        text = text[:start] + new + text[start + length :]
    shared_folder.write(name, text)
    try:
        for finding in shared_folder.findings(shared_folder.load):
            assert finding.code
            assert "pydantic" not in str(finding)
    finally:
        shared_folder.write(name, original)
