"""Progress of a solve on standard error, for those that take long enough to wonder."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from types import TracebackType

_PATIENCE_SECONDS = 1.0
_PLAIN_EVERY_SECONDS = 10.0
_CLEAR_LINE = "\r\x1b[K"


class Progress:
    """Called by a solve with stage, value and bound, or by a long run; silent in the first second.

    On a terminal one line is rewritten and cleared at the end; elsewhere a plain line
    appears now and then. The clock only decides what is shown.
    """

    def __init__(self, stream: TextIO, silent: bool = False) -> None:
        self._stream = stream
        self._silent = silent
        self._started = self._shown = time.monotonic()
        self._on_screen = False

    def __enter__(self) -> Self:
        return self

    def __call__(self, stage: str, value: float | None, bound: float | None) -> None:
        """Show where the solve is.

        Args:
            stage: what is being done.
            value: of the best plan so far, in the question's unit, if there is one.
            bound: what no plan exceeds, if known.
        """
        self._show(f"{stage}: {_range(value, bound)}")

    def tally(self, done: int, points: int, left: float | None) -> None:
        """Show how far a run over many points is.

        Args:
            done: points answered, those of an earlier run included.
            points: all of them.
            left: seconds that the rest may take, if known.
        """
        estimate = "" if left is None else f", about {_duration(left)} left"
        self._show(f"{done:,} of {points:,} points{estimate}")

    def what_if(self, *_: object) -> None:
        """Called by the solves of an explanation, whose single values would say nothing to a reader."""
        self._show("solving again with one thing changed")

    def _show(self, what: str) -> None:
        now = time.monotonic()
        rewrites = self._stream.isatty()
        waited = now - self._started >= _PATIENCE_SECONDS
        due = rewrites or not self._on_screen or now - self._shown >= _PLAIN_EVERY_SECONDS
        if self._silent or not waited or not due:
            return
        self._on_screen, self._shown = True, now
        line = f"{now - self._started:.0f} s, {what}"
        self._stream.write(f"{_CLEAR_LINE}{line}" if rewrites else f"{line}\n")
        self._stream.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._on_screen and self._stream.isatty():
            self._stream.write(_CLEAR_LINE)
            self._stream.flush()


def _range(value: float | None, bound: float | None) -> str:
    best = "no plan yet" if value is None else f"best plan {value:,.2f}"
    return best if bound is None else f"{best}, bound {bound:,.2f}"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
