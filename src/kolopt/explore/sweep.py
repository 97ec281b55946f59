"""A grid of what-ifs, solved in parallel; the rows are the same whatever was interrupted or reordered."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.explore.journal import Journal, base_of, key_of
from kolopt.explore.points import PointSolver
from kolopt.explore.team import Team

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kolopt.explore.points import Row
    from kolopt.explore.vary import Point
    from kolopt.planning import Options
    from kolopt.scenario.load import Case

    Tally = Callable[[int, int, float | None], None]
    """Told the points done, all points, and the seconds that the rest may take, once that can be said."""


@dataclass(frozen=True, slots=True)
class Answers(Collection["Row"]):
    """One row for each point, in their order; taken from the journal when asked for, as often as asked for.

    Attributes:
        journal: has them all, and is open.
        keys: of the points.
    """

    journal: Journal
    keys: tuple[str, ...]

    def __iter__(self) -> Iterator[Row]:
        return (self.journal[key] for key in self.keys)

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, row: object) -> bool:
        return any(row == known for known in self)


def sweep(
    case: Case,
    points: Sequence[Point],
    options: Options,
    *,
    jobs: int | None = None,
    journal: Journal | None = None,
    tally: Tally | None = None,
) -> tuple[Row, ...]:
    """:func:`answers`, all in memory."""
    return tuple(answers(case, points, options, jobs=jobs, journal=journal, tally=tally))


def answers(
    case: Case,
    points: Sequence[Point],
    options: Options,
    *,
    jobs: int | None = None,
    journal: Journal | None = None,
    tally: Tally | None = None,
) -> Answers:
    """Solve a scenario at every point.

    Args:
        case: the scenario.
        points: overrides that change it.
        options: of every solve.
        jobs: processes; None = as many as there are cores and as pay for their start.
        journal: keeps rows, and has those of an earlier run.
        tally: told how far it is.

    Returns:
        One row for each point, in their order; a failure is a row too.

    Raises:
        InvalidInputError: a rule of the scenario itself is wrong.
        SolverError: a process died.
    """
    book = Journal(None) if journal is None else journal
    base = base_of(case, options)
    keys = tuple(key_of(base, point) for point in points)
    open_ = [number for number, key in enumerate(keys) if key not in book]
    solver = PointSolver(case, options)
    first = 0.0
    with Team(jobs) as team:
        rows = team.answers(PointSolver.row, solver, [points[number] for number in open_])
        for done, (task, row) in enumerate(rows, 1):
            book.add(keys[open_[task]], row)
            now = time.monotonic()
            first = now if done == 1 else first
            if tally is not None:
                left = None if done == 1 else (now - first) / (done - 1) * (len(open_) - done)
                tally(len(points) - len(open_) + done, len(points), left)
    return Answers(book, keys)
