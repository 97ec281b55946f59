"""``kolopt compare``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kolopt.cli.exits import Exit
from kolopt.cli.options import read_gap, shared
from kolopt.cli.output import emit, emit_json, in_colour, width
from kolopt.cli.progress import Progress

if TYPE_CHECKING:
    from kolopt.explore.compare import Comparison


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="A [B ...]", type=click.Path(allow_dash=True))
@click.option("--worlds", is_flag=True, help="A column for low, base and high yields each.")
@click.option("--habits", is_flag=True, help="Compare one scenario's best plan with rules of thumb instead.")
@click.option(
    "--minimize-regret",
    is_flag=True,
    help="Find the plan that keeps the rules of all cases and loses least in the worst one.",
)
@shared("jobs", "gap", "time_limit", "overrides", "world", "allow_outside", "as_json", "quiet")
@click.pass_context
def compare(
    ctx: click.Context,
    inputs: tuple[str, ...],
    worlds: bool,
    habits: bool,
    minimize_regret: bool,
    jobs: int | None,
    gap: str | None,
    time_limit: float,
    overrides: tuple[str, ...],
    world: str,
    allow_outside: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Set plans side by side: creators, money, results, scores, and what each loses in the others' case.

    A, B … are scenarios and plan files, or one what-if file, whose variants are compared with its
    scenario. The first column is what the others differ from.
    """
    from kolopt.explore.compare import compare as compare_entries
    from kolopt.explore.entries import entries
    from kolopt.explore.habits import compare_habits
    from kolopt.planning import Options
    from kolopt.scenario.load import load
    from kolopt.scenario.quantities import World

    options = Options(World(world), read_gap(gap), time_limit)
    if habits and (worlds or minimize_regret or len(inputs) != 1):
        raise click.UsageError(
            "--habits compares one scenario with rules of thumb and takes no other question."
        )
    with Progress(sys.stderr, silent=quiet) as progress:
        if habits:
            case = load(inputs[0], overrides, allow_outside=allow_outside)
            found = compare_habits(case, options, progress)
        else:
            wanted = tuple(World) if worlds else (options.world,)
            named = entries(inputs, overrides, wanted, allow_outside=allow_outside)
            found = compare_entries(named, options, progress, compromise=minimize_regret, jobs=jobs)
    deliver(found, ", ".join(inputs), as_json)
    ctx.exit(exit_of(found))


def deliver(found: Comparison, title: str, as_json: bool) -> None:
    """Print a comparison for people or for programs."""
    from kolopt.report.comparison import comparison_json, render_comparison

    if as_json:
        emit_json(comparison_json(found))
    else:
        emit(render_comparison(found, title, width(), in_colour(sys.stdout)))


def exit_of(found: Comparison) -> Exit:
    """No plan in any solved column, or a proof that a limit stopped; else good."""
    solved = [column for column in found.columns if column.made == "solved"]
    if solved and all(column.plan is None for column in solved):
        return Exit.INFEASIBLE
    proven = all(column.plan is None or column.plan.certificate.status == "proven" for column in solved)
    if not proven or (found.compromise is not None and not found.compromise.proven):
        return Exit.LIMIT
    return Exit.GOOD
