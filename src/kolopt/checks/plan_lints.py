"""Good practice that a plan's counts show: tiers, their company, timing, registration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.checks.findings import Lint, Remark
from kolopt.checks.tiers import Ladder, ladder, listed
from kolopt.checks.wording import number, percent
from kolopt.economics.costs import quote
from kolopt.scenario.catalogue import lead_days
from kolopt.scenario.parameters import chosen_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.checks.findings import Limits
    from kolopt.economics.tables import Counts, Economics
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import Phase

STAGE_LEVELS, ENTRY = "entry_stage", "entry"
"""The market's level set on how established the brand is, and its level for a first entry."""

REPEAT = "repeat"
"""Tag of deals under which the same creator comes back."""


@dataclass(frozen=True, slots=True)
class Bought:
    """A line of the plan with any units."""

    phase: Phase
    offer: Offer
    count: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as the lints see it.

    Attributes:
        economics: the inputs.
        bought: lines with units, by phase, then catalogue order; never empty.
        ladder: the tiers by size.
    """

    economics: Economics
    bought: tuple[Bought, ...]
    ladder: Ladder

    def creators(self, tiers: Iterable[str] | None = None, phase: Phase | None = None) -> int:
        """Creators bought, of some tiers or all, in a phase or in all."""
        wanted = None if tiers is None else tuple(tiers)
        return sum(
            line.count
            for line in self.bought
            if line.offer.kind == "creator"
            and (wanted is None or line.offer.tier in wanted)
            and (phase is None or line.phase is phase)
        )


def draft(economics: Economics, counts: Counts) -> Draft | None:
    """Counts as lines with their phases and offers; None when nothing is bought."""
    bought = tuple(
        Bought(phase, offer, count)
        for phase in economics.phases
        for offer in economics.offers
        if (count := counts.get((phase.id, offer.id), 0))
    )
    return Draft(economics, bought, ladder(economics.scenario)) if bought else None


def mega_without_network(plan: Draft, limits: Limits) -> Iterator[Remark]:
    """Top-tier creators without enough small ones in the same phase."""
    lower, top = plan.ladder.lower, plan.ladder.top
    for phase in plan.economics.phases:
        heroes = 0 if top is None else plan.creators([top], phase)
        support, wanted = plan.creators(lower, phase), heroes * limits["supporters"]
        if support < wanted:
            yield Remark(
                f"{heroes} {top} in {phase.id}, but {support} {listed(lower)} there; "
                f"{number(limits['supporters'])} for each {top} would be {number(wanted)}"
            )


def mega_at_entry(plan: Draft, _: Limits) -> Iterator[Remark]:
    """Top-tier creators at a first entry."""
    scenario, top = plan.economics.scenario, plan.ladder.top
    heroes = 0 if top is None else plan.creators([top])
    if heroes and STAGE_LEVELS in scenario.levels and chosen_level(scenario, STAGE_LEVELS) == ENTRY:
        yield Remark(f"{heroes} {top} in the plan of a brand at its first entry (entry_stage: {ENTRY})")


def single_tier(plan: Draft, _: Limits) -> Iterator[Remark]:
    """All creators from one tier."""
    tiers = tuple(dict.fromkeys(line.offer.tier for line in plan.bought if line.offer.kind == "creator"))
    if len(tiers) == 1:
        yield Remark(f"all {plan.creators()} creators are {tiers[0]}")


def lower_tiers_ignored(plan: Draft, _: Limits) -> Iterator[Remark]:
    """No small creators although goals that they serve best carry weight."""
    lower = plan.ladder.lower
    if plan.creators(lower):
        return
    shares = {
        goal: weight for goal, weight in _goal_weights(plan.economics).items() if _best_served_low(plan, goal)
    }
    total = sum(shares.values())
    if total > 0:
        yield Remark(
            f"no {listed(lower)} in the plan, while {listed(tuple(shares))}, which they serve best, "
            f"carry {percent(Fraction(total))} of the weight"
        )


def _goal_weights(economics: Economics) -> dict[str, float]:
    """Goal → its share of the campaign's score, for goals with any."""
    weights = {
        goal.id: sum(w * v for w, v in zip(economics.phase_weights, goal.weight_by_phase, strict=True))
        for goal in economics.goals
    }
    return {goal: weight for goal, weight in weights.items() if weight > 0}


