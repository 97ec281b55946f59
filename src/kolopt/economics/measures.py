"""Linear measures of the rule language on the tables: what one unit adds, and what is there without units."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.economics.cash import in_months

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.economics.tables import Economics
    from kolopt.rules.tree import Measure

Line = tuple[str, str]
"""(phase id, offer id), as in :data:`kolopt.economics.tables.Counts`."""
Exact = int | Fraction
"""A coefficient: whole where units or fen are counted."""


def coefficients(economics: Economics, measure: Measure, scope: Sequence[str]) -> dict[Line, Exact]:
    """Line → what one unit adds to a linear measure over a scope; zeros and closed lines left out.

    Args:
        economics: tables.
        measure: count, spend, cost, cash or a KPI.
        scope: phase ids; months for cash.
    """
    everywhere = [phase.id for phase in economics.phases]
    values = {
        (phase, offer): unit_value(economics, measure, (phase, offer), scope)
        for phase in (everywhere if measure.kind == "cash" else scope)
        for offer in measure.offers
        if (phase, offer) not in economics.closed
    }
    return {line: value for line, value in values.items() if value}


def unit_value(economics: Economics, measure: Measure, line: Line, scope: Sequence[str]) -> Exact:
    """What one unit of a line adds to a linear measure over a scope; exact, money in fen.

    Raises:
        ValueError: the measure is no sum over lines.
    """
    phase, offer = line
    if measure.kind == "cash":
        return in_months(economics.cash.unit(offer, phase), scope)
    if phase not in scope:
        return 0
    match measure.kind:
        case "count":
            return 1
        case "spend":
            return economics.unit_costs[offer, phase].spend
        case "cost":
            return economics.unit_costs[offer, phase].total(measure.cost_lines)
        case "kpi":
            return economics.yields[offer][measure.kpi]
    raise ValueError(f"{measure.text} is not a sum over lines")


def constant_of(economics: Economics, measure: Measure, scope: Sequence[str]) -> Exact:
    """What a linear measure comes to without any new units: what is booked and, for cash, the fixed costs."""
    fixed = in_months(economics.cash.fixed, scope) if measure.kind == "cash" else 0
    return fixed + booked_total(economics, measure, scope)


def booked_total(economics: Economics, measure: Measure, scope: Sequence[str]) -> Exact:
    """What booked units add to a linear measure over a scope; exact, money in fen.

    Raises:
        ValueError: the measure is no sum over lines.
    """
    if measure.kind == "cash":
        return sum(in_months(dues, scope) for dues in economics.cash.booked.values())
    lines = (line for line in economics.booked if line.phase in scope and line.offer in measure.offers)
    match measure.kind:
        case "count":
            return sum(line.units for line in lines)
        case "spend":
            return sum(line.cost.spend for line in lines)
        case "cost":
            return sum(line.cost.total(measure.cost_lines) for line in lines)
        case "kpi":
            return sum((line.kpis[measure.kpi] for line in lines), Fraction(0))
    raise ValueError(f"{measure.text} is not a sum over lines")
