"""Points solved by several processes; each ends when its pipe closes, even if this process is killed."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from kolopt.errors import SolverError
from kolopt.explore.points import PointSolver, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.process import BaseProcess

    from kolopt.explore.vary import Point
    from kolopt.planning import Options
    from kolopt.scenario.load import Case

Task = tuple[int, "Point"]
"""A point and its number."""


def solve_points(case: Case, options: Options, tasks: Iterable[Task], jobs: int) -> Iterator[tuple[int, Row]]:
    """Rows as they are finished, in any order; each is the same whoever solves it.

    Args:
        case: the scenario that the points change.
        options: of every solve.
        tasks: numbered points.
        jobs: how many processes; with 1 the points are solved in this one.

    Yields:
        The point's number and its row.

    Raises:
        InvalidInputError: a rule of the scenario is wrong.
        SolverError: a process died.
    """
    queue = iter(tasks)
    if jobs == 1:
        solver = PointSolver(case, options)
        yield from ((number, solver.row(point)) for number, point in queue)
        return
    with ExitStack() as stack:
        working: dict[Connection, Task] = {}
        for task in _first(queue, jobs):
            pipe = stack.enter_context(_worker(case, options))
            pipe.send(task)
            working[pipe] = task
        while working:
            ready = wait(list(working))
            for pipe in [pipe for pipe in working if pipe in ready]:
                number, _ = working.pop(pipe)
                yield number, _received(pipe, number)
                for task in _first(queue, 1):
                    pipe.send(task)
                    working[pipe] = task


def _first(queue: Iterator[Task], most: int) -> Iterator[Task]:
    for _, task in zip(range(most), queue, strict=False):
        yield task


def _received(pipe: Connection, number: int) -> Row:
    try:
        row = pipe.recv()
    except (EOFError, ConnectionError):
        raise SolverError(f"the process that solved point {number + 1} died; run the command again") from None
    assert isinstance(row, Row)
    return row


@contextmanager
def _worker(case: Case, options: Options) -> Iterator[Connection]:
    # A fresh interpreter: a forked one would share the solver's and the threads' state.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process: BaseProcess = context.Process(target=_serve, args=(theirs, case, options), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.terminate()
        process.join()


def _serve(pipe: Connection, case: Case, options: Options) -> None:
    """Solve points until the pipe closes; Ctrl-C is for the parent, which then closes it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    solver = PointSolver(case, options)
    gc.freeze()  # what the points share stays to the end; no collection need look at it again
    try:
        while True:
            _, point = pipe.recv()
            pipe.send(solver.row(point))
    except (EOFError, ConnectionError):
        return
