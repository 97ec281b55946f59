"""Rules of thumb made whole, and what they lose against the best plan for the same money and rules."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.economics.tables import spend
from kolopt.explore.compare import Column, Comparison, moves
from kolopt.explore.judging import broken_rules, figures_of
from kolopt.explore.subject import subject_of
from kolopt.rules.derived import SPECIALIST
from kolopt.scenario.bookings import supply_of
from kolopt.scenario.catalogue import built_offers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kolopt.economics.tables import Counts, Economics
    from kolopt.explore.subject import Subject
    from kolopt.plan.record import Plan
    from kolopt.planning import Options, Progress
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.load import Case
    from kolopt.scenario.market_schema import Habit

BEST = "best"
"""Name of the best plan's column."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One offer of a tier, in the order in which a habit buys them.

    Attributes:
        offer: its id.
        most: phase id → new units that can be had in it, None = any number.
    """

    offer: str
    most: Mapping[str, int] | None

    def has(self, phase: str, units: int) -> bool:
        """Whether so many new units can be had in a phase."""
        return self.most is None or units <= self.most[phase]


def compare_habits(case: Case, options: Options, progress: Progress | None = None) -> Comparison:
    """The best plan beside every rule of thumb of the scenario, each made whole by :func:`whole_split`.

    Each habit gets what the best plan spends on creators; media and the brand's own notes, of
    which no habit speaks, are those of the best plan.

    Raises:
        InvalidInputError, InfeasibleError, LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    subject = subject_of(case, options)
    plan = subject.found(progress)
    subject = subject.given(plan)
    creators = {offer.id: offer.kind == "creator" for offer in subject.economics.offers}
    kept = {line: n for line, n in subject.plan.counts.items() if not creators[line[1]]}
    money = plan.spend.total - spend(subject.economics, kept)
    columns = [Column(BEST, "solved", plan)]
    for name, habit in case.scenario.habits.items():
        counts = {**kept, **whole_split(subject.economics, habit, money)}
        columns.append(_column(name, subject, counts, plan))
    return Comparison(tuple(columns))


def _column(name: str, subject: Subject, counts: Counts, best: Plan) -> Column:
    figures = figures_of(subject, counts, subject.plan.bound)
    scored = subject.question.goal == "score"
    return Column(
        name,
        "habit",
        figures,
        moved=moves(best, figures),
        broken=broken_rules(subject, counts),
        loss=subject.plan.value - subject.value_of(counts) if scored else None,
    )


def whole_split(economics: Economics, habit: Habit, money: int) -> dict[tuple[str, str], int]:
    """Whole creators that follow a rule of thumb.

    The money is split over the phases in which anything can be bought by their weight, and within a
    phase over tiers by the habit's parts. A tier buys its first format and deal, the specialists
    that can be had first, then the other fits; units are rounded down. What is left then buys one
    more unit where rounding took most, tier by tier in the order of what it took (phases and tiers
    in market order where equal).

    Args:
        economics: unit costs, phase weights and pools.
        habit: the split.
        money: fen for creators.

    Returns:
        (phase id, offer id) → units, zeros left out.
    """
    ladders = {tier: _ladder(economics, tier) for tier in habit.tiers}
    counts: dict[tuple[str, str], int] = {}
    missed: list[tuple[Fraction, str, str]] = []
    weights = _open_weights(economics, ladders)
    for phase, weight in weights.items():
        still = {tier: _open_rungs(economics, ladder, phase) for tier, ladder in ladders.items()}
        for tier, part in _parts(economics, habit, still, phase).items():
            left = _buy(economics, counts, phase, still[tier], part * weight * money)
            rung = _next(counts, phase, still[tier])
            if rung is not None and (cost := economics.unit_costs[rung.offer, phase].spend):
                missed.append((left / cost, phase, tier))
    left_over = money - spend(economics, counts) + spend(economics, {})
    for _, phase_id, tier in sorted(missed, key=lambda item: -item[0]):
        rung = _next(counts, phase_id, _open_rungs(economics, ladders[tier], phase_id))
        if rung is not None and (cost := economics.unit_costs[rung.offer, phase_id].spend) <= left_over:
            counts[phase_id, rung.offer] = counts.get((phase_id, rung.offer), 0) + 1
            left_over -= cost
    return counts


