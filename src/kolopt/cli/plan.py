"""``kolopt plan``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kolopt.cli.exits import Exit
from kolopt.cli.explain import say_conflict
from kolopt.cli.options import read_gap, shared
from kolopt.cli.output import emit, emit_document, in_colour, say, width
from kolopt.cli.progress import Progress
from kolopt.errors import InfeasibleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.plan.record import Plan
    from kolopt.planning import Options
    from kolopt.report.header import SignOff
    from kolopt.scenario.load import Case

_MARGIN = "0.5%"
"""What keeping a plan may cost unless stated."""


@click.command()
@click.argument("scenario", type=click.Path(allow_dash=True))
@click.option(
    "-o",
    "--output",
    metavar="PLAN",
    type=click.Path(allow_dash=True),
    help="Write the plan file; `-` for standard output.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Let -o overwrite a file that is not a kolopt plan, or an approved one.",
)
@shared("gap", "time_limit")
@click.option(
    "--node-limit",
    metavar="NODES",
    type=click.IntRange(min=1),
    help="Stop the proof after so many branch-and-bound nodes; unlike time the same everywhere.",
)
@click.option(
    "--solver",
    type=click.Choice(("highs", "cbc")),
    default="highs",
    show_default=True,
    help="The solver; cbc gives a second opinion.",
)
@click.option(
    "--no-explain",
    is_flag=True,
    help="Where no plan can meet the rules, do not work out which of them clash.",
)
@click.option(
    "--fragility",
    is_flag=True,
    help="Add a line on the guesses that cost this plan most if they are wrong by a factor of two.",
)
@click.option(
    "--keep",
    metavar="PLAN",
    type=click.Path(),
    help="Stay close to this plan: of all plans within the margin, the one that changes its units least.",
)
@click.option(
    "--margin",
    metavar="MARGIN",
    help="What --keep may give up of the best value: points, or a percentage.  [default: 0.5%]",
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
    no_explain: bool,
    fragility: bool,
    keep: str | None,
    margin: str | None,
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
    from kolopt.planning import Options
    from kolopt.scenario.load import load
    from kolopt.scenario.quantities import World

    if output not in (None, "-") and not force:
        refuse_foreign(output)
    options = Options(World(world), read_gap(gap), time_limit, node_limit, solver)
    case = load(scenario, overrides, allow_outside=allow_outside)
    solve = _solver(keep, margin)
    with Progress(sys.stderr, silent=quiet) as progress:
        try:
            found = solve(case, options, progress)
        except InfeasibleError:
            if no_explain:
                raise
            say_conflict(case, options, progress)
            ctx.exit(Exit.INFEASIBLE)
        line = _fragility(case, found, options, progress) if fragility else ""
    _deliver(found, output, force, as_json, quiet)
    if line:
        (say if as_json or output == "-" else emit)(line)
    if found.certificate.status != "proven":
        ctx.exit(Exit.LIMIT)


def _solver(keep: str | None, margin: str | None) -> Callable[[Case, Options, Progress], Plan]:
    """How the plan is found: the best one, or the one closest to a plan file's."""
    if keep is None:
        if margin is not None:
            raise click.UsageError("--margin says how close --keep stays; name a plan to keep.")
        from kolopt.planning import optimize

        return optimize
    from kolopt.explore.keep import keep as keep_close
    from kolopt.plan.trusted import load_trusted
    from kolopt.planning import parse_gap

    try:
        allowed = parse_gap(_MARGIN if margin is None else margin)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--margin") from None
    kept = load_trusted(keep)
    return lambda case, options, progress: keep_close(case, kept, allowed, options, progress.what_if)


def _fragility(case: Case, found: Plan, options: Options, progress: Progress) -> str:
    """One line: what the plan rests on most."""
    from kolopt.explore import fragility
    from kolopt.explore.subject import subject_of_plan
    from kolopt.explore.team import Team
    from kolopt.report.guesses import render_line

    with Team(None) as team:
        subject = subject_of_plan(case, found, options, progress.what_if, team)
        return render_line(fragility.explain(subject), width())


def _deliver(found: Plan, output: str | None, force: bool, as_json: bool, quiet: bool) -> None:
    from kolopt.files import write_atomically
    from kolopt.plan.file import dumps

    text, approval = dumps(found), None
    if output not in (None, "-"):
        approval = _approval(output, text, force)
        write_atomically(output, text)
        if not quiet:
            say(f"wrote {click.format_filename(output)}\n")
    if as_json or output == "-":
        emit_document(text)
    else:
        from kolopt.report.terminal import render

        emit(render(found, width(), in_colour(sys.stdout), approval))


def _approval(path: str, text: str, force: bool) -> SignOff | None:
    """The approval of just this plan; one that was approved is not overwritten by another unless forced."""
    from kolopt.campaign.approval_file import read_approval
    from kolopt.cli.approved import signed
    from kolopt.cli.destination import refuse_approved

    approval = read_approval(path)
    if approval is None:
        return None
    if not approval.covers(text.encode()):
        if not force:
            refuse_approved(path, str(approval))
        return None
    return signed(approval)
