"""The best plan of a solve so far and the bound that no plan exceeds; where they meet, it is over."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.model.program import Judgement, Program
    from kolopt.solve.outcome import Limits, Progress

ROUNDING = 1e-6
"""Relative amount by which a plan may exceed its bound: the solver's own tolerances."""


class Incumbent:
    """What is known so far.

    Attributes:
        plan: the best allowed plan, by exact arithmetic and the true responses; None before there is one.
        bound: no plan is worth more.
    """

    def __init__(self, program: Program, limits: Limits, progress: Progress | None = None) -> None:
        """Nothing is known.

        Args:
            program: what is solved.
            limits: its gap counts as closed.
            progress: told of stages, value and bound.
        """
        self.plan: Judgement | None = None
        self.bound = math.inf
        self._program = program
        self._limits = limits
        self._progress = progress

    @property
    def closed(self) -> bool:
        """Whether plan and bound prove each other."""
        return self.plan is not None and self._limits.closed(self.plan.value, self.bound)

    def judged(self, values: Sequence[float]) -> Judgement:
        """A solver's solution (all columns), its lines rounded, as a plan."""
        return self._program.judge([round(value) for value in values[: self._program.decisions]])

    def offer(self, plan: Judgement) -> None:
        """Keep an allowed plan that is better than the best so far."""
        if not plan.broken and (self.plan is None or plan.value > self.plan.value):
            self.plan = plan

    def lower(self, bound: float) -> None:
        """Keep a bound that is lower."""
        self.bound = min(self.bound, bound)

    def denies(self, bound: float) -> bool:
        """Whether a bound says that the plan, exactly added up, cannot be: such a bound is false."""
        if self.plan is None:
            return False
        return bound < self.plan.value - ROUNDING * max(abs(self.plan.value), 1.0)

    def denial(self) -> str:
        """What is said of such a bound."""
        known = "" if self.plan is None else f" of {self.plan.value:.6f}"
        return f"HiGHS's answer contradicts a plan with an objective{known} that keeps every rule"

    def met(self, bound: float, values: Sequence[float] | None) -> bool:
        """Whether a solution found on the way, or the bound reached there, closes the gap."""
        if values is not None:
            self.offer(self.judged(values))
        if self.plan is None:
            return False
        return self._limits.closed(self.plan.value, min(bound, self.bound))

    def met_nearby(self, _: float, values: Sequence[float] | None) -> bool:
        """Likewise among some plans only: the bound there says nothing of the others."""
        return self.met(math.inf, values)

    def report(self, stage: str) -> None:
        """Tell how far it is."""
        if self._progress is not None:
            value = None if self.plan is None else self.plan.value
            self._progress(stage, value, None if math.isinf(self.bound) else self.bound)


def counts_of(program: Program, plan: Judgement) -> tuple[int, ...]:
    """Units of each line in a plan."""
    return tuple(int(count) for count in plan.values[: program.decisions])
