"""The shipped scenarios and their committed plans, re-checked as a repository's CI would."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from kolopt.errors import InfeasibleError
from kolopt.plan.audit import audit
from kolopt.plan.file import dumps, load
from kolopt.planning import optimize
from kolopt.scenario import load as scenario_file
from kolopt.scenario.export import scenario_schema

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PLANS = sorted(SCENARIOS.glob("*.plan.json"))
PLANNED = ("least-spend", "hurdle", "mother-baby-double11", "skincare-618", "snack-always-on")


def test_every_shipped_scenario_but_the_impossible_and_the_benchmark_has_a_plan() -> None:
    named = {path.name.removesuffix(".plan.json") for path in PLANS}
    scenarios = {
        path.stem
        for path in SCENARIOS.glob("*.yaml")
        if path.read_text(encoding="utf-8").find("kolopt_whatif:") < 0
    }
    assert scenarios - named == {"impossible", "portfolio"}


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_committed_plan_survives_the_audit(path: Path) -> None:
    assert audit(load(path)) == ()


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_committed_plan_is_what_its_scenario_gives_today(path: Path) -> None:
    committed = load(path)
    case = scenario_file.load(SCENARIOS / committed.scenario.path.removeprefix("scenarios/"))
    assert case.digest() == committed.scenario.digest
    again = optimize(case)
    assert again.certificate.status == "proven"
    same_software = again.versions == committed.versions
    if same_software:
        stated = json.loads(dumps(committed))
        fresh = json.loads(dumps(again))
        for document in (stated, fresh):
            document.pop("digest")
            document["scenario"].pop("path")
        assert fresh == stated
    gap = abs(Decimal(again.certificate.value) - Decimal(committed.certificate.value))
    assert gap <= abs(Decimal(committed.certificate.bound) - Decimal(committed.certificate.value)) + Decimal(
        "0.01"
    )


def test_the_skincare_plan_is_what_the_readme_promises() -> None:
    plan = load(SCENARIOS / "skincare-618.plan.json")
    for phase in plan.phases:
        micro = sum(line.count for line in plan.lines if line.phase == phase.id and line.tier == "micro")
        assert micro >= 22
    assert plan.funds.left >= 0
    assert plan.spend.total == sum(line.cost for line in plan.lines) <= plan.funds.plannable
    assert plan.certificate.status == "proven"
    assert Decimal(plan.certificate.gap_points) <= Decimal("0.01")


def test_the_impossible_scenario_stays_impossible_and_says_why() -> None:
    with pytest.raises(InfeasibleError, match=r"15 micro & paid in each of 4 phases"):
        optimize(scenario_file.load(SCENARIOS / "impossible.yaml"))


def test_the_committed_json_schema_is_current() -> None:
    committed = json.loads((SCENARIOS / "schema.json").read_text(encoding="utf-8"))
    assert committed == scenario_schema(), "run: kolopt schema > scenarios/schema.json"
