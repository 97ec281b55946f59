"""Ctrl-C while HiGHS runs: asked to stop where it can be, left alone where somebody else heeds it."""

import signal

import highspy
import pytest

from kolopt.errors import SolverError
from kolopt.solve.interruption import interruptible


def _quiet():
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    return highs


def _run_that_is_interrupted(highs, reached):
    with interruptible(highs):
        signal.raise_signal(signal.SIGINT)
        reached.append("the run goes on until HiGHS stops")
        raise SolverError("HiGHS stopped with 'Interrupted by user'")


def test_ctrl_c_is_raised_once_the_run_is_over():
    highs, reached = _quiet(), []
    with pytest.raises(KeyboardInterrupt):
        _run_that_is_interrupted(highs, reached)
    assert reached
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert highs.cbMipInterrupt.callbacks == []


def test_an_error_without_ctrl_c_stays_one():
    with pytest.raises(SolverError, match="wrong"), interruptible(_quiet()):
        raise SolverError("wrong")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_somebody_elses_handler_is_left_alone():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interruptible(_quiet()):
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
