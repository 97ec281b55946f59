"""Outcomes that contradict themselves cannot be made; limits that mean nothing neither."""

import math

import pytest

from kolopt.solve.outcome import SMALLEST_GAP, Deadline, Found, Limits, Outcome, Stopped


@pytest.mark.parametrize(
    "fields",
    [
        {"found": Found.PLAN, "stopped": Stopped.CLOSED},
        {"found": Found.PLAN, "stopped": Stopped.CLOSED, "counts": (1,), "value": 2.0},
        {"found": Found.PLAN, "stopped": Stopped.TIME, "counts": (1,), "value": 2.0, "bound": 1.9},
        {"found": Found.NOTHING, "stopped": Stopped.CLOSED, "bound": 3.0},
        {"found": Found.NOTHING, "stopped": Stopped.TIME, "counts": (1,)},
        {"found": Found.NOTHING, "stopped": Stopped.TIME, "value": 1.0},
        {"found": Found.INFEASIBLE, "stopped": Stopped.TIME},
        {"found": Found.INFEASIBLE, "stopped": Stopped.CLOSED, "bound": 1.0},
    ],
)
def test_contradictions_are_refused(fields):
    with pytest.raises(ValueError, match=r"."):
        Outcome(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"gap_absolute": -0.1},
        {"gap_relative": math.nan},
        {"gap_absolute": math.inf},
        {"seconds": 0.0},
        {"seconds": math.nan},
        {"nodes": -1},
    ],
)
def test_meaningless_limits_are_refused(fields):
    with pytest.raises(ValueError, match="is a"):
        Limits(**fields)


def test_the_wider_gap_counts_and_none_is_narrower_than_the_least():
    assert Limits(0.01, 0.001).gap(50.0) == pytest.approx(0.05)
    assert Limits(0.01, 0.001).gap(-2.0) == pytest.approx(0.01)
    assert Limits(0.0, 0.0).gap(30.0) == pytest.approx(30.0 * SMALLEST_GAP)
    assert Limits(0.0, 0.0).gap(0.0) == SMALLEST_GAP
    assert Limits(0.01).closed(27.63, 27.639)
    assert not Limits(0.01).closed(27.63, 27.65)
    assert not Limits(0.01).closed(27.65, 27.0), "a bound below the value closes nothing"


def test_a_deadline_counts_down_and_stays_at_zero():
    assert Deadline(math.inf).left() == math.inf
    assert Deadline(0.0).left() == 0.0
    assert 0.0 < Limits(seconds=5.0).deadline().left() <= 5.0
