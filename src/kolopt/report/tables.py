"""What a plan decides and brings, as tables: one pure function each, for every kind of report.

Tables that mix results with money leave the money out when ``money`` is False: that is what a
client may see.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from kolopt.report.table import (
    Count,
    Days,
    Money,
    Number,
    Points,
    Price,
    Range,
    Share,
    Table,
    Term,
    Weight,
    word,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kolopt.plan.record import KpisPart, PhasePart, Plan, RangePart, UnitCostsPart
    from kolopt.report.table import Cell, TermKind

CAMPAIGN = "campaign"
"""Name of the total over all phases."""

_RESULTS = ("exposures", "reads", "engagements", "saves")
_TIER_RESULTS = ("reads", "engagements")


def phases(plan: Plan, *, money: bool = True) -> Table:
    """Dates, creators, notes, the team's hours, spend and its share, per phase and in total.

    The team's hours go with the money: they are the brand's or agency's own.
    """
    rows = tuple(
        (
            Term("phase", phase.id),
            Days(phase.start, phase.end),
            Number(Decimal(phase.creators)),
            Number(phase.notes),
            *((Number(phase.hours),) if money else ()),
            *_spend(phase.spend, plan, money=money),
        )
        for phase in plan.phases
    )
    total = (
        word("campaign"),
        Days(plan.phases[0].start, plan.phases[-1].end),
        Number(Decimal(sum(phase.creators for phase in plan.phases))),
        Number(_total(plan, lambda phase: phase.notes)),
        *((Number(_total(plan, lambda phase: phase.hours)),) if money else ()),
        *_spend(plan.spend.total, plan, money=money),
    )
    hours = words("hours") if money else ()
    headings = (*words("phase", "dates", "creators", "notes"), *hours, *_spend_headings(money=money))
    return Table("phases", word("table-phases"), headings, rows, total, names=2, confidential=money)


def _spend(fen: int, plan: Plan, *, money: bool) -> tuple[Cell, ...]:
    return (Money(fen), Share(fen, plan.spend.total)) if money else ()


def _spend_headings(*, money: bool) -> tuple[Term, ...]:
    return words("spend", "share") if money else ()


def _total(plan: Plan, figure: Callable[[PhasePart], Decimal]) -> Decimal:
    first, *others = (figure(phase) for phase in plan.phases)
    return sum(others, start=first)


def creators_by_tier(plan: Plan) -> Table:
    """Creators of each tier, per phase and in total."""
    return _counts("creators-by-tier", plan, lambda phase: (("tier", phase.by_tier),))


def creators_by_format_and_fit(plan: Plan) -> Table:
    """Creators by format and, beside it, by fit; per phase and in total."""
    return _counts(
        "creators-by-format-and-fit",
        plan,
        lambda phase: (("format", phase.by_format), ("fit", phase.by_fit)),
    )


def _counts(
    id_: str, plan: Plan, splits: Callable[[PhasePart], tuple[tuple[TermKind, Mapping[str, int]], ...]]
) -> Table:
    headings = (Term(kind, name) for kind, split in splits(plan.phases[0]) for name in split)
    counts = tuple(
        tuple(chain.from_iterable(split.values() for _, split in splits(phase))) for phase in plan.phases
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (Term("phase", phase.id), *map(Count, row)) for phase, row in zip(plan.phases, counts, strict=True)
    )
    totals = (sum(column) for column in zip(*counts, strict=True))
    return Table(
        id_,
        word(f"table-{id_}"),
        (word("phase"), *headings),
        rows,
        (word("campaign"), *map(Count, totals)),
        confidential=False,
    )


def bookings(plan: Plan, *, money: bool = True) -> Table:
    """Units of every offer bought, per phase and in total, with what they cost.

    A unit of media is an amount of money: without money there is none of them.
    """
    counts = plan.counts()
    phase_ids = tuple(phase.id for phase in plan.phases)

    def row(name: Cell, offers: tuple[str, ...]) -> tuple[Cell, ...]:
        units = tuple(sum(counts.get((phase, offer), 0) for offer in offers) for phase in phase_ids)
        cost = sum(line.cost for line in plan.lines if line.offer in offers)
        return (name, *map(Count, units), Count(sum(units)), *((Money(cost),) if money else ()))

    bought = tuple(dict.fromkeys(line.offer for line in plan.lines if money or line.tier != "media"))
    headings = (word("units"), *(Term("phase", phase) for phase in phase_ids), word("total"))
    return Table(
        "bookings",
        word("table-bookings"),
        (*headings, *(words("spend") if money else ())),
        tuple(row(Term("offer", offer), (offer,)) for offer in bought),
        row(word("all"), bought),
        confidential=money,
    )


BOOKED = ("ordered", "published", "settled", "cancelled")
"""Statuses of booked units, in their order."""


def booked(plan: Plan, *, money: bool = True) -> Table:
    """Booked units of every offer by status, with what they count against the budget; empty without any."""
    lines = plan.booked.lines if plan.booked else ()

    def row(name: Cell, offers: tuple[str, ...]) -> tuple[Cell, ...]:
        chosen = [line for line in lines if line.offer in offers]
        units = (sum(line.by_status.get(status, 0) for line in chosen) for status in BOOKED)
        return (name, *map(Count, units), *((Money(sum(line.cost for line in chosen)),) if money else ()))

    offers = tuple(dict.fromkeys(line.offer for line in lines))
    return Table(
        "booked",
        word("table-booked"),
        (*words("units", *BOOKED), *(words("spend") if money else ())),
        tuple(row(Term("offer", offer), (offer,)) for offer in offers),
        row(word("all"), offers),
        confidential=money,
    )


def results(plan: Plan) -> Table:
    """What the units bought bring, low–base–high, per phase and in total."""
    kpis = _shown(plan.kpis)
    rows = tuple(
        (Term("phase", phase.id), *_ranges(plan.kpis.by_phase[phase.id], kpis)) for phase in plan.phases
    )
    return Table(
        "results",
        word("table-results"),
        (word("phase"), *(Term("kpi", kpi) for kpi in kpis)),
        rows,
        (word("campaign"), *_ranges(plan.kpis.total, kpis)),
        confidential=False,
    )


def tiers(plan: Plan, *, money: bool = True) -> Table:
    """Spend, share and results of each tier, media and owned notes included."""
    kpis = tuple(kpi for kpi in _TIER_RESULTS if kpi in plan.kpis.total)
    rows = tuple(
        (
            Term("tier", tier),
            *_spend(spend, plan, money=money),
            *_ranges(plan.kpis.by_tier.get(tier, {}), kpis),
        )
        for tier, spend in plan.spend.by_tier.items()
        if spend or any(figures.base for figures in plan.kpis.by_tier.get(tier, {}).values())
    )
    return Table(
        "tiers",
        word("table-tiers" if money else "table-results-by-tier"),
        (word("tier"), *_spend_headings(money=money), *(Term("kpi", kpi) for kpi in kpis)),
        rows,
        (word("all"), *_spend(plan.spend.total, plan, money=money), *_ranges(plan.kpis.total, kpis)),
        confidential=money,
    )


def _shown(kpis: KpisPart) -> tuple[str, ...]:
    return tuple(kpi for kpi in _RESULTS if kpi in kpis.total) or tuple(kpis.total)


def _ranges(figures: Mapping[str, RangePart], kpis: tuple[str, ...]) -> tuple[Cell, ...]:
    return tuple(Range(figures[kpi]) if kpi in figures else None for kpi in kpis)


def unit_costs(plan: Plan) -> Table:
    """Cost per thousand exposures, per read and per engagement, per phase and in total."""

    def row(name: Term, costs: UnitCostsPart) -> tuple[Cell, ...]:
        prices = (costs.cpm, costs.per_read, costs.per_engagement)
        return (name, Money(costs.cost), *map(Price, prices))

    rows = tuple(row(Term("phase", phase.id), phase.unit_costs) for phase in plan.phases)
    headings = words("phase", "cost", "cpm", "per-read", "per-engagement")
    return Table(
        "unit-costs", word("table-unit-costs"), headings, rows, row(word("campaign"), plan.unit_costs)
    )


def budget(plan: Plan) -> Table:
    """From the budget's total to what is left; the total row is the last."""
    funds = plan.funds
    rows = (
        (word("budget-total"), Money(funds.total)),
        (word("budget-reserve"), Money(-funds.reserve)),
        (word("budget-fixed"), Money(-funds.fixed)),
        (word("budget-plannable"), Money(funds.plannable)),
        (word("budget-spend"), Money(-funds.spend)),
    )
    total = (word("budget-left"), Money(funds.left))
    return Table("budget", word("table-budget"), words("budget", "amount"), rows, total)


