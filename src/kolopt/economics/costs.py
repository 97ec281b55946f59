"""What one unit of an offer costs in a phase, cost line by cost line, in whole fen (docs/model.md#money)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from kolopt.money import round_half_up, to_fen
from kolopt.scenario.market_schema import OfferSpec
from kolopt.scenario.payments import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Collection

    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.quantities import Quantity
    from kolopt.scenario.schema import Phase, Scenario

LineName = Literal["creator", "platform", "media", "product", "production", "handling", "agency", "vat"]
COST_LINES: tuple[LineName, ...] = (
    "creator",
    "platform",
    "media",
    "product",
    "production",
    "handling",
    "agency",
    "vat",
)
"""Every cost line, in the order in which they are shown."""

_TAXED_BY_DEFAULT = ("creator", "platform", "agency", "production", "media")
NOTE_LINES = ("creator", "platform")
"""Lines on which cost per read and per engagement are taken, with their VAT."""
_NO_SPEC = OfferSpec.model_construct()


@dataclass(frozen=True, slots=True)
class CostLine:
    """One part of a unit's cost.

    Attributes:
        name: one of :data:`COST_LINES`.
        payee: who is paid.
        fen: amount; negative only for ``vat`` that an inclusive price contains and that comes back.
        in_spend: counts against the budget.
    """

    name: LineName
    payee: str
    fen: int
    in_spend: bool = True


@dataclass(frozen=True, slots=True)
class UnitCost:
    """The cost of one unit, fen.

    Attributes:
        lines: the cost lines that are not zero, in the order of :data:`COST_LINES`.
        vat_contained: memo: VAT that tax-inclusive prices contain.
        vat_recoverable: VAT that comes back; in neither ``spend`` nor ``outlay``.
        rebate_memo: memo: a rebate that is settled later and so does not reduce the cost.
        spend: the lines that count against the budget.
        outlay: all lines: what the brand pays in the end, its own team's work included.
        note_cost: creator + platform + their tax, the basis of cost per read and per engagement.
    """

    lines: tuple[CostLine, ...]
    vat_contained: int
    vat_recoverable: int
    rebate_memo: int
    spend: int
    outlay: int
    note_cost: int

    def total(self, names: Collection[str]) -> int:
        """The sum of the named cost lines, fen; a line that the unit does not have counts 0."""
        return sum(line.fen for line in self.lines if line.name in names)


@dataclass(frozen=True, slots=True)
class Vat:
    """VAT on a taxed amount, fen.

    Attributes:
        due: what it adds to the cost: positive on top of exclusive prices, 0 when these get it back,
            negative when it is contained in the price and comes back.
        contained: part of the taxed amount that is VAT (inclusive prices).
        recoverable: VAT that comes back.
    """

    due: int = 0
    contained: int = 0
    recoverable: int = 0


def vat_on(scenario: Scenario, taxed: int) -> Vat:
    """VAT on an amount in fen; nothing where the scenario does not state a VAT basis.

    Exclusive prices: R(rate · taxed). Inclusive prices: taxed − R(taxed / (1 + rate)).
    """
    tax = scenario.tax
    if tax is None:
        return Vat()
    rate = (scenario.vat if tax.rate is None else tax.rate).base
    if tax.prices == "exclusive":
        due = round_half_up(rate * taxed)
        return Vat(recoverable=due) if tax.recoverable else Vat(due=due)
    contained = taxed - round_half_up(taxed / (1 + rate))
    return Vat(-contained, contained, contained) if tax.recoverable else Vat(contained=contained)


def taxed_lines(scenario: Scenario) -> tuple[str, ...]:
    """The cost lines that carry VAT."""
    tax = scenario.tax
    return _TAXED_BY_DEFAULT if tax is None or tax.lines is None else tax.lines


def quote(scenario: Scenario, offer: Offer) -> Fraction:
    """What the seller asks for one unit, yuan, not rounded and before season, rebate and fees.

    tier × format × fit × deal × category; an offer's own ``quote`` is final; media and owned
    units without one have no quote (0).
    """
    if offer.spec is not None and offer.spec.quote is not None:
        return offer.spec.quote.base
    if offer.kind != "creator":
        return Fraction(0)
    category = None if scenario.category is None else scenario.categories[scenario.category].price
    factors = (
        scenario.formats[offer.format].price,
        scenario.fits[offer.fit].price,
        scenario.deals[offer.deal].price,
        category,
    )
    price = scenario.tiers[offer.tier].quote.base
    for factor in factors:
        price *= _base(factor, 1)
    return price


def season_factor(offer: Offer, phase: Phase) -> Fraction:
    """The factor on the quote in a phase: the tier's, else the phase's ``all``, else 1.

    An offer's own ``quote`` is final, so no season applies to it.
    """
    if offer.spec is not None and offer.spec.quote is not None:
        return Fraction(1)
    return _base(phase.season.get(offer.tier, phase.season.get("all")), 1)


def unit_cost(scenario: Scenario, offer: Offer, phase: Phase) -> UnitCost:
    """The cost of one unit of an offer bought in a phase.

    Agency fee and VAT are taken on lines that are already rounded to fen, each rounded half-up once.
    """
    asked = quote(scenario, offer) * season_factor(offer, phase)
    amounts = _seller_lines(scenario, offer, asked) | _own_lines(scenario, offer)
    amounts["agency"] = _agency_fee(scenario, amounts)
    taxed = taxed_lines(scenario)
    vat = vat_on(scenario, _add(amounts, taxed))
    note_vat = vat_on(scenario, _add(amounts, [name for name in NOTE_LINES if name in taxed]))
    amounts["vat"] = vat.due
    lines = tuple(_line(scenario, name, amounts[name]) for name in COST_LINES if amounts[name])
    return UnitCost(
        lines=lines,
        vat_contained=vat.contained,
        vat_recoverable=vat.recoverable,
        rebate_memo=_rebate_memo(scenario, asked),
        spend=sum(line.fen for line in lines if line.in_spend),
        outlay=sum(line.fen for line in lines),
        note_cost=_add(amounts, NOTE_LINES) + note_vat.due,
    )


def _line(scenario: Scenario, name: LineName, fen: int) -> CostLine:
    if name == "handling":
        return CostLine(name, INTERNAL, fen, in_spend=scenario.budget.internal)
    return CostLine(name, scenario.payees[name], fen)


def _seller_lines(scenario: Scenario, offer: Offer, asked: Fraction) -> dict[str, int]:
    rebate = scenario.rebate
    on_order = rebate.rate.base if rebate is not None and rebate.settled == "order" else Fraction(0)
    fee = scenario.platform_fee.rate.base if offer.registered else Fraction(0)
    return {"creator": to_fen(asked * (1 - on_order)), "platform": to_fen(fee * asked)}


def _own_lines(scenario: Scenario, offer: Offer) -> dict[str, int]:
    own = offer.spec or _NO_SPEC
    sent = scenario.product if offer.kind == "creator" else None
    handling = own.handling
    if handling is None and offer.kind == "creator":
        handling = scenario.tiers[offer.tier].handling
    return {
        "media": to_fen(_base(own.media, 0)),
        "product": 0 if sent is None else to_fen(sent.cost.base + _base(sent.shipping, 0)),
        "production": to_fen(_base(own.production, 0)),
        "handling": to_fen(_base(handling, 0)),
    }


def _agency_fee(scenario: Scenario, amounts: dict[str, int]) -> int:
    agency = scenario.agency
    return 0 if agency is None else round_half_up(agency.rate.base * _add(amounts, agency.lines))


def _rebate_memo(scenario: Scenario, asked: Fraction) -> int:
    rebate = scenario.rebate
    return 0 if rebate is None or rebate.settled == "order" else to_fen(rebate.rate.base * asked)


def _add(amounts: dict[str, int], names: Collection[str]) -> int:
    return sum(amounts[name] for name in COST_LINES if name in names and name in amounts)


def _base(number: Quantity | None, default: int) -> Fraction:
    return Fraction(default) if number is None else number.base
