"""``kolopt diff``."""

from __future__ import annotations

import re
import sys
from os.path import splitext
from typing import TYPE_CHECKING

import click

from kolopt.cli.exits import Exit
from kolopt.cli.options import read_gap, shared
from kolopt.cli.output import emit, emit_document, emit_json, in_colour, say, width
from kolopt.cli.progress import Progress

if TYPE_CHECKING:
    from kolopt.campaign.attribution import Attribution
    from kolopt.campaign.difference import Difference
    from kolopt.plan.record import Plan

_FORMATS = (".md", ".json")
_OPENING = re.compile(rb'<!-- kolopt diff |\{\s*"kolopt_diff"')
"""How the files start that a diff writes."""


@click.command()
@click.argument("plans", nargs=-1, required=True, metavar="PLAN [PLAN]", type=click.Path())
@click.option("--git", "revision", metavar="REV", help="Compare with the version of PLAN in a git revision.")
@click.option("--approved", is_flag=True, help="Compare with the version of PLAN that was approved.")
@click.option("--why", is_flag=True, help="Solve once for each changed input: which of them moved what.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(allow_dash=True),
    help="Write the difference as .md or .json; `-` prints Markdown.",
)
@click.option("--force", is_flag=True, help="Let -o overwrite a file that is not a kolopt diff.")
@click.option("--exit-code", is_flag=True, help="End with 1 when the plans differ.")
@shared("gap", "time_limit", "as_json", "quiet")
@click.pass_context
def diff(
    ctx: click.Context,
    plans: tuple[str, ...],
    revision: str | None,
    approved: bool,
    why: bool,
    output: str | None,
    force: bool,
    exit_code: bool,
    gap: str | None,
    time_limit: float,
    as_json: bool,
    quiet: bool,
) -> None:
    """Say what changed from one plan to another: inputs first, then counts, money, results and scores.

    Name two plan files, or one with --git or --approved.
    """
    from kolopt.campaign.difference import difference

    _check_output(output, force)
    names, (first, second) = _pair(plans, revision, approved)
    found = difference(first, second)
    reasons = None
    if why and found.differs:
        reasons = _reasons(first, second, gap, time_limit, quiet)
    _deliver(found, names, reasons, output, as_json, quiet)
    if exit_code and found.differs:
        ctx.exit(Exit.DIFFERENT)
    if reasons is not None and not reasons.proven:
        ctx.exit(Exit.LIMIT)


def _pair(
    plans: tuple[str, ...], revision: str | None, approved: bool
) -> tuple[tuple[str, str], tuple[Plan, Plan]]:
    """Names and plans, the earlier one first."""
    from kolopt.campaign.approval_file import approved_version
    from kolopt.campaign.revisions import committed
    from kolopt.plan.trusted import load_trusted, trusted

    if approved and revision is not None:
        raise click.UsageError("--git and --approved each name the version to compare with; choose one.")
    alone = approved or revision is not None
    if len(plans) != (1 if alone else 2):
        expected = "one plan" if alone else "two plans, or one with --git REV or --approved"
        raise click.UsageError(f"Name {expected}; {len(plans)} given.")
    path = plans[-1]
    if revision is not None:
        name = f"{path} in {revision}"
        return (name, path), (trusted(committed(path, revision), name), load_trusted(path))
    if approved:
        name = f"{path} as approved"
        return (name, path), (trusted(approved_version(path), name), load_trusted(path))
    return (plans[0], path), (load_trusted(plans[0]), load_trusted(path))


def _reasons(first: Plan, second: Plan, gap: str | None, seconds: float, quiet: bool) -> Attribution:
    """The only part of a diff that solves."""
    from kolopt.campaign.attribution import attribute
    from kolopt.planning import Options

    options = Options(gap=read_gap(gap), seconds=seconds)
    with Progress(sys.stderr, silent=quiet) as progress:
        return attribute(first, second, options, progress)


def _check_output(output: str | None, force: bool) -> None:
    from kolopt.cli.destination import refuse_foreign

    if output in (None, "-"):
        return
    if splitext(output)[1] not in _FORMATS:
        raise click.BadParameter(f"name a file that ends in {' or '.join(_FORMATS)}", param_hint="--output")
    if not force:
        refuse_foreign(output, _OPENING, "a kolopt diff")


def _deliver(
    found: Difference,
    names: tuple[str, str],
    why: Attribution | None,
    output: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    import json

    from kolopt.files import write_atomically
    from kolopt.report.difference import difference_json, difference_markdown, render_difference

    if output == "-":
        emit_document(difference_markdown(found, names, why))
        return
    if output is not None:
        as_text = splitext(output)[1] == ".md"
        document = difference_json(found, names, why)
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        write_atomically(output, difference_markdown(found, names, why) if as_text else text)
        if not quiet:
            say(f"wrote {click.format_filename(output)}\n")
    if as_json:
        emit_json(difference_json(found, names, why))
    elif output is None:
        emit(render_difference(found, names, why, width(), in_colour(sys.stdout)))