def _best_served_low(plan: Draft, goal: str) -> bool:
    """Whether no larger tier has a higher affinity to a goal than the best of the small ones."""
    affinity = plan.economics.scenario.goals[goal].affinity
    low, high = (
        max((affinity[tier].base for tier in tiers if tier in affinity), default=Fraction(0))
        for tiers in (plan.ladder.lower, plan.ladder.upper)
    )
    return low > 0 and low >= high


def no_owned_content(plan: Draft, _: Limits) -> Iterator[Remark]:
    """No notes of the brand's own."""
    if all(line.offer.kind != "owned" for line in plan.bought):
        yield Remark(f"{plan.creators()} creators, but no note of the brand's own")


def gift_promotion(plan: Draft, _: Limits) -> Iterator[Remark]:
    """Creators who get a product, no fee, and no registration."""
    gifts: dict[str, int] = {}
    for line in plan.bought:
        unpaid = quote(plan.economics.scenario, line.offer) == 0
        if line.offer.kind == "creator" and not line.offer.registered and unpaid:
            gifts[line.phase.id] = gifts.get(line.phase.id, 0) + line.count
    if gifts:
        where = listed(tuple(f"{count} in {phase}" for phase, count in gifts.items()))
        yield Remark(f"{where} for a product instead of a fee, not registered: each note must be disclosed")


def phase_shorter_than_lead(plan: Draft, _: Limits) -> Iterator[Remark]:
    """Units whose booking takes longer than the phase they are bought in."""
    groups: dict[tuple[str, str, int], tuple[Phase, int]] = {}
    for line in plan.bought:
        lead = lead_days(plan.economics.scenario, line.offer)
        if lead > _days(line.phase):
            key = (line.phase.id, line.offer.tier or line.offer.id, lead)
            groups[key] = (line.phase, groups.get(key, (line.phase, 0))[1] + line.count)
    for (_name, what, lead), (phase, count) in groups.items():
        first = phase.start - timedelta(days=lead)
        yield Remark(
            f"{count} {what} in {phase.id}, which lasts {_days(phase)} days, but booking takes {lead}: "
            f"order by {first}"
        )


def _days(phase: Phase) -> int:
    return (phase.end - phase.start).days + 1


def early_heavy(plan: Draft, limits: Limits) -> Iterator[Remark]:
    """Too much of the money before the phase that weighs most."""
    economics = plan.economics
    weights = economics.phase_weights
    peak = economics.phases[weights.index(max(weights))]
    costs = [
        (line, line.count * economics.unit_costs[line.offer.id, line.phase.id].spend) for line in plan.bought
    ]
    total = sum(cost for _, cost in costs)
    early = sum(cost for line, cost in costs if line.phase.start < peak.start)
    if early > limits["share"] * total:
        yield Remark(
            f"{percent(Fraction(early, total))} of spend falls before {peak.id}, the phase that weighs most; "
            f"at most {percent(limits['share'])} is usual"
        )


def no_repeat_collaborations(plan: Draft, limits: Limits) -> Iterator[Remark]:
    """Creators in many phases, nobody twice."""
    lines = [line for line in plan.bought if line.offer.kind == "creator"]
    phases = dict.fromkeys(line.phase.id for line in lines)
    named = [line.offer.id for line in lines if line.offer.spec is not None]
    repeated = len(set(named)) < len(named) or any(REPEAT in line.offer.labels for line in lines)
    if len(phases) >= limits["phases"] and not repeated:
        yield Remark(
            f"creators in {len(phases)} phases, but no contract for repeated work and no named creator "
            "in two phases"
        )


PLAN_LINTS: dict[str, Lint[Draft]] = {
    "gift-promotion": Lint(gift_promotion),
    "mega-at-entry": Lint(mega_at_entry),
    "mega-without-network": Lint(mega_without_network, ("supporters",)),
    "single-tier": Lint(single_tier),
    "lower-tiers-ignored": Lint(lower_tiers_ignored),
    "early-heavy": Lint(early_heavy, ("share",)),
    "phase-shorter-than-lead": Lint(phase_shorter_than_lead),
    "no-repeat-collaborations": Lint(no_repeat_collaborations, ("phases",)),
    "no-owned-content": Lint(no_owned_content),
}
"""Lints on plans by code, in the order in which they are shown."""
