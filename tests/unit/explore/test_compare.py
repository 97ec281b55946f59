"""Columns side by side: what changed, what moved, what fails, and who regrets what."""

import re
from pathlib import Path

import pytest

from kolopt.errors import InvalidInputError, VerificationError
from kolopt.explore.compare import LEAST_REGRET, Entry, compare
from kolopt.explore.entries import entries
from kolopt.explore.judging import judge
from kolopt.explore.regret import least_regret, regret_table
from kolopt.explore.subject import subject_of
from kolopt.model.joint import worst_regret
from kolopt.plan.file import dumps
from kolopt.planning import Options, optimize
from kolopt.scenario.load import load, with_patches
from kolopt.scenario.patch import parse_patch
from kolopt.scenario.quantities import World

SCENARIO = """\
kolopt: 1
name: small
budget: {total: 150k}
tax: {prices: exclusive}
competition: low
entry_stage: entry
phases:
  - {id: warm, kind: warmup, start: 2027-04-17, end: 2027-05-16}
  - {id: burst, kind: burst, start: 2027-05-17, end: 2027-06-13}
goals: {seo_seeding: 1, awareness: 1}
"""
OPTIONS = Options(seconds=None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("compare")
    (path / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def case(folder):
    return load(folder / "small.yaml")


def changed(case, *texts):
    return with_patches(case, [parse_patch(text) for text in texts])


def base_entries(case, **variants):
    cases = {"base": case, **{name: changed(case, text) for name, text in variants.items()}}
    return [Entry(name, patched, World.BASE) for name, patched in cases.items()]


@pytest.fixture(scope="module")
def comparison(case):
    variants = {"cut": "budget.total=130k", "dearer": "tiers.nano.quote*=1.5", "poor": "budget.total=20k"}
    return compare(base_entries(case, **variants), OPTIONS, compromise=True)


def test_each_column_says_what_was_changed_and_what_moved(comparison):
    first, cut, *_ = comparison.columns
    assert first.changed == first.moved == ()
    assert [(c.path, c.before, c.after) for c in cut.changed] == [("budget.total", "150k", "130k")]
    assert sum(move.spend for move in cut.moved) == cut.plan.spend.total - first.plan.spend.total
    assert abs(cut.moved[0].spend) == max(abs(move.spend) for move in cut.moved)


def test_a_case_without_a_plan_is_a_column_with_a_reason_and_stays_out_of_the_regrets(comparison):
    poor = comparison.columns[3]
    assert poor.plan is None
    assert "no plan can meet the rules" in poor.failure
    assert comparison.regret.names == ("base", "cut", "dearer")


def test_regrets_are_exact_and_broken_rules_named(comparison):
    base, cut, dearer = comparison.regret.cells
    assert base[0].loss == cut[1].loss == dearer[2].loss == 0.0
    assert base[1].broken == ("budget",)
    assert cut[0].broken == ()
    assert cut[0].loss == pytest.approx(
        float(comparison.columns[0].plan.certificate.value)
        - float(comparison.columns[1].plan.certificate.value),
        abs=2e-6,
    )


def test_the_compromise_keeps_every_case_and_is_a_column(comparison, case):
    found = comparison.compromise
    assert found.proven
    assert found.bound <= found.worst <= found.bound + 0.01 + 1e-9
    for text in ("budget.total=130k", "tiers.nano.quote*=1.5"):
        assert judge(subject_of(changed(case, text)), found.counts).broken == ()
    assert comparison.columns[-1].name == LEAST_REGRET
    assert comparison.columns[-1].plan.counts() == found.counts


def test_the_compromise_is_never_worse_than_a_single_plan(case):
    variants = {"search": "goals.seo_seeding=3", "seen": "goals.awareness=3"}
    found = compare(base_entries(case, **variants), OPTIONS, compromise=True)
    usable = [worst for worst in found.regret.worst if worst is not None]
    assert len(usable) == 3
    assert found.compromise.worst <= min(usable)
    assert found.regret.least == found.regret.names[found.regret.worst.index(min(usable))]


def test_worlds_are_a_change_like_any_other(case):
    found = compare([Entry(world.value, case, world) for world in World], OPTIONS)
    scores = [column.plan.certificate.score for column in found.columns]
    assert scores == sorted(scores)
    assert found.columns[1].changed[0].path == "world"


def test_regret_needs_one_question_and_one_set_of_lines(case):
    spend = changed(case, "objective={minimize: spend}")
    with pytest.raises(InvalidInputError, match=r"no common unit.*\[mixed-questions\]") as caught:
        compare([Entry("a", case, World.BASE), Entry("b", spend, World.BASE)], OPTIONS)
    (cure,) = re.findall(r"--set '([^']*)'", caught.value.diagnostics[0].hint)
    alike = [Entry("a", changed(case, cure), World.BASE), Entry("b", changed(spend, cure), World.BASE)]
    assert compare(alike, OPTIONS).regret.unit == "points"
    other = changed(case, "phases.warm=null")
    subjects = {"a": subject_of(case, OPTIONS), "b": subject_of(other, OPTIONS)}
    table = regret_table(subjects)
    assert table.cells[0][1].loss is None
    assert "no such line" in table.cells[0][1].broken[0]
    with pytest.raises(InvalidInputError, match=r"different phases or offers.*\[different-lines\]"):
        least_regret(subjects, table, OPTIONS)


def test_a_joint_program_is_over_one_set_of_lines(case):
    one, other = subject_of(case), subject_of(changed(case, "phases.warm=null"))
    with pytest.raises(ValueError, match="same lines"):
        worst_regret([one.program, other.program], [1.0, 1.0])
    with pytest.raises(ValueError, match="same lines"):
        worst_regret([one.program], [1.0, 1.0])
    names = [column.name for column in worst_regret([one.program, one.program], [1.0, 2.0]).columns]
    assert names == sorted(names)


# -- what may be named


def test_scenarios_plans_and_worlds_become_entries(folder, case):
    plan = folder / "made.plan.json"
    plan.write_text(dumps(optimize(case, OPTIONS)), encoding="utf-8")
    found = entries([str(folder / "small.yaml"), str(plan)])
    assert [(entry.name, entry.plan is None) for entry in found] == [("small", True), ("made", False)]
    worlds = entries([str(folder / "small.yaml")], worlds=tuple(World))
    assert [entry.name for entry in worlds] == ["low", "base", "high"]


def test_a_what_if_file_becomes_its_variants(folder):
    path = folder / "whatif.yaml"
    text = "kolopt_whatif: 1\nscenario: small.yaml\nvariants: {cut: {budget.total: 100k}}\n"
    path.write_text(text, encoding="utf-8")
    assert [entry.name for entry in entries([str(path)])] == ["base", "cut"]
    in_worlds = entries([str(path)], worlds=(World.LOW, World.HIGH))
    assert [entry.name for entry in in_worlds] == ["base low", "base high", "cut low", "cut high"]
    with pytest.raises(InvalidInputError, match="compared alone"):
        entries([str(path), str(folder / "small.yaml")])


def test_what_cannot_be_compared_is_refused(folder, case):
    small = str(folder / "small.yaml")
    plan = folder / "fixed.plan.json"
    text = dumps(optimize(case, OPTIONS))
    plan.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"named twice.*\[compare-inputs\]"):
        entries([small, small])
    with pytest.raises(InvalidInputError, match="stands as it is"):
        entries([str(plan)], ["budget.total=1M"])
    with pytest.raises(InvalidInputError, match="stands as it is"):
        entries([str(plan)], worlds=tuple(World))
    plan.write_text(text.replace('"name": "small"', '"name": "large"', 1), encoding="utf-8")
    with pytest.raises(VerificationError):
        entries([str(plan)])


def test_files_of_one_name_go_by_their_paths(folder):
    (folder / "sub").mkdir(exist_ok=True)
    (folder / "sub" / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    paths = [str(folder / "small.yaml"), str(folder / "sub" / "small.yaml")]
    assert [entry.name for entry in entries(paths)] == paths
