"""The figures of a plan: money, KPIs, phases and goals, as parts of the record."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from kolopt.economics.booked import booked_results
from kolopt.economics.cash import in_months, paid
from kolopt.economics.goals import reads_as
from kolopt.economics.tables import cash_totals, cost_totals, flow_fates, kpi_totals, scores, stocks
from kolopt.economics.yields import kpi_value, unit_yields
from kolopt.money import FEN_PER_YUAN, exact_sum
from kolopt.plan.record import (
    CashPart,
    FatePart,
    FixedPart,
    FundsPart,
    GoalPart,
    KpisPart,
    LinePart,
    OutlayPart,
    PhasePart,
    RangePart,
    SpendPart,
    UnitCostsPart,
)
from kolopt.scenario.payments import INTERNAL, months_through
from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kolopt.economics.tables import CostTotals, Counts, Economics, Scores
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import Phase

UNIT_COST_BASIS = "creator + platform + their VAT"
"""What costs per result are taken on (docs/model.md#money)."""


@dataclass(frozen=True)
class Figures:
    """All parts of the record that follow from economics and counts.

    Attributes:
        economics: tables in the plan's world.
        counts: (phase id, offer id) → units; only positive ones, in record order.
    """

    economics: Economics
    counts: Counts

    @cached_property
    def offers(self) -> Mapping[str, Offer]:
        """The catalogue by id."""
        return {offer.id: offer for offer in self.economics.offers}

    @cached_property
    def scores(self) -> Scores:
        """All scores of the counts."""
        return scores(self.economics, self.counts)

    @cached_property
    def costs(self) -> CostTotals:
        """All costs of the counts."""
        return cost_totals(self.economics, self.counts)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Tiers in market order, then ``media`` and ``owned`` where the catalogue has them."""
        return tuple(dict.fromkeys(group(offer) for offer in self.economics.offers))

    def part(self, phase: str | None = None, tier: str | None = None, kind: str | None = None) -> Figures:
        """The figures of one phase, of one group, of one kind of offer, new and booked units alike."""

        def belongs(at: str, offer: Offer) -> bool:
            return phase in (None, at) and tier in (None, group(offer)) and kind in (None, offer.kind)

        booked = (line for line in self.economics.booked if belongs(line.phase, self.offers[line.offer]))
        counts = {(p, o): n for (p, o), n in self.counts.items() if belongs(p, self.offers[o])}
        return Figures(replace(self.economics, booked=tuple(booked)), counts)

    def lines(self) -> tuple[LinePart, ...]:
        """One part per line with units."""
        return tuple(self._line(phase, offer, n) for (phase, offer), n in self.counts.items())

    def _line(self, phase: str, offer: str, count: int) -> LinePart:
        unit = self.economics.unit_costs[offer, phase]
        return LinePart(
            phase=phase,
            offer=offer,
            tier=group(self.offers[offer]),
            count=count,
            unit_cost=unit.spend,
            cost=count * unit.spend,
            cost_lines={line.name: line.fen for line in unit.lines},
        )

    def fixed(self) -> tuple[FixedPart, ...]:
        """Every payment of the fixed costs."""
        return tuple(
            FixedPart(id=line.id, payee=line.payee, on=line.on, net=line.net, vat=line.vat)
            for line in self.economics.fixed
        )

    def funds(self) -> FundsPart:
        """Where the budget goes."""
        funds = self.economics.funds
        return FundsPart(
            total=funds.total,
            reserve=funds.reserve,
            fixed=funds.fixed,
            plannable=funds.plannable,
            spend=self.costs.spend,
            left=funds.plannable - self.costs.spend,
        )

    def spend(self) -> SpendPart:
        """The spend and its four splits."""
        phases = [phase.id for phase in self.economics.phases]
        return SpendPart(
            total=self.costs.spend,
            by_tier={tier: self.part(tier=tier).costs.spend for tier in self.groups},
            by_phase={phase: self.part(phase=phase).costs.spend for phase in phases},
            by_cost_line=dict(self.costs.by_line),
            by_payee=dict(self.costs.by_payee),
        )

    def outlay(self) -> OutlayPart:
        """All money that leaves the brand."""
        fixed = self.economics.fixed
        return OutlayPart(
            total=self.costs.outlay + self.economics.funds.fixed,
            spend=self.costs.spend,
            internal=self.costs.internal,
            fixed=self.economics.funds.fixed,
            vat_recoverable=self.costs.vat_recoverable + sum(line.vat_recoverable for line in fixed),
            vat_contained=self.costs.vat_contained + sum(line.vat_contained for line in fixed),
            rebate_later=self.costs.rebate_memo,
        )

    def cash(self) -> CashPart:
        """What is paid to outside payees, by month and payee."""
        scenario, unit_costs = self.economics.scenario, self.economics.unit_costs
        dues = cash_totals(self.economics, self.counts)
        months = months_through(month for _, month in dues)
        bills = [(n, paid(scenario, unit_costs[o, p]).get(INTERNAL, 0)) for (p, o), n in self.counts.items()]
        bills += [(1, paid(scenario, line.cost).get(INTERNAL, 0)) for line in self.economics.booked]
        bills += [(1, line.paid) for line in self.economics.fixed if line.payee == INTERNAL]
        return CashPart(
            total=sum(dues.values()),
            internal=sum(n * fen for n, fen in bills),
            by_month={month: in_months(dues, [month]) for month in months},
            by_payee={
                payee: {month: dues[payee, month] for month in months if (payee, month) in dues}
                for payee in sorted(dict.fromkeys(payee for payee, _ in dues))
            },
        )

    @cached_property
    def _yields(self) -> Mapping[World, Mapping[str, Mapping[str, Fraction]]]:
        """World → offer → KPI → yield of one unit, sums included."""
        scenario = self.economics.scenario
        others = {
            world: {
                offer: {kpi: kpi_value(scenario, flat, kpi) for kpi in scenario.kpis}
                for offer in self.used
                for flat in [unit_yields(scenario, self.offers[offer], world)]
            }
            for world in World
            if world is not self.economics.world
        }
        return {self.economics.world: self.economics.yields, **others}

    @cached_property
    def used(self) -> tuple[str, ...]:
        """Ids of the offers bought, then of those only booked."""
        booked = (line.offer for line in self.economics.booked)
        return tuple(dict.fromkeys((*(offer for _, offer in self.counts), *booked)))

    @cached_property
    def _results(self) -> Mapping[World, Mapping[tuple[str, str], Mapping[str, Fraction]]]:
        """World → (phase id, offer id) → what is booked there brings."""
        return {
            world: booked_results(self.economics.scenario, yields) for world, yields in self._yields.items()
        }

    def _ranges(self, phase: str | None = None, tier: str | None = None) -> dict[str, RangePart]:
        part = self.part(phase, tier)
        booked = [(line.phase, line.offer) for line in part.economics.booked]

        def total(world: World, kpi: str) -> Fraction:
            new = ((n, self._yields[world][offer][kpi]) for (_, offer), n in part.counts.items())
            return exact_sum((*new, *((1, self._results[world][line][kpi]) for line in booked)))

        return {
            kpi: RangePart.model_validate({world.value: total(world, kpi) for world in World})
            for kpi in self.economics.scenario.kpis
        }

    def kpis(self) -> KpisPart:
        """KPIs in the three worlds: in total, by phase, by group."""
        return KpisPart(
            total=self._ranges(),
            by_phase={phase.id: self._ranges(phase=phase.id) for phase in self.economics.phases},
            by_tier={tier: self._ranges(tier=tier) for tier in self.groups},
        )

    def unit_costs(self, phase: str | None = None) -> UnitCostsPart:
        """Cost per result of the creators' notes, in the campaign or in a phase."""
        notes = self.part(phase, kind="creator")
        cost = notes.costs.note_cost
        results = kpi_totals(notes.economics, notes.counts)

        def per(kpi: str, units: int = 1) -> Fraction | None:
            delivered = results.get(kpi, Fraction(0))
            return Fraction(cost, FEN_PER_YUAN) * units / delivered if delivered else None

        return UnitCostsPart.model_validate(
            {
                "basis": UNIT_COST_BASIS,
                "cost": cost,
                "cpm": per("exposures", 1000),
                "per_read": per("reads"),
                "per_engagement": per("engagements"),
            }
        )

    def phases(self) -> tuple[PhasePart, ...]:
        """One part per phase, by start."""
        return tuple(self._phase(index, phase) for index, phase in enumerate(self.economics.phases))

    def _phase(self, index: int, phase: Phase) -> PhasePart:
        part = self.part(phase.id)
        kpis = kpi_totals(part.economics, part.counts)
        scenario = self.economics.scenario
        by_tier = part.creators("tier", scenario.tiers)
        return PhasePart.model_validate(
            {
                "id": phase.id,
                "kind": phase.kind,
                "start": phase.start,
                "end": phase.end,
                "weight": self.economics.phase_weights[index],
                "creators": sum(by_tier.values()),
                "notes": kpis.get("notes", Fraction(0)),
                "hours": kpis.get("hours", Fraction(0)),
                "spend": part.costs.spend,
                "by_tier": by_tier,
                "by_format": part.creators("format", scenario.formats),
                "by_fit": part.creators("fit", scenario.fits),
                "unit_costs": self.unit_costs(phase.id),
                "score": self.scores.by_phase[index],
            }
        )

    def creators(self, part: str, names: Iterable[str]) -> dict[str, int]:
        """Creators by tier, format or fit."""
        creators = dict.fromkeys(names, 0)
        units = [(offer, n) for (_, offer), n in self.counts.items()]
        units += [(line.offer, line.units) for line in self.economics.booked]
        for offer, n in units:
            if self.offers[offer].kind == "creator":
                creators[getattr(self.offers[offer], part)] += n
        return creators

    def goals(self) -> tuple[GoalPart, ...]:
        """One part per goal and phase, then one per goal for the campaign."""
        held = stocks(self.economics, self.counts)
        parts = []
        for goal in self.economics.goals:
            for index, phase in enumerate(self.economics.phases):
                stock = held[goal.id][0 if goal.over == "campaign" else index]
                parts.append(
                    GoalPart.model_validate(
                        {
                            "goal": goal.id,
                            "phase": phase.id,
                            "weight": goal.weight_by_phase[index],
                            "stock": stock,
                            "score": self.scores.by_goal[goal.id][index],
                            "reads_as": reads_as(goal, stock),
                        }
                    )
                )
        parts += [self._campaign_goal(index) for index in range(len(self.economics.goals))]
        return tuple(parts)

    def _campaign_goal(self, index: int) -> GoalPart:
        goal = self.economics.goals[index]
        pairs = zip(self.economics.phase_weights, goal.weight_by_phase, strict=True)
        return GoalPart.model_validate(
            {
                "goal": goal.id,
                "phase": "campaign",
                "weight": math.fsum(share * weight for share, weight in pairs),
                "stock": None,
                "score": self.scores.goals[goal.id],
                "reads_as": "mean of the phases by their weight",
            }
        )

    def fate(self) -> dict[str, FatePart]:
        """Where each flow KPI falls in time."""
        return {
            kpi: FatePart.model_validate(
                {"inside": fate.inside, "gaps": fate.gaps, "cut": fate.cut, "after": fate.after}
            )
            for kpi, fate in flow_fates(self.economics, self.counts).items()
        }


def group(offer: Offer) -> str:
    """Tier of a creator offer; ``media`` or ``owned`` of the others."""
    return offer.tier or offer.kind
