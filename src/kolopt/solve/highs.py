"""HiGHS itself: how it is made and asked, what a run of it gives, and that it took what it was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import highspy

from kolopt.errors import SolverError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Status = Literal["optimal", "enough", "infeasible", "time", "nodes"]

TOLERANCE = 1e-7
"""Primal and integer feasibility. Below HiGHS's own rounding, 1e-9, its bounds were false (decision 102)."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Options of HiGHS that a second proof (``verify --resolve``) varies; others keep the defaults.

    Attributes:
        tolerance: primal and integer feasibility.
        presolve: ``choose`` or ``off``.
    """

    tolerance: float = TOLERANCE
    presolve: Literal["choose", "off"] = "choose"


DEFAULTS = Tuning()


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the solver.

    Attributes:
        status: why it ended.
        values: all columns, None when no solution was found.
        bound: upper bound of the objective; ``inf`` when none was reached.
    """

    status: Status
    values: tuple[float, ...] | None
    bound: float


@dataclass(frozen=True, slots=True)
class Loaded:
    """A program as HiGHS holds it, to be minimised: its columns, its rows, and the entries of its matrix.

    Attributes:
        cost, low, high, integer: (columns,).
        row_low, row_high: (rows,) sides, infinite where missing.
        row, column, value: (entries,).
        tolerance: integer feasibility.
    """

    cost: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    integer: NDArray[np.bool_]
    row_low: NDArray[np.float64]
    row_high: NDArray[np.float64]
    row: NDArray[np.intp]
    column: NDArray[np.intp]
    value: NDArray[np.float64]
    tolerance: float


class SilentHighs(highspy.Highs):  # type: ignore[misc]
    """HiGHS without the line that 1.16.0 prints to standard output when it is made."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Called at the end of the making, and what prints: before it the output is off."""
        taken(self.setOptionValue("output_flag", False), "the option output_flag")
        super().enableCallbacks()


def taken(status: highspy.HighsStatus, what: str) -> None:
    """Insist that HiGHS took something without a warning.

    Raises:
        SolverError: it did not.
    """
    if status != highspy.HighsStatus.kOk:
        raise SolverError(f"HiGHS did not take {what} as given: {status.name}")


def set_option(highs: highspy.Highs, option: str, value: float | str | bool) -> None:
    """Set an option and look that it is held.

    Raises:
        SolverError: it is not.
    """
    taken(highs.setOptionValue(option, value), f"the option {option}")
    status, held = highs.getOptionValue(option)
    if status != highspy.HighsStatus.kOk or held != value:
        raise SolverError(f"HiGHS holds {held!r} for the option {option}, not {value!r}")