def spend_by_cost_line(plan: Plan) -> Table:
    """Spend split by what it pays for."""
    parts = {Term("cost_line", name): fen for name, fen in plan.spend.by_cost_line.items()}
    return _split("spend-by-cost-line", "cost-line", parts, plan.spend.total)


def spend_by_payee(plan: Plan) -> Table:
    """Spend split by who is paid."""
    parts = {Term("payee", name): fen for name, fen in plan.spend.by_payee.items()}
    return _split("spend-by-payee", "payee", parts, plan.spend.total)


def outlay(plan: Plan) -> Table:
    """Spend plus internal and fixed costs: all the money that leaves the brand."""
    parts = {
        word("outlay-spend"): plan.outlay.spend,
        word("outlay-internal"): plan.outlay.internal,
        word("outlay-fixed"): plan.outlay.fixed,
    }
    return _split("outlay", "outlay", parts, plan.outlay.total)


def cash_by_month(plan: Plan) -> Table | None:
    """What each outside payee is paid in each month; None in a plan that states no cash."""
    if plan.cash is None:
        return None

    def paid(fen: int) -> Money | None:
        return Money(fen) if fen else None

    payees = plan.cash.by_payee
    rows = tuple(
        (month, *(paid(by_month.get(month, 0)) for by_month in payees.values()), paid(fen))
        for month, fen in plan.cash.by_month.items()
    )
    totals = (Money(sum(by_month.values())) for by_month in payees.values())
    return Table(
        "cash-by-month",
        word("table-cash-by-month"),
        (word("month"), *(Term("payee", payee) for payee in payees), word("all")),
        rows,
        (word("all"), *totals, Money(plan.cash.total)),
    )


