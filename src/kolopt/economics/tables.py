"""The economics of a scenario in one world, tabulated once, and the totals of any counts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kolopt.economics.cash import CashTable
from kolopt.economics.costs import COST_LINES, unit_cost
from kolopt.economics.costs import season_factor as season_of
from kolopt.economics.funds import fixed_lines, funds
from kolopt.economics.goals import goal_models, phase_weights, stock_coefficients
from kolopt.economics.timing import Fate, decay_of, fates
from kolopt.economics.yields import kpi_value, unit_yields
from kolopt.money import exact_sum, sums
from kolopt.scenario.catalogue import catalogue

if TYPE_CHECKING:
    from fractions import Fraction

    from kolopt.economics.cash import Dues
    from kolopt.economics.costs import UnitCost
    from kolopt.economics.funds import FixedLine, Funds
    from kolopt.economics.goals import GoalModel, StockTerms
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.quantities import World
    from kolopt.scenario.schema import Phase, Scenario

Counts = Mapping[tuple[str, str], int]
"""(phase id, offer id) → units; what is missing is 0."""


@dataclass(frozen=True, slots=True)
class Economics:
    """Every number that the decision is weighed by.

    Attributes:
        scenario: what it was made from.
        world: the world of the yields.
        offers: the catalogue, in market order.
        phases: by start.
        unit_costs: (offer id, phase id) → cost of one unit.
        yields: offer id → KPI → lifetime yield of one unit, sums included.
        funds: total, reserve, fixed costs, plannable.
        fixed: every payment of the fixed costs.
        cash: when units and fixed costs are paid; follows from the other fields.
        goals: by id.
        stock_terms: goal id → one mapping per phase (one in all for a goal over the campaign)
            of (offer id, phase index of purchase) → stock added by one unit.
        phase_weights: ω_p.
    """

    scenario: Scenario
    world: World
    offers: tuple[Offer, ...]
    phases: tuple[Phase, ...]
    unit_costs: Mapping[tuple[str, str], UnitCost]
    yields: Mapping[str, Mapping[str, Fraction]]
    funds: Funds
    fixed: tuple[FixedLine, ...]
    cash: CashTable = field(compare=False)
    goals: tuple[GoalModel, ...]
    stock_terms: Mapping[str, tuple[StockTerms, ...]]
    phase_weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CostTotals:
    """What counts cost, fen. ``by_line`` and ``by_payee`` each add up to ``spend``.

    Attributes:
        spend: what counts against the budget.
        outlay: spend and the internal lines beside it; fixed costs are not in it.
        by_line: cost line → fen, in the order of :data:`~kolopt.economics.costs.COST_LINES`.
        by_payee: payee → fen, by name.
        internal: cost lines that do not count against the budget.
        vat_contained, vat_recoverable, rebate_memo, note_cost: see
            :class:`~kolopt.economics.costs.UnitCost`.
    """

    spend: int
    outlay: int
    by_line: Mapping[str, int]
    by_payee: Mapping[str, int]
    internal: int
    vat_contained: int
    vat_recoverable: int
    rebate_memo: int
    note_cost: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one plan, points from 0 to 100.

    Attributes:
        by_goal: goal id → its score in each phase (the same in all for a goal over the campaign).
        by_phase: Σ_g w[g, p] · score(g) in p.
        goals: goal id → Σ_p ω_p · score(g) in p.
        campaign: Σ_p ω_p · score in p.
    """

    by_goal: Mapping[str, tuple[float, ...]]
    by_phase: tuple[float, ...]
    goals: Mapping[str, float]
    campaign: float


def tabulate(scenario: Scenario, world: World) -> Economics:
    """Work out all unit costs, yields and stock terms of a consistent scenario."""
    offers = catalogue(scenario)
    yields = {offer.id: _all_yields(scenario, offer, world) for offer in offers}
    goals = goal_models(scenario)
    unit_costs, fixed = _unit_costs(scenario, offers), fixed_lines(scenario)
    return Economics(
        scenario=scenario,
        world=world,
        offers=offers,
        phases=scenario.phases,
        unit_costs=unit_costs,
        yields=yields,
        funds=funds(scenario),
        fixed=fixed,
        cash=CashTable(scenario, offers, unit_costs, fixed),
        goals=goals,
        stock_terms=stock_coefficients(scenario, goals, offers, yields),
        phase_weights=phase_weights(scenario),
    )


def refunded(economics: Economics, scenario: Scenario) -> Economics:
    """The tables of a scenario that differs in its budget, rules or objective only: prices and yields stay.

    Args:
        economics: of the other scenario.
        scenario: with the same content but for ``budget.total`` and ``budget.reserve``, rules,
            the parameters and levels that rules read, and the objective.
    """
    return replace(economics, scenario=scenario, funds=funds(scenario))


def spend(economics: Economics, counts: Counts) -> int:
    """What counts against the budget, fen.

    Raises:
        KeyError: a phase or offer that the scenario does not have; so do all functions on counts.
    """
    return sum(n * unit.spend for n, _, _, unit in _bought(economics, counts))


