"""``kolopt trace``."""

from __future__ import annotations

from dataclasses import asdict

import click

from kolopt.cli.options import shared
from kolopt.cli.output import emit, emit_json


@click.command()
@click.argument("scenario", type=click.Path(allow_dash=True))
@click.argument("path")
@shared("overrides", "allow_outside", "as_json")
def trace(scenario: str, path: str, overrides: tuple[str, ...], allow_outside: bool, as_json: bool) -> None:
    """Say where a value comes from: file and line, through every override.

    PATH names the value as in --set: budget.total, tiers.micro.quote, phases.burst.start.
    """
    from kolopt.report.steps import render_steps
    from kolopt.scenario.load import load
    from kolopt.scenario.trace import trace as steps_to

    steps = steps_to(load(scenario, overrides, allow_outside=allow_outside), path)
    if as_json:
        emit_json([asdict(step) for step in steps])
    else:
        emit(render_steps(steps))
