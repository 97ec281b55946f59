"""A hand-made plan is judged, not mended."""

from pathlib import Path

import pytest

from kolopt.explore.hand_made import evaluate_counts
from kolopt.planning import Options, optimize
from kolopt.scenario.load import load, with_patches
from kolopt.scenario.patch import parse_patch

SKINCARE = Path(__file__).parents[3] / "scenarios" / "skincare-618.yaml"
OPTIONS = Options(seconds=None)


@pytest.fixture(scope="module")
def case():
    return load(SKINCARE)


def test_the_best_plans_own_counts_lose_nothing(case):
    plan = optimize(case, OPTIONS)
    yours, best = evaluate_counts(case, plan.counts(), OPTIONS).columns
    assert yours.loss == 0.0
    assert yours.broken == ()
    assert best.moved == ()
    assert yours.plan.spend == plan.spend
    assert yours.plan.kpis == plan.kpis
    assert yours.plan.certificate.score == plan.certificate.score


def test_one_creator_less_costs_and_breaks_exactly_that(case):
    counts = optimize(case, OPTIONS).counts()
    counts["tail", "micro-picture"] -= 1
    yours, best = evaluate_counts(case, counts, OPTIONS).columns
    assert yours.loss > 0
    assert yours.broken == ("micro-density in tail",)
    (move,) = best.moved
    assert (move.tier, move.phase, move.units) == ("micro", "tail", 1)


def test_nothing_at_all_can_be_judged(case):
    yours, _ = evaluate_counts(case, {}, OPTIONS).columns
    assert yours.plan.spend.total == 0
    assert float(yours.plan.certificate.score) == 0.0
    assert yours.broken


def test_where_no_plan_exists_the_hand_made_one_still_has_figures(case):
    poor = with_patches(case, [parse_patch("budget.total=200k")])
    yours, best = evaluate_counts(poor, {("burst", "macro-video"): 1}, OPTIONS).columns
    assert yours.plan is not None
    assert yours.loss is None
    assert best.plan is None
    assert "no plan can meet the rules" in best.failure


def test_the_least_spend_is_judged_in_yuan(case):
    cheap = with_patches(case, [parse_patch("objective={minimize: spend}")])
    plan = optimize(cheap, OPTIONS)
    counts = plan.counts()
    counts["burst", "micro-picture"] = counts.get(("burst", "micro-picture"), 0) + 2
    yours, _ = evaluate_counts(cheap, counts, OPTIONS).columns
    assert yours.loss == pytest.approx((yours.plan.spend.total - plan.spend.total) / 100)
    assert yours.broken == ()
