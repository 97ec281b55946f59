"""KPIs, phases, goals and fates of a plan, as its file states them, recomputed from the purchases."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kolopt.money import yuan
from kolopt.plan.audit import time
from kolopt.plan.audit.compare import Unchecked, amount, figure, points
from kolopt.plan.audit.facts import total
from kolopt.plan.audit.spending import unit_costs
from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kolopt.plan.audit.facts import Facts, Purchase
    from kolopt.plan.audit.scores import Scores
    from kolopt.plan.audit.spending import JsonObject
    from kolopt.scenario.schema import Phase

_READS_AS = Unchecked("words for the score beside it")


def kpis(facts: Facts) -> JsonObject:
    """KPIs in the three worlds: in total, by phase, by tier."""
    return {
        "total": _ranges(facts, facts.purchases),
        "by_phase": {p.id: _ranges(facts, facts.in_phases([p.id])) for p in facts.scenario.phases},
        "by_tier": {name: _ranges(facts, facts.in_group(name)) for name in facts.groups},
    }


def _ranges(facts: Facts, purchases: tuple[Purchase, ...]) -> JsonObject:
    return {
        kpi: {world.value: figure(total(purchases, kpi, world)) for world in World}
        for kpi in facts.scenario.kpis
    }


def kpis_in(facts: Facts, world: World) -> JsonObject:
    """KPIs of everything bought in one world."""
    return {kpi: figure(total(facts.purchases, kpi, world)) for kpi in facts.scenario.kpis}


def units(facts: Facts) -> JsonObject:
    """Units of each tier, of media and of owned content."""
    return {name: sum(bought.count for bought in facts.in_group(name)) for name in facts.groups}


def phases(facts: Facts, scores: Scores) -> list[JsonObject]:
    """One record per phase."""
    return [_phase(facts, scores, phase) for phase in facts.scenario.phases]


def _phase(facts: Facts, scores: Scores, phase: Phase) -> JsonObject:
    bought = facts.in_phases([phase.id])
    scenario = facts.scenario
    return {
        "id": phase.id,
        "kind": phase.kind,
        "start": phase.start.isoformat(),
        "end": phase.end.isoformat(),
        "weight": points(float(scores.phase_weights[phase.id])),
        "creators": _creators(bought),
        "notes": figure(total(bought, "notes", facts.world)),
        "hours": figure(total(bought, "hours", facts.world)),
        "spend": yuan(sum(purchase.spend for purchase in bought)),
        "by_tier": {tier: _creators(p for p in bought if p.offer.tier == tier) for tier in scenario.tiers},
        "by_format": {
            name: _creators(p for p in bought if p.offer.format == name) for name in scenario.formats
        },
        "by_fit": {fit: _creators(p for p in bought if p.offer.fit == fit) for fit in scenario.fits},
        "unit_costs": unit_costs(facts, bought),
        "score": points(scores.in_phase(phase.id)),
    }


def _creators(purchases: Iterable[Purchase]) -> int:
    return sum(bought.count for bought in purchases if bought.offer.kind == "creator")


def goals(facts: Facts, scores: Scores) -> list[JsonObject]:
    """One record per goal and phase, then one per goal for the campaign."""
    return [_goal(scores, goal, phase.id) for goal in scores.goals for phase in facts.scenario.phases] + [
        {
            "goal": goal,
            "phase": "campaign",
            "weight": points(float(scores.goal_weight(goal))),
            "stock": None,
            "score": points(scores.of_goal(goal)),
            "reads_as": _READS_AS,
        }
        for goal in scores.goals
    ]


def campaign_scores(scores: Scores) -> JsonObject:
    """Each goal's score in the campaign."""
    return {goal: points(scores.of_goal(goal)) for goal in scores.goals}


def _goal(scores: Scores, goal: str, phase: str) -> JsonObject:
    return {
        "goal": goal,
        "phase": phase,
        "weight": points(float(scores.weights[phase][goal])),
        "stock": amount(scores.stocks[goal, phase]),
        "score": points(scores.points[goal, phase]),
        "reads_as": _READS_AS,
    }


def fate(facts: Facts) -> JsonObject:
    """Flow KPI → where it falls in time, in the plan's world."""
    flows = [kpi for kpi, record in facts.scenario.kpis.items() if record.kind == "flow"]
    shares = [time.fate(bought.fading, bought.phase, facts.scenario.phases) for bought in facts.purchases]
    worths = {
        kpi: [float(bought.times * bought.yields[facts.world][kpi]) for bought in facts.purchases]
        for kpi in flows
    }
    return {
        kpi: {
            place: amount(
                math.fsum(
                    worth * getattr(share, place) for worth, share in zip(worths[kpi], shares, strict=True)
                )
            )
            for place in ("inside", "gaps", "cut", "after")
        }
        for kpi in flows
    }
