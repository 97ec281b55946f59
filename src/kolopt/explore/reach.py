"""How far the count of some lines can move over the plans near the best one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.errors import LimitError
from kolopt.explore.near_best import ROUNDING, audited, plans_worth
from kolopt.model.near import most_of, with_row
from kolopt.model.program import Row
from kolopt.solve.outcome import Found, Limits

if TYPE_CHECKING:
    from kolopt.explore.near_best import NearBest
    from kolopt.explore.subject import Subject
    from kolopt.model.program import Program
    from kolopt.solve.outcome import Outcome

    Counts = tuple[int, ...]
    Lines = tuple[int, ...]

WHOLE = 0.99
"""Creators: a bound within less than one of a whole number proves it."""

ANY = 1e12
"""Points or yuan: a gap that the first plan found closes."""

NODES = 1_500
"""Branch-and-bound nodes of one search; what is not decided by then is shown as an interval."""


@dataclass(frozen=True, slots=True)
class End:
    """How far a count can move in one direction.

    Attributes:
        reached: by a plan near the best that passed the audit.
        possible: nothing beyond it is; the same unless the gap or the limit of nodes left a doubt.
    """

    reached: int
    possible: int


class Reach:
    """An extreme over the near-best plans; every plan found is a start for the searches that follow.

    Searched are the plans above the lower end of the floor; reached is what a plan above its
    upper end has, so that it is near the best wherever in its gap the best value lies. The plans
    known are kept with whether they are.
    """

    def __init__(self, subject: Subject, near: NearBest) -> None:
        self._subject = subject
        self._floor = near.floor.high
        self._tight = plans_worth(subject, near.floor.high)
        blurred = near.floor.low < near.floor.high
        self._loose = plans_worth(subject, near.floor.low) if blurred else self._tight
        self._known: dict[Counts, bool] = {subject.vector(subject.plan.counts): True}
        self._audited: dict[Counts, None] = {}

    def least(self, lines: Lines) -> End:
        """The fewest units of some lines.

        Raises:
            LimitError: the time limit stopped a search before it had a bound.
            SolverError: as :func:`kolopt.planning.optimize`.
        """
        end = self._most(lines, -1)
        return End(-end.reached, -end.possible)

    def most(self, lines: Lines) -> End:
        """The most units of some lines; raises as :meth:`least`."""
        return self._most(lines, 1)

    def _most(self, lines: Lines, sign: int) -> End:
        """The most of sign · Σ count.

        The relaxation's bound comes first, then plans close below it without branching; what
        these leave open is searched by branching, over the counts and, if need be, one by one.
        """
        possible = self._ceiling(lines, sign)
        if self._reached(lines, sign) < possible:
            possible = min(possible, self._furthest(self._loose, lines, sign, nodes=0))
            self._climb(lines, sign, possible)
        if self._reached(lines, sign) < possible:
            possible = min(possible, self._furthest(self._loose, lines, sign, NODES))
        if self._reached(lines, sign) < possible and self._tight is not self._loose:
            self._furthest(self._tight, lines, sign, NODES)
        possible = self._decided(lines, sign, possible)
        self._audit(self._best(lines, sign))
        return End(self._reached(lines, sign), possible)

    def _best(self, lines: Lines, sign: int) -> Counts:
        """Of the plans that are near the best in any case the one that reaches furthest."""
        certain = (counts for counts, near in self._known.items() if near)
        return max(certain, key=lambda counts: sign * _total(lines, counts))

    def _reached(self, lines: Lines, sign: int) -> int:
        return sign * _total(lines, self._best(lines, sign))

    def _ceiling(self, lines: Lines, sign: int) -> int:
        """What the bounds of the single lines allow."""
        return 0 if sign < 0 else sum(int(self._loose.columns[line].high) for line in lines)

    def _furthest(self, program: Program, lines: Lines, sign: int, nodes: int) -> int:
        """The bound of sign · Σ count that so many nodes prove; the plan found becomes known."""
        asked = most_of(program, tuple((line, sign) for line in lines))
        start = max(self._known, key=lambda counts: sign * _total(lines, counts))
        outcome = self._solved(asked, Limits(WHOLE, seconds=self._seconds, nodes=nodes), start)
        if outcome.bound is None:
            raise LimitError("the time limit stopped a search for how far a count can move; allow more time")
        return math.floor(outcome.bound + ROUNDING)

    def _climb(self, lines: Lines, sign: int, possible: int) -> None:
        """Plans close to what is possible, by ever larger steps down from there, then halving.

        Each is the scenario's own question with a floor under the count: of that the continuous
        phase and the dive find good plans without branching.
        """
        failed, step = possible + 1, 1
        while failed - self._reached(lines, sign) > 1:
            reached = self._reached(lines, sign)
            asked = max(reached + 1, failed - step)
            self._some_plan(self._tight, lines, sign, asked, nodes=0)
            if self._reached(lines, sign) > reached:
                step = max(1, (failed - self._reached(lines, sign)) // 2)
            else:
                failed, step = asked, 2 * step

    def _decided(self, lines: Lines, sign: int, possible: int) -> int:
        """What is possible once one unit more than reached has been asked for, again and again."""
        while (reached := self._reached(lines, sign)) < possible:
            outcome = self._some_plan(self._loose, lines, sign, reached + 1, NODES)
            if outcome.found is Found.INFEASIBLE:
                return reached
            if self._reached(lines, sign) == reached:
                break
        return possible

    def _some_plan(self, program: Program, lines: Lines, sign: int, least: int, nodes: int) -> Outcome:
        """A plan of a program with sign · Σ count of at least so many, or that there is none."""
        row = Row("asked", "asked", tuple((line, sign) for line in lines), least, None)
        return self._solved(with_row(program, row), Limits(ANY, seconds=self._seconds, nodes=nodes))

    @property
    def _seconds(self) -> float | None:
        return self._subject.options.seconds

    def _solved(self, program: Program, limits: Limits, start: Counts | None = None) -> Outcome:
        subject = self._subject
        outcome = subject.search(program, limits, start)
        if outcome.found is Found.PLAN and outcome.counts not in self._known:
            value = subject.value_of(subject.by_line(outcome.counts))
            self._known[outcome.counts] = value >= self._floor - ROUNDING
        return outcome

    def _audit(self, counts: Counts) -> None:
        if counts not in self._audited:
            audited(self._subject, self._subject.by_line(counts))
            self._audited[counts] = None


def _total(lines: Lines, counts: Counts) -> int:
    return sum(counts[line] for line in lines)
