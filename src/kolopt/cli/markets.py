"""``kolopt markets``."""

from __future__ import annotations

import sys

import click

from kolopt.cli.options import shared
from kolopt.cli.output import emit, emit_json, in_colour, width


@click.command()
@click.argument("name", required=False)
@shared("as_json")
def markets(name: str | None, as_json: bool) -> None:
    """List the built-in markets, or show one with its sources.

    NAME is one of the names in the list.
    """
    from kolopt.scenario.built_in import market_names

    if name is None:
        names = market_names()
        emit_json(list(names)) if as_json else emit("".join(f"{market}\n" for market in names))
        return
    from kolopt.report.market import render_market
    from kolopt.scenario.markets import read_market
    from kolopt.scenario.nodes import plain

    market = read_market(name)
    if as_json:
        emit_json(plain(market))
    else:
        emit(render_market(name, market, width(), in_colour(sys.stdout)))
