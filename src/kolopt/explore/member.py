"""Another process that takes part in work; it ends when its pipe closes, even if this one is killed."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import traceback
from dataclasses import dataclass
from multiprocessing import resource_tracker
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from kolopt.errors import KoloptError, SolverError
from kolopt.explore.work import Failure, answer_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from kolopt.explore.work import Work


@dataclass(frozen=True, slots=True)
class Brief:
    """What a process is told before the tasks of some work.

    Attributes:
        function: answers them.
        about: what they share; empty where that is what the work before was about.
    """

    function: Callable[[Any, Any], Any]
    about: tuple[object, ...]


class Member:
    """A process, and the thread that hands it one task after the other.

    The thread runs while this process solves, since HiGHS needs no Python.
    """

    def __init__(self, start: float) -> None:
        """Neither is started before there is work.

        Args:
            start: seconds that the process takes to be ready; work must be worth them.
        """
        self._start = start
        self._works: SimpleQueue[Work[Any, Any, Any] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._about: object = None
        self._lock = threading.Lock()
        self._ended = False

    def join(self, work: Work[Any, Any, Any]) -> None:
        """Take part in some work, if it lasts; not after :meth:`end`."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, daemon=True)
            self._thread.start()
        self._works.put(work)

    def end(self) -> None:
        """End thread and process, whatever they are doing; work that they have must have been stopped."""
        with self._lock:
            self._ended = True
            if self._process is not None:
                self._process.terminate()
        self._works.put(None)
        if self._thread is not None:
            self._thread.join()
        if self._process is not None:
            self._process.join()

    def _serve(self) -> None:
        """All that the thread does; it ends with the process."""
        for work in iter(self._works.get, None):
            if self._pipe is None and not work.lasts(self._start):
                continue
            number = -1
            try:
                pipe = self._briefed(work)
                for number, task in work:
                    pipe.send(task)
                    work.told.put((number, pipe.recv()))
            except (EOFError, OSError):
                died = SolverError("a process that helped to solve died; run the command again")
                work.told.put((number, Failure(died)))
                return
            except Exception as error:  # it cannot be pickled
                work.told.put((number, Failure(error)))

    def _briefed(self, work: Work[Any, Any, Any]) -> Connection:
        """The pipe to the process, which is ready for the work's tasks.

        Raises:
            EOFError, OSError: it died, or could not be started.
        """
        if self._pipe is None:
            self._pipe = self._started()
        self._pipe.send(Brief(work.function, () if self._about is work.about else (work.about,)))
        self._about = work.about
        self._pipe.recv()
        return self._pipe

    def _started(self) -> Connection:
        # A fresh interpreter: a forked one would share the solver's and the threads' state.
        context = multiprocessing.get_context("spawn")
        if os.name == "posix":  # the mask is inherited, so that Ctrl-C is for this process from the start
            resource_tracker.ensure_running()  # that sets the mask, too
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        with self._lock:
            if self._ended:
                raise EOFError
            ours, theirs = context.Pipe()
            self._process = context.Process(target=_answer, args=(theirs,), daemon=True)
            self._process.start()
        theirs.close()
        return ours


def _answer(pipe: Connection) -> None:
    """What a process does: answer tasks until the pipe closes; Ctrl-C is for its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    about: object = None
    function: Callable[[Any, Any], Any]
    try:
        while True:
            told = pipe.recv()
            if isinstance(told, Brief):
                function = told.function
                about = told.about[0] if told.about else about
                gc.freeze()  # what the tasks share stays; no collection need look at it again
                pipe.send(None)
                continue
            answer = answer_of(function, about, told)
            if isinstance(answer, Failure) and not isinstance(answer.error, KoloptError):
                answer.error.add_note("".join(traceback.format_exception(answer.error)))
            pipe.send(answer)
    except (EOFError, ConnectionError):
        return
