"""Matrices, repair and fill: what they say of counts is what the program says."""

import random
from dataclasses import replace

import numpy as np
import pytest

from kolopt.solve.activities import activities
from kolopt.solve.dive import mended, nearest_binaries
from kolopt.solve.rounding import completed

FEATURES = ("density", "share", "hero", "hours", "none_or", "if", "variety", "soft", "soft_money", "floor")


@pytest.fixture(scope="module")
def program(synthetic):
    return synthetic.market(synthetic.Shape(formats=1, features=FEATURES, budget=60_000_000), 2)


@pytest.fixture(scope="module")
def roomy(synthetic):
    """Without rules that wrong binaries make impossible to repair."""
    features = tuple(name for name in FEATURES if name not in ("variety", "floor"))
    return synthetic.market(synthetic.Shape(formats=1, features=features), 2)


@pytest.fixture(scope="module")
def view(program):
    return activities(program)


def random_counts(program, seed):
    rng = random.Random(seed)
    return [rng.randint(0, min(6, int(c.high))) for c in program.columns[: program.decisions]]


def without_the_dearest(program, seed):
    """Random counts that leave the binaries of the dearest tier at 0."""
    counts = random_counts(program, seed)
    return [count * (stage > 0) for count, stage in zip(counts, program.dive, strict=True)]


def binaries_of(program, view, counts):
    values = program.complete(counts)
    return np.array([float(values[column]) for column in view.binaries])


def test_matrices_agree_with_the_program(program, view):
    for seed in range(50):
        counts = random_counts(program, seed)
        judged = program.judge(counts)
        n, b = np.array(counts, dtype=float), binaries_of(program, view, counts)
        assert view.worth(n, b) == pytest.approx(judged.value)
        missed = view.excess(view.rows.at(n, b, view.points(n)))
        assert (missed.max() <= 1e-6) == (judged.broken == ())


def test_a_step_adds_to_a_row_what_its_entry_says(program, view):
    counts = np.array(random_counts(program, 3), dtype=float)
    slopes = view.slopes(counts)
    dense = view.rows.lines + view.rows.points @ slopes
    sparse = np.zeros_like(dense)
    np.add.at(sparse, (view.entries.row, view.entries.line), view.steps(slopes))
    assert sparse == pytest.approx(dense, rel=1e-12)
    assert len(view.entries.pointed)
    assert len(view.entries.row) < dense.size / 2


def test_the_gradient_is_the_slope_of_the_worth(program, view):
    counts = np.array(random_counts(program, 1), dtype=float)
    binaries = binaries_of(program, view, [int(c) for c in counts])
    gradient = view.gradient(counts, binaries, view.slopes(counts))
    for line in range(0, program.decisions, 3):
        step = np.zeros(len(counts))
        step[line] = 1e-4
        slope = (view.worth(counts + step, binaries) - view.worth(counts - step, binaries)) / 2e-4
        assert gradient[line] == pytest.approx(slope, abs=1e-6)


def test_a_completed_plan_keeps_every_rule_and_no_single_unit_raises_it(roomy):
    view = activities(roomy)
    for seed in range(6):
        counts = without_the_dearest(roomy, seed)
        assert roomy.judge(counts).broken
        binaries = binaries_of(roomy, view, counts)
        plan = completed(view, np.array(counts, dtype=float), binaries)
        whole = [int(count) for count in plan]
        judged = roomy.judge(whole)
        assert judged.broken == ()
        for line in range(len(whole)):
            one_more = [count + (i == line) for i, count in enumerate(whole)]
            if (binaries_of(roomy, view, one_more) == binaries).all():
                more = roomy.judge(one_more)
                assert more.broken or more.value <= judged.value + 1e-9


def test_what_is_already_allowed_is_not_given_up(roomy):
    view = activities(roomy)
    plan = mended(view, roomy, without_the_dearest(roomy, 4))
    again = mended(view, roomy, plan)
    assert roomy.judge(again).value >= roomy.judge(plan).value - 1e-9


def test_rules_that_no_single_step_mends_give_no_plan(roomy):
    view = activities(roomy)
    hopeless = replace(view, low=np.full(len(view.low), 1e9), high=np.full(len(view.high), 1e9 + 1))
    assert completed(hopeless, np.zeros(roomy.decisions), np.zeros(len(view.binaries))) is None


def test_a_binary_follows_the_cheaper_side_of_its_rule(synthetic):
    """None or at least 2 of the dearest tier: 0.4 of one is none, 1.7 is two."""
    program = synthetic.market(synthetic.Shape(formats=1, fits=1, phases=1, features=("none_or",)), 0)
    view = activities(program)
    for amount, binary in ((0.0, 0.0), (0.4, 0.0), (1.7, 1.0), (2.0, 1.0)):
        counts = np.zeros(program.decisions)
        counts[-1] = amount
        assert nearest_binaries(view, counts).tolist() == [binary]
