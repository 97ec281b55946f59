"""Plans side by side as grids of text: one row per figure, one column per plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kolopt.money import show_money
from kolopt.report.figures import NOTHING, at_most, number, points, price
from kolopt.report.grid import Grid
from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.explore.compare import Column
    from kolopt.explore.regret import Cell, Regret
    from kolopt.plan.record import LinePart, Plan

Shown = tuple[tuple["Column", "Plan"], ...]
"""The columns that have a plan."""
Figures = dict[str, Callable[["Plan"], str]]
"""Row → the cell of a plan."""

_KPIS = ("exposures", "reads", "engagements", "saves", "hours")


def grids(shown: Shown) -> Iterator[tuple[str, str, Grid]]:
    """Heading, remark and table of each group of figures."""
    plans = tuple(plan for _, plan in shown)
    yield "Creators", "by tier, all phases", _grid(shown, _creators(plans))
    yield "Money", "", _grid(shown, _money())
    worlds = dict.fromkeys(plan.scenario.world for plan in plans)
    aside = f"{next(iter(worlds))} yields" if len(worlds) == 1 else "yields of each column's world"
    yield "Expected results", aside, _grid(shown, _results(plans))
    scores = _grid(shown, _scores(plans))
    proven = ("proven within", *(_proven(column, plan) for column, plan in shown))
    yield "Scores", "an index from 0 to 100", replace(scores, total=proven)


def _grid(shown: Shown, figures: Figures) -> Grid:
    rows = tuple((name, *(figure(plan) for _, plan in shown)) for name, figure in figures.items())
    return Grid(_headings(shown), rows)


def _headings(shown: Shown) -> tuple[str, ...]:
    return ("", *(plain_text(column.name) for column, _ in shown))


def _creators(plans: tuple[Plan, ...]) -> Figures:
    tiers = dict.fromkeys(tier for plan in plans for tier in plan.phases[0].by_tier)

    def of_tier(tier: str) -> Callable[[Plan], str]:
        return lambda plan: _count(creators_by_tier(plan).get(tier, 0))

    return {
        **{tier: of_tier(tier) for tier in tiers},
        "all": lambda plan: _count(sum(phase.creators for phase in plan.phases)),
        "other units": lambda plan: _count(other_units(plan)),
    }


def creators_by_tier(plan: Plan) -> dict[str, int]:
    """Creators of each tier over all phases."""
    return {tier: sum(phase.by_tier[tier] for phase in plan.phases) for tier in plan.phases[0].by_tier}


def other_units(plan: Plan) -> int:
    """Units of media and of the brand's own notes."""
    return sum(line.count for line in plan.all_lines) - sum(phase.creators for phase in plan.phases)


def _count(value: int) -> str:
    return f"{value:,}" if value else NOTHING


def _money() -> Figures:
    return {
        "can be planned": lambda plan: show_money(plan.funds.plannable),
        "spend": lambda plan: show_money(plan.spend.total),
        "left": lambda plan: show_money(plan.funds.left),
    }


def _results(plans: tuple[Plan, ...]) -> Figures:
    def total(kpi: str) -> Callable[[Plan], str]:
        return lambda plan: number(kpi_total(plan, kpi)) if kpi in plan.kpis.total else NOTHING

    return {
        **{kpi: total(kpi) for kpi in _KPIS if any(kpi in plan.kpis.total for plan in plans)},
        "CPM": lambda plan: price(plan.unit_costs.cpm),
        "per read": lambda plan: price(plan.unit_costs.per_read),
        "per engagement": lambda plan: price(plan.unit_costs.per_engagement),
    }


def kpi_total(plan: Plan, kpi: str) -> Decimal:
    """A KPI of the whole plan in the plan's own world."""
    figures: dict[str, Decimal] = plan.kpis.total[kpi].__dict__
    return figures[plan.scenario.world]


def _scores(plans: tuple[Plan, ...]) -> Figures:
    goals = dict.fromkeys(goal.goal for plan in plans for goal in plan.goals)

    def of_goal(goal: str) -> Callable[[Plan], str]:
        return lambda plan: next(
            (points(part.score) for part in plan.goals if (part.goal, part.phase) == (goal, "campaign")),
            NOTHING,
        )

    return {
        **{goal: of_goal(goal) for goal in goals},
        "score": lambda plan: number(plan.certificate.score, 2),
        "penalties": lambda plan: (
            number(plan.certificate.penalties, 2) if plan.certificate.penalties else NOTHING
        ),
    }


def _proven(column: Column, plan: Plan) -> str:
    """The certificate in a cell: how much better any plan could be; nothing where nothing was proven."""
    if not column.certified:
        return NOTHING
    stated = plan.certificate
    gap = stated.gap_points or str(abs(Decimal(stated.bound) - Decimal(stated.value)))
    return at_most(Decimal(gap), 3) + ("" if stated.status == "proven" else " limit")


def broken_grid(plan: Plan) -> Grid:
    """Every closed line that a plan uses and every instance of a hard rule that it breaks.

    What it is and what it must be; rules that are past bind nothing and are left out.
    """
    used = tuple(
        (plain_text(f"{line.offer}, closed"), line.phase, str(line.count), "0")
        for line in plan.lines
        if _is_closed(plan, line)
    )
    rows = tuple(
        (plain_text(rule.id), rule.scope, rule.value, rule.bound)
        for rule in plan.rules
        if not (rule.holds or rule.soft or rule.past)
    )
    return Grid(("Rule", "Scope", "is", "must be"), (*used, *rows), names=2)


def _is_closed(plan: Plan, line: LinePart) -> bool:
    closed = () if plan.calendar is None else plan.calendar.closed
    return any(
        part.phase == line.phase and (not part.offers or {line.offer, line.tier} & set(part.offers))
        for part in closed
    )


def regret_grid(regret: Regret) -> Grid:
    """Rows are plans, columns are cases; where a plan breaks a case's rules, the first such rule or line."""
    rows = tuple(
        (plain_text(name), *map(_cell, row), NOTHING if worst is None else loss(worst))
        for name, row, worst in zip(regret.names, regret.cells, regret.worst, strict=True)
    )
    return Grid(("Plan made for", *map(plain_text, regret.names), "worst"), rows)


def _cell(cell: Cell) -> str:
    if cell.broken:
        more = f" +{len(cell.broken) - 1}" if len(cell.broken) > 1 else ""
        return plain_text(f"✗ {cell.broken[0].split(' in ')[0]}{more}")
    return NOTHING if cell.loss is None else loss(cell.loss)


def loss(amount: float) -> str:
    """A loss in points or yuan, two decimals."""
    return number(Decimal(str(amount)), 2)
