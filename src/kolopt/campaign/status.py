"""Where a campaign stands: what is ordered, out and settled, what it brought, and how it will end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kolopt.campaign.booked_units import BOOKED, COUNTING, BookedUnit, booked_units
from kolopt.campaign.difference import units_by_tier
from kolopt.campaign.next_money import NextMoney, next_money
from kolopt.economics.tables import tabulate
from kolopt.errors import InfeasibleError
from kolopt.explore.subject import subject_of_plan
from kolopt.money import exact_sum, round_half_up
from kolopt.planning import optimize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from fractions import Fraction

    from kolopt.plan.record import Plan
    from kolopt.planning import Options, Progress
    from kolopt.scenario.load import Case
    from kolopt.scenario.orders import Status

NEXT_MONEY = 5_000_000
"""Fen more whose effect is shown: ¥50,000."""


@dataclass(frozen=True, slots=True)
class Row:
    """One tier, phase or cost line; its figures are all units, or all fen.

    Attributes:
        name: of it.
        planned: in the plan that the campaign is held against; None without one.
        stages: status → what is there; of cancelled units the number, or their fees.
        to_book: what the best plan of the rest adds; None when there is none.
        forecast: what it will come to; cancelled units don't count, their fees do.
    """

    name: str
    planned: int | None
    stages: Mapping[Status, int]
    to_book: int | None
    forecast: int | None


def total_of(rows: tuple[Row, ...]) -> Row:
    """What rows add up to, named ``all``."""
    return Row(
        name="all",
        planned=_added([row.planned for row in rows]),
        stages={stage: sum(row.stages[stage] for row in rows) for stage in BOOKED},
        to_book=_added([row.to_book for row in rows]),
        forecast=_added([row.forecast for row in rows]),
    )


def _added(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


@dataclass(frozen=True, slots=True)
class Result:
    """One KPI.

    Attributes:
        name: of the KPI.
        planned: in the plan that the campaign is held against; None without one.
        to_date: measured so far.
        forecast: what the campaign will bring; None when nothing meets the rules.
    """

    name: str
    planned: Decimal | None
    to_date: Decimal
    forecast: Decimal | None


@dataclass(frozen=True, slots=True)
class CampaignStatus:
    """Where a campaign stands.

    Attributes:
        case: the scenario with its orders.
        against: the plan that the campaign is held against, or None.
        forecast: the best plan of the rest around what is booked; None when nothing meets the rules.
        failure: why there is none.
        units: creators and other units by tier.
        tiers: spend by tier.
        phases: spend by phase.
        cost_lines: spend by cost line; all three add up to the same totals.
        results: KPIs.
        unmeasured: units that are out and state no result yet.
        next_money: what :data:`NEXT_MONEY` would do; None when nothing meets the rules.
    """

    case: Case
    against: Plan | None
    forecast: Plan | None
    failure: str
    units: tuple[Row, ...]
    tiers: tuple[Row, ...]
    phases: tuple[Row, ...]
    cost_lines: tuple[Row, ...]
    results: tuple[Result, ...]
    unmeasured: int
    next_money: NextMoney | None


def status(
    case: Case, options: Options, against: Plan | None = None, progress: Progress | None = None
) -> CampaignStatus:
    """Take stock of a scenario with orders, and plan the rest.

    Args:
        case: the scenario.
        options: how to solve, and the world.
        against: an audited plan to hold the campaign against: the approved one.
        progress: told the stage, value and bound.

    Raises:
        InvalidInputError, LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    forecast, failure = _rest(case, options, progress)
    economics = tabulate(case.scenario, options.world)
    units = booked_units(economics)
    table = _Tables(units, against, forecast)
    out = [unit for unit in units if unit.order.is_out]
    return CampaignStatus(
        case=case,
        against=against,
        forecast=forecast,
        failure=failure,
        units=table.rows(lambda unit: ((unit.tier, 1),), units_by_tier, COUNTING),
        tiers=table.rows(lambda unit: ((unit.tier, unit.cost.spend),), lambda plan: plan.spend.by_tier),
        phases=table.rows(lambda unit: ((unit.phase, unit.cost.spend),), lambda plan: plan.spend.by_phase),
        cost_lines=table.rows(BookedUnit.spend_lines, lambda plan: plan.spend.by_cost_line),
        results=_results(case, units, against, forecast),
        unmeasured=sum(not unit.order.kpis for unit in out),
        next_money=None
        if forecast is None
        else next_money(subject_of_plan(case, forecast, options, progress), NEXT_MONEY),
    )


def _rest(case: Case, options: Options, progress: Progress | None) -> tuple[Plan | None, str]:
    try:
        return optimize(case, options, progress), ""
    except InfeasibleError as error:
        return None, str(error)


@dataclass(frozen=True, slots=True)
class _Tables:
    """What all tables are made of."""

    units: tuple[BookedUnit, ...]
    against: Plan | None
    forecast: Plan | None

    def rows(
        self,
        parts: Callable[[BookedUnit], Iterable[tuple[str, int]]],
        totals: Callable[[Plan], Mapping[str, int]],
        counting: tuple[Status, ...] = BOOKED,
    ) -> tuple[Row, ...]:
        """One row for each name.

        Args:
            parts: names and amounts of a booked unit.
            totals: name → amount in a whole plan, what is booked in it included.
            counting: stages that are part of a plan's total.
        """
        planned = {} if self.against is None else totals(self.against)
        ending = {} if self.forecast is None else totals(self.forecast)
        booked: dict[str, dict[Status, int]] = {}
        for unit in self.units:
            for name, amount in parts(unit):
                stages = booked.setdefault(name, dict.fromkeys(BOOKED, 0))
                stages[unit.order.status] += amount
        rows = []
        for name in dict.fromkeys((*planned, *ending, *booked)):
            stages = booked.get(name, dict.fromkeys(BOOKED, 0))
            total = None if self.forecast is None else ending.get(name, 0)
            stands = sum(stages[stage] for stage in counting)
            rows.append(
                Row(
                    name=name,
                    planned=None if self.against is None else planned.get(name, 0),
                    stages=stages,
                    to_book=None if total is None else total - stands,
                    forecast=total,
                )
            )
        return tuple(row for row in rows if row.planned or row.forecast or any(row.stages.values()))


def _results(
    case: Case, units: tuple[BookedUnit, ...], against: Plan | None, forecast: Plan | None
) -> tuple[Result, ...]:
    known = [unit.results for unit in units if unit.results]
    return tuple(
        Result(
            kpi,
            _total(against, kpi),
            _figure(exact_sum((1, results[kpi]) for results in known)),
            _total(forecast, kpi),
        )
        for kpi in case.scenario.kpis
    )


def _figure(value: Fraction) -> Decimal:
    """A KPI with two decimals, as plans state it."""
    return Decimal(round_half_up(value * 100)).scaleb(-2)


def _total(plan: Plan | None, kpi: str) -> Decimal | None:
    if plan is None or kpi not in plan.kpis.total:
        return None
    figure: Decimal = getattr(plan.kpis.total[kpi], plan.scenario.world)
    return figure
