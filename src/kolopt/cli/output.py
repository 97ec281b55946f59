"""Results to standard output, messages to standard error; plain when not on a terminal."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.diagnostics import Diagnostic

_NARROWEST, _WIDEST = 60, 120


def width() -> int:
    """Cells per line: the terminal's, within reason; 80 where there is no terminal."""
    import shutil

    return min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)


def in_colour(stream: TextIO) -> bool:
    """Whether a stream is a terminal that may be coloured; ``NO_COLOR`` and a dumb terminal say no."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def emit(text: str) -> None:
    """Write a result for people to standard output."""
    _write(sys.stdout, text)


def emit_document(content: str | bytes) -> None:
    """Write a file's content to standard output, byte for byte and in UTF-8 whatever the locale says."""
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    with _writing(sys.stdout):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def emit_json(value: Any) -> None:
    """Write a result for programs to standard output."""
    import json

    emit_document(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def say(text: str) -> None:
    """Write a message to standard error."""
    _write(sys.stderr, text)


def say_findings(findings: Iterable[Diagnostic]) -> None:
    """Write findings to standard error."""
    from kolopt.report.findings import render_findings

    say(render_findings(findings, in_colour(sys.stderr)))


def _write(stream: TextIO, text: str) -> None:
    """Write text; a character that the stream's encoding lacks becomes a question mark."""
    encoding = stream.encoding or "utf-8"
    with _writing(stream):
        stream.write(text.encode(encoding, "replace").decode(encoding))
        stream.flush()


@contextmanager
def _writing(stream: TextIO) -> Iterator[None]:
    """Let the command end with its own code when nobody reads on (``kolopt plan … | head``).

    Raises:
        InvalidInputError: a result cannot be written; a message that cannot is lost.
    """
    try:
        yield
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if stream is sys.stdout and not isinstance(error, BrokenPipeError):
            from kolopt.diagnostics import refuse

            refuse("cannot-write", f"standard output cannot be written: {error.strerror or error}")
