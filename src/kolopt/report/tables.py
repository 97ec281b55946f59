"""A plan as grids of text: one pure function per table, the same figures for every kind of report."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kolopt.money import show_money
from kolopt.report.figures import NOTHING, days, low_base_high, number, points, price, share, trimmed
from kolopt.report.grid import Grid
from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from kolopt.plan.record import KpisPart, PhasePart, Plan, RangePart, UnitCostsPart

CAMPAIGN = "campaign"
"""Name of the total over all phases."""

_RESULTS = ("exposures", "reads", "engagements", "saves")
_TIER_RESULTS = ("reads", "engagements")


def phases(plan: Plan) -> Grid:
    """Dates, creators, notes, the team's hours, spend and its share, per phase and in total."""
    rows = tuple(
        (
            phase.id,
            days(phase.start, phase.end),
            f"{phase.creators:,}",
            trimmed(phase.notes),
            trimmed(phase.hours),
            show_money(phase.spend),
            share(phase.spend, plan.spend.total),
        )
        for phase in plan.phases
    )
    total = (
        CAMPAIGN,
        days(plan.phases[0].start, plan.phases[-1].end),
        f"{sum(phase.creators for phase in plan.phases):,}",
        trimmed(_total(plan, lambda phase: phase.notes)),
        trimmed(_total(plan, lambda phase: phase.hours)),
        show_money(plan.spend.total),
        share(plan.spend.total, plan.spend.total),
    )
    return Grid(("Phase", "Dates", "Creators", "Notes", "Hours", "Spend", "Share"), rows, total, names=2)


def _total(plan: Plan, figure: Callable[[PhasePart], Decimal]) -> Decimal:
    first, *others = (figure(phase) for phase in plan.phases)
    return sum(others, start=first)


def creators_by_tier(plan: Plan) -> Grid:
    """Creators of each tier, per phase and in total."""
    return _counts(plan, lambda phase: (phase.by_tier,))


def creators_by_format_and_fit(plan: Plan) -> Grid:
    """Creators by format and, beside it, by fit; per phase and in total."""
    return _counts(plan, lambda phase: (phase.by_format, phase.by_fit))


def _counts(plan: Plan, splits: Callable[[PhasePart], tuple[Mapping[str, int], ...]]) -> Grid:
    names = tuple(chain.from_iterable(split for split in splits(plan.phases[0])))
    counts = tuple(
        tuple(chain.from_iterable(split.values() for split in splits(phase))) for phase in plan.phases
    )
    rows = tuple((phase.id, *map(_count, row)) for phase, row in zip(plan.phases, counts, strict=True))
    totals = (sum(column) for column in zip(*counts, strict=True))
    return Grid(("Phase", *names), rows, (CAMPAIGN, *map(_count, totals)))


def _count(value: int) -> str:
    return f"{value:,}" if value else NOTHING


def bookings(plan: Plan) -> Grid:
    """Units of every offer bought, per phase and in total, with what they cost."""
    counts = plan.counts()
    phase_ids = tuple(phase.id for phase in plan.phases)
    rows = []
    for offer in dict.fromkeys(line.offer for line in plan.lines):
        units = tuple(counts.get((phase, offer), 0) for phase in phase_ids)
        cost = sum(line.cost for line in plan.lines if line.offer == offer)
        rows.append((offer, *map(_count, units), _count(sum(units)), show_money(cost)))
    spends = (sum(line.count for line in plan.lines if line.phase == phase) for phase in phase_ids)
    units_in_all = sum(line.count for line in plan.lines)
    total = (
        "all",
        *map(_count, spends),
        _count(units_in_all),
        show_money(sum(line.cost for line in plan.lines)),
    )
    return Grid(("Units", *phase_ids, "total", "Spend"), tuple(rows), total)


def results(plan: Plan) -> Grid:
    """What the units bought bring, low–base–high, per phase and in total."""
    kpis = _shown(plan.kpis)
    rows = tuple((phase.id, *_ranges(plan.kpis.by_phase[phase.id], kpis)) for phase in plan.phases)
    return Grid(("Phase", *kpis), rows, (CAMPAIGN, *_ranges(plan.kpis.total, kpis)))


