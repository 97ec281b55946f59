"""Tiny programs with every kind of rule: the solver's answer is the best of all counts."""

import pytest

from kolopt.errors import SolverError
from kolopt.solve.approximation import solve
from kolopt.solve.outcome import Found, Limits, Stopped

CLOSE = Limits(gap_absolute=1e-6)


def check(program, outcome, best):
    if best is None:
        assert outcome.found is Found.INFEASIBLE
        return
    assert outcome.found is Found.PLAN
    assert outcome.stopped is Stopped.CLOSED
    judged = program.judge(outcome.counts)
    assert judged.broken == ()
    assert judged.value == outcome.value
    assert outcome.value == pytest.approx(best[0], abs=CLOSE.gap(best[0]))
    assert outcome.bound >= best[0] - 1e-9 * max(1.0, abs(best[0]))


def test_highs_finds_the_best_of_all_counts(tiny, best_by_trying, slow):
    infeasible = 0
    for seed in range(1200 if slow else 100):
        program = tiny(seed)
        best = best_by_trying(program)
        infeasible += best is None
        check(program, solve(program, CLOSE), best)
    assert 10 < infeasible < (1000 if slow else 80), "both answers must be met"


def test_the_default_gap_is_kept(tiny, best_by_trying):
    for seed in range(200, 230):
        program = tiny(seed)
        best = best_by_trying(program)
        outcome = solve(program, Limits())
        assert (outcome.found is Found.PLAN) == (best is not None)
        if best is not None:
            assert outcome.value <= best[0] + 1e-9 * abs(best[0])
            assert outcome.value >= best[0] - Limits().gap(best[0])
            assert outcome.bound >= best[0] - 1e-9 * max(1.0, abs(best[0]))


def test_cbc_agrees_or_says_that_it_is_not_there(tiny, best_by_trying, slow):
    for seed in range(120 if slow else 10):
        program = tiny(seed)
        try:
            outcome = solve(program, CLOSE, solver="cbc")
        except SolverError as error:
            assert "ships no CBC" in str(error)  # noqa: PT017 - PuLP 3 ships it, PuLP 4 does not
            return
        check(program, outcome, best_by_trying(program))
