"""A piece of work: tasks that several threads take, one after the other, and what comes of them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

About = TypeVar("About")
Task = TypeVar("Task")
Answer = TypeVar("Answer")


GLANCE = 0.1
"""Seconds between two looks at how much work is left."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a task raised."""

    error: Exception


class Work(Generic[About, Task, Answer]):
    """Tasks of one function.

    Attributes:
        function: answers a task.
        about: what the tasks share, its first argument.
        told: numbers and answers of the tasks that members took.
    """

    def __init__(
        self, function: Callable[[About, Task], Answer], about: About, tasks: Sequence[Task]
    ) -> None:
        self.function = function
        self.about = about
        self.told: SimpleQueue[tuple[int, Answer | Failure]] = SimpleQueue()
        self._tasks = tasks
        self._taken = 0
        self._begun = time.process_time()
        self._lock = threading.Lock()
        self._over = threading.Event()

    def __iter__(self) -> Iterator[tuple[int, Task]]:
        """Take tasks, each with its number, until there are none left or the work is stopped."""
        while (number := self._next()) is not None:
            yield number, self._tasks[number]

    def _next(self) -> int | None:
        with self._lock:
            if self._taken == len(self._tasks):
                self._over.set()
            if self._over.is_set():
                return None
            self._taken += 1
            return self._taken - 1

    @property
    def taken(self) -> int:
        """How many tasks were taken."""
        return self._taken

    def stop(self) -> None:
        """Let no further task be taken."""
        with self._lock:
            self._over.set()

    def lasts(self, start: float) -> bool:
        """Wait until what is left is worth the start of a process; False if it never is.

        At first that is ten times as much, since few tasks may mislead; later it is twice as much. It is
        reckoned in seconds of the processor: more processes are no use where others take it.

        Args:
            start: seconds that it takes.
        """
        while not self._over.wait(min(start, GLANCE)):
            spent, done = time.process_time() - self._begun, self._taken - 1
            left = spent / done * (len(self._tasks) - self._taken) if done > 0 else spent
            if left >= (2 if spent >= 2 * start else 10) * start:
                return True
        return False


def answer_of(function: Callable[[About, Task], Answer], about: About, task: Task) -> Answer | Failure:
    """The answer to a task, or what it raised; Ctrl-C is raised here."""
    try:
        return function(about, task)
    except Exception as error:
        return Failure(error)
