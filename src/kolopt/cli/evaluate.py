"""``kolopt evaluate``."""

from __future__ import annotations

import sys

import click

from kolopt.cli.compare import deliver, exit_of
from kolopt.cli.options import read_gap, shared
from kolopt.cli.progress import Progress


@click.command()
@click.argument("scenario", type=click.Path(allow_dash=True))
@click.argument("counts", metavar="COUNTS.CSV", type=click.Path(allow_dash=True))
@shared("gap", "time_limit", "overrides", "world", "allow_outside", "as_json", "quiet")
@click.pass_context
def evaluate(
    ctx: click.Context,
    scenario: str,
    counts: str,
    gap: str | None,
    time_limit: float,
    overrides: tuple[str, ...],
    world: str,
    allow_outside: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Say what a hand-made plan costs, brings, breaks, and leaves on the table.

    COUNTS.CSV has the columns phase,offer,count; `-` reads it from standard input. Broken rules are
    a finding, not a failure: the exit code is 0.
    """
    from kolopt.explore.hand_made import evaluate_counts
    from kolopt.planning import Options
    from kolopt.scenario.counts import read_counts
    from kolopt.scenario.load import load
    from kolopt.scenario.quantities import World

    if scenario == counts == "-":
        raise click.UsageError("Only one of the two files can come from standard input.")
    options = Options(World(world), read_gap(gap), time_limit)
    case = load(scenario, overrides, allow_outside=allow_outside)
    hand_made = read_counts(counts, case.scenario)
    with Progress(sys.stderr, silent=quiet) as progress:
        found = evaluate_counts(case, hand_made, options, progress)
    deliver(found, f"{counts} in {scenario}", as_json)
    ctx.exit(exit_of(found))
