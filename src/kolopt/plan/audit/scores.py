"""The audit's scores: weights, stocks and responses, from docs/model.md#goals-and-scores alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.plan.audit import time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kolopt.plan.audit.facts import Facts, Purchase
    from kolopt.scenario.market_schema import GoalSpec
    from kolopt.scenario.quantities import Quantity
    from kolopt.scenario.schema import Phase, Scenario


_SHARES = {"flow": time.flow, "presence": time.presence}
"""Which share of a unit works in a phase, by the kind of its KPI."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything the goals give.

    Attributes:
        goals: ids of the goals with a weight, be it 0, in the scenario or a phase; sorted.
        phase_weights: phase → its share of the campaign's score.
        weights: phase → goal → share of the phase's score.
        stocks: (goal, phase) → affinity-weighted stock; the campaign's for goals kept over it.
        points: (goal, phase) → score, 0–100.
    """

    goals: tuple[str, ...]
    phase_weights: Mapping[str, Fraction]
    weights: Mapping[str, Mapping[str, Fraction]]
    stocks: Mapping[tuple[str, str], float]
    points: Mapping[tuple[str, str], float]

    def in_phase(self, phase: str) -> float:
        """Score in a phase."""
        return math.fsum(float(self.weights[phase][goal]) * self.points[goal, phase] for goal in self.goals)

    def of_goal(self, goal: str) -> float:
        """Score of a goal in the campaign."""
        return math.fsum(
            float(weight) * self.points[goal, phase] for phase, weight in self.phase_weights.items()
        )

    def goal_weight(self, goal: str) -> Fraction:
        """A goal's share of the campaign's score."""
        shares = (weight * self.weights[phase][goal] for phase, weight in self.phase_weights.items())
        return sum(shares, Fraction(0))

    @property
    def campaign(self) -> float:
        """Score in the campaign."""
        return math.fsum(float(weight) * self.in_phase(phase) for phase, weight in self.phase_weights.items())


def score(facts: Facts) -> Scores:
    """Score the purchases in the plan's world."""
    scenario = facts.scenario
    raw = {phase.id: _goal_weights(scenario, phase) for phase in scenario.phases}
    goals = tuple(goal for goal in sorted(scenario.goals) if _has_weight(scenario, goal))
    stocks = {
        (goal, phase.id): stock
        for goal in goals
        for phase, stock in zip(scenario.phases, _stocks(facts, scenario.goals[goal]), strict=True)
    }
    return Scores(
        goals=goals,
        phase_weights=_shares({phase.id: _phase_weight(scenario, phase) for phase in scenario.phases}),
        weights={
            phase: _shares({goal: weights.get(goal, Fraction(0)) for goal in goals})
            for phase, weights in raw.items()
        },
        stocks=stocks,
        points={(goal, phase): 100 * respond(scenario.goals[goal], x) for (goal, phase), x in stocks.items()},
    )


def _has_weight(scenario: Scenario, goal: str) -> bool:
    phases = (phase.goals for phase in scenario.phases)
    return scenario.goals[goal].weight is not None or any(goal in stated for stated in phases if stated)


def _goal_weights(scenario: Scenario, phase: Phase) -> dict[str, Fraction]:
    """Raw goal weights of a phase: its own mapping replaces the scenario's."""
    if phase.goals is not None:
        return {goal: weight.base for goal, weight in phase.goals.items()}
    return {goal: spec.weight.base for goal, spec in scenario.goals.items() if spec.weight}


def _phase_weight(scenario: Scenario, phase: Phase) -> Fraction:
    return (phase.weight or scenario.phase_kinds[phase.kind].weight).base


def _shares(weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    whole = sum(weights.values())
    return {key: weight / whole if whole else Fraction(0) for key, weight in weights.items()}


def _stocks(facts: Facts, goal: GoalSpec) -> list[float]:
    """x[g,p] by phase; over the campaign every unit counts once and whole."""
    phases = facts.scenario.phases
    worths = [_worth(facts, goal, bought) for bought in facts.purchases]
    if goal.over == "campaign":
        stock = math.fsum(
            bought.times * amount
            for bought, worth in zip(facts.purchases, worths, strict=True)
            for amount in worth.values()
        )
        return [stock for _ in phases]
    return [
        math.fsum(
            bought.times * amount * _SHARES[kind](bought.fading, bought.phase, phase)
            for bought, worth in zip(facts.purchases, worths, strict=True)
            if bought.phase.start <= phase.end
            for kind, amount in worth.items()
        )
        for phase in phases
    ]


def _worth(facts: Facts, goal: GoalSpec, bought: Purchase) -> dict[str, float]:
    """What one unit adds to a goal's stock, affinity-weighted, by the kind of the KPIs that bring it."""
    affinity = _affinity(goal, bought)
    worth: dict[str, Fraction] = {}
    if affinity:
        for kpi, weight in goal.metric.items():
            for part in _parts(facts.scenario, kpi):
                kind = facts.scenario.kpis[part].kind
                amount = weight.base * affinity * bought.yields[facts.world][part]
                worth[kind] = worth.get(kind, Fraction(0)) + amount
    return {kind: float(amount) for kind, amount in worth.items() if amount}


def _parts(scenario: Scenario, kpi: str) -> tuple[str, ...]:
    """The KPIs that a sum adds up; any other KPI is its own only part."""
    record = scenario.kpis[kpi]
    if record.kind != "sum":
        return (kpi,)
    return tuple(part for named in record.of for part in _parts(scenario, named))


def _affinity(goal: GoalSpec, bought: Purchase) -> Fraction:
    stated: Quantity | None = goal.affinity.get(bought.offer.id) or goal.affinity.get(bought.offer.tier)
    return stated.base if stated else Fraction(0)


def respond(goal: GoalSpec, stock: float) -> float:
    """h(x), a share from 0 to 1; from the goal's parameter, or through its anchor's point."""
    if goal.anchor is not None:
        phases = goal.anchor.phases
        known = goal.anchor.stock.base / (phases.base if phases and goal.over == "phase" else 1)
        return _through(goal.response, float(known), float(goal.anchor.score.base), stock)
    stated = {"reach": goal.audience, "saturation": goal.half_at, "share": goal.rivals, "linear": goal.target}
    parameter = stated[goal.response]
    if parameter is None:
        raise ValueError(f"a goal with response {goal.response} has no parameter")
    size = float(parameter.base)
    match goal.response:
        case "reach":
            return -math.expm1(-stock / size)
        case "saturation":
            return -math.expm1(-math.log(2) * stock / size)
        case "share":
            return stock / (stock + size)
        case "linear":
            return min(stock / size, 1.0)


def _through(response: str, known: float, share: float, stock: float) -> float:
    """The curve of a response through h(known) = share, without solving for its parameter.

    Both exponential curves have 1 − h(x) = (1 − s)^(x/known).
    """
    match response:
        case "share":
            return stock * share / (stock * share + known * (1.0 - share))
        case "linear":
            return min(stock * share / known, 1.0)
        case _:
            return -math.expm1(math.log1p(-share) * stock / known)
