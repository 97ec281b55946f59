"""The ``kolopt`` command: its subcommands, version, and how every error ends."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any, TextIO

import click

from kolopt.cli.approve import approve
from kolopt.cli.book import book
from kolopt.cli.check import check
from kolopt.cli.compare import compare
from kolopt.cli.diff import diff
from kolopt.cli.evaluate import evaluate
from kolopt.cli.exits import ENDS, MEANINGS, exit_for
from kolopt.cli.explain import explain
from kolopt.cli.frontier import frontier
from kolopt.cli.init import init
from kolopt.cli.markets import markets
from kolopt.cli.output import say, say_findings
from kolopt.cli.plan import plan
from kolopt.cli.report import report
from kolopt.cli.schema import schema
from kolopt.cli.status import status
from kolopt.cli.sweep import sweep
from kolopt.cli.trace import trace
from kolopt.cli.verify import verify
from kolopt.errors import InvalidInputError

_EPILOG = "\b\nExit codes:\n" + "\n".join(f"  {code:>3}  {meaning}" for code, meaning in MEANINGS.items())

_UNCOLLECTED = 200_000
"""Objects, some 20 MB of them, that may be made before Python looks for cycles among them."""


class Door(click.Group):
    """A group whose commands end every known error with one message and its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order of a planner's work."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see :mod:`kolopt.cli.exits`."""
        try:
            return super().invoke(ctx)
        except ENDS as error:
            _report(error)
            ctx.exit(exit_for(error))


def _report(error: BaseException) -> None:
    if isinstance(error, InvalidInputError):
        say_findings(error.diagnostics)
        return
    from kolopt.report.plain import plain_lines

    message = "interrupted" if isinstance(error, KeyboardInterrupt) else f"error: {error}"
    say("".join(f"{line}\n" for line in plain_lines(message)))


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    click.echo(
        f"kolopt {version('kolopt')} (solver HiGHS, highspy {version('highspy')}; PuLP {version('pulp')})"
    )
    ctx.exit()


@click.group(cls=Door, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Name the versions and exit.",
)
def app() -> None:
    """Plan creator campaigns: how many creators of each tier to fund in each phase, proven optimal.

    Start with `kolopt init campaign.yaml`, edit it, then `kolopt plan campaign.yaml`.
    """


for command in (
    init,
    check,
    plan,
    verify,
    report,
    explain,
    compare,
    evaluate,
    sweep,
    frontier,
    approve,
    book,
    status,
    diff,
    markets,
    trace,
    schema,
):
    app.add_command(command)


def _nowhere() -> TextIO:
    """What takes the place of a stream that is closed (``>&-``): Python has none then."""
    return open(os.devnull, "w")


def main() -> None:
    """Run the command line and exit."""
    # No plugin of pydantic that happens to be installed has a say in what a file means, and nothing here is
    # worth a second thread of linear algebra: looking for the one and starting the other takes time.
    os.environ.update(PYDANTIC_DISABLE_PLUGINS="__all__", OPENBLAS_NUM_THREADS="1")
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    # A command is short and keeps most of what it makes: collect cycles late, and none at its end.
    gc.set_threshold(_UNCOLLECTED)
    try:
        app(prog_name="kolopt")
    finally:
        gc.freeze()
