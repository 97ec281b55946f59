"""The audit's money: cost lines of a unit, fixed costs and funds, from docs/model.md#money alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from kolopt.money import FEN_PER_YUAN, to_fen

if TYPE_CHECKING:
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.quantities import Quantity
    from kolopt.scenario.schema import FixedCost, Phase, Release, Scenario

_VAT_BY_DEFAULT = ("creator", "platform", "agency", "production", "media")


@dataclass(frozen=True, slots=True)
class Vat:
    """VAT on an amount, in fen.

    Attributes:
        due: what it adds to the cost; negative where it is contained in the price and comes back.
        recoverable: what comes back.
        contained: what the price contains, a memo.
    """

    due: int
    recoverable: int
    contained: int


@dataclass(frozen=True, slots=True)
class Unit:
    """The money of one unit, in fen.

    Attributes:
        lines: cost line → fen, zeros left out.
        spend: what counts against the budget.
        internal: handling that does not.
        vat: on all taxed lines.
        rebate_later: rebate that does not reduce the cost, a memo.
        delivery: creator and platform lines with the VAT on those two, for costs per result.
    """

    lines: dict[str, int]
    spend: int
    internal: int
    vat: Vat
    rebate_later: int
    delivery: int
    named: dict[tuple[str, str], int] = field(default_factory=dict)
    """(cost line, payee) → fen of the line that a ledger pays to somebody else than the market's payee."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One fixed cost on one day, in fen."""

    id: str
    payee: str
    on: date
    net: int
    vat: Vat


@dataclass(frozen=True, slots=True)
class Funds:
    """The budget's parts in fen."""

    total: int
    reserve: int
    fixed: int

    @property
    def plannable(self) -> int:
        """What the decision may spend."""
        return self.total - self.reserve - self.fixed


def unit(scenario: Scenario, offer: Offer, phase: Phase) -> Unit:
    """The money of one unit of an offer bought in a phase."""
    quote = _quote(scenario, offer, phase)
    rebate = scenario.rebate.rate.base if scenario.rebate else Fraction(0)
    now = scenario.rebate is not None and scenario.rebate.settled == "order"
    lines = {
        "creator": to_fen(quote * (1 - rebate) if now else quote),
        "platform": to_fen(quote * scenario.platform_fee.rate.base) if offer.registered else 0,
        **_own_lines(scenario, offer),
    }
    agency = scenario.agency
    lines["agency"] = _part(agency.rate.base, sum(lines[name] for name in agency.lines)) if agency else 0
    vat = vat_on(scenario, sum(lines[name] for name in _taxed_lines(scenario)))
    lines["vat"] = vat.due
    internal = 0 if scenario.budget.internal else lines["handling"]
    return Unit(
        lines={name: fen for name, fen in lines.items() if fen},
        spend=sum(lines.values()) - internal,
        internal=internal,
        vat=vat,
        rebate_later=0 if now else to_fen(quote * rebate),
        delivery=_delivery(scenario, lines),
    )


def _quote(scenario: Scenario, offer: Offer, phase: Phase) -> Fraction:
    """Yuan, unrounded; season acts on quotes built from parts, not on an offer's own final one."""
    if offer.spec is not None and offer.spec.quote is not None:
        return offer.spec.quote.base
    if offer.kind != "creator":
        return Fraction(0)
    quote = scenario.tiers[offer.tier].quote.base
    parts = (scenario.formats[offer.format], scenario.fits[offer.fit], scenario.deals[offer.deal])
    for factor in (part.price for part in parts):
        quote *= factor.base if factor else 1
    if scenario.category:
        quote *= scenario.categories[scenario.category].price.base
    season = phase.season.get(offer.tier) or phase.season.get("all")
    return quote * season.base if season else quote


def _own_lines(scenario: Scenario, offer: Offer) -> dict[str, int]:
    spec, product = offer.spec, scenario.product
    is_creator = offer.kind == "creator"
    tier_handling = scenario.tiers[offer.tier].handling if is_creator else None
    goods = _fen(product.cost) + _fen(product.shipping) if product and is_creator else 0
    return {
        "media": _fen(spec.media) if spec else 0,
        "product": goods,
        "production": _fen(spec.production) if spec else 0,
        "handling": _fen(spec.handling if spec and spec.handling else tier_handling),
    }


