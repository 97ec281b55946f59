"""``kolopt status``."""

from __future__ import annotations

import sys

import click

from kolopt.cli.exits import Exit
from kolopt.cli.options import read_gap, shared
from kolopt.cli.output import emit, emit_json, in_colour, width
from kolopt.cli.progress import Progress


@click.command()
@click.argument("scenario", type=click.Path(allow_dash=True))
@click.option(
    "--plan",
    "against",
    metavar="PLAN",
    type=click.Path(),
    help="A plan to hold the campaign against, such as the approved one.",
)
@shared("gap", "time_limit", "overrides", "world", "allow_outside", "as_json", "quiet")
@click.pass_context
def status(
    ctx: click.Context,
    scenario: str,
    against: str | None,
    gap: str | None,
    time_limit: float,
    overrides: tuple[str, ...],
    world: str,
    allow_outside: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Take stock of a running campaign and plan the rest of it.

    Shows what is ordered, published, settled and cancelled by tier, phase and cost line, results to date,
    the forecast at completion and what the next ¥50,000 would do. SCENARIO names its ledger under `orders`.
    """
    from kolopt.campaign.status import status as take_stock
    from kolopt.plan.trusted import load_trusted
    from kolopt.planning import Options
    from kolopt.report.status import render_status, status_json
    from kolopt.scenario.load import load
    from kolopt.scenario.quantities import World

    options = Options(World(world), read_gap(gap), time_limit)
    plan = None if against is None else load_trusted(against)
    case = load(scenario, overrides, allow_outside=allow_outside)
    with Progress(sys.stderr, silent=quiet) as progress:
        found = take_stock(case, options, plan, progress)
    if as_json:
        emit_json(status_json(found))
    else:
        emit(render_status(found, width(), in_colour(sys.stdout)))
    if found.forecast is None:
        ctx.exit(Exit.INFEASIBLE)
    if found.forecast.certificate.status != "proven":
        ctx.exit(Exit.LIMIT)
