"""Options that several commands share, each defined once."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.planning import Gap


_Command = TypeVar("_Command", bound="Callable[..., Any]")


class Seconds(click.FloatRange):
    """A duration; a range alone would let NaN pass."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read a number of seconds inside the range."""
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail(f"{value} is not a number of seconds.", param, ctx)
        return seconds


_PLANNING_DAY = "kolopt.as_of"


def _remember_day(ctx: click.Context, _: click.Parameter, day: str | None) -> None:
    """Keep the value of ``--as-of`` for the overrides."""
    if day is not None:
        try:
            date.fromisoformat(day)
        except ValueError:
            raise click.BadParameter("a date is written YYYY-MM-DD.") from None
        ctx.meta[_PLANNING_DAY] = day


def _with_day(ctx: click.Context, _: click.Parameter, overrides: tuple[str, ...]) -> tuple[str, ...]:
    """The overrides, and the planning day as one of them."""
    day = ctx.meta.get(_PLANNING_DAY)
    return overrides if day is None else (*overrides, f"as_of={day}")


def _overrides(command: _Command) -> _Command:
    """``--set`` and ``--as-of``, which is short for one of them."""
    dated = click.option(
        "--as-of",
        metavar="DATE",
        expose_value=False,
        is_eager=True,
        callback=_remember_day,
        help="Plan on this day, as --set as_of=DATE: what lies before it is closed.",
    )
    setting = click.option(
        "--set",
        "overrides",
        multiple=True,
        metavar="PATH=VALUE",
        callback=_with_day,
        help="Change one value of the scenario: 'budget.total=900k', 'tiers.micro.quote*=1.3', "
        "'budget.total+=50k'. May be repeated; the plan records it.",
    )
    return setting(dated(command))


_SHARED: dict[str, Callable[..., Any]] = {
    "gap": click.option(
        "--gap", metavar="GAP", help="How close to prove it: points (0.01) or a percentage (0.1%)."
    ),
    "time_limit": click.option(
        "--time-limit",
        metavar="SECONDS",
        type=Seconds(min=0, min_open=True, max=86_400),
        default=60,
        show_default=True,
        help="Stop the proof after this long.",
    ),
    "jobs": click.option(
        "--jobs",
        metavar="N",
        type=click.IntRange(min=1, max=256),
        help="Processes that solve at a time.  [default: one per core, for little work fewer]",
    ),
    "overrides": _overrides,
    "world": click.option(
        "--world",
        type=click.Choice(("low", "base", "high")),
        default="base",
        show_default=True,
        help="Which yields to plan with; prices stay at base.",
    ),
    "allow_outside": click.option(
        "--allow-outside",
        is_flag=True,
        help="Let `extends` and `market` name files outside the scenario's folder.",
    ),
    "as_json": click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
    "quiet": click.option("--quiet", is_flag=True, help="No progress and no messages but errors."),
}


def shared(*names: str) -> Callable[[_Command], _Command]:
    """A decorator that gives a command some of the shared options, in the order named.

    Args:
        names: ``gap``, ``time_limit``, ``overrides``, ``world``, ``allow_outside``, ``as_json``, ``quiet``,
            ``jobs``;
            the parameters' names too.
    """

    def decorate(command: _Command) -> _Command:
        for name in reversed(names):
            command = _SHARED[name](command)
        return command

    return decorate


def read_gap(text: str | None) -> Gap | None:
    """The value of ``--gap``; None when it was not given.

    Raises:
        click.BadParameter: it is neither points nor a percentage.
    """
    from kolopt.planning import parse_gap

    try:
        return None if text is None else parse_gap(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--gap") from None
