"""``kolopt approve``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kolopt.cli.options import shared
from kolopt.cli.output import emit, emit_json, say

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@click.argument("plan", type=click.Path())
@click.option("--prepared", required=True, metavar="NAME", help="Who prepared the plan.")
@click.option("--by", required=True, metavar="NAME", help="Who approves it; somebody else.")
@click.option(
    "--on",
    required=True,
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of the approval, YYYY-MM-DD; never taken from the clock.",
)
@click.option("--limit", metavar="MONEY", help="What the plan's outlay may not exceed: 1.2M.")
@click.option("--po", metavar="NUMBER", help="Number of the purchase order.")
@click.option("--force", is_flag=True, help="Replace the approval that the plan has already.")
@shared("allow_outside", "as_json", "quiet")
def approve(
    plan: str,
    prepared: str,
    by: str,
    on: datetime,
    limit: str | None,
    po: str | None,
    force: bool,
    allow_outside: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Record that a plan is approved, bound to its file to the byte.

    The record stands beside PLAN as PLAN.approval.yaml; from then on `kolopt verify` fails when the plan
    changes or its orders exceed it.
    """
    from kolopt.campaign import approval, approval_file
    from kolopt.cli.destination import refuse_existing
    from kolopt.files import write_atomically
    from kolopt.plan import file
    from kolopt.plan.freshness import present_inputs
    from kolopt.plan.trusted import trusted
    from kolopt.report.plain import plain_text

    path = approval_file.approval_path(plan)
    if not force:
        refuse_existing(path)
    data = file.read(plan)
    found = trusted(data, plan)
    record = approval.approve(
        found, plan, data, prepared=prepared, by=by, on=on.date(), limit=_fen(limit), po=po
    )
    write_atomically(path, approval_file.dumps(record))
    if as_json:
        emit_json(record.model_dump(mode="json"))
    else:
        emit(f"{plain_text(plan)}: {plain_text(str(record))}\n")
    if not quiet:
        say(f"wrote {click.format_filename(path)}\n")
        if moved := present_inputs(found, allow_outside=allow_outside).moved:
            say(f"{plain_text(plan)}: notice: {plain_text(moved)}\n")


def _fen(text: str | None) -> int | None:
    from kolopt.money import parse_money, to_fen

    try:
        return None if text is None else to_fen(parse_money(text))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--limit") from None
