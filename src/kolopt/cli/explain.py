"""``kolopt explain``."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import click

from kolopt.cli.exits import Exit
from kolopt.cli.options import read_gap, shared
from kolopt.cli.output import emit, emit_json, in_colour, say, width
from kolopt.cli.progress import Progress

if TYPE_CHECKING:
    from kolopt.explore.subject import Request, Subject
    from kolopt.explore.team import Team
    from kolopt.planning import Options
    from kolopt.scenario.load import Case


@click.command()
@click.argument("scenario", metavar="SCENARIO|PLAN", type=click.Path(allow_dash=True))
@click.argument("topics", metavar="[TOPIC]...", nargs=-1)
@click.option(
    "--margin",
    default="0.5%",
    show_default=True,
    metavar="MARGIN",
    help="How far below the best a plan may be, for room and alternatives: points or a percentage.",
)
@click.option(
    "--differ",
    default="20%",
    show_default=True,
    metavar="SHARE",
    help="The share of spend by which alternatives must differ.",
)
@click.option(
    "--closest-to",
    metavar="PLAN",
    type=click.Path(),
    help="Of the alternatives the one that is closest to this plan.",
)
@shared("jobs", "gap", "time_limit", "overrides", "world", "allow_outside", "as_json", "quiet")
@click.pass_context
def explain(
    ctx: click.Context,
    scenario: str,
    topics: tuple[str, ...],
    margin: str,
    differ: str,
    closest_to: str | None,
    jobs: int | None,
    gap: str | None,
    time_limit: float,
    overrides: tuple[str, ...],
    world: str,
    allow_outside: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Say why the plan is as it is, by solving again with one thing changed.

    TOPIC is money (what more or less budget does), rules (what each costs), room (how far counts
    can move), conflict (why there is no plan), fragility (which guess matters), alternatives, or a
    tier and a phase such as mega@burst (why none, why so many). Without a topic: the short version.
    Where no plan can meet the rules, the conflict is printed whatever was asked.
    """
    from kolopt.cli.topics import answers, unknown
    from kolopt.explore.team import Team
    from kolopt.planning import Options
    from kolopt.report.explanations import render_title
    from kolopt.scenario.quantities import World

    if message := unknown(topics):
        raise click.BadParameter(message, param_hint="TOPIC")
    options = Options(World(world), read_gap(gap), time_limit)
    request = _request(margin, differ, closest_to)
    with Progress(sys.stderr, silent=quiet) as progress, Team(jobs) as team:
        subject = _subject(scenario, overrides, options, progress, team, allow_outside)
        found = answers(subject, topics, request)
    if as_json:
        emit_json({answer.topic: asdict(answer.result) for answer in found})
    else:
        colour = in_colour(sys.stdout)
        emit(render_title(subject.case, width(), colour))
        emit("".join(answer.render(answer.result, width(), colour) for answer in found))
    if subject.best is None:
        ctx.exit(Exit.INFEASIBLE)


def say_conflict(case: Case, options: Options, progress: Progress) -> None:
    """Write to standard error why a scenario has no plan, and the ways out.

    Raises:
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    from kolopt.explore import conflicts
    from kolopt.explore.subject import subject_of
    from kolopt.explore.team import Team
    from kolopt.report.explanations import render_conflict

    say("error: no plan can meet the rules\n")
    with Team(None) as team:
        found = conflicts.explain(subject_of(case, options, progress.what_if, team))
    say(render_conflict(found, width(), in_colour(sys.stderr)))


def _subject(
    path: str,
    overrides: tuple[str, ...],
    options: Options,
    progress: Progress,
    team: Team,
    allow_outside: bool,
) -> Subject:
    from kolopt.explore.entries import entries
    from kolopt.explore.subject import subject_of, subject_of_plan
    from kolopt.planning import advice_on

    found = entries((path,), overrides, (options.world,), allow_outside=allow_outside)
    if len(found) > 1:
        raise click.BadParameter(
            f"{path} is a what-if file; name one of its scenarios.", param_hint="SCENARIO|PLAN"
        )
    entry = found[0]
    options = replace(options, world=entry.world)
    if entry.plan is None:
        subject = subject_of(entry.case, options, progress.what_if, team)
        advice_on(subject.case, subject.economics)
        return subject
    return subject_of_plan(entry.case, entry.plan, options, progress.what_if, team)


def _request(margin: str, differ: str, closest_to: str | None) -> Request:
    from kolopt.explore.subject import Request
    from kolopt.money import parse_share
    from kolopt.plan import file
    from kolopt.planning import parse_gap

    counts = None
    if closest_to is not None:
        counts = {(line.phase, line.offer): line.count for line in file.load(closest_to).lines}
    try:
        return Request(parse_gap(margin), parse_share(differ), counts)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--margin or --differ") from None
