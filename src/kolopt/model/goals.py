"""Stocks and points: for each goal and phase one column of scaled stock, one of points, one curve."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kolopt.economics.tables import booked_stock
from kolopt.model.program import Curve, Linear, Points
from kolopt.rules.tree import Comparison, Measure, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kolopt.economics.goals import GoalModel
    from kolopt.economics.tables import Economics
    from kolopt.model.draft import Draft
    from kolopt.model.lines import Lines


@dataclass(frozen=True, slots=True)
class PointColumns:
    """Where a goal's points stand: (goal, phase) → column; a goal kept over the campaign has one column."""

    columns: Mapping[tuple[str, str], int]
    economics: Economics

    def score_terms(self, measure: Measure, phases: tuple[str, ...], *, campaign: bool) -> dict[int, float]:
        """Column → coefficient of ``score`` or ``score(goal)`` in one phase or in the campaign."""
        shares = self._phase_shares(phases, campaign=campaign)
        terms: dict[int, float] = {}
        for goal in self.economics.goals:
            if measure.goal not in ("", goal.id):
                continue
            for p, phase in enumerate(self.economics.phases):
                weight = shares[p] * (1.0 if measure.goal else goal.weight_by_phase[p])
                if weight:
                    column = self.columns[goal.id, phase.id]
                    terms[column] = terms.get(column, 0.0) + weight
        return terms

    def _phase_shares(self, phases: tuple[str, ...], *, campaign: bool) -> tuple[float, ...]:
        if campaign:
            return self.economics.phase_weights
        return tuple(float(phase.id in phases) for phase in self.economics.phases)


def add_goals(
    draft: Draft, economics: Economics, lines: Lines, floors: Iterable[Rule], weight_of_score: float
) -> PointColumns:
    """Columns z and s of every goal and phase that the score or a floor refers to.

    z = Σ (stock coefficient / scale)·n, s <= 100·h(z₀ + z) with z₀ from what is booked, and s enters
    the objective with ``weight_of_score``·ω_p·w[g,p] (0 when spend is minimised).

    Args:
        draft: receives columns, rows and curves.
        economics: stock terms, weights and responses.
        lines: the columns of the lines.
        weight_of_score: objective per point of score, 0 or 1.
        floors: rules on scores; their goals are needed even without a weight, and a floor on
            one goal in one phase asks for a tangent exactly where the response meets it.
    """
    rules = tuple(floors)
    columns: dict[tuple[str, str], int] = {}
    for goal in economics.goals:
        needed = _needed_phases(economics, goal, rules, scored=weight_of_score > 0)
        groups = [needed] if goal.over == "campaign" and needed else [(phase,) for phase in needed]
        for group in groups:
            touch = _touch(goal, rules)
            label = goal.id if goal.over == "campaign" else f"{goal.id}@{economics.phases[group[0]].id}"
            weight = weight_of_score * math.fsum(
                economics.phase_weights[p] * goal.weight_by_phase[p] for p in group
            )
            points = _add_curve(draft, lines, goal, group[0], label, weight, touch)
            for p in range(len(economics.phases)) if goal.over == "campaign" else group:
                columns[goal.id, economics.phases[p].id] = points
    return PointColumns(columns, economics)


def _needed_phases(
    economics: Economics, goal: GoalModel, rules: tuple[Rule, ...], *, scored: bool
) -> tuple[int, ...]:
    def asked(p: int) -> bool:
        phase = economics.phases[p].id
        return any(
            isinstance(rule.body, Comparison)
            and (
                rule.body.left.goal == goal.id or (rule.body.left.goal == "" and goal.weight_by_phase[p] > 0)
            )
            and any(phase in instance for instance in rule.scope.instances)
            for rule in rules
        )

    return tuple(
        p for p in range(len(economics.phases)) if (scored and goal.weight_by_phase[p] > 0) or asked(p)
    )


def _touch(goal: GoalModel, rules: tuple[Rule, ...]) -> tuple[float, ...]:
    floors = {
        float(sum(term.factor for term in rule.body.low))
        for rule in rules
        if isinstance(rule.body, Comparison) and rule.body.low and rule.body.left.goal == goal.id
    }
    inverses = (goal.response.inverse(floor / 100.0) for floor in sorted(floors) if 0.0 < floor < 100.0)
    return tuple(z for z in inverses if math.isfinite(z))


def _add_curve(
    draft: Draft,
    lines: Lines,
    goal: GoalModel,
    phase: int,
    label: str,
    weight: float,
    touch: tuple[float, ...],
) -> int:
    place = phase if goal.over == "phase" else 0
    terms = lines.stock(goal, place)
    start = booked_stock(lines.economics, goal.id)[place] / goal.response.scale
    response = replace(goal.response, start=start)
    stock = draft.add_column(f"stock_{label}", math.inf, integer=False)
    draft.definitions.append(Linear(stock, terms))
    draft.add_row(f"stock:{label}", "stock", (*terms, (stock, -1)), 0, 0, defining=True)
    points = draft.add_column(f"points_{label}", 100.0, integer=False, weight=weight)
    draft.definitions.append(Points(points, len(draft.curves)))
    draft.curves.append(Curve(stock, points, response, tuple(max(0.0, z - start) for z in touch)))
    return points


def floor_rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules that bound a score."""
    return tuple(r for r in rules if isinstance(r.body, Comparison) and r.body.left.kind == "score")
