"""Ctrl-C beside HiGHS, which does not know of it, and the end of a run whose gap the true responses close."""

from __future__ import annotations

import math
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kolopt.errors import SolverError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import highspy

    Enough = Callable[[float, Sequence[float] | None], bool]
    """Told an upper bound of the objective, and all columns of a better solution if there is one."""


@contextmanager
def watched(highs: highspy.Highs, enough: Enough) -> Iterator[None]:
    """Let the integer runs inside end at Ctrl-C, or as soon as what they have reached is enough.

    HiGHS asks at fixed points of its search, so that equal runs end at the same one. Nothing is raised
    through it. Where somebody else heeds Ctrl-C, or this is not the main thread, that stays as it is.

    Args:
        highs: the solver.
        enough: asked of each better solution, and of the bound again and again.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    pressed = threading.Event()
    stopping = False

    def better(event: highspy.highs.HighsCallbackEvent) -> None:
        # The bound is asked about with the next look.
        nonlocal stopping
        stopping = enough(math.inf, event.data_out.mip_solution) or stopping

    def look(event: highspy.highs.HighsCallbackEvent) -> None:
        # The answer "no" is needed as well: HiGHS remembers a "yes" from one run to the next.
        event.interrupt(pressed.is_set() or stopping or enough(-event.data_out.mip_dual_bound, None))

    highs.cbMipImprovingSolution.subscribe(better)
    highs.cbMipInterrupt.subscribe(look)
    try:
        with _heeding(pressed):
            yield
    finally:
        highs.cbMipInterrupt.unsubscribe(look)
        highs.cbMipImprovingSolution.unsubscribe(better)


@contextmanager
def whole() -> Iterator[None]:
    """Let what is inside come to its end before Ctrl-C is raised.

    Raised while Python's lists become HiGHS's arrays, it would be taken for lists of a wrong kind.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    with _heeding(threading.Event()):
        yield


@contextmanager
def _heeding(pressed: threading.Event) -> Iterator[None]:
    """Note Ctrl-C inside, which Python would otherwise hear of only when HiGHS ends; raise it afterwards."""
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not ours or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, lambda *_: pressed.set())
    try:
        yield
    except SolverError:
        if not pressed.is_set():
            raise  # else it only says that the run was interrupted
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if pressed.is_set():
        raise KeyboardInterrupt