def _fen(amount: Quantity | None) -> int:
    return int(amount.base * FEN_PER_YUAN) if amount else 0


def _part(rate: Fraction, fen: int) -> int:
    return to_fen(rate * fen / FEN_PER_YUAN)


def vat_rate(scenario: Scenario) -> Fraction:
    """The scenario's rate, else the market's."""
    stated = scenario.tax.rate if scenario.tax else None
    return (stated or scenario.vat).base


def vat_on(scenario: Scenario, taxed: int) -> Vat:
    """VAT on an amount in fen: on top of exclusive prices, contained in inclusive ones."""
    if scenario.tax is None:
        return Vat(0, 0, 0)
    back = scenario.tax.recoverable
    if scenario.tax.prices == "exclusive":
        vat = _part(vat_rate(scenario), taxed)
        return Vat(due=0 if back else vat, recoverable=vat if back else 0, contained=0)
    vat = taxed - _part(1 / (1 + vat_rate(scenario)), taxed)
    return Vat(due=-vat if back else 0, recoverable=vat if back else 0, contained=vat)


def _taxed_lines(scenario: Scenario) -> tuple[str, ...]:
    stated = scenario.tax.lines if scenario.tax else None
    return _VAT_BY_DEFAULT if stated is None else stated


def _delivery(scenario: Scenario, lines: dict[str, int]) -> int:
    basis = ("creator", "platform")
    taxed = sum(lines[name] for name in basis if name in _taxed_lines(scenario))
    return sum(lines[name] for name in basis) + vat_on(scenario, taxed).due


def payments(scenario: Scenario) -> tuple[Payment, ...]:
    """Every fixed cost on its day, by day, then id."""
    unsorted = [
        _payment(scenario, name, cost, day)
        for name, cost in scenario.fixed_costs.items()
        for day in _days(scenario, cost)
    ]
    return tuple(sorted(unsorted, key=lambda payment: (payment.on, payment.id)))


def _payment(scenario: Scenario, name: str, cost: FixedCost, day: date) -> Payment:
    net = _fen(cost.amount)
    return Payment(name, cost.payee, day, net, vat_on(scenario, net if cost.taxed else 0))


def _days(scenario: Scenario, cost: FixedCost) -> list[date]:
    first, last = scenario.phases[0].start, scenario.phases[-1].end
    if cost.per == "campaign":
        return [cost.on or first]
    every_day = (date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))
    return [next(days) for _, days in groupby(every_day, key=lambda day: (day.year, day.month))]


def funds(scenario: Scenario) -> Funds:
    """Total, reserve and fixed costs, the latter with the VAT that they add."""
    total = _total(scenario)
    reserve = max(0, agreed_reserve(scenario) - set_free(scenario))
    fixed = sum(payment.net + payment.vat.due for payment in payments(scenario))
    return Funds(total, reserve, fixed)


def _total(scenario: Scenario) -> int:
    return int(scenario.budget.total.base * _rate(scenario) * FEN_PER_YUAN)


def agreed_reserve(scenario: Scenario) -> int:
    """The reserve before its releases."""
    held = scenario.budget.reserve
    if held is not None and held.share:
        return _part(held.share.base, _total(scenario))
    return to_fen(held.money.base * _rate(scenario)) if held is not None and held.money else 0


def set_free(scenario: Scenario) -> int:
    """What is released of the reserve by the planning day."""
    day, entries = scenario.as_of, scenario.budget.released
    return sum(released_fen(scenario, entry) for entry in entries if day is None or entry.on <= day)


def released_fen(scenario: Scenario, entry: Release) -> int:
    """One release in fen."""
    return to_fen(entry.amount.base * _rate(scenario))


def _rate(scenario: Scenario) -> Fraction:
    """Yuan that one unit of the budget is planned at: 1, or the stated rate less the buffer."""
    stated = scenario.currency
    if isinstance(stated, str) or scenario.budget.in_ != stated.report:
        return Fraction(1)
    return stated.rate.base - (stated.rate.base * stated.buffer.base if stated.buffer else 0)
