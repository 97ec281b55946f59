"""Phases apart: no plan exceeds the bound, which knows of whole counts what no continuous solution does."""

import itertools
import math
from dataclasses import replace

import pytest

from kolopt.model.draft import Draft
from kolopt.solve.decomposition import decompose
from kolopt.solve.engine import Engine
from kolopt.solve.highs import DEFAULTS
from kolopt.solve.outcome import Limits
from kolopt.solve.tangents import cutting_tangents, starting_tangents

FEATURES = ("density", "share", "hours", "none_or", "if", "soft", "soft_money")
NEVER = Limits(seconds=None).deadline()


def relaxed(program):
    """The program in the solver, solved continuously, and its continuous bound."""
    engine = Engine(program, DEFAULTS)
    engine.add_tangents(starting_tangents(program))
    while True:
        run = engine.relax(NEVER)
        if run.values is None:
            return engine, -math.inf
        lines = cutting_tangents(program, run.values, 1e-6)
        if not lines:
            return engine, run.bound
        engine.add_tangents(lines)


def allowed(program):
    """All plans of a tiny program, judged."""
    ranges = [range(int(column.high) + 1) for column in program.columns[: program.decisions]]
    judged = (program.judge(counts) for counts in itertools.product(*ranges))
    return [judgement for judgement in judged if not judgement.broken]


@pytest.mark.parametrize("seed", range(20))
def test_no_plan_exceeds_any_bound_on_the_way(synthetic, seed):
    shape = synthetic.Shape(
        tiers=3, formats=1, fits=1, phases=2, goals=2, pool=2, budget=8_000_000, features=FEATURES
    )
    program = synthetic.market(shape, seed)
    plans = allowed(program)
    engine, continuous = relaxed(program)
    if not plans:
        pytest.skip("no plan is allowed")
    best = max(plan.value for plan in plans)
    worst = min(plans, key=lambda plan: plan.value)
    steps = list(decompose(program, engine, worst.values, 1e-4, NEVER))
    bounds = [step.bound for step in steps]
    assert bounds == sorted(bounds, reverse=True)
    assert all(best - 1e-7 <= bound <= continuous + 1e-7 for bound in bounds)
    together = program.judge(steps[-1].counts)
    assert not together.broken
    assert together.value >= worst.value - 1e-9


@pytest.fixture
def knapsacks():
    """Three phases; each has room for 7 hours, a unit takes 4, and all share one budget of 100."""
    draft = Draft()
    for phase in range(3):
        draft.add_column(f"line_{phase}", 5.0, integer=True, weight=1.0)
        draft.add_row(f"hours@{phase}", "rule", ((phase, 4),), None, 7)
    draft.add_row("budget", "rule", tuple((phase, 10) for phase in range(3)), None, 100)
    return draft.program(3, [0] * 3, range(3))


def test_what_each_phase_cannot_buy_a_part_of_is_off_the_bound(knapsacks):
    engine, continuous = relaxed(knapsacks)
    assert continuous == pytest.approx(3 * 7 / 4)
    *_, last = decompose(knapsacks, engine, knapsacks.complete([0, 0, 0]), 1e-6, NEVER)
    assert last.bound == pytest.approx(3.0)
    assert last.counts == (1, 1, 1)


def test_one_phase_is_solved_whole(knapsacks):
    program = replace(knapsacks, phases=(0, 0, 0))
    engine, _ = relaxed(program)
    *_, last = decompose(program, engine, program.complete([0, 0, 0]), 1e-6, NEVER)
    assert last.bound == pytest.approx(3.0)
