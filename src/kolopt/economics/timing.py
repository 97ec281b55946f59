"""How a unit's effect spreads over the phases (docs/model.md#yields-and-time).

With [a, b) the phase of purchase, L = b − a days, [c, d) another stretch of days after it,
λ = ln 2 / half-life and φ the share at publication, a flow bought evenly over [a, b) leaves

- φ + (1 − φ)·(1 − (1 − e^(−λL)) / (λL)) in its own phase, and
- (1 − φ)·e^(−λ(c−b))·(1 − e^(−λL))·(1 − e^(−λ(d−c))) / (λL) in [c, d),

the factored form of the four exponentials in docs/model.md: no difference of near-equal numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import Phase, Scenario

Shares = tuple[tuple[float, ...], ...]
"""F[q][p]: the share of a unit bought in phase q that counts in phase p; 0 for p before q."""


@dataclass(frozen=True, slots=True)
class Fading:
    """A decay with every field resolved.

    Attributes:
        half_life: days, above 0; None = no decay.
        at_publication: φ, 0–1.
        protection_days: days between phase midpoints after which nothing counts.
    """

    half_life: float | None
    at_publication: float
    protection_days: float

    @property
    def rate(self) -> float:
        """λ = ln 2 / half-life, per day; 0 without decay."""
        return 0.0 if self.half_life is None else math.log(2.0) / self.half_life


@dataclass(frozen=True, slots=True)
class Fate:
    """Where a flow unit ends up; the four shares add up to 1.

    Attributes:
        inside: in the phases of the campaign.
        gaps: between phases.
        cut: in phases that lie beyond the protection.
        after: after the campaign's last day.
    """

    inside: float
    gaps: float
    cut: float
    after: float


def decay_of(scenario: Scenario, offer: Offer) -> Fading:
    """An offer's decay: each field from the offer, else its tier, else the market, which states all three."""
    own = None if offer.spec is None else offer.spec.decay
    tier = scenario.tiers[offer.tier].decay if offer.tier else None
    stated = [record for record in (own, tier, scenario.decay) if record is not None]
    half_life = next(record.half_life for record in stated if record.half_life is not None)
    at_publication = next(r.at_publication for r in stated if r.at_publication is not None)
    protection = next(r.protection_days for r in stated if r.protection_days is not None)
    return Fading(
        half_life=None if half_life == "none" else float(half_life.base),
        at_publication=float(at_publication.base),
        protection_days=float(protection.base),
    )


def flow_shares(phases: Sequence[Phase], fading: Fading, bought: Sequence[Phase] | None = None) -> Shares:
    """F of flow KPIs over phases sorted by start; each row sums to at most 1.

    Without decay a flow stays in its own phase. A later phase whose midpoint is more than
    ``protection_days`` away gets nothing.

    Args:
        phases: in which units count.
        fading: how they fade.
        bought: the days of each phase on which units are bought; all of them where it is left out.
    """

    def share(q: Phase, p: Phase) -> float:
        return 0.0 if _distance(q, p) > fading.protection_days else _later_share(q, *_days(p), fading)

    return _matrix(phases, bought or phases, lambda q: _own_share(q, fading), share)


def presence_shares(phases: Sequence[Phase], fading: Fading, bought: Sequence[Phase] | None = None) -> Shares:
    """F of presence KPIs: 2^(−Δ / half-life) with Δ days between midpoints, 0 beyond the protection.

    Arguments as for :func:`flow_shares`; the midpoint of a purchase is that of its own days.
    """

    def share(q: Phase, p: Phase) -> float:
        apart = _distance(q, p)
        return 0.0 if apart > fading.protection_days else math.exp(-fading.rate * apart)

    return _matrix(phases, bought or phases, lambda _: 1.0, share)


def fates(phases: Sequence[Phase], fading: Fading, bought: Sequence[Phase] | None = None) -> tuple[Fate, ...]:
    """Where a flow unit bought in each phase ends up; arguments as for :func:`flow_shares`."""
    shares = flow_shares(phases, fading, bought)
    purchases = bought or phases
    return tuple(_fate(phases, q, purchases[q], shares[q], fading) for q in range(len(phases)))


def _fate(phases: Sequence[Phase], q: int, bought: Phase, shares: tuple[float, ...], fading: Fading) -> Fate:
    later = phases[q + 1 :]
    gaps = [(_days(left)[1], _days(right)[0]) for left, right in pairwise(phases[q:])]
    beyond = [p for p in later if _distance(bought, p) > fading.protection_days]
    return Fate(
        inside=math.fsum(shares),
        gaps=math.fsum(_later_share(bought, *gap, fading) for gap in gaps),
        cut=math.fsum(_later_share(bought, *_days(p), fading) for p in beyond),
        after=_later_share(bought, _days(phases[-1])[1], math.inf, fading),
    )


def _matrix(
    phases: Sequence[Phase],
    purchases: Sequence[Phase],
    own: Callable[[Phase], float],
    later: Callable[[Phase, Phase], float],
) -> Shares:
    return tuple(
        (*(0.0 for _ in phases[:q]), own(bought), *(later(bought, counted) for counted in phases[q + 1 :]))
        for q, bought in enumerate(purchases)
    )


def _days(phase: Phase) -> tuple[int, int]:
    """First day and the day after the last, as day numbers."""
    return phase.start.toordinal(), phase.end.toordinal() + 1


def _distance(earlier: Phase, later: Phase) -> float:
    """Days between the midpoints of two phases."""
    return (sum(_days(later)) - sum(_days(earlier))) / 2


def _own_share(phase: Phase, fading: Fading) -> float:
    if fading.half_life is None:
        return 1.0
    start, end = _days(phase)
    return fading.at_publication + (1.0 - fading.at_publication) * _settled(fading.rate * (end - start))


def _later_share(bought: Phase, start: float, end: float, fading: Fading) -> float:
    """Share of a unit that falls into the days [start, end) after the phase of purchase."""
    rate = fading.rate
    if rate == 0.0:
        return 0.0
    first, sold_out = _days(bought)
    mass = rate * (sold_out - first)
    reaches = math.exp(-rate * (start - sold_out)) * -math.expm1(-mass) / mass
    return (1.0 - fading.at_publication) * reaches * -math.expm1(-rate * (end - start))


def _settled(mass: float) -> float:
    """1 − (1 − e^(−u)) / u, by its series Σ (−1)^(k+1) u^k / (k+1)! where the difference would cancel."""
    if mass >= 1.0:
        return 1.0 + math.expm1(-mass) / mass
    term, terms = 1.0, []
    for k in range(1, 20):
        term *= -mass / (k + 1)
        terms.append(-term)
    return math.fsum(terms)
