"""Some figures of a plan, without its inputs and splits: as much as one of thousands of points states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kolopt.economics.tables import kpi_totals, spend
from kolopt.plan.certify import certificate_part
from kolopt.plan.figures import Figures, group
from kolopt.plan.judged import judged_rules
from kolopt.plan.record import Certificate, Fen, Figure, FundsPart, Part, Points

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kolopt.economics.tables import Counts, Economics
    from kolopt.plan.certify import Proof
    from kolopt.rules.tree import Rule


class Excerpt(Part):
    """What the plan of the same counts states, figure for figure."""

    world: Literal["low", "base", "high"]
    gap: str
    """As asked: points, or a percentage."""
    certificate: Certificate
    funds: FundsPart
    units: dict[str, int]
    """Tier, ``media`` or ``owned`` → units, new and booked."""
    spend: dict[str, Fen]
    """As many → what they count against the budget."""
    scores: dict[str, Points]
    """Goal → its score in the campaign."""
    kpis: dict[str, Figure]
    """In the world, at full yield."""
    counts: dict[tuple[str, str], int]
    """(phase id, offer id) → new units, by phase, then catalogue order."""


def excerpt(economics: Economics, rules: Iterable[Rule], counts: Counts, proof: Proof) -> Excerpt:
    """The excerpt of counts.

    Args:
        economics: tables in the world that was solved.
        rules: all rules, by id.
        counts: (phase id, offer id) → units, as the solver gives them.
        proof: bound and limits.
    """
    figures = Figures(economics, counts)
    at_a_price = judged_rules((rule for rule in rules if rule.soft is not None), figures)
    return Excerpt(
        world=economics.world.value,
        gap=proof.gap,
        certificate=certificate_part(figures, at_a_price, proof),
        funds=figures.funds(),
        units=_units(figures),
        spend={name: _spend(figures, name) for name in figures.groups},
        scores=figures.scores.goals,
        kpis=kpi_totals(economics, counts),
        counts=counts,
    )


def _units(figures: Figures) -> dict[str, int]:
    units = dict.fromkeys(figures.groups, 0)
    for (_, offer), count in figures.counts.items():
        units[group(figures.offers[offer])] += count
    for line in figures.economics.booked:
        units[group(figures.offers[line.offer])] += line.units
    return units


def _spend(figures: Figures, tier: str) -> int:
    part = figures.part(tier=tier)
    return spend(part.economics, part.counts)