def _split(id_: str, heading: str, parts: Mapping[Term, int], total: int) -> Table:
    rows = tuple((name, Money(part), Share(part, total)) for name, part in parts.items() if part)
    return Table(
        id_,
        word(f"table-{id_}"),
        words(heading, "amount", "share"),
        rows,
        (word("all"), Money(total), Share(total, total)),
    )


def goals(plan: Plan) -> Table:
    """Each goal's index per phase and in the campaign, and the score that they make up."""
    phase_ids = (*(phase.id for phase in plan.phases), CAMPAIGN)
    scores = {(goal.goal, goal.phase): Points(goal.score) for goal in plan.goals}
    rows = tuple(
        (Term("goal", goal), *(scores.get((goal, phase)) for phase in phase_ids))
        for goal in dict.fromkeys(goal.goal for goal in plan.goals)
    )
    score = (*(Points(phase.score) for phase in plan.phases), Points(plan.certificate.score))
    weights = (*(Weight(phase.weight) for phase in plan.phases), Weight(Decimal(1)))
    headings = (word("goal"), *(Term("phase", phase.id) for phase in plan.phases), word("campaign"))
    return Table(
        "goals",
        word("table-goals"),
        headings,
        (*rows, (word("phase-weight"), *weights)),
        (word("score"), *score),
        confidential=False,
    )
