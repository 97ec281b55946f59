"""The two phases: proofs, limits, starts, progress and repeatability on mid-sized programs."""

import math
import subprocess
import sys
from pathlib import Path

import pytest

from kolopt.errors import SolverError
from kolopt.model.draft import Draft
from kolopt.solve.approximation import solve
from kolopt.solve.highs import Run
from kolopt.solve.outcome import Found, Limits, Stopped

PLAIN = ("density", "share", "hero", "hours")
LOGICAL = (*PLAIN, "none_or", "none_or_each", "if", "variety", "soft", "soft_money")


@pytest.fixture(scope="module")
def logical(synthetic):
    """80 lines, every kind of logical rule, and too little money for all of them."""
    return synthetic.market(synthetic.Shape(features=LOGICAL, budget=38_000_000), 3)


@pytest.fixture(scope="module")
def least_spend(synthetic):
    return synthetic.market(synthetic.Shape(features=("density", "hero", "floor"), spend=True), 1)


@pytest.mark.parametrize("lines", [20, 80, 240])
def test_the_gap_closes_with_a_valid_plan(synthetic, lines):
    shape = {20: {"formats": 1, "fits": 1}, 80: {}, 240: {"phases": 12}}[lines]
    program = synthetic.market(synthetic.Shape(features=PLAIN, **shape), lines)
    outcome = solve(program, Limits())
    assert program.decisions == lines
    assert (outcome.found, outcome.stopped) == (Found.PLAN, Stopped.CLOSED)
    assert program.judge(outcome.counts).broken == ()
    assert 0 <= outcome.bound - outcome.value <= 0.01


def test_a_narrower_gap_agrees_with_a_wider_one(logical):
    wide, narrow = solve(logical, Limits(0.05)), solve(logical, Limits(0.0005))
    assert narrow.bound - narrow.value <= 0.0005
    assert wide.value <= narrow.bound + 1e-6
    assert narrow.value <= wide.bound + 1e-6


def test_score_floors_hold_at_the_true_responses(synthetic):
    program = synthetic.market(synthetic.Shape(features=(*PLAIN, "floor", "early")), 5)
    outcome = solve(program, Limits())
    values = program.complete(outcome.counts)
    floors = [row for row in program.rows if row.family == "floor"]
    assert len(floors) == 5
    assert all(sum(c * values[i] for i, c in row.terms) >= row.low - 1e-6 for row in floors)


def test_least_spend_is_an_ordinary_program(least_spend):
    outcome = solve(least_spend, Limits(0.0, 1e-3))
    assert outcome.stopped is Stopped.CLOSED
    assert outcome.bound - outcome.value <= 1e-3 * abs(outcome.value)
    cheaper = [max(0, count - (i == 0)) for i, count in enumerate(outcome.counts)]
    assert least_spend.judge(cheaper).value >= outcome.value


def test_without_nodes_the_dive_still_leaves_a_plan(least_spend):
    outcome = solve(least_spend, Limits(0.0, 1e-4, None, 0))
    assert (outcome.found, outcome.stopped) == (Found.PLAN, Stopped.NODES)
    assert least_spend.judge(outcome.counts).broken == ()
    assert outcome.statistics.integer_solves == 0
    assert outcome.value < outcome.bound


def test_a_node_limit_is_marked_and_its_bound_valid(least_spend):
    limited = solve(least_spend, Limits(0.0, 1e-6, None, 1))
    proven = solve(least_spend, Limits(0.0, 1e-3))
    assert limited.stopped is Stopped.NODES
    assert limited.value <= proven.bound
    assert limited.bound >= proven.value


def test_a_time_limit_leaves_nothing_or_a_marked_plan(synthetic):
    program = synthetic.market(
        synthetic.Shape(phases=12, features=("density", "hero", "floor"), spend=True), 1
    )
    nothing = solve(program, Limits(0.0, 1e-6, 1e-6))
    assert (nothing.found, nothing.stopped, nothing.counts) == (Found.NOTHING, Stopped.TIME, ())
    some = solve(program, Limits(0.0, 1e-6, 0.6))
    assert some.stopped is Stopped.TIME
    assert some.found is Found.PLAN
    assert some.value < some.bound


def test_a_start_is_never_lost(logical):
    best = solve(logical, Limits(0.001))
    again = solve(logical, Limits(0.001, nodes=0), start=best.counts)
    assert again.value >= best.value
    broken = [int(column.high) for column in logical.columns[: logical.decisions]]
    assert solve(logical, Limits(0.001), start=broken).value == pytest.approx(best.value, abs=0.001)


def test_progress_tells_stages_and_narrowing_bounds(logical):
    told = []
    outcome = solve(logical, Limits(0.001), progress=lambda *news: told.append(news))
    assert [stage for stage, _, _ in told][:4] == ["continuous", "dive", "binaries", "dive"]
    assert {stage for stage, _, _ in told[4:]} == {"integer"}
    bounds = [bound for _, _, bound in told]
    values = [-math.inf if value is None else value for _, value, _ in told]
    assert bounds == sorted(bounds, reverse=True)
    assert values == sorted(values)
    assert (values[-1], bounds[-1]) == pytest.approx((outcome.value, outcome.bound))


def test_a_plan_is_looked_for_before_the_binaries_are_settled(monkeypatch):
    """None or at least three of a line, 45 to spend at ten each: four, though time ends at the binaries."""
    draft = Draft()
    line = draft.add_column("line", 9, integer=True, weight=1.0)
    draft.add_row("some", "none-or", ((line, 1), (draft.used("line", ((line, 1),), 9), -3)), 0, None)
    draft.add_row("budget", "rule", ((line, 10),), None, 45)
    monkeypatch.setattr("kolopt.solve.search.settle", lambda *_: Run("time", None, math.inf))
    outcome = solve(draft.program(1, [0]), Limits(0.001))
    assert (outcome.found, outcome.stopped, outcome.counts) == (Found.PLAN, Stopped.TIME, (4,))


def test_the_search_nearby_agrees_with_the_whole(logical, monkeypatch):
    whole = solve(logical, Limits(0.002))
    monkeypatch.setattr("kolopt.solve.search.NEARBY_LINES", 1)
    told = []
    near = solve(logical, Limits(0.002), progress=lambda *news: told.append(news))
    assert "nearby" in [stage for stage, _, _ in told]
    assert logical.judge(near.counts).broken == ()
    assert max(whole.value, near.value) <= min(whole.bound, near.bound) + 1e-6


def test_an_unknown_solver_is_named(logical):
    with pytest.raises(SolverError, match="no solver 'gurobi'"):
        solve(logical, Limits(), solver="gurobi")


def test_equal_solves_do_equal_work(logical):
    assert solve(logical, Limits(0.002)) == solve(logical, Limits(0.002))


SCRIPT = """
import sys
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location("synthetic", sys.argv[1])
module = module_from_spec(spec)
sys.modules["synthetic"] = module
spec.loader.exec_module(module)
from kolopt.model.draft import Draft
from kolopt.solve.approximation import solve
from kolopt.solve.outcome import Limits
features = ("density", "share", "none_or_each", "if", "soft")
program = module.market(module.Shape(features=features, budget=38_000_000), 7)
print(solve(program, Limits(0.001)))
"""


def test_fresh_processes_give_the_same_answer():
    path = str(Path(__file__).with_name("synthetic.py"))
    answers = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, path],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert answers[0].startswith("Outcome(found=<Found.PLAN")
    assert answers[0] == answers[1]
