"""Ctrl-C while HiGHS runs: asked to stop where it can be, left alone where somebody else heeds it."""

import math
import signal

import highspy
import pulp
import pytest

from kolopt.errors import SolverError
from kolopt.solve.engine import Engine
from kolopt.solve.highs import DEFAULTS, taken
from kolopt.solve.interruption import watched
from kolopt.solve.outcome import Deadline
from kolopt.solve.tangents import starting_tangents

NEVER = Deadline(math.inf)


def never(bound, values):
    return False


def _quiet():
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    return highs


def _run_that_is_interrupted(highs, reached):
    with watched(highs, never):
        signal.raise_signal(signal.SIGINT)
        reached.append("the run goes on until HiGHS stops")
        raise SolverError("HiGHS stopped with 'Interrupted by user'")


def test_ctrl_c_is_raised_once_the_run_is_over():
    highs, reached = _quiet(), []
    with pytest.raises(KeyboardInterrupt):
        _run_that_is_interrupted(highs, reached)
    assert reached
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert highs.cbMipInterrupt.callbacks == highs.cbMipImprovingSolution.callbacks == []


def test_an_error_without_ctrl_c_stays_one():
    with pytest.raises(SolverError, match="wrong"), watched(_quiet(), never):
        raise SolverError("wrong")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_somebody_elses_handler_is_left_alone():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with watched(_quiet(), never):
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.fixture
def knapsack(synthetic):
    """Needs branching, and more plans than one on the way."""
    shape = synthetic.Shape(tiers=4, formats=1, fits=1, phases=2, features=("none_or",), budget=60_000_000)
    engine = Engine(synthetic.market(shape, 2), DEFAULTS)
    engine.add_tangents(starting_tangents(synthetic.market(shape, 2)))
    return engine


def test_a_bound_that_is_enough_ends_the_run_and_only_that_run(knapsack):
    told = []

    def enough(bound, values):
        told.append((bound, values))
        return values is None and bound < math.inf

    stopped = knapsack.solve(0.0, NEVER, enough=enough)
    assert stopped.status == "enough"
    assert any(values is not None for _, values in told) or stopped.values is None
    proven = knapsack.solve(0.0, NEVER)
    assert proven.status == "optimal"
    assert proven.bound <= stopped.bound + 1e-9


def test_a_solution_that_is_enough_ends_the_run(knapsack):
    stopped = knapsack.solve(0.0, NEVER, enough=lambda bound, values: values is not None)
    assert stopped.status == "enough"
    assert stopped.values is not None


def test_equal_runs_are_asked_equal_questions(knapsack):
    questions = []
    for _ in range(2):
        asked = []
        knapsack.solve(0.0, NEVER, enough=lambda bound, values, asked=asked: asked.append(bound) or False)
        taken(knapsack._highs.clearSolver(), "a fresh start")
        questions.append(asked)
    assert questions[0] == questions[1]
    assert len(questions[0]) > 2


def test_ctrl_c_while_the_model_is_built_is_no_error_of_its_own(synthetic, monkeypatch):
    """It came at one of PuLP's calls, where pybind makes a TypeError of it."""
    program = synthetic.market(synthetic.Shape(tiers=2, phases=1, budget=900_000_00), 1)
    build = pulp.HiGHS.buildSolverModel

    def interrupted(self, problem):
        signal.raise_signal(signal.SIGINT)
        build(self, problem)
        reached.append("the model is built")

    reached = []
    monkeypatch.setattr(pulp.HiGHS, "buildSolverModel", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Engine(program, DEFAULTS)
    assert reached
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
