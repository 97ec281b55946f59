import io

import pytest

from kolopt.cli.output import in_colour, width
from kolopt.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass only when the test says so."""
    now = [0.0]
    monkeypatch.setattr("kolopt.cli.progress.time.monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize(("columns", "cells"), [("20", 60), ("80", 80), ("400", 120)])
def test_width_follows_the_terminal_within_reason(monkeypatch, columns, cells):
    monkeypatch.setenv("COLUMNS", columns)
    assert width() == cells


def test_colour_needs_a_terminal_that_wants_it(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert in_colour(Terminal())
    assert not in_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not in_colour(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not in_colour(Terminal())


def test_a_quick_solve_shows_no_progress(clock):
    stream = Terminal()
    with Progress(stream) as progress:
        clock[0] = 0.9
        progress("continuous", 27.1, 27.9)
    assert stream.getvalue() == ""


def test_a_terminal_sees_one_line_that_goes_away(clock):
    stream = Terminal()
    with Progress(stream) as progress:
        clock[0] = 2.0
        progress("integer", None, 27.9)
        clock[0] = 3.0
        progress("integer", 27.1, 27.9)
    assert stream.getvalue() == (
        "\r\x1b[K2 s, integer: no plan yet, bound 27.90"
        "\r\x1b[K3 s, integer: best plan 27.10, bound 27.90"
        "\r\x1b[K"
    )


def test_elsewhere_a_plain_line_appears_now_and_then(clock):
    stream = io.StringIO()
    with Progress(stream) as progress:
        for second in (2.0, 3.0, 4.0, 12.5):
            clock[0] = second
            progress("integer", 1234.5, None)
    assert stream.getvalue() == "2 s, integer: best plan 1,234.50\n12 s, integer: best plan 1,234.50\n"


def test_quiet_shows_none(clock):
    stream = Terminal()
    with Progress(stream, silent=True) as progress:
        clock[0] = 5.0
        progress("integer", 1.0, 2.0)
    assert stream.getvalue() == ""
