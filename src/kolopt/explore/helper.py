"""Another process that takes part in work; it ends when its pipe closes, even if this one is killed."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import threading
import traceback
from multiprocessing import resource_tracker
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from kolopt.errors import KoloptError, SolverError
from kolopt.explore.work import Failure, answer_of

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from kolopt.explore.work import Work


class Helper:
    """A process, and the thread that hands it one task after the other.

    The thread runs while this process solves, since HiGHS needs no Python.
    """

    def __init__(self, patience: float) -> None:
        """Neither is started before there is work.

        Args:
            patience: seconds that work must last, alone, before the process is started.
        """
        self._patience = patience
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
        """End thread and process, whatever they are doing; work they have must have been stopped."""
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
        """All that the thread does."""
        for work in iter(self._works.get, None):
            if self._pipe is not None or work.lasts(self._patience):
                try:
                    self._take_part(work)
                except (EOFError, OSError):
                    return  # it was ended

    def _take_part(self, work: Work[Any, Any, Any]) -> None:
        """Hand over tasks until none is left.

        Raises:
            EOFError, OSError: the process is gone.
        """
        pipe = self._ready()
        for number, task in work:
            try:
                about = () if self._about is work.about else (work.about,)
                pipe.send((work.function, about, task))
                self._about = work.about
                work.told.put((number, pipe.recv()))
            except (EOFError, OSError):
                died = SolverError("a process that helped to solve died; run the command again")
                work.told.put((number, Failure(died)))
                raise
            except Exception as error:  # the task cannot be told
                work.told.put((number, Failure(error)))

    def _ready(self) -> Connection:
        """The pipe to the process, which listens."""
        if self._pipe is None:
            self._pipe = self._started()
            self._pipe.recv()
        return self._pipe

    def _started(self) -> Connection:
        # A fresh interpreter: a forked one would share the solver's and the threads' state.
        context = multiprocessing.get_context("spawn")
        resource_tracker.ensure_running()  # it changes the mask
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # inherited: Ctrl-C is for this process
        with self._lock:
            if self._ended:
                raise EOFError
            ours, theirs = context.Pipe()
            self._process = context.Process(target=_answer, args=(theirs,), daemon=True)
            self._process.start()
        theirs.close()
        return ours


def _answer(pipe: Connection) -> None:
    """Answer tasks until the pipe closes."""
    about: object = None
    try:
        pipe.send(None)
        while True:
            function, fresh, task = pipe.recv()
            if fresh:
                (about,) = fresh
            answer = answer_of(function, about, task)
            if isinstance(answer, Failure) and not isinstance(answer.error, KoloptError):
                answer.error.add_note("".join(traceback.format_exception(answer.error)))
            pipe.send(answer)
            if fresh:
                gc.freeze()  # what the tasks share stays; no collection need look at it again
    except (EOFError, ConnectionError):
        return
