"""Goal responses as curves: the score that any stock would have, and where the plan stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.economics.goals import goal_models
from kolopt.report.table import Term, word
from kolopt.scenario.load import from_document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kolopt.economics.goals import GoalModel
    from kolopt.plan.record import GoalPart, Plan

_STEPS = 48
"""Pieces of a drawn curve."""
_BEYOND = 1.25
"""How far a curve is drawn beyond the plan's largest stock and beyond the response's own scale."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a plan stands on a curve.

    Attributes:
        phase: whose stock it is; the campaign for a goal that is measured over all of it.
        stock: affinity-weighted, in units of the metric.
        score: points.
    """

    phase: Term
    stock: Decimal
    score: Decimal


@dataclass(frozen=True, slots=True)
class ResponseCurve:
    """A goal's response h, drawn.

    Attributes:
        goal: whose.
        metric: the KPIs that the stock adds up.
        stocks: from 0, rising.
        scores: 100 · h of each, points.
        positions: of the plan, phases in time.
    """

    goal: Term
    metric: tuple[Term, ...]
    stocks: tuple[float, ...]
    scores: tuple[float, ...]
    positions: tuple[Position, ...]


def response_curves(plan: Plan) -> tuple[ResponseCurve, ...]:
    """A curve for each goal that counts in the plan's score, by id.

    Args:
        plan: an audited plan; the responses are those of its own inputs.
    """
    scenario = from_document(plan.document(), path=plan.scenario.path).scenario
    return tuple(
        _curve(
            goal, tuple(scenario.goals[goal.id].metric), [part for part in plan.goals if part.goal == goal.id]
        )
        for goal in goal_models(scenario)
        if any(goal.weight_by_phase)
    )


def _curve(goal: GoalModel, metric: tuple[str, ...], parts: Sequence[GoalPart]) -> ResponseCurve:
    positions = _positions(goal, parts)
    reached = max(float(position.stock) for position in positions)
    last = _BEYOND * max(reached, goal.parameter)
    stocks = tuple(last * step / _STEPS for step in range(_STEPS + 1))
    return ResponseCurve(
        goal=Term("goal", goal.id),
        metric=tuple(Term("kpi", kpi) for kpi in metric),
        stocks=stocks,
        scores=tuple(map(goal.score, stocks)),
        positions=positions,
    )


def _positions(goal: GoalModel, parts: Sequence[GoalPart]) -> tuple[Position, ...]:
    stocked = [(part.phase, part.stock, part.score) for part in parts if part.stock is not None]
    if goal.over == "campaign":
        _, stock, score = stocked[0]
        return (Position(word("campaign"), stock, score),)
    return tuple(Position(Term("phase", phase), stock, score) for phase, stock, score in stocked)
