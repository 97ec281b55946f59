"""What differs between two plans: inputs first, then counts, money, results, scores and rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from kolopt.diagnostics import Position
from kolopt.scenario.difference import Change, changes
from kolopt.scenario.nodes import from_plain

if TYPE_CHECKING:
    from kolopt.plan.record import Plan

Kind = Literal["units", "money", "result", "points"]
"""Whole units; fen; a KPI; points of a score."""
Amount = int | Decimal
Figures = Mapping[str, Amount]
"""Name → figure of one plan, as the plan states it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure in both plans; what a plan does not have counts as 0.

    Attributes:
        name: of the figure.
        before, after: as the plans state it.
    """

    name: str
    before: Amount
    after: Amount

    @property
    def change(self) -> Amount:
        """What the second plan has more, exactly."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Section:
    """Figures of one kind that moved.

    Attributes:
        name: of the section, in :data:`SECTIONS`.
        kind: what its figures are.
        rows: those that differ, in the order of the plans.
    """

    name: str
    kind: Kind
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two plans and what differs.

    Attributes:
        first, second: the plans.
        changed: inputs that differ, and the world; names, reasons and sources are not inputs.
        sections: figures that moved; sections without any are left out.
        newly_binding, no_longer_binding: ids with scope of rules that hold the second (the first) plan
            only with less than one unit of room.
    """

    first: Plan
    second: Plan
    changed: tuple[Change, ...]
    sections: tuple[Section, ...]
    newly_binding: tuple[str, ...]
    no_longer_binding: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the plans differ in anything at all, words and versions included."""
        return self.first.digest != self.second.digest


def difference(first: Plan, second: Plan) -> Difference:
    """Set two plans against each other as they state themselves; nothing is solved.

    Args:
        first: a plan that survived its audit.
        second: likewise.
    """
    sections = (
        Section(name, kind, moved(figures(first), figures(second)))
        for name, (kind, figures) in SECTIONS.items()
    )
    before, after = _binding(first), _binding(second)
    return Difference(
        first,
        second,
        changed_inputs(first, second),
        tuple(section for section in sections if section.rows),
        tuple(rule for rule in after if rule not in before),
        tuple(rule for rule in before if rule not in after),
    )


def changed_inputs(first: Plan, second: Plan) -> tuple[Change, ...]:
    """The world and every input that differ."""
    trees = (from_plain(plan.document(), Position(plan.scenario.path, 1, 1)) for plan in (first, second))
    return (*changed_world(first, second), *changes(*trees))


def changed_world(first: Plan, second: Plan) -> tuple[Change, ...]:
    """The world of the yields as a change; empty where both plans assume the same."""
    worlds = first.scenario.world, second.scenario.world
    return () if worlds[0] == worlds[1] else (Change("world", *worlds),)


def moved(before: Figures, after: Figures) -> tuple[Row, ...]:
    """The figures that differ."""
    names = dict.fromkeys((*before, *after))
    rows = (Row(name, before.get(name, 0), after.get(name, 0)) for name in names)
    return tuple(row for row in rows if row.change)


def creators(plan: Plan) -> Figures:
    """Creators by tier over all phases, and all of them; then the other units."""
    tiers = {tier: sum(phase.by_tier[tier] for phase in plan.phases) for tier in plan.phases[0].by_tier}
    everybody = sum(phase.creators for phase in plan.phases)
    return {**tiers, "all creators": everybody, "other units": sum(lines(plan).values()) - everybody}


def lines(plan: Plan) -> dict[str, int]:
    """Units of every line, booked ones included, ``offer in phase``."""
    return _added_up((f"{offer} in {phase}", count) for phase, offer, _, count in _units(plan))


def units_by_tier(plan: Plan) -> dict[str, int]:
    """Units by tier (``media`` and ``owned`` for other offers), booked ones included."""
    return _added_up((tier, count) for _, _, tier, count in _units(plan))


def _units(plan: Plan) -> Iterator[tuple[str, str, str, int]]:
    """Phase, offer, tier and number of the units that are booked and to be booked."""
    if plan.booked is not None:
        yield from ((line.phase, line.offer, line.tier, line.count) for line in plan.booked.lines)
    yield from ((line.phase, line.offer, line.tier, line.count) for line in plan.lines)


def _added_up(parts: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for name, count in parts:
        totals[name] = totals.get(name, 0) + count
    return totals


def money(plan: Plan) -> Figures:
    """What can be planned, what is spent of it, what is left, and all money that leaves the brand."""
    funds = plan.funds
    return {
        "budget": funds.total,
        "can be planned": funds.plannable,
        "spend": funds.spend,
        "left": funds.left,
        "outlay": plan.outlay.total,
    }


def results(plan: Plan) -> Figures:
    """Every KPI over all phases, in the plan's own world."""
    return {kpi: getattr(figures, plan.scenario.world) for kpi, figures in plan.kpis.total.items()}


def scores(plan: Plan) -> Figures:
    """Goals over the campaign, the score that they make up, and the points lost to soft rules."""
    goals = {goal.goal: goal.score for goal in plan.goals if goal.phase == "campaign"}
    return {**goals, "score": plan.certificate.score, "penalties": plan.certificate.penalties}


SECTIONS: Mapping[str, tuple[Kind, Callable[[Plan], Figures]]] = {
    "creators": ("units", creators),
    "lines": ("units", lines),
    "money": ("money", money),
    "spend by tier": ("money", lambda plan: plan.spend.by_tier),
    "spend by phase": ("money", lambda plan: plan.spend.by_phase),
    "spend by cost line": ("money", lambda plan: plan.spend.by_cost_line),
    "spend by payee": ("money", lambda plan: plan.spend.by_payee),
    "results": ("result", results),
    "scores": ("points", scores),
}
"""Section → its kind, and its figures in a plan."""


def _binding(plan: Plan) -> dict[str, None]:
    found = (rule for rule in plan.rules if rule.binding and rule.holds)
    return dict.fromkeys(
        rule.id if rule.scope == "campaign" else f"{rule.id} in {rule.scope}" for rule in found
    )
