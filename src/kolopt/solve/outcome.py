"""What a solve was allowed to do, what it found, and why it stopped."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Progress = Callable[[str, float | None, float | None], None]
"""Told the stage, the best value and the bound so far, each None while there is none."""


class Found(StrEnum):
    """What a solve found."""

    PLAN = "plan"
    NOTHING = "nothing"
    INFEASIBLE = "infeasible"


class Stopped(StrEnum):
    """Why a solve stopped: the gap closed (or infeasibility was shown), or a limit."""

    CLOSED = "closed"
    TIME = "time"
    NODES = "nodes"


SMALLEST_GAP = 1e-6
"""Relative gap below which a floating-point solver's word means nothing (docs/model.md#solving-and-proof)."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point in time; the clock stops work, it never steers it.

    Attributes:
        at: reading of the monotonic clock, ``inf`` = never.
    """

    at: float

    def left(self) -> float:
        """Seconds left, not below 0."""
        return max(0.0, self.at - time.monotonic())


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop.

    Attributes:
        gap_absolute: units of the objective; with ``gap_relative``, the wider of the two counts.
        gap_relative: share of max(|value|, 1).
        seconds: wall clock, or None.
        nodes: branch-and-bound nodes over all integer solves, or None; 0 = none is begun.

    Raises:
        ValueError: a gap, time or number of nodes that is not one.
    """

    gap_absolute: float = 0.01
    gap_relative: float = 0.0
    seconds: float | None = 60.0
    nodes: int | None = None

    def __post_init__(self) -> None:
        gaps = (self.gap_absolute, self.gap_relative)
        if not all(math.isfinite(gap) and gap >= 0.0 for gap in gaps):
            raise ValueError("a gap is a number of 0 or more")
        if self.seconds is not None and not self.seconds > 0.0:
            raise ValueError("a time limit is a number of seconds above 0")
        if self.nodes is not None and self.nodes < 0:
            raise ValueError("a node limit is a whole number of 0 or more")

    def deadline(self) -> Deadline:
        """The deadline of work that starts now."""
        return Deadline(math.inf if self.seconds is None else time.monotonic() + self.seconds)

    def gap(self, value: float) -> float:
        """The gap, in units of the objective, that counts as closed at a plan's value."""
        whole = max(abs(value), 1.0)
        return max(self.gap_absolute, max(self.gap_relative, SMALLEST_GAP) * whole)

    def closed(self, value: float, bound: float) -> bool:
        """Whether a plan's value and a bound prove each other."""
        return abs(bound - value) <= self.gap(value)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Work done; free of clocks, so that equal runs report equal numbers.

    Attributes:
        linear_solves: runs of the continuous relaxation.
        integer_solves: runs of the integer program.
        nodes: branch-and-bound nodes over all integer solves.
        tangents: tangents in the program at the end.
    """

    linear_solves: int = 0
    integer_solves: int = 0
    nodes: int = 0
    tangents: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of a solve.

    Attributes:
        found: a plan, nothing yet, or that there is none.
        stopped: why the solve ended.
        counts: units of each line, empty without a plan.
        value: objective by the true responses, None without a plan.
        bound: no plan can be worth more; None when there is no plan at all or no bound is known.
        statistics: the work done.

    Raises:
        ValueError: fields that contradict each other.
    """

    found: Found
    stopped: Stopped
    counts: tuple[int, ...] = ()
    value: float | None = None
    bound: float | None = None
    statistics: Statistics = Statistics()

    def __post_init__(self) -> None:
        if (self.found is Found.PLAN) != (self.value is not None):
            raise ValueError("a plan has a value, and nothing else has one")
        if self.found is not Found.PLAN and self.counts:
            raise ValueError("counts without a plan")
        if self.found is Found.INFEASIBLE and (self.stopped is not Stopped.CLOSED or self.bound is not None):
            raise ValueError("infeasible is a final answer without a bound")
        if self.found is Found.NOTHING and self.stopped is Stopped.CLOSED:
            raise ValueError("a solve that found nothing must say which limit stopped it")
        if self.stopped is Stopped.CLOSED and self.found is Found.PLAN and self.bound is None:
            raise ValueError("a closed gap needs a bound")
        if self.value is not None and self.bound is not None and self.bound < self.value:
            raise ValueError("the bound lies below the plan's value")
