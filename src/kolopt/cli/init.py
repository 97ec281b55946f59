"""``kolopt init``."""

from __future__ import annotations

import click

from kolopt.cli.options import shared
from kolopt.cli.output import emit_document, say


@click.command()
@click.argument("file", default="campaign.yaml", type=click.Path(allow_dash=True))
@click.option("--force", is_flag=True, help="Overwrite FILE if it is there.")
@shared("quiet")
def init(file: str, force: bool, quiet: bool) -> None:
    """Write a commented starter scenario that plans at once.

    FILE is campaign.yaml when not stated, `-` for standard output.
    """
    starter = starter_text()
    if file == "-":
        emit_document(starter)
        return
    from kolopt.cli.destination import refuse_existing
    from kolopt.files import write_atomically

    if not force:
        refuse_existing(file)
    write_atomically(file, starter)
    if not quiet:
        say(f"wrote {click.format_filename(file)}; plan it with: kolopt plan {click.format_filename(file)}\n")


def starter_text() -> str:
    """The starter scenario."""
    from importlib.resources import files

    return (files("kolopt.cli") / "starter.yaml").read_text(encoding="utf-8")