def _open_rungs(economics: Economics, ladder: Sequence[Rung], phase: str) -> tuple[Rung, ...]:
    """The rungs of which units can be bought in a phase."""
    return tuple(rung for rung in ladder if (phase, rung.offer) not in economics.closed)


def _open_weights(economics: Economics, ladders: Mapping[str, Sequence[Rung]]) -> dict[str, Fraction]:
    """The weight of each phase in which something of the habit can be bought, as a share of them all."""
    weights = {
        phase.id: Fraction(weight)
        for phase, weight in zip(economics.phases, economics.phase_weights, strict=True)
        if any(_open_rungs(economics, ladder, phase.id) for ladder in ladders.values())
    }
    if not economics.closed:
        return weights
    whole = sum(weights.values())
    return {phase: weight / whole for phase, weight in weights.items() if whole}


def _ladder(economics: Economics, tier: str) -> tuple[Rung, ...]:
    """A tier's offers of the first format and deal, specialists first, and what is left of their pools."""
    own = [offer for offer in built_offers(economics.scenario) if offer.tier == tier]
    if not own:
        return ()
    offers = [offer for offer in own if (offer.format, offer.deal) == (own[0].format, own[0].deal)]
    pool = economics.scenario.tiers[tier].available
    whole = None if pool is None or pool.phase is None else int(pool.phase.base)
    pooled = [offer for offer in economics.offers if offer.tier == tier and offer.pooled]
    if pool is None or pool.specialists is None:
        return (Rung(offers[0].id, _left(economics, pooled, whole)),)
    specialists = int(pool.specialists.base)
    rest = None if whole is None else whole - specialists
    groups = ((True, specialists), (False, rest))
    return tuple(
        Rung(first.id, _left(economics, [o for o in pooled if (o.fit == SPECIALIST) is special], size))
        for special, size in groups
        if (first := next((o for o in offers if (o.fit == SPECIALIST) is special), None))
    )


def _left(economics: Economics, pooled: Sequence[Offer], size: int | None) -> dict[str, int] | None:
    """Phase id → new units that a pool of a size still gives, None for one without end."""
    if size is None:
        return None
    supply = supply_of(economics.scenario)
    return {phase.id: supply.new(pooled, phase, size) for phase in economics.scenario.phases}


def _parts(
    economics: Economics, habit: Habit, ladders: Mapping[str, Sequence[Rung]], phase: str
) -> dict[str, Fraction]:
    """Each tier's share of a phase's money; a split of creators is one of money at their first price."""
    parts = {
        tier: part.base
        * (economics.unit_costs[ladders[tier][0].offer, phase].spend if habit.of == "creators" else 1)
        for tier, part in habit.tiers.items()
        if ladders[tier]
    }
    whole = sum(parts.values())
    return {tier: part / whole for tier, part in parts.items() if part}


def _buy(
    economics: Economics,
    counts: dict[tuple[str, str], int],
    phase: str,
    ladder: Sequence[Rung],
    money: Fraction,
) -> Fraction:
    """Buy down the ladder while the money lasts; returns what is left of it.

    What costs nothing is taken as far as it goes, and not at all where it has no end.
    """
    for rung in ladder:
        cost = economics.unit_costs[rung.offer, phase].spend
        most = None if rung.most is None else rung.most[phase]
        pays = money // cost if cost else most or 0
        units = pays if most is None else min(pays, most)
        if units:
            counts[phase, rung.offer] = units
            money -= units * cost
    return money


def _next(counts: Mapping[tuple[str, str], int], phase: str, ladder: Sequence[Rung]) -> Rung | None:
    """The rung from which one more unit can be had."""
    open_rungs = (rung for rung in ladder if rung.has(phase, counts.get((phase, rung.offer), 0) + 1))
    return next(open_rungs, None)
