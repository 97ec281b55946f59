"""Rules that other fields of a scenario imply: the budget, pools of creators, bands of phase spend.

Each is a text in the rule language like any other rule, so that audit, explanation and
reports treat all rules alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kolopt.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    return (
        Derived("budget", "spend <= budget in campaign", "the money that can be planned"),
        *_pools(scenario, catalogue),
        *_own_availability(scenario, catalogue),
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


def _pools(scenario: Scenario, catalogue: tuple[Offer, ...]) -> Iterator[Derived]:
    for tier, record in scenario.tiers.items():
        pool = record.available
        offers = tuple(o for o in catalogue if o.tier == tier and o.pooled)
        if pool is None or not offers:
            continue
        path = f"tiers.{tier}.available"
        everyone = _select(offers, (tier,), catalogue)
        if pool.specialists is not None:
            yield from _pool_by_fit(tier, record, offers, catalogue)
        elif pool.phase is not None:
            yield _at_most(f"available-{tier}", everyone, pool.phase, f"{path}.phase", record)
        if pool.campaign is not None:
            name = f"available-{tier}-campaign"
            yield _at_most(name, everyone, pool.campaign, f"{path}.campaign", record, "in campaign")


def _pool_by_fit(
    tier: str, record: Tier, offers: tuple[Offer, ...], catalogue: tuple[Offer, ...]
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
        name = f"available-{tier}-specialist"
        yield _at_most(name, selection, pool.specialists, f"{path}.specialists", record)
    if others and pool.phase is not None:
        fits = dict.fromkeys(o.fit for o in others)
        selection = _select(others, tuple(f"{tier} & {fit}" for fit in fits), catalogue)
        rest = pool.phase.model_copy(update={"base": pool.phase.base - pool.specialists.base})
        found = _at_most(f"available-{tier}-adjacent", selection, rest, f"{path}.phase", record)
        yield replace(found, assumed=found.assumed or _assumed(pool.specialists, record))


def _at_most(
    name: str, selection: str, most: Quantity, origin: str, record: Sourced, scope: str = "in each phase"
) -> Derived:
    text = f"count({selection}) <= {decimal_text(most.base)} {scope}"
    return Derived(name, text, most.why or "how many can be had", origin, _assumed(most, record))


def _own_availability(scenario: Scenario, catalogue: tuple[Offer, ...]) -> Iterator[Derived]:
    """Limits of single offers, their own or their deal's; one rule for a deal that is closed."""
    for offer in catalogue:
        if offer.spec is not None and offer.spec.available is not None:
            yield from _limits(offer.id, offer.spec.available, f"offers.{offer.id}.available", offer.spec)
    for deal, record in scenario.deals.items():
        offers = tuple(
            o for o in catalogue if o.deal == deal and (o.spec is None or o.spec.available is None)
        )
        if record.available is None or not offers:
            continue
        path = f"deals.{deal}.available"
        if record.available.phase is not None and record.available.phase.base == 0:
            selection = _select(offers, (deal,), catalogue)
            closed = record.available.phase
            yield _at_most(f"available-{deal}", selection, closed, f"{path}.phase", record, "in campaign")
            continue
        for offer in offers:
            yield from _limits(offer.id, record.available, path, record)


def _limits(offer: str, available: Available, path: str, record: Sourced) -> Iterator[Derived]:
    if available.phase is not None:
        yield _at_most(f"available-{offer}", offer, available.phase, f"{path}.phase", record)
    if available.campaign is not None:
        name = f"available-{offer}-campaign"
        yield _at_most(name, offer, available.campaign, f"{path}.campaign", record, "in campaign")


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