def tiers(plan: Plan) -> Grid:
    """Spend, share and results of each tier, media and owned notes included."""
    kpis = tuple(kpi for kpi in _TIER_RESULTS if kpi in plan.kpis.total)
    rows = tuple(
        (
            tier,
            show_money(spend),
            share(spend, plan.spend.total),
            *_ranges(plan.kpis.by_tier.get(tier, {}), kpis),
        )
        for tier, spend in plan.spend.by_tier.items()
        if spend or any(figures.base for figures in plan.kpis.by_tier.get(tier, {}).values())
    )
    whole = (show_money(plan.spend.total), share(plan.spend.total, plan.spend.total))
    return Grid(("Tier", "Spend", "Share", *kpis), rows, ("all", *whole, *_ranges(plan.kpis.total, kpis)))


def _shown(kpis: KpisPart) -> tuple[str, ...]:
    return tuple(kpi for kpi in _RESULTS if kpi in kpis.total) or tuple(kpis.total)


def _ranges(figures: Mapping[str, RangePart], kpis: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(low_base_high(figures[kpi]) if kpi in figures else NOTHING for kpi in kpis)


def unit_costs(plan: Plan) -> Grid:
    """Cost per thousand exposures, per read and per engagement, per phase and in total."""

    def row(name: str, costs: UnitCostsPart) -> tuple[str, ...]:
        return (
            name,
            show_money(costs.cost),
            price(costs.cpm),
            price(costs.per_read),
            price(costs.per_engagement),
        )

    rows = tuple(row(phase.id, phase.unit_costs) for phase in plan.phases)
    return Grid(("Phase", "Cost", "CPM", "per read", "per engagement"), rows, row(CAMPAIGN, plan.unit_costs))


def budget(plan: Plan) -> Grid:
    """From the budget's total to what is left; the total row is the last."""
    funds = plan.funds
    rows = (
        ("total", show_money(funds.total)),
        ("reserve held back", show_money(-funds.reserve)),
        ("fixed costs", show_money(-funds.fixed)),
        ("can be planned", show_money(funds.plannable)),
        ("spend", show_money(-funds.spend)),
    )
    return Grid(("Budget", "Amount"), rows, ("left", show_money(funds.left)))


def spend_by_cost_line(plan: Plan) -> Grid:
    """Spend split by what it pays for."""
    return _split("Cost line", plan.spend.by_cost_line, plan.spend.total)


def spend_by_payee(plan: Plan) -> Grid:
    """Spend split by who is paid."""
    return _split("Payee", plan.spend.by_payee, plan.spend.total)


def outlay(plan: Plan) -> Grid:
    """Spend plus internal and fixed costs: all the money that leaves the brand."""
    parts = {"spend": plan.outlay.spend, "internal": plan.outlay.internal, "fixed costs": plan.outlay.fixed}
    return _split("Outlay", parts, plan.outlay.total)


def _split(heading: str, parts: Mapping[str, int], total: int) -> Grid:
    rows = tuple(
        (plain_text(name), show_money(part), share(part, total)) for name, part in parts.items() if part
    )
    return Grid((heading, "Amount", "Share"), rows, ("all", show_money(total), share(total, total)))


def goals(plan: Plan) -> Grid:
    """Each goal's index per phase and in the campaign, and the score that they make up."""
    phase_ids = (*(phase.id for phase in plan.phases), CAMPAIGN)
    scores = {(goal.goal, goal.phase): points(goal.score) for goal in plan.goals}
    rows = tuple(
        (goal, *(scores.get((goal, phase), NOTHING) for phase in phase_ids))
        for goal in dict.fromkeys(goal.goal for goal in plan.goals)
    )
    score = (*(points(phase.score) for phase in plan.phases), points(plan.certificate.score))
    weights = (*(f"{number(100 * phase.weight)} %" for phase in plan.phases), "100 %")
    return Grid(("Goal", *phase_ids), (*rows, ("phase weight", *weights)), ("score", *score))
