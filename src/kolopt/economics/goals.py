"""Goals: their weights, responses, and how units add to their stocks (docs/model.md#goals-and-scores)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Literal

from kolopt.economics.responses import Response, parameter_from_anchor, scale_from_parameter
from kolopt.economics.timing import decay_of, flow_shares, presence_shares
from kolopt.economics.yields import base_kpis
from kolopt.scenario.calendar import purchase_phases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kolopt.economics.timing import Fading, Shares
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.market_schema import GoalSpec
    from kolopt.scenario.schema import Phase, Scenario

StockTerms = dict[tuple[str, int], float]
"""(offer id, index of the phase of purchase) → what one unit adds to a stock; zeros left out."""


@dataclass(frozen=True, slots=True)
class GoalModel:
    """A goal that is pursued, ready to be scored.

    Attributes:
        id: its key under ``goals``.
        over: ``phase`` = one stock per phase; ``campaign`` = one stock, without decay.
        response: h, in scaled stock.
        parameter: A, H, C or T in units of the stock, stated or from the anchor.
        weight_by_phase: w[g, p], each phase's weights adding up to 1.
        index_is_reach: the score is deduplicated reach: response ``reach`` and no unit of the
            metric counts more than one contact of the target group.
        unit: the metric in words: ``saves + comments``.
    """

    id: str
    over: Literal["phase", "campaign"]
    response: Response
    parameter: float
    weight_by_phase: tuple[float, ...]
    index_is_reach: bool
    unit: str

    def score(self, stock: float) -> float:
        """100 · h(stock): points from 0 to 100."""
        return 100.0 * self.response.value(stock / self.response.scale)


def phase_weights(scenario: Scenario) -> tuple[float, ...]:
    """ω_p: each phase's weight, by its kind where it states none, over the sum of all."""
    return _normalised([_phase_weight(scenario, phase) for phase in scenario.phases])


def goal_models(scenario: Scenario) -> tuple[GoalModel, ...]:
    """Every goal that has a weight in the scenario or in a phase, 0 included, sorted by id.

    A goal with weight 0 is scored and may have a floor, but adds nothing to the score. A phase
    whose weights are all 0 scores 0.

    Raises:
        ValueError: a goal has neither its response's parameter nor an anchor that fixes it.
    """
    stated = [_goal_weights(scenario, phase) for phase in scenario.phases]
    default = [goal for goal, spec in scenario.goals.items() if spec.weight is not None]
    pursued = sorted(dict.fromkeys(chain(default, *stated)))
    by_phase = [_normalised([weights.get(goal, Fraction(0)) for goal in pursued]) for weights in stated]
    return tuple(
        _goal_model(scenario, goal, tuple(weights[k] for weights in by_phase))
        for k, goal in enumerate(pursued)
    )


def stock_coefficients(
    scenario: Scenario,
    goals: Iterable[GoalModel],
    offers: Sequence[Offer],
    yields: Mapping[str, Mapping[str, Fraction]],
) -> dict[str, tuple[StockTerms, ...]]:
    """F[q, p] · affinity · metric, per goal: one mapping per target phase, or one for the campaign.

    Args:
        scenario: metrics of effort KPIs must have been refused.
        goals: the goals wanted.
        offers: the offers, in the order in which the terms shall stand.
        yields: offer id → KPI → yield of one unit.
    """
    fading = {offer.id: decay_of(scenario, offer) for offer in offers}
    shares = _shares(scenario, fading.values(), purchase_phases(scenario))
    return {goal.id: _goal_terms(scenario, goal, offers, yields, fading, shares) for goal in goals}


def stocks_from(
    scenario: Scenario,
    goals: Iterable[GoalModel],
    results: Sequence[tuple[Offer, int, Mapping[str, Fraction]]],
) -> dict[str, tuple[float, ...]]:
    """What known results add to each goal's stock per phase, or once for a goal over the campaign.

    Args:
        scenario: as for :func:`stock_coefficients`.
        goals: the goals wanted.
        results: offer, index of the phase of publication, KPI → what came or will come of it in all.
    """
    shares = _shares(scenario, (decay_of(scenario, offer) for offer, _, _ in results), scenario.phases)
    found = {}
    for goal in goals:
        parts: list[list[float]] = []
        for offer, q, kpis in results:
            once, standing = _unit_stock(scenario, scenario.goals[goal.id], offer, kpis)
            flow, presence = shares[decay_of(scenario, offer)]
            parts.append(_added(goal, once, standing, flow[q], presence[q]))
        width = len(scenario.phases) if goal.over == "phase" else 1
        found[goal.id] = tuple(math.fsum(part[p] for part in parts) for p in range(width))
    return found


def _shares(
    scenario: Scenario, decays: Iterable[Fading], bought: Sequence[Phase]
) -> dict[Fading, tuple[Shares, Shares]]:
    """F of flows and of presence for each decay, of units bought on the days of ``bought``."""
    return {
        decay: (
            flow_shares(scenario.phases, decay, bought),
            presence_shares(scenario.phases, decay, bought),
        )
        for decay in dict.fromkeys(decays)
    }


def _added(
    goal: GoalModel, once: float, standing: float, flow: Sequence[float], presence: Sequence[float]
) -> list[float]:
    """What a unit's flow and presence add to a goal's stocks: per phase, or once over the campaign."""
    if goal.over == "campaign":
        return [once + standing]
    return [once * share + standing * held for share, held in zip(flow, presence, strict=True)]


