"""Tasks shared among processes: this one and its members, each of which ends when its pipe closes.

An answer depends on its task alone, so that it is the same whoever finds it; the clock only decides
whether a member is worth its start.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Self, TypeVar

from kolopt.explore.member import Member
from kolopt.explore.work import Failure, Work, answer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    About = TypeVar("About")
    Task = TypeVar("Task")
    Answer = TypeVar("Answer")

START = 0.5
"""Seconds that a member takes to be ready."""


class Team:
    """This process and its members, which stay from one piece of work to the next.

    Used as a context; at its end the members are gone, whatever they were doing. One piece of work is
    done at a time.
    """

    def __init__(self, processes: int | None = 1) -> None:
        """No member is started before there is work for it.

        Args:
            processes: this one included; None = as many as there are cores and as pay for their start.
        """
        most = os.cpu_count() or 1 if processes is None else processes
        self._members = tuple(Member(START if processes is None else 0.0) for _ in range(most - 1))
        self._work: Work[Any, Any, Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._work is not None:
            self._work.stop()
        for member in self._members:
            member.end()

    def each(
        self, function: Callable[[About, Task], Answer], about: About, tasks: Sequence[Task]
    ) -> tuple[Answer, ...]:
        """``function(about, task)`` of each task, in their order; see :meth:`answers`."""
        found = dict(self.answers(function, about, tasks))
        return tuple(found[number] for number in range(len(tasks)))

    def answers(
        self, function: Callable[[About, Task], Answer], about: About, tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Answer]]:
        """``function(about, task)`` of each task, with its number, as they are found.

        Args:
            function: of a module or a class, so that members find it by its name; does not use the team.
            about: what the tasks share; members get it once, pickled.
            tasks: what is asked.

        Raises:
            Exception: of the tasks that raised one the first's, as if they were done in their order.
            SolverError: a process died.
        """
        work = self._work = Work(function, about, tasks)
        if len(tasks) > 1:
            for member in self._members:
                member.join(work)
        failures: dict[int, Exception] = {}
        for number, answer in _told(work):
            if isinstance(answer, Failure):
                failures[number] = answer.error
                work.stop()
            else:
                yield number, answer
        self._work = None
        if failures:
            raise failures[min(failures)]


def _told(work: Work[About, Task, Answer]) -> Iterator[tuple[int, Answer | Failure]]:
    """What comes of all tasks that are taken, here and by members."""
    told = 0
    for number, task in work:
        yield number, answer_of(work.function, work.about, task)
        told += 1
        while not work.told.empty():
            yield work.told.get()
            told += 1
    while told < work.taken:
        yield work.told.get()
        told += 1
