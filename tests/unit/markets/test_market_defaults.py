"""What the built-in market buys agrees with what practice says it is for (docs/market.md)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kolopt.planning import optimize
from kolopt.scenario.load import load

if TYPE_CHECKING:
    from kolopt.plan.record import Plan

SKINCARE = Path(__file__).parents[3] / "scenarios" / "skincare-618.yaml"

LADDER = """
kolopt: 1
name: Balanced goals, no rules
budget: {total: 300k}
tax: {prices: exclusive}
competition: medium
entry_stage: mature
phases:
  - {id: test,    kind: test,    start: 2027-03-29, end: 2027-04-18}
  - {id: buildup, kind: buildup, start: 2027-04-19, end: 2027-05-16}
  - {id: burst,   kind: burst,   start: 2027-05-17, end: 2027-06-18}
  - {id: tail,    kind: tail,    start: 2027-06-19, end: 2027-07-18}
goals: {awareness: 20, education: 20, social_proof: 20, seo_seeding: 20, conversion: 20}
rules: {micro-density: null, mega-share: null, hero-support: null, media-share: null}
"""
ONE_GOAL = """
kolopt: 1
name: One goal, one burst, no rules
budget: {total: 250k}
tax: {prices: exclusive}
competition: medium
entry_stage: mature
phases: [{id: burst, kind: burst, start: 2027-05-17, end: 2027-06-18}]
rules: {micro-density: null, mega-share: null, hero-support: null, media-share: null}
"""


@cache
def skincare(*overrides: str) -> Plan:
    return optimize(load(SKINCARE, overrides))


@pytest.fixture
def planned(tmp_path: Path):
    def plan(text: str, *overrides: str) -> Plan:
        path = tmp_path / "campaign.yaml"
        path.write_text(text, encoding="utf-8")
        return optimize(load(path, overrides))

    return plan


def tiers_bought(plan: Plan) -> dict[str, int]:
    counts: dict[str, int] = {}
    for line in plan.lines:
        counts[line.tier] = counts.get(line.tier, 0) + line.count
    return counts


def phase_shares(plan: Plan) -> dict[str, float]:
    return {phase: fen / plan.spend.total for phase, fen in plan.spend.by_phase.items()}


def share_of(plan: Plan, *tiers: str) -> float:
    return sum(plan.spend.by_tier.get(tier, 0) for tier in tiers) / plan.spend.total


def test_the_shipped_skincare_plan_has_the_shape_that_planners_expect() -> None:
    plan = skincare()
    shares = phase_shares(plan)
    assert max(shares, key=shares.__getitem__) == "burst"
    assert shares["test"] <= 0.20
    assert tiers_bought(plan)["mid"] >= 5
    video = sum(line.cost for line in plan.lines if "video" in line.offer)
    assert 0.15 <= video / plan.spend.total <= 0.60
    assert plan.certificate.status == "proven"


def test_every_phase_of_the_skincare_plan_has_the_density_of_its_level() -> None:
    plan = skincare()
    for phase in plan.phases:
        assert phase.by_tier["micro"] >= 22
        assert phase.hours <= 320
    assert tiers_bought(plan).get("mega", 0) == 0


@pytest.mark.parametrize("factor", ["0.5", "2"])
def test_half_or_double_the_half_life_moves_no_phase_by_more_than_15_points(factor: str) -> None:
    base, moved = phase_shares(skincare()), phase_shares(skincare(f"decay.half_life*={factor}"))
    assert base != moved
    for phase, share in base.items():
        assert abs(share - moved[phase]) <= 0.15


def test_more_money_unlocks_the_tiers_one_after_another(planned) -> None:
    bought = {
        budget: tiers_bought(planned(LADDER, f"budget.total={budget}"))
        for budget in ("300k", "600k", "2M", "12M")
    }
    assert set(bought["300k"]) <= {"nano", "micro", "owned", "media"}
    assert min(bought["300k"]["nano"], bought["300k"]["micro"]) > 0
    assert bought["600k"]["mid"] > 0
    assert bought["600k"].get("macro", 0) == 0
    assert bought["2M"]["macro"] > 0
    assert bought["2M"].get("mega", 0) == 0
    assert bought["12M"]["mega"] > 0


@pytest.mark.parametrize(
    ("goal", "budget", "tiers"),
    [
        ("awareness", "250k", ("macro", "mega")),
        ("education", "250k", ("macro",)),
        ("social_proof", "250k", ("nano", "micro")),
        ("conversion", "250k", ("nano", "micro")),
        ("seo_seeding", "60k", ("nano",)),
    ],
)
def test_each_goal_alone_buys_the_tiers_that_the_guides_name(planned, goal, budget, tiers) -> None:
    plan = planned(f"{ONE_GOAL}goals: {{{goal}: 1}}\n", f"budget.total={budget}")
    assert share_of(plan, *tiers) >= 0.85


def test_a_plan_names_the_assumptions_that_hold_it() -> None:
    held = {entry.split(" in ")[0] for entry in skincare().assumptions.binding}
    assert "micro-density" in held
    assert any(rule.startswith("available-micro") for rule in held)
