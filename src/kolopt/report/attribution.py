"""What each changed input contributes to what moved between two plans."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from kolopt.campaign.difference import SECTIONS
from kolopt.money import yuan
from kolopt.report.figures import changed, rounded
from kolopt.report.grid import Grid
from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.campaign.attribution import Attribution
    from kolopt.campaign.difference import Amount, Kind
    from kolopt.plan.record import Plan

COLUMNS = {
    "score": ("scores", "score"),
    "spend": ("money", "spend"),
    "creators": ("creators", "all creators"),
    "reads": ("results", "reads"),
    "engagements": ("results", "engagements"),
}
"""Heading → section and name of the figures shown; all are in the JSON."""
SOLVES = "not from inputs"
"""Row of what the plans' gaps, limits and kept lines account for."""
_MOST_NAMES = 4


def attribution_grid(found: Attribution) -> Grid:
    """A row per step, one for what does not come from inputs where there is any, and their sum.

    Each column is taken from figures already rounded for print, so that what is printed adds up.
    """
    columns = {
        heading: (section, name)
        for heading, (section, name) in COLUMNS.items()
        if name in SECTIONS[section][1](found.second)
    }
    kinds = [SECTIONS[section][0] for section, _ in columns.values()]
    shares = [found.shares(partial(_printed, *column)) for column in columns.values()]
    names = (*(_named(step.names) for step in found.steps), SOLVES)
    rows = tuple(
        (name, *(changed(value, kind) for value, kind in zip(values, kinds, strict=True)))
        for name, *values in zip(names, *shares, strict=True)
        if name != SOLVES or any(values)
    )
    total = tuple(changed(sum(column), kind) for column, kind in zip(shares, kinds, strict=True))
    return Grid(("Changed", *columns), rows, ("all", *total))


def _figure(section: str, name: str, plan: Plan) -> Amount:
    return SECTIONS[section][1](plan).get(name, 0)


def _printed(section: str, name: str, plan: Plan) -> Amount:
    return rounded(_figure(section, name, plan), SECTIONS[section][0])


def _named(names: tuple[str, ...]) -> str:
    told = " and ".join(names[:_MOST_NAMES])
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return plain_text(f"{told}{more}")


def reading(found: Attribution) -> Iterator[str]:
    """How to read the table."""
    yield (
        "Each input is changed after those above it and the plan solved again: world, orders and day first, "
        "then in the order of the file. In another order inputs that act on each other would share their "
        "effect differently. The rows add up to what moved."
    )
    if any(len(step.names) > 1 for step in found.steps):
        yield "Inputs joined by “and” cannot be told apart: with only one of them changed there is no plan."
    if not found.proven:
        yield "A limit stopped one of these solves: its row is not proven."


def attribution_json(found: Attribution) -> dict[str, Any]:
    """Every step with its share of every figure, exactly; the last share does not come from inputs."""
    steps: list[dict[str, Any]] = [
        {
            "inputs": list(step.names),
            "proven": step.plan.certificate.status == "proven",
        }
        for step in found.steps
    ]
    rest: dict[str, Any] = {"inputs": [], "proven": found.proven}
    for section, (kind, figures) in SECTIONS.items():
        for name in dict.fromkeys((*figures(found.first), *figures(found.second))):
            shares = found.shares(partial(_figure, section, name))
            for step, share in zip((*steps, rest), shares, strict=True):
                if share:
                    step.setdefault(section.replace(" ", "_"), {})[name] = _told(share, kind)
    return {"steps": steps, "not_from_inputs": rest}


def _told(share: Amount, kind: Kind) -> int | str:
    if isinstance(share, Decimal):
        return str(share)
    return yuan(share) if kind == "money" else share
