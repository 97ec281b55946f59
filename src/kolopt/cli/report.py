"""``kolopt report``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kolopt.cli.exits import Exit
from kolopt.cli.options import shared
from kolopt.cli.output import emit_document, say
from kolopt.cli.progress import Progress
from kolopt.cli.report_formats import FORMATS, format_of

if TYPE_CHECKING:
    from kolopt.explore.compare import Entry
    from kolopt.plan.record import Plan
    from kolopt.planning import Options
    from kolopt.report.header import SignOff
    from kolopt.report.language import Code
    from kolopt.report.sections import Extras, View


@click.command()
@click.argument("source", metavar="PLAN|SCENARIO", type=click.Path(allow_dash=True))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=click.Path(allow_dash=True),
    help=f"Where to write; its ending says what: {', '.join(f'.{name}' for name in FORMATS)}. "
    "`-` for standard output, with --format.",
)
@click.option(
    "--format", "kind", type=click.Choice(tuple(FORMATS)), help="What to write, whatever the ending."
)
@click.option(
    "--for",
    "view",
    type=click.Choice(("internal", "finance", "client")),
    default="internal",
    show_default=True,
    help="The reader: finance sees money first; a client sees no cost, rebate, handling or payee.",
)
@click.option(
    "--lang", type=click.Choice(("en", "zh")), default="en", show_default=True, help="Language of the report."
)
@click.option("--force", is_flag=True, help="Let -o overwrite a file that is not a kolopt report.")
@click.option(
    "--no-explain",
    is_flag=True,
    help="Leave out of a page what takes solving again: other budgets, what rules cost, wrong guesses.",
)
@shared("time_limit", "overrides", "allow_outside", "quiet")
@click.pass_context
def report(
    ctx: click.Context,
    source: str,
    output: str,
    kind: str | None,
    view: View,
    lang: Code,
    force: bool,
    no_explain: bool,
    time_limit: float,
    overrides: tuple[str, ...],
    allow_outside: bool,
    quiet: bool,
) -> None:
    """Write a plan for its readers: a page to read and print, text for pull requests, rows for systems.

    The plan is verified first; what does not follow from its own inputs is not reported. A scenario is
    planned first, as `kolopt plan` does.
    """
    from kolopt.files import write_atomically
    from kolopt.planning import Options
    from kolopt.report.language import language_of
    from kolopt.report.sections import Extras, document

    chosen = format_of(output, kind)
    if output != "-" and not force:
        chosen.refuse_foreign(output)
    with Progress(sys.stderr, silent=quiet) as progress:
        entry = _entry(source, overrides, allow_outside)
        options = Options(entry.world, seconds=time_limit)
        plan = entry.plan or _planned(ctx, entry, options, progress)
        explains = chosen.solves and view != "client" and not no_explain
        extras = _extras(entry, plan, options, progress) if explains else Extras()
    language = language_of(plan, lang)
    approval = _approval(source) if entry.plan else None
    content = chosen.render(document(plan, language, view, extras, approval), language)
    if output == "-":
        emit_document(content)
    else:
        write_atomically(output, content)
        if not quiet:
            say(f"wrote {click.format_filename(output)}\n")
    if entry.plan is None and plan.certificate.status != "proven":
        ctx.exit(Exit.LIMIT)


def _entry(source: str, overrides: tuple[str, ...], allow_outside: bool) -> Entry:
    """What is to be reported: a verified plan, or a scenario.

    Raises:
        VerificationError: the plan does not follow from its own inputs.
    """
    from kolopt.explore.entries import entries

    found = entries((source,), overrides, allow_outside=allow_outside)
    if len(found) > 1:
        raise click.BadParameter(
            f"{source} is a what-if file; name one of its scenarios.", param_hint="PLAN|SCENARIO"
        )
    return found[0]


def _approval(path: str) -> SignOff | None:
    from kolopt.cli.approved import approval_of
    from kolopt.plan import file

    return approval_of(path, file.read(path))


def _planned(ctx: click.Context, entry: Entry, options: Options, progress: Progress) -> Plan:
    from kolopt.cli.explain import say_conflict
    from kolopt.errors import InfeasibleError
    from kolopt.planning import optimize

    try:
        return optimize(entry.case, options, progress)
    except InfeasibleError:
        say_conflict(entry.case, options, progress)
        ctx.exit(Exit.INFEASIBLE)


def _extras(entry: Entry, plan: Plan, options: Options, progress: Progress) -> Extras:
    """What other budgets buy, what rules cost, and what wrong guesses would cost."""
    from kolopt.explore import fragility, rule_prices
    from kolopt.explore.frontier import budget_frontier, default_budgets
    from kolopt.explore.subject import subject_of_plan
    from kolopt.explore.team import Team
    from kolopt.report.sections import Extras

    frontier = None
    if plan.certificate.question != "spend":
        frontier = budget_frontier(entry.case, default_budgets(entry.case), options, tally=progress.tally)
    with Team(None) as team:
        subject = subject_of_plan(entry.case, plan, options, progress.what_if, team)
        return Extras(frontier, rule_prices.explain(subject), fragility.explain(subject))
