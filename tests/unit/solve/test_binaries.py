"""Branch and bound over the binaries alone, against every choice of them."""

import itertools
import math

import pytest

from kolopt.solve import binaries
from kolopt.solve.activities import activities
from kolopt.solve.binaries import flipped, settle
from kolopt.solve.engine import Engine
from kolopt.solve.highs import DEFAULTS
from kolopt.solve.outcome import Deadline
from kolopt.solve.search import AGREED
from kolopt.solve.tangents import cutting_tangents, starting_tangents

NEVER = Deadline(math.inf)


def relaxed(program):
    """An engine with the program's continuous solution, its tangents agreed."""
    engine = Engine(program, DEFAULTS)
    engine.add_tangents(starting_tangents(program))
    while True:
        run = engine.relax(NEVER)
        tangents = [] if run.values is None else cutting_tangents(program, run.values, AGREED)
        if not tangents:
            return engine, run
        engine.add_tangents(tangents)


def market(synthetic, seed):
    """Eight lines and nine binaries, with money too scarce for all that the rules would like."""
    features = ("density", "none_or", "if", "variety")
    shape = synthetic.Shape(tiers=4, formats=1, fits=1, phases=2, features=features, budget=60_000_000)
    return synthetic.market(shape, seed)


@pytest.fixture(params=[0, 2, 3, 8])
def logical(request, synthetic):
    return market(synthetic, request.param)


def test_the_bound_is_that_of_the_best_choice(logical):
    columns = activities(logical).binaries
    engine, run = relaxed(logical)
    settled = settle(logical, columns, engine, run, NEVER)
    bounds = []
    for choice in itertools.product((0.0, 1.0), repeat=len(columns)):
        other, _ = relaxed(logical)
        other.fix_columns(dict(zip(columns, choice, strict=True)))
        found = other.relax(NEVER)
        while found.values is not None and (cut := cutting_tangents(logical, found.values, 1e-6)):
            other.add_tangents(cut)
            found = other.relax(NEVER)
        bounds.append(found.bound if found.values is not None else -math.inf)
    assert len(bounds) >= 8
    assert settled.status == "optimal"
    assert settled.bound == pytest.approx(max(bounds), abs=1e-3)
    assert settled.bound >= max(bounds) - 1e-9
    assert settled.bound <= run.bound + 1e-9
    assert all(abs(settled.values[k] - round(settled.values[k])) <= 1e-6 for k in columns)


def test_choices_next_to_one_differ_in_a_binary_and_keep_it(logical):
    columns = activities(logical).binaries
    engine, run = relaxed(logical)
    settled = settle(logical, columns, engine, run, NEVER)
    choice = {column: float(round(settled.values[column])) for column in columns}
    near = flipped(logical, choice, engine, -math.inf, NEVER)
    for other, values in near:
        assert sum(other[column] != choice[column] for column in columns) == 1
        assert all(abs(values[column] - other[column]) <= 1e-6 for column in columns)
    worths = [sum(c.weight * v for c, v in zip(logical.columns, values, strict=True)) for _, values in near]
    assert worths == sorted(worths, reverse=True)
    assert near
    assert all(worth <= settled.bound + 1e-3 for worth in worths)
    assert len(flipped(logical, choice, engine, worths[-1] + 1e-6, NEVER)) < len(near)


def test_whole_binaries_lower_the_bound(synthetic):
    sunk = 0
    for seed in (2, 3):
        program = market(synthetic, seed)
        engine, run = relaxed(program)
        sunk += settle(program, activities(program).binaries, engine, run, NEVER).bound < run.bound - 1e-3
    assert sunk == 2


def test_the_search_may_be_cut_short_and_keeps_its_bound(logical, monkeypatch):
    columns = activities(logical).binaries
    engine, run = relaxed(logical)
    whole = settle(logical, columns, engine, run, NEVER)
    monkeypatch.setattr(binaries, "MOST_NODES", 0)
    engine, run = relaxed(logical)
    short = settle(logical, columns, engine, run, NEVER)
    assert (short.status, short.values) == ("nodes", None)
    assert short.bound == run.bound >= whole.bound


def test_following_the_newest_node_still_bounds_every_choice(logical, monkeypatch):
    columns = activities(logical).binaries
    engine, run = relaxed(logical)
    best = settle(logical, columns, engine, run, NEVER)
    monkeypatch.setattr(binaries, "BEST_FIRST", 0)
    engine, run = relaxed(logical)
    first = settle(logical, columns, engine, run, NEVER)
    assert first.bound >= best.bound - 1e-6
    assert first.status == "optimal"


def test_no_choice_at_all_is_infeasible(logical):
    columns = activities(logical).binaries
    engine, run = relaxed(logical)
    for line in range(logical.decisions):
        engine.bound_columns({line: (0.0, 0.0)})
    settled = settle(logical, columns, engine, run, NEVER)
    assert (settled.status, settled.values) == ("infeasible", None)
