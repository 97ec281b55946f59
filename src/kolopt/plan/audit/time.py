"""The audit's clock: which share of a unit works in which phase (docs/model.md#yields-and-time)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import Phase, Scenario

_SMALL = 1e-3


@dataclass(frozen=True, slots=True)
class Fading:
    """How an offer's effect fades: decay rate per day (0 = none), φ, protection in days."""

    rate: float
    at_publication: float
    protection: float


@dataclass(frozen=True, slots=True)
class Fate:
    """Shares of a flow unit; they add up to 1."""

    inside: float
    gaps: float
    cut: float
    after: float


def fading(scenario: Scenario, offer: Offer) -> Fading:
    """Each field from the offer, else its tier, else the market."""
    tier = scenario.tiers[offer.tier].decay if offer.tier else None
    layers = (offer.spec.decay if offer.spec else None, tier, scenario.decay)
    stated = [layer for layer in layers if layer is not None]
    half_life = next(layer.half_life for layer in stated if layer.half_life is not None)
    share = next(layer.at_publication for layer in stated if layer.at_publication is not None)
    protection = next(layer.protection_days for layer in stated if layer.protection_days is not None)
    rate = 0.0 if half_life == "none" else math.log(2) / float(half_life.base)
    return Fading(rate, float(share.base), float(protection.base))


def days(phase: Phase) -> int:
    """Days of a phase, both dates included."""
    return phase.end.toordinal() - phase.start.toordinal() + 1


def distance(bought: Phase, later: Phase) -> float:
    """Days from the middle of one phase to the middle of a later one."""
    twice = (
        later.start.toordinal() + later.end.toordinal() - bought.start.toordinal() - bought.end.toordinal()
    )
    return twice / 2


def flow(fade: Fading, bought: Phase, at: Phase) -> float:
    """F[q,p] of a flow KPI."""
    if at.end < bought.start or (at.id != bought.id and distance(bought, at) > fade.protection):
        return 0.0
    return _uncut_flow(fade, bought, at)


def presence(fade: Fading, bought: Phase, at: Phase) -> float:
    """F[q,p] of presence."""
    gap = 0.0 if at.id == bought.id else distance(bought, at)
    if gap < 0 or gap > fade.protection:
        return 0.0
    return math.exp(-fade.rate * gap)


def fate(fade: Fading, bought: Phase, phases: tuple[Phase, ...]) -> Fate:
    """Where the flow of a unit bought in a phase ends up."""
    later = [at for at in phases if at.end >= bought.start]
    inside = math.fsum(flow(fade, bought, at) for at in later)
    delivered = math.fsum(_uncut_flow(fade, bought, at) for at in later)
    after = _tail(fade, bought, phases[-1].end.toordinal() - bought.end.toordinal())
    return Fate(inside, max(0.0, 1.0 - delivered - after), delivered - inside, after)


def _uncut_flow(fade: Fading, bought: Phase, at: Phase) -> float:
    decaying = 1.0 - fade.at_publication
    if at.id == bought.id:
        return fade.at_publication + decaying * _early(fade.rate * days(bought))
    if fade.rate == 0.0:
        return 0.0
    wait = at.start.toordinal() - bought.end.toordinal() - 1
    return _tail(fade, bought, wait) * -math.expm1(-fade.rate * days(at))


def _tail(fade: Fading, bought: Phase, wait: int) -> float:
    """The share that is still to come ``wait`` days after the phase of purchase."""
    if fade.rate == 0.0:
        return 0.0
    span = fade.rate * days(bought)
    return (1.0 - fade.at_publication) * math.exp(-fade.rate * wait) * -math.expm1(-span) / span


def _early(span: float) -> float:
    """1 − (1 − e^(−s))/s; by its series where the difference would cancel; 1 without decay."""
    if span == 0.0:
        return 1.0
    if span < _SMALL:
        return span / 2 * (1 - span / 3 * (1 - span / 4 * (1 - span / 5)))
    return 1.0 + math.expm1(-span) / span
