"""``kolopt plan``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kolopt.cli.exits import Exit
from kolopt.cli.options import Seconds, shared
from kolopt.cli.output import emit, emit_document, in_colour, say, width
from kolopt.cli.progress import Progress

if TYPE_CHECKING:
    from kolopt.plan.record import Plan
    from kolopt.planning import Gap


@click.command()
@click.argument("scenario", type=click.Path(allow_dash=True))
@click.option(
    "-o",
    "--output",
    metavar="PLAN",
    type=click.Path(allow_dash=True),
    help="Write the plan file; `-` for standard output.",
)
@click.option("--force", is_flag=True, help="Let -o overwrite a file that is not a kolopt plan.")
@click.option("--gap", metavar="GAP", help="How close to prove it: points (0.01) or a percentage (0.1%).")
@click.option(
    "--time-limit",
    metavar="SECONDS",
    type=Seconds(min=0, min_open=True, max=86_400),
    default=60,
    show_default=True,
    help="Stop the proof after this long.",
)
@click.option(
    "--node-limit",
    metavar="NODES",
    type=click.IntRange(min=1),
    help="Stop the proof after so many branch-and-bound nodes; unlike time the same everywhere.",
)
@click.option(
    "--solver",
    default="highs",
    show_default=True,
    help="The solver; another that PuLP drives gives a second opinion.",
)
@shared("overrides", "world", "allow_outside", "as_json", "quiet")
@click.pass_context
def plan(
    ctx: click.Context,
    scenario: str,
    output: str | None,
    force: bool,
    gap: str | None,
    time_limit: float,
    node_limit: int | None,
    solver: str,
    overrides: tuple[str, ...],
    world: str,
    allow_outside: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Find the best plan of a scenario and prove it.

    SCENARIO is a file, or `-` for standard input.
    """
    from kolopt.cli.destination import refuse_foreign
    from kolopt.planning import Options, optimize
    from kolopt.scenario.load import load
    from kolopt.scenario.schema import World

    if output not in (None, "-") and not force:
        refuse_foreign(output)
    options = Options(World(world), _gap(gap), time_limit, node_limit, solver)
    case = load(scenario, overrides, allow_outside=allow_outside)
    with Progress(sys.stderr, silent=quiet) as progress:
        found = optimize(case, options, progress)
    _deliver(found, output, as_json, quiet)
    if found.certificate.status != "proven":
        ctx.exit(Exit.LIMIT)


def _gap(text: str | None) -> Gap | None:
    from kolopt.planning import parse_gap

    try:
        return None if text is None else parse_gap(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--gap") from None


def _deliver(found: Plan, output: str | None, as_json: bool, quiet: bool) -> None:
    from kolopt.files import write_atomically
    from kolopt.plan.file import dumps
    from kolopt.report.terminal import render

    if output not in (None, "-"):
        write_atomically(output, dumps(found))
        if not quiet:
            say(f"wrote {click.format_filename(output)}\n")
    if as_json or output == "-":
        emit_document(dumps(found))
    else:
        emit(render(found, width(), in_colour(sys.stdout)))
