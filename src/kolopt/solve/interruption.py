"""Ctrl-C during a run of HiGHS, which Python would hear of only when the run ends."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kolopt.errors import SolverError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import highspy


@contextmanager
def interruptible(highs: highspy.Highs) -> Iterator[None]:
    """Let Ctrl-C end the integer runs inside, where HiGHS looks up from its work: every second or so.

    Nothing is raised through HiGHS: it is asked to stop. Where somebody else heeds Ctrl-C, or this
    is not the main thread, all stays as it is.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not ours or threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed = threading.Event()

    def stop(event: highspy.highs.HighsCallbackEvent) -> None:
        if pressed.is_set():
            event.interrupt()

    highs.cbMipInterrupt.subscribe(stop)
    signal.signal(signal.SIGINT, lambda *_: pressed.set())
    try:
        yield
    except SolverError:
        if not pressed.is_set():
            raise  # else it only says that the run was interrupted
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        highs.cbMipInterrupt.unsubscribe(stop)
    if pressed.is_set():
        raise KeyboardInterrupt