def reads_as(goal: GoalModel, stock: float) -> str:
    """What a stock means in plain English, beside its score."""
    amount, parameter, share = _amount(stock), _amount(goal.parameter), _per_cent(stock / goal.parameter)
    score = _per_cent(goal.score(stock) / 100.0)
    match goal.response.shape:
        case "reach" if goal.index_is_reach:
            reached = _amount(goal.parameter * goal.score(stock) / 100.0)
            return f"about {reached} of an audience of {parameter} reached at least once, {score}"
        case "reach":
            return f"{amount} weighted {goal.unit} against {parameter}: an index of {score}, not reach"
        case "saturation":
            return f"{amount} weighted {goal.unit}, {share} of the {parameter} that bring half the full score"
        case "share":
            total = _amount(stock + goal.parameter)
            return f"{amount} of about {total} {goal.unit} on these terms would be yours, {score}"
        case "linear":
            return f"{amount} weighted {goal.unit}, {share} of the target of {parameter}"


def _phase_weight(scenario: Scenario, phase: Phase) -> Fraction:
    return (scenario.phase_kinds[phase.kind].weight if phase.weight is None else phase.weight).base


def _goal_weights(scenario: Scenario, phase: Phase) -> dict[str, Fraction]:
    if phase.goals is not None:
        return {goal: weight.base for goal, weight in phase.goals.items()}
    return {goal: spec.weight.base for goal, spec in scenario.goals.items() if spec.weight is not None}


def _normalised(weights: Sequence[Fraction]) -> tuple[float, ...]:
    total = sum(weights)
    return tuple(float(weight / total) if total else 0.0 for weight in weights)


def _goal_model(scenario: Scenario, goal: str, weights: tuple[float, ...]) -> GoalModel:
    spec = scenario.goals[goal]
    parameter = _parameter(goal, spec)
    most = max((c.base for c in spec.metric.values()), default=0) * max(
        (a.base for a in spec.affinity.values()), default=0
    )
    return GoalModel(
        id=goal,
        over=spec.over,
        response=Response(spec.response, scale_from_parameter(spec.response, parameter)),
        parameter=parameter,
        weight_by_phase=weights,
        index_is_reach=spec.response == "reach" and most <= 1,
        unit=" + ".join(scenario.kpis[kpi].name.en.lower() for kpi in spec.metric),
    )


def _parameter(goal: str, spec: GoalSpec) -> float:
    stated = {
        "reach": spec.audience,
        "saturation": spec.half_at,
        "share": spec.rivals,
        "linear": spec.target,
    }[spec.response]
    if stated is not None:
        return float(stated.base)
    if spec.anchor is None:
        raise ValueError(f"goal {goal} needs the parameter of its response {spec.response}, or an anchor")
    stock = spec.anchor.stock.base
    if spec.over == "phase" and spec.anchor.phases is not None:
        stock /= spec.anchor.phases.base
    return parameter_from_anchor(spec.response, float(stock), float(spec.anchor.score.base))


def _goal_terms(
    scenario: Scenario,
    goal: GoalModel,
    offers: Sequence[Offer],
    yields: Mapping[str, Mapping[str, Fraction]],
    fading: Mapping[str, Fading],
    shares: Mapping[Fading, tuple[Shares, Shares]],
) -> tuple[StockTerms, ...]:
    phases = range(len(scenario.phases))
    terms: tuple[StockTerms, ...] = tuple({} for _ in (phases if goal.over == "phase" else (0,)))
    for offer in offers:
        once, standing = _unit_stock(scenario, scenario.goals[goal.id], offer, yields[offer.id])
        flow, presence = shares[fading[offer.id]]
        for q in phases:
            added = _added(goal, once, standing, flow[q], presence[q])
            for target, amount in zip(terms, added, strict=True):
                if amount > 0.0:
                    target[offer.id, q] = amount
    return terms


def _unit_stock(
    scenario: Scenario, spec: GoalSpec, offer: Offer, yields: Mapping[str, Fraction]
) -> tuple[float, float]:
    """One unit's affinity-weighted metric at full yield: its flow part and its presence part."""
    affinity = spec.affinity.get(offer.id, spec.affinity.get(offer.tier))
    if affinity is None:
        return 0.0, 0.0
    by_kind = {"flow": Fraction(0), "presence": Fraction(0)}
    for kpi, coefficient in spec.metric.items():
        for base in base_kpis(scenario, kpi):
            by_kind[scenario.kpis[base].kind] += affinity.base * coefficient.base * yields[base]
    return float(by_kind["flow"]), float(by_kind["presence"])


def _amount(value: float) -> str:
    """A stock for people: whole numbers with separators, one decimal below 10."""
    return f"{value:,.1f}".removesuffix(".0") if value < 10.0 else f"{value:,.0f}"


def _per_cent(share: float) -> str:
    """A share for people: one decimal below 10 %; never shown as 0 % or 100 % unless it is."""
    if 0.0 < share < 0.001:
        return "under 0.1 %"
    if 0.995 <= share < 1.0:
        return "over 99 %"
    return f"{100 * share:.{1 if 0.0 < share < 0.0995 else 0}f} %"
