"""``kolopt frontier``."""

from __future__ import annotations

import re
import sys
from os.path import splitext
from typing import TYPE_CHECKING

import click

from kolopt.cli.options import read_gap, shared
from kolopt.cli.output import emit, emit_document, emit_json, in_colour, say, width
from kolopt.cli.progress import Progress
from kolopt.cli.sweep import exit_of

if TYPE_CHECKING:
    from kolopt.report.frontier import Frontier

_FORMATS = (".csv", ".svg", ".html")
_OPENING = re.compile(rb'(?s)point,|.*data-made-by="kolopt"')
"""How the files start that a frontier writes."""


@click.command()
@click.argument("scenario", type=click.Path(allow_dash=True))
@click.option(
    "--budgets",
    metavar="VALUES",
    help="Budgets to solve: 600k..2M:15 (15 steps) or 800k,1M,1.2M.  [default: 12 from half of the "
    "scenario's to 1.6 times]",
)
@click.option(
    "--goals",
    metavar="A,B",
    help="Trade goal A against goal B at the scenario's budget instead: the best A for each floor under B.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(allow_dash=True),
    help="Write the points as .csv, the chart as .svg, or both as .html; `-` prints CSV.",
)
@click.option("--force", is_flag=True, help="Let -o overwrite a file that is not a frontier.")
@shared("jobs", "gap", "time_limit", "overrides", "world", "allow_outside", "as_json", "quiet")
@click.pass_context
def frontier(
    ctx: click.Context,
    scenario: str,
    budgets: str | None,
    goals: str | None,
    output: str | None,
    force: bool,
    jobs: int | None,
    gap: str | None,
    time_limit: float,
    overrides: tuple[str, ...],
    world: str,
    allow_outside: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Show what each budget buys at best, what ¥10,000 more bring, and where that gets markedly less.

    Every point is a proven and audited plan. SCENARIO is a file, or `-` for standard input.
    """
    from kolopt.explore.frontier import BUDGET, budget_frontier, default_budgets, goal_frontier
    from kolopt.explore.vary import parse_axis
    from kolopt.planning import Options
    from kolopt.scenario.load import load
    from kolopt.scenario.quantities import World

    if goals is not None and budgets is not None:
        raise click.UsageError("--goals trades goals at one budget; leave out --budgets, or use --set.")
    _check_output(output, force)
    options = Options(World(world), read_gap(gap), time_limit)
    case = load(scenario, overrides, allow_outside=allow_outside)
    found: Frontier
    with Progress(sys.stderr, silent=quiet) as progress:
        if goals is None:
            axis = default_budgets(case) if budgets is None else parse_axis(f"{BUDGET}={budgets}")
            found = budget_frontier(case, axis, options, jobs=jobs, tally=progress.tally)
        else:
            first, second = _pair(goals)
            found = goal_frontier(case, first, second, options, jobs=jobs, tally=progress.tally)
    _deliver(found, f"Frontier of {case.scenario.name}", output, as_json, quiet)
    ctx.exit(exit_of(found.rows))


def _pair(goals: str) -> tuple[str, str]:
    names = [name.strip() for name in goals.split(",")]
    if len(names) != 2 or not all(names):
        raise click.BadParameter("name two goals: awareness,conversion", param_hint="--goals")
    return names[0], names[1]


def _check_output(output: str | None, force: bool) -> None:
    from kolopt.cli.destination import refuse_foreign

    if output in (None, "-"):
        return
    if splitext(output)[1] not in _FORMATS:
        raise click.BadParameter(f"name a file that ends in {', '.join(_FORMATS)}", param_hint="--output")
    if not force:
        refuse_foreign(output, _OPENING, "a kolopt frontier")


def _deliver(found: Frontier, title: str, output: str | None, as_json: bool, quiet: bool) -> None:
    from kolopt.files import write_atomically
    from kolopt.report.frontier import frontier_records, render_frontier

    if output == "-":
        emit_document(_written(found, title, ".csv"))
        return
    if output is not None:
        write_atomically(output, _written(found, title, splitext(output)[1]))
        if not quiet:
            say(f"wrote {click.format_filename(output)}\n")
    if as_json:
        emit_json(frontier_records(found))
    elif output is None:
        emit(render_frontier(found, width(), in_colour(sys.stdout)))


def _written(found: Frontier, title: str, suffix: str) -> str:
    from kolopt.errors import InfeasibleError
    from kolopt.report.frontier import frontier_html, frontier_records, frontier_svg
    from kolopt.report.records import csv_text

    if suffix == ".html":
        return frontier_html(found, title)
    if suffix == ".svg":
        image = frontier_svg(found)
        if image is None:
            raise InfeasibleError("fewer than two points have a plan, so there is no line to draw")
        return image
    records = frontier_records(found)
    return csv_text(tuple(dict.fromkeys(name for record in records for name in record)), records)
