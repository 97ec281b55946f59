"""Limits and amounts in planner's words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kolopt.money import round_half_up, show_money

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from kolopt.checks.limits import Limit
    from kolopt.rules.tree import Measure


def amount(measure: Measure, value: Fraction) -> str:
    """A value of a measure with what it is of: ``15 micro``, ``¥600.00 for mega``, ``39 hours``."""
    selection = _selection(measure)
    match measure.kind:
        case "count":
            return f"{number(value)} {selection or 'creators'}"
        case "spend":
            return money(value) + (f" for {selection}" if selection else "")
        case "cost":
            return f"{money(value)} of {selection} cost"
        case "cash":
            return f"{money(value)} of cash beside fixed costs"
        case _:
            return f"{number(value)} {measure.kpi}" + (f" from {selection}" if selection else "")


def quantity(measure: Measure, value: Fraction) -> str:
    """A value of a measure without what it is of: ``15``, ``¥600,000.00``."""
    return money(value) if measure.unit == "money" else number(value)


def money(value: Fraction) -> str:
    """Fen as yuan; a fraction of a fen counts as one, since spend is whole."""
    return show_money(math.ceil(value))


def number(value: Fraction) -> str:
    """A number with thousands separators, and one decimal (rounded down) when it is not whole."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    return f"{math.floor(value * 10) / 10:,.1f}"


def percent(share: Fraction) -> str:
    """A share with one decimal: ``55.1 %``."""
    return f"{round_half_up(share * 1000) / 10:.1f} %"


def where(limits: Sequence[Limit]) -> str:
    """The scope of limits of one rule: ``in each of 4 phases``, ``in burst``, ``over the campaign``."""
    scope = limits[0].rule.scope
    if scope.campaign:
        return "over the campaign"
    if len(limits) == 1:
        return f"in {' + '.join(limits[0].phases)}"
    if scope.text in ("in each phase", "in each month") and len(limits) == len(scope.instances):
        return f"in each of {len(limits)} {scope.text.rpartition(' ')[2]}s"
    return f"in each of {', '.join(' + '.join(limit.phases) for limit in limits)}"


def asked(limits: Sequence[Limit]) -> str:
    """What limits of one rule ask for: ``15 micro & paid in each of 4 phases``."""
    by_bound: dict[Fraction, list[Limit]] = {}
    for limit in limits:
        by_bound.setdefault(limit.bound, []).append(limit)
    parts = [f"{amount(same[0].measure, bound)} {where(same)}" for bound, same in by_bound.items()]
    return " and ".join(parts)


def _selection(measure: Measure) -> str:
    """What stands in the measure's brackets: ``nano or micro``."""
    _, bracket, inside = measure.text.partition("(")
    return inside.removesuffix(")").replace(", ", " or ") if bracket else ""
