import click
import pytest
from click.testing import CliRunner

from kolopt.cli.app import Door
from kolopt.cli.exits import MEANINGS, Exit, exit_for
from kolopt.diagnostics import Diagnostic
from kolopt.errors import (
    InfeasibleError,
    InvalidInputError,
    KoloptError,
    LimitError,
    SolverError,
    VerificationError,
)


def ending(error):
    """A group with one command that ends in an error, run."""

    @click.group(cls=Door)
    def door():
        pass

    @door.command()
    def work():
        raise error

    return CliRunner().invoke(door, ["work"])


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidInputError([Diagnostic("bad-date", "no such day", hint="write YYYY-MM-DD")]), 2),
        (InfeasibleError("no plan can meet the rules"), 3),
        (LimitError("stopped early"), 4),
        (VerificationError("does not agree"), 5),
        (SolverError("HiGHS gave up"), 6),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_error_ends_in_its_code_and_a_message(error, code):
    result = ending(error)
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.strip()
    assert "Traceback" not in result.output


def test_an_invalid_input_shows_every_finding_with_its_cure():
    findings = [Diagnostic("a-code", "first", hint="do this"), Diagnostic("b-code", "second")]
    assert (
        ending(InvalidInputError(findings)).stderr
        == "error: first; do this [a-code]\nerror: second [b-code]\n"
    )


def test_no_error_class_lacks_a_code():
    found = KoloptError.__subclasses__()
    assert found
    for kind in found:
        assert exit_for(kind([]) if kind is InvalidInputError else kind("x")) in Exit


def test_a_defect_keeps_its_traceback():
    assert isinstance(ending(ZeroDivisionError()).exception, ZeroDivisionError)


def test_escape_sequences_in_a_message_are_spelled_out():
    assert "\x1b" not in ending(SolverError("\x1b[2J")).stderr
    assert r"\x1b[2J" in ending(SolverError("\x1b[2J")).stderr


def test_every_code_has_a_meaning():
    assert tuple(MEANINGS) == tuple(Exit)
