"""The door of reports: formats by ending, readers, languages, and nothing but verified plans."""

import shutil
from pathlib import Path

import pytest

from kolopt.cli.report import report
from kolopt.report.language import CODES
from kolopt.report.sections import VIEWS

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SMALL = """\
kolopt: 1
name: x
budget: {total: 300k}
tax: {prices: exclusive}
competition: low
entry_stage: entry
phases:
  - {id: burst, kind: burst, start: 2027-05-17, end: 2027-06-13}
goals: {awareness: 1}
"""


@pytest.fixture
def plan(folder):
    shutil.copy(SCENARIOS / "hurdle.plan.json", folder / "p.plan.json")
    return "p.plan.json"


def test_the_ending_says_what_is_written(run, folder, plan):
    assert run("report", plan, "-o", "p.md").exit_code == 0
    assert run("report", plan, "-o", "p.CSV").exit_code == 0
    assert (
        (folder / "p.md")
        .read_text(encoding="utf-8")
        .startswith("<!-- kolopt report 1 -->\n\n# Barrier serum")
    )
    assert (folder / "p.CSV").read_text(encoding="utf-8").startswith("version,table,row,column,")


def test_a_scenario_is_planned_first(run, folder):
    (folder / "s.yaml").write_text(SMALL)
    found = run("report", "s.yaml", "-o", "-", "--format", "md", "--set", "budget.total=280k")
    assert found.exit_code == 0
    assert "with --set budget.total=280k (300k → 280k)" in found.stdout
    assert "Proven: under these inputs" in found.stdout


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("format_", ["md", "csv", "html", "xlsx"])
def test_rules_over_months_are_reported(run, folder, language, format_):
    rules = 'rules:\n  cap: "cash <= 250k in each month"\n  end: "cash <= 280k in 2027-06 + 2027-07"\n'
    (folder / "s.yaml").write_text(SMALL + rules, encoding="utf-8")
    assert run("plan", "s.yaml", "-o", "s.plan.json").exit_code == 0
    found = run("report", "s.plan.json", "-o", f"s.{format_}", "--lang", language)
    assert found.exit_code == 0
    if format_ == "csv":
        assert "2027-06 + 2027-07" in (folder / "s.csv").read_text(encoding="utf-8-sig")


def test_standard_output_needs_a_format_and_gets_nothing_else(run, plan):
    refused = run("report", plan, "-o", "-")
    assert refused.exit_code == 2
    assert "--format" in refused.stderr
    found = run("report", plan, "-o", "-", "--format", "csv", "--lang", "zh")
    assert found.stdout_bytes.startswith(b"\xef\xbb\xbfversion,")
    assert found.stderr == ""


@pytest.mark.parametrize("name", ["p.pdf", "p", "p.json", "md"])
def test_an_unknown_ending_is_refused_with_those_that_are_known(run, folder, plan, name):
    refused = run("report", plan, "-o", name)
    assert refused.exit_code == 2
    assert ".md, .csv" in refused.stderr
    assert not (folder / name).exists()


def test_a_format_may_be_named_whatever_the_ending(run, folder, plan):
    assert run("report", plan, "-o", "p.txt", "--format", "md").exit_code == 0
    assert (folder / "p.txt").read_text(encoding="utf-8").startswith("<!-- kolopt report")


@pytest.mark.parametrize("name", ["p.md", "p.csv", "p.html"])
def test_only_its_own_files_are_overwritten(run, folder, plan, name):
    (folder / name).write_text("my notes\n")
    refused = run("report", plan, "-o", name)
    assert refused.exit_code == 2
    assert "is not a kolopt report" in refused.stderr
    assert (folder / name).read_text() == "my notes\n"
    assert run("report", plan, "-o", name, "--force", "--no-explain").exit_code == 0
    assert run("report", plan, "-o", name, "--lang", "zh", "--no-explain").exit_code == 0
    assert run("report", plan, "-o", name, "--for", "client").exit_code == 0


def test_a_page_answers_what_takes_solving_again_unless_told_not_to(run, folder):
    (folder / "s.yaml").write_text(SMALL)
    assert run("plan", "s.yaml", "-o", "s.plan.json").exit_code == 0
    found = {}
    for name, options in (("full", ()), ("short", ("--no-explain",)), ("client", ("--for", "client"))):
        assert run("report", "s.plan.json", "-o", f"{name}.html", *options).exit_code == 0
        found[name] = (folder / f"{name}.html").read_text(encoding="utf-8")
    solved = ("table-frontier", "chart-frontier-1", "table-rule-prices", "table-fragility")
    assert [part in found["full"] for part in solved] == [True] * 4
    assert [part in found[name] for name in ("short", "client") for part in solved] == [False] * 8


def test_a_plan_that_does_not_follow_from_its_inputs_is_not_reported(run, folder, plan):
    path = folder / plan
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"left": "', '"left": "1', 1), encoding="utf-8")
    refused = run("report", plan, "-o", "p.md")
    assert refused.exit_code == 5
    assert "does not follow from its own inputs" in refused.stderr
    assert not (folder / "p.md").exists()


def test_a_plan_stands_as_it_is(run, folder, plan):
    refused = run("report", plan, "-o", "p.md", "--set", "budget.total=1M")
    assert refused.exit_code == 2
    assert "is a plan and stands as it is" in refused.stderr


@pytest.mark.parametrize("view", VIEWS)
def test_a_plan_that_buys_nothing_has_a_page(run, folder, view):
    (folder / "s.yaml").write_text(SMALL + "rules: {micro-density: null}\nobjective: {minimize: spend}\n")
    assert run("report", "s.yaml", "-o", "p.html", "--for", view, "--no-explain").exit_code == 0
    html = (folder / "p.html").read_text(encoding="utf-8")
    assert "chart-creators-by-tier" not in html
    assert "chart-goals-1" in html


def test_a_scenario_without_a_plan_ends_with_the_conflict(run, folder):
    (folder / "s.yaml").write_text(SMALL + "rules: {many: count(micro) >= 140 in burst}\n")
    refused = run("report", "s.yaml", "-o", "p.md")
    assert refused.exit_code == 3
    assert "cannot hold together" in refused.stderr
    assert not (folder / "p.md").exists()


def test_a_what_if_file_is_refused(run, folder):
    for name in ("skincare-whatif.yaml", "skincare-618.yaml"):
        shutil.copy(SCENARIOS / name, folder / name)
    refused = run("report", "skincare-whatif.yaml", "-o", "p.md")
    assert refused.exit_code == 2
    assert "what-if" in refused.stderr


def test_every_reader_and_language_of_the_library_can_be_asked_for():
    choices = {
        option.name: option.type.choices for option in report.params if hasattr(option.type, "choices")
    }
    assert tuple(choices["view"]) == VIEWS
    assert tuple(choices["lang"]) == CODES


@pytest.mark.parametrize("lang", CODES)
@pytest.mark.parametrize("view", VIEWS)
def test_each_reader_in_each_language(run, folder, plan, view, lang):
    found = run("report", plan, "-o", "-", "--format", "md", "--for", view, "--lang", lang)
    assert found.exit_code == 0
    assert ("¥" in found.stdout) == (view != "client")
    assert ("素人 (1,000–9,999)" in found.stdout) == (lang == "zh")
