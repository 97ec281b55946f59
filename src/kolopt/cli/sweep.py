"""``kolopt sweep``."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from kolopt.cli.exits import Exit
from kolopt.cli.options import read_gap, shared
from kolopt.cli.output import emit, emit_document, emit_json, in_colour, say, width
from kolopt.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from kolopt.explore.points import Row

_SWEEP_OPENING = re.compile(rb'point,|\{"point": "')
"""How the files start that a sweep writes."""
_JOURNAL_OPENING = re.compile(rb'\{"key": "|\Z')
"""How its journal starts, which is empty before the first point."""


@click.command()
@click.argument("scenario", type=click.Path(allow_dash=True))
@click.option(
    "--vary",
    "vary",
    multiple=True,
    required=True,
    metavar="PATH=VALUES",
    help="A number of the scenario and its values: 'budget.total=600k..2M:15' (15 steps), "
    "'parameters.density=10,15,22', 'tiers.micro.quote*=0.8..1.3:6', 'rules.team.number.1=200,320'. "
    "May be repeated; every combination is solved.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(allow_dash=True),
    help="Write the rows to a .csv or .jsonl file; `-` prints CSV. An interrupted run with -o goes on "
    "where it stopped when it is started again.",
)
@click.option("--force", is_flag=True, help="Let -o overwrite a file that is not a sweep.")
@click.option("--yes", is_flag=True, help="Solve more than 10,000 points.")
@shared("jobs", "gap", "time_limit", "overrides", "world", "allow_outside", "as_json", "quiet")
@click.pass_context
def sweep(
    ctx: click.Context,
    scenario: str,
    vary: tuple[str, ...],
    output: str | None,
    force: bool,
    yes: bool,
    jobs: int | None,
    gap: str | None,
    time_limit: float,
    overrides: tuple[str, ...],
    world: str,
    allow_outside: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Solve a scenario over a grid of numbers, in parallel; every point is proven and audited.

    A point without a plan is a row that says why. SCENARIO is a file, or `-` for standard input.
    """
    from kolopt.explore.journal import Journal
    from kolopt.explore.sweep import answers
    from kolopt.explore.vary import check_grid, grid, parse_axis
    from kolopt.planning import Options
    from kolopt.scenario.load import load
    from kolopt.scenario.quantities import World

    path = None if output in (None, "-") else f"{output}.journal"
    _check_output(output, path, force)
    options = Options(World(world), read_gap(gap), time_limit)
    axes = tuple(parse_axis(text) for text in vary)
    case = load(scenario, overrides, allow_outside=allow_outside)
    check_grid(case, axes, large=yes)
    points = tuple(grid(axes))
    with Journal(path) as journal:
        try:
            with Progress(sys.stderr, silent=quiet) as progress:
                rows = answers(case, points, options, jobs=jobs, journal=journal, tally=progress.tally)
        except KeyboardInterrupt:
            if path is not None:
                say(
                    f"{click.format_filename(path)} keeps what is done; the same command goes on from there\n"
                )
            raise
        _deliver([axis.name for axis in axes], rows, output, as_json, quiet)
        code = exit_of(rows)
        journal.finish()
    ctx.exit(code)


def _check_output(output: str | None, journal: str | None, force: bool) -> None:
    from kolopt.cli.destination import refuse_foreign

    if output is None or journal is None:
        return
    if not output.endswith((".csv", ".jsonl")):
        raise click.BadParameter("name a .csv or a .jsonl file", param_hint="--output")
    if not force:
        refuse_foreign(output, _SWEEP_OPENING, "a kolopt sweep")
        refuse_foreign(journal, _JOURNAL_OPENING, "the journal of a kolopt sweep")


def _deliver(
    names: Sequence[str], rows: Collection[Row], output: str | None, as_json: bool, quiet: bool
) -> None:
    from kolopt.files import write_atomically
    from kolopt.report.records import csv_text, json_lines
    from kolopt.report.sweep import columns, documents, records, render_sweep, tally

    if output is not None:
        as_lines = output.endswith(".jsonl")
        text = (
            json_lines(documents(names, rows))
            if as_lines
            else csv_text(columns(names, rows), records(names, rows))
        )
        if output == "-":
            emit_document(text)
            return
        write_atomically(output, text)
        if not quiet:
            say(f"wrote {click.format_filename(output)}; {tally(rows)}\n")
    if as_json:
        emit_json(tuple(documents(names, rows)))
    elif output is None:
        emit(render_sweep(names, tuple(rows), width(), in_colour(sys.stdout)))


def exit_of(rows: Iterable[Row]) -> Exit:
    """A solver's failure, no plan anywhere, or a limit; a row that says "infeasible" is an answer."""
    statuses = [row.status for row in rows]
    if "failed" in statuses:
        return Exit.SOLVER
    if "limit" in statuses:
        return Exit.LIMIT
    return Exit.INFEASIBLE if statuses.count("infeasible") == len(statuses) else Exit.GOOD
