"""Exit codes: what each means, and which error ends in which."""

from __future__ import annotations

from enum import IntEnum

from kolopt.errors import (
    InfeasibleError,
    InvalidInputError,
    KoloptError,
    LimitError,
    SolverError,
    VerificationError,
)


class Exit(IntEnum):
    """What the shell sees."""

    GOOD = 0
    DIFFERENT = 1
    """Two plans differ, where `diff --exit-code` asked."""
    INVALID = 2
    """Usage, or input that is wrong."""
    INFEASIBLE = 3
    """No plan can meet the rules."""
    LIMIT = 4
    """A limit stopped the proof; the plan, if any, is printed and marked."""
    UNVERIFIED = 5
    """A plan does not agree with its own inputs."""
    SOLVER = 6
    """The solver failed."""
    INTERRUPTED = 130
    """Stopped by the user."""


MEANINGS = {
    Exit.GOOD: "good",
    Exit.DIFFERENT: "plans differ (diff --exit-code)",
    Exit.INVALID: "usage or invalid input",
    Exit.INFEASIBLE: "no plan can meet the rules",
    Exit.LIMIT: "a limit stopped the proof; the plan, if any, is printed and marked",
    Exit.UNVERIFIED: "verification failed",
    Exit.SOLVER: "solver failure",
    Exit.INTERRUPTED: "interrupted",
}
"""Exit code → what it means, for the help and the documentation."""

_BY_ERROR: dict[type[BaseException], Exit] = {
    InvalidInputError: Exit.INVALID,
    InfeasibleError: Exit.INFEASIBLE,
    LimitError: Exit.LIMIT,
    VerificationError: Exit.UNVERIFIED,
    SolverError: Exit.SOLVER,
    KeyboardInterrupt: Exit.INTERRUPTED,
}

ENDS = (KoloptError, KeyboardInterrupt)
"""The errors that end a command with a message; any other is a defect and shows its traceback."""


def exit_for(error: BaseException) -> Exit:
    """The exit code of one of :data:`ENDS`."""
    return next(_BY_ERROR[kind] for kind in type(error).__mro__ if kind in _BY_ERROR)
