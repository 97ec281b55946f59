"""``kolopt book``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kolopt.cli.options import shared
from kolopt.cli.output import emit, emit_document, emit_json, say

if TYPE_CHECKING:
    from kolopt.campaign.booking import Sheet
    from kolopt.scenario.ledger import Ledger
    from kolopt.scenario.schema import Scenario

_MOST_NAMED = 5


@click.command()
@click.argument("plan", type=click.Path())
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="LEDGER",
    type=click.Path(allow_dash=True),
    help="The ledger, a .csv file; what people have filled in there stays. `-` prints a new one.",
)
@shared("as_json", "quiet")
def book(plan: str, output: str, as_json: bool, quiet: bool) -> None:
    """Write the sheet that a plan is booked with: one row per unit, to be filled in as orders go out.

    Run again, for the same plan or a newer one, it keeps every row that somebody has worked on.
    """
    from kolopt.campaign.booking import book as book_units
    from kolopt.files import write_atomically
    from kolopt.plan.trusted import load_trusted
    from kolopt.scenario.ledger import ledger_text
    from kolopt.scenario.load import from_document

    if output != "-" and not output.lower().endswith(".csv"):
        raise click.BadParameter("name a file that ends in .csv", param_hint="--output")
    found = load_trusted(plan)
    scenario = from_document(found.document(), path=plan).scenario
    ledger = None if output == "-" else _ledger(output, scenario)
    sheet = book_units(found, scenario, ledger)
    text = ledger_text(sheet.columns, sheet.rows, sheet.separator)
    if output == "-":
        emit_document(text)
        return
    write_atomically(output, text)
    if as_json:
        emit_json(_summary(sheet))
    else:
        emit(f"{click.format_filename(output)}: {_told(sheet)}\n")
    if sheet.unplanned and not quiet:
        say(f"notice: {_named(sheet.unplanned)} open and worked on, but not in the plan any more\n")


def _ledger(path: str, scenario: Scenario) -> Ledger | None:
    """The ledger that stands there already, None when there is none.

    Raises:
        InvalidInputError: what stands there is no ledger of the scenario; nothing is written then.
    """
    import os

    from kolopt.scenario.ledger import LARGEST_LEDGER, read_ledger
    from kolopt.scenario.sources import read_bytes

    if not os.path.lexists(path):
        return None
    return read_ledger(read_bytes(path, largest=LARGEST_LEDGER, suffixes=(".csv",)), path, scenario)


def _told(sheet: Sheet) -> str:
    parts = [f"{len(sheet.rows):,} slots, {len(sheet.added):,} new"]
    parts += [f"{sheet.kept:,} worked on and kept"] if sheet.kept else []
    parts += [f"{len(sheet.dropped):,} without an entry dropped"] if sheet.dropped else []
    return ", ".join(parts)


def _named(slots: tuple[str, ...]) -> str:
    told = ", ".join(slots[:_MOST_NAMED])
    more = f" and {len(slots) - _MOST_NAMED} more" if len(slots) > _MOST_NAMED else ""
    return f"{told}{more} {'is' if len(slots) == 1 else 'are'}"


def _summary(sheet: Sheet) -> dict[str, Any]:
    return {
        "slots": len(sheet.rows),
        "kept": sheet.kept,
        "added": list(sheet.added),
        "dropped": list(sheet.dropped),
        "unplanned": list(sheet.unplanned),
    }
