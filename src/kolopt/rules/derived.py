"""Rules that other fields of a scenario imply: the budget, pools of creators, bands of phase spend.

Each is a text in the rule language like any other rule, so that audit, explanation and
reports treat all rules alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.money import decimal_text
from kolopt.scenario.bookings import supply_of
from kolopt.scenario.calendar import days_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.scenario.bookings import Supply
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.market_schema import Available, Tier
    from kolopt.scenario.quantities import MoneyOrShare, Quantity, Sourced
    from kolopt.scenario.schema import Phase, Scenario

SPECIALIST = "specialist"
"""The fit that a tier's ``specialists`` bound."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived rule before it is read.

    Attributes:
        id: the rule's id.
        text: the rule in the rule language.
        why: where it comes from, in words.
        origin: dotted path of the value behind its number, "" when it has none.
        assumed: that value is an assumption.
    """

    id: str
    text: str
    why: str
    origin: str = ""
    assumed: bool = False


def derive(scenario: Scenario, offers: Iterable[Offer]) -> tuple[Derived, ...]:
    """All derived rules of a consistent scenario with its catalogue of offers."""
    catalogue = tuple(offers)
    supply = supply_of(scenario)
    return (
        Derived("budget", "spend <= budget in campaign", "the money that can be planned"),
        *_pools(supply, catalogue),
        *_own_availability(supply, catalogue),
        *_phase_budgets(scenario.phases),
    )


def _assumed(number: Quantity, record: Sourced) -> bool:
    """Whether a number is an assumption, by its own mark or else by that of its record."""
    own = number if number.status is not None or number.source is not None else record
    return own.status == "assumption"


def _select(wanted: Iterable[Offer], labels: Iterable[str], catalogue: tuple[Offer, ...]) -> str:
    """A selection of exactly these offers: by labels (``micro & adjacent``) if those fit, else by ids."""
    ids = [offer.id for offer in wanted]
    parts = [frozenset(label.split(" & ")) for label in labels]
    by_label = [o.id for o in catalogue if any(part.issubset(o.labels) for part in parts)]
    return ", ".join(labels if by_label == ids else ids)


def _pools(supply: Supply, catalogue: tuple[Offer, ...]) -> Iterator[Derived]:
    for tier, record in supply.scenario.tiers.items():
        available = record.available
        offers = tuple(o for o in catalogue if o.tier == tier and o.pooled)
        if available is None or not offers:
            continue
        path = f"tiers.{tier}.available"
        everyone = _Pool(_select(offers, (tier,), catalogue), offers, record)
        if available.specialists is not None:
            yield from _pool_by_fit(supply, tier, record, offers, catalogue)
        elif available.phase is not None:
            yield from _in_phases(supply, f"available-{tier}", everyone, available.phase, f"{path}.phase")
        if available.campaign is not None:
            name = f"available-{tier}-campaign"
            yield _in_campaign(supply, name, everyone, available.campaign, f"{path}.campaign")


def _pool_by_fit(
    supply: Supply, tier: str, record: Tier, offers: tuple[Offer, ...], catalogue: tuple[Offer, ...]
) -> Iterator[Derived]:
    """Specialists ≤ S and all others ≤ pool − S, in each phase."""
    pool = record.available
    if pool is None or pool.specialists is None:
        return
    path = f"tiers.{tier}.available"
    specialists = tuple(o for o in offers if o.fit == SPECIALIST)
    others = tuple(o for o in offers if o.fit != SPECIALIST)
    if specialists:
        selection = _select(specialists, (f"{tier} & {SPECIALIST}",), catalogue)
        name, origin = f"available-{tier}-specialist", f"{path}.specialists"
        yield from _in_phases(supply, name, _Pool(selection, specialists, record), pool.specialists, origin)
    if others and pool.phase is not None:
        fits = dict.fromkeys(o.fit for o in others)
        selection = _select(others, tuple(f"{tier} & {fit}" for fit in fits), catalogue)
        rest = pool.phase.model_copy(update={"base": pool.phase.base - pool.specialists.base})
        name, origin = f"available-{tier}-adjacent", f"{path}.phase"
        for found in _in_phases(supply, name, _Pool(selection, others, record), rest, origin):
            yield replace(found, assumed=found.assumed or _assumed(pool.specialists, record))


@dataclass(frozen=True, slots=True)
class _Pool:
    """Offers that are limited together.

    Attributes:
        selection: them in the rule language.
        offers: them.
        record: where the limit is stated.
    """

    selection: str
    offers: tuple[Offer, ...]
    record: Sourced


def _in_phases(supply: Supply, name: str, pool: _Pool, size: Quantity, origin: str) -> Iterator[Derived]:
    """A pool per phase: one rule, and one for each phase in which something of it is gone.

    A phase that has ended needs none: nothing can be bought in it.
    """
    phases = supply.scenario.phases
    still = [phase for phase in phases if days_left(supply.scenario, phase)]
    most = {phase.id: supply.most(pool.offers, phase, int(size.base)) for phase in still}
    whole = [phase for phase, units in most.items() if units == size.base]
    if len(whole) == len(phases):
        yield _at_most(name, pool, size, origin, "in each phase")
    elif whole:
        yield _at_most(name, pool, size, origin, f"in {', '.join(whole)}")
    for phase, units in most.items():
        if phase not in whole:
            why = f"of {int(size.base)}, without those cancelled and those of the days that are over"
            left = size.model_copy(update={"base": Fraction(units), "why": why})
            yield _at_most(f"{name}@{phase}", pool, left, origin, f"in {phase}")


def _in_campaign(supply: Supply, name: str, pool: _Pool, size: Quantity, origin: str) -> Derived:
    """A pool over the campaign; what is booked uses it up, cancelled units too."""
    gone = supply.gone(pool.offers, [phase.id for phase in supply.scenario.phases])
    most = max(gone.units, int(size.base) - gone.cancelled)
    left = size if most == size.base else size.model_copy(update={"base": Fraction(most)})
    return _at_most(name, pool, left, origin, "in campaign")


def _at_most(name: str, pool: _Pool, most: Quantity, origin: str, scope: str) -> Derived:
    text = f"count({pool.selection}) <= {decimal_text(most.base)} {scope}"
    return Derived(name, text, most.why or "how many can be had", origin, _assumed(most, pool.record))


def _own_availability(supply: Supply, catalogue: tuple[Offer, ...]) -> Iterator[Derived]:
    """Limits of single offers, their own or their deal's; one rule for a deal that is closed."""
    for offer in catalogue:
        if offer.spec is not None and offer.spec.available is not None:
            path = f"offers.{offer.id}.available"
            yield from _limits(supply, offer, offer.spec.available, path, offer.spec)
    for deal, record in supply.scenario.deals.items():
        offers = tuple(
            o for o in catalogue if o.deal == deal and (o.spec is None or o.spec.available is None)
        )
        if record.available is None or not offers:
            continue
        path = f"deals.{deal}.available"
        if record.available.phase is not None and record.available.phase.base == 0:
            pool = _Pool(_select(offers, (deal,), catalogue), offers, record)
            closed = record.available.phase
            yield _in_campaign(supply, f"available-{deal}", pool, closed, f"{path}.phase")
            continue
        for offer in offers:
            yield from _limits(supply, offer, record.available, path, record)


