"""The catalogue: every offer's identity (id, kind, labels), in market order, without prices or yields."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kolopt.scenario.market_schema import Available, OfferSpec
    from kolopt.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Offer:
    """What one unit is.

    Attributes:
        id: ``tier-format``, plus ``-adjacent``, plus ``-gift`` or ``-framework``; or its key in ``offers``.
        kind: creator, media or owned.
        tier, format, fit, deal: the parts of a creator offer; "" for media and owned.
        labels: every name by which a rule selects it: id, kind, parts and tags.
        registered: booked through the official marketplace.
        spec: the record under ``offers``, None when the offer is built from parts.
        available: its own availability or that of its deal, None when only the tier's pool bounds it.
    """

    id: str
    kind: str
    tier: str
    format: str
    fit: str
    deal: str
    labels: tuple[str, ...]
    registered: bool
    spec: OfferSpec | None
    available: Available | None

    @property
    def pooled(self) -> bool:
        """Whether the offer draws on its tier's pool."""
        return self.kind == "creator" and (self.spec is None or self.spec.available is None)


def _from_parts(scenario: Scenario, tier: str, format_: str, fit: str, deal: str) -> Offer:
    name = f"{tier}-{format_}"
    name += "" if fit == "specialist" else f"-{fit}"
    name += "" if deal == "paid" else f"-{deal}"
    record = scenario.deals[deal]
    tags = (
        *scenario.tiers[tier].tags,
        *scenario.formats[format_].tags,
        *scenario.fits[fit].tags,
        *record.tags,
    )
    labels = tuple(dict.fromkeys((name, "creator", tier, format_, fit, deal, *tags)))
    return Offer(name, "creator", tier, format_, fit, deal, labels, record.registered, None, record.available)


def _from_spec(scenario: Scenario, name: str, spec: OfferSpec) -> Offer:
    if spec.kind != "creator":
        labels = tuple(dict.fromkeys((name, spec.kind, *spec.tags)))
        return Offer(name, spec.kind, "", "", "", "", labels, bool(spec.registered), spec, spec.available)
    tier, format_ = spec.tier or "", spec.format or ""
    deal = scenario.deals[spec.deal]
    tags = (
        *scenario.tiers[tier].tags,
        *scenario.formats[format_].tags,
        *scenario.fits[spec.fit].tags,
        *deal.tags,
        *spec.tags,
    )
    labels = tuple(dict.fromkeys((name, "creator", tier, format_, spec.fit, spec.deal, *tags)))
    registered = deal.registered if spec.registered is None else spec.registered
    available = deal.available if spec.available is None else spec.available
    return Offer(name, "creator", tier, format_, spec.fit, spec.deal, labels, registered, spec, available)


def built_offers(scenario: Scenario) -> tuple[Offer, ...]:
    """The offers made of tier × format × fit × deal, in market order."""
    return tuple(
        _from_parts(scenario, tier, format_, fit, deal)
        for tier, format_, fit, deal in product(
            scenario.tiers, scenario.formats, scenario.fits, scenario.deals
        )
        if (tiers := scenario.deals[deal].tiers) is None or tier in tiers
    )


def lead_days(scenario: Scenario, offer: Offer) -> int:
    """Days between order and publication: the offer's own, else its tier's, else 0."""
    own = None if offer.spec is None else offer.spec.lead_days
    stated = scenario.tiers[offer.tier].lead_days if own is None and offer.tier else own
    return 0 if stated is None else int(stated.base)


def catalogue(scenario: Scenario) -> tuple[Offer, ...]:
    """All offers of a consistent scenario: those made of parts, then those under ``offers``."""
    stated = tuple(_from_spec(scenario, name, spec) for name, spec in scenario.offers.items())
    return built_offers(scenario) + stated