def cost_totals(economics: Economics, counts: Counts) -> CostTotals:
    """What counts cost, by cost line and by payee."""
    units = [(n, unit) for n, _, _, unit in _bought(economics, counts)]
    lines = [(line, n * line.fen) for n, unit in units for line in unit.lines]
    by_line = sums((line.name, fen) for line, fen in lines if line.in_spend)
    by_payee = sums((line.payee, fen) for line, fen in lines if line.in_spend)
    return CostTotals(
        spend=sum(n * unit.spend for n, unit in units),
        outlay=sum(n * unit.outlay for n, unit in units),
        by_line={name: by_line[name] for name in COST_LINES if name in by_line},
        by_payee=dict(sorted(by_payee.items())),
        internal=sum(fen for line, fen in lines if not line.in_spend),
        vat_contained=sum(n * unit.vat_contained for n, unit in units),
        vat_recoverable=sum(n * unit.vat_recoverable for n, unit in units),
        rebate_memo=sum(n * unit.rebate_memo for n, unit in units),
        note_cost=sum(n * unit.note_cost for n, unit in units),
    )


def cash_totals(economics: Economics, counts: Counts) -> Dues:
    """What outside payees are paid for units and fixed costs: (payee, month) → fen."""
    units = (
        (due, n * fen)
        for (phase, offer), n in counts.items()
        for due, fen in economics.cash.unit(offer, phase).items()
    )
    return sums((*units, *economics.cash.fixed.items()))


def kpi_totals(economics: Economics, counts: Counts) -> dict[str, Fraction]:
    """Every KPI of the units bought, at full yield, wherever in time it falls."""
    bought = sums((offer, n) for n, offer, _, _ in _bought(economics, counts))
    return {
        kpi: exact_sum((n, economics.yields[offer][kpi]) for offer, n in bought.items())
        for kpi in economics.scenario.kpis
    }


def flow_fates(economics: Economics, counts: Counts) -> dict[str, Fate]:
    """Where each flow KPI of the units bought falls, in units of the KPI: the part that is lost shows."""
    scenario, bought = economics.scenario, _bought(economics, counts)
    used = dict.fromkeys(offer for _, offer, _, _ in bought)
    offers = (offer for offer in economics.offers if offer.id in used)
    fate = {offer.id: fates(scenario.phases, decay_of(scenario, offer)) for offer in offers}
    totals = {}
    for kpi in (kpi for kpi, record in scenario.kpis.items() if record.kind == "flow"):
        parts = [(n * float(economics.yields[offer][kpi]), fate[offer][q]) for n, offer, q, _ in bought]
        totals[kpi] = Fate(
            inside=math.fsum(amount * part.inside for amount, part in parts),
            gaps=math.fsum(amount * part.gaps for amount, part in parts),
            cut=math.fsum(amount * part.cut for amount, part in parts),
            after=math.fsum(amount * part.after for amount, part in parts),
        )
    return totals


def stocks(economics: Economics, counts: Counts) -> dict[str, tuple[float, ...]]:
    """Each goal's stock per phase; one number in all for a goal over the campaign."""
    bought = [((offer, q), n) for n, offer, q, _ in _bought(economics, counts)]
    return {
        goal.id: tuple(
            math.fsum(n * terms[line] for line, n in bought if line in terms)
            for terms in economics.stock_terms[goal.id]
        )
        for goal in economics.goals
    }


def scores(economics: Economics, counts: Counts) -> Scores:
    """Scores per goal and phase, per phase, per goal and of the campaign."""
    phases, weights, held = range(len(economics.phases)), economics.phase_weights, stocks(economics, counts)
    by_goal = {}
    for goal in economics.goals:
        points = tuple(goal.score(stock) for stock in held[goal.id])
        by_goal[goal.id] = points * len(phases) if goal.over == "campaign" else points
    by_phase = tuple(
        math.fsum(goal.weight_by_phase[p] * by_goal[goal.id][p] for goal in economics.goals) for p in phases
    )
    return Scores(
        by_goal=by_goal,
        by_phase=by_phase,
        goals={goal: _weighted(weights, points) for goal, points in by_goal.items()},
        campaign=_weighted(weights, by_phase),
    )


def _all_yields(scenario: Scenario, offer: Offer, world: World) -> dict[str, Fraction]:
    yields = unit_yields(scenario, offer, world)
    return {kpi: kpi_value(scenario, yields, kpi) for kpi in scenario.kpis}


def _unit_costs(scenario: Scenario, offers: tuple[Offer, ...]) -> dict[tuple[str, str], UnitCost]:
    """Unit costs; phases share one where the season does."""
    costs: dict[tuple[str, str], UnitCost] = {}
    for offer in offers:
        by_season: dict[Fraction, UnitCost] = {}
        for phase in scenario.phases:
            season = season_of(offer, phase)
            if season not in by_season:
                by_season[season] = unit_cost(scenario, offer, phase)
            costs[offer.id, phase.id] = by_season[season]
    return costs


def _bought(economics: Economics, counts: Counts) -> list[tuple[int, str, int, UnitCost]]:
    """(units, offer id, index of the phase, unit cost) of every line; unknown names raise KeyError."""
    order = {phase.id: index for index, phase in enumerate(economics.phases)}
    return [
        (n, offer, order[phase], economics.unit_costs[offer, phase])
        for (phase, offer), n in counts.items()
        if n
    ]


def _weighted(weights: tuple[float, ...], points: tuple[float, ...]) -> float:
    return math.fsum(weight * value for weight, value in zip(weights, points, strict=True))