def _limits(
    supply: Supply, offer: Offer, available: Available, path: str, record: Sourced
) -> Iterator[Derived]:
    name, pool = f"available-{offer.id}", _Pool(offer.id, (offer,), record)
    if available.phase is not None:
        yield from _in_phases(supply, name, pool, available.phase, f"{path}.phase")
    if available.campaign is not None:
        yield _in_campaign(supply, f"{name}-campaign", pool, available.campaign, f"{path}.campaign")


def _phase_budgets(phases: Iterable[Phase]) -> Iterator[Derived]:
    for phase in phases:
        for side, sign in (("min", ">="), ("max", "<=")):
            part = getattr(phase.budget, side, None)
            if part is not None:
                yield _phase_budget(phase, side, sign, part)


def _phase_budget(phase: Phase, side: str, sign: str, part: MoneyOrShare) -> Derived:
    number = part.share if part.money is None else part.money
    if number is None:
        raise AssertionError(f"phase {phase.id}: budget.{side} is neither money nor a share")
    bound = (
        f"{decimal_text(number.base * 100)}% of budget" if part.money is None else decimal_text(number.base)
    )
    text = f"spend {sign} {bound} in {phase.id}"
    origin = f"phases.{phase.id}.budget.{side}"
    return Derived(f"budget-{side}@{phase.id}", text, "the phase's budget", origin, _assumed(number, phase))
