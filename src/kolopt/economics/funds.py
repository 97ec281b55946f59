"""The money that can be planned: total − held reserve − fixed costs, in fen (docs/model.md#money)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.economics.costs import vat_on
from kolopt.money import FEN_PER_YUAN, round_half_up, to_fen
from kolopt.scenario.payments import fixed_days
from kolopt.scenario.quantities import MoneyOrShare, Quantity
from kolopt.scenario.schema import MODEL_CURRENCY, Currency

if TYPE_CHECKING:
    from datetime import date

    from kolopt.scenario.schema import FixedCost, Scenario


@dataclass(frozen=True, slots=True)
class FixedLine:
    """One payment of a fixed cost.

    Attributes:
        id: its key under ``fixed_costs``.
        payee: who is paid.
        on: the day it falls on.
        net: the amount as stated, fen.
        vat: VAT that it adds, fen; negative when contained in the amount and recovered.
        vat_contained: memo: VAT contained in the amount, fen.
        vat_recoverable: VAT that comes back, fen; not in :attr:`total`.
    """

    id: str
    payee: str
    on: date
    net: int
    vat: int
    vat_contained: int = 0
    vat_recoverable: int = 0

    @property
    def total(self) -> int:
        """What the payment takes from the budget, fen."""
        return self.net + self.vat

    @property
    def paid(self) -> int:
        """What the payee gets, VAT that comes back included, fen."""
        return self.total + self.vat_recoverable


@dataclass(frozen=True, slots=True)
class Funds:
    """The budget and what is left of it for decisions, fen; ``plannable`` may be negative.

    Attributes:
        total: all money.
        reserve: what is held back, releases taken off.
        fixed: the fixed costs.
        plannable: total − reserve − fixed.
    """

    total: int
    reserve: int
    fixed: int
    plannable: int


def fixed_lines(scenario: Scenario) -> tuple[FixedLine, ...]:
    """Every payment of the fixed costs, by day, then id."""
    lines = (
        _payment(scenario, name, cost, day)
        for name, cost in scenario.fixed_costs.items()
        for day in fixed_days(scenario, cost)
    )
    return tuple(sorted(lines, key=lambda line: (line.on, line.id)))


def funds(scenario: Scenario) -> Funds:
    """Total, reserve, fixed costs and what can be planned.

    A total in another currency is converted once and rounded down to fen. A reserve stated as a
    share is of the total, rounded half-up to fen; what is released of it by the planning day can be
    planned.
    """
    total = total_of(scenario, scenario.budget.total.base)
    fixed = sum(line.total for line in fixed_lines(scenario))
    reserve = max(0, agreed_reserve(scenario) - released(scenario))
    return Funds(total, reserve, fixed, total - reserve - fixed)


def released(scenario: Scenario) -> int:
    """What of the reserve is free by the planning day (all of it without one), fen."""
    day, rate = scenario.as_of, yuan_per_unit(scenario)
    return sum(
        to_fen(release.amount.base * rate)
        for release in scenario.budget.released
        if day is None or release.on <= day
    )


def agreed_reserve(scenario: Scenario) -> int:
    """The reserve before anything was released, fen."""
    return _reserve(scenario, total_of(scenario, scenario.budget.total.base))


def total_of(scenario: Scenario, amount: Fraction) -> int:
    """A total of so many units of the budget's currency, in fen, rounded down."""
    return math.floor(amount * yuan_per_unit(scenario) * FEN_PER_YUAN)


def with_total(scenario: Scenario, fen: int) -> Scenario:
    """The scenario with another total, stated in CNY whatever the budget's currency; for its funds only."""
    rate, budget = yuan_per_unit(scenario), scenario.budget
    changes: dict[str, object] = {"total": Quantity(base=Fraction(fen, FEN_PER_YUAN)), "in_": None}
    if rate != 1 and budget.reserve is not None and budget.reserve.money is not None:
        held = Quantity(base=Fraction(_reserve(scenario, fen), FEN_PER_YUAN))
        changes["reserve"] = MoneyOrShare(money=held)
    if rate != 1:
        changes["released"] = tuple(
            release.model_copy(update={"amount": Quantity(base=release.amount.base * rate)})
            for release in budget.released
        )
    return scenario.model_copy(update={"budget": budget.model_copy(update=changes)})


def yuan_per_unit(scenario: Scenario) -> Fraction:
    """What one unit of the budget's currency is planned at: rate × (1 − buffer); 1 for a budget in CNY."""
    currency = scenario.currency
    if scenario.budget.in_ in (None, MODEL_CURRENCY) or not isinstance(currency, Currency):
        return Fraction(1)
    return currency.rate.base * (1 - (Fraction(0) if currency.buffer is None else currency.buffer.base))


def _reserve(scenario: Scenario, total: int) -> int:
    held = scenario.budget.reserve
    if held is None:
        return 0
    if held.share is not None:
        return round_half_up(held.share.base * total)
    return 0 if held.money is None else to_fen(held.money.base * yuan_per_unit(scenario))


def _payment(scenario: Scenario, name: str, cost: FixedCost, day: date) -> FixedLine:
    net = to_fen(cost.amount.base)
    vat = vat_on(scenario, net if cost.taxed else 0)
    return FixedLine(name, cost.payee, day, net, vat.due, vat.contained, vat.recoverable)
