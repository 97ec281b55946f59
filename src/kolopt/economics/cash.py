"""Cash: what outside payees are paid, by calendar month, in whole fen (docs/model.md, Cash).

Each payee's part of one unit is rounded to fen by month once; every cash figure is a sum of such
integers, so a plan's months, a rule's total and the audit agree to the fen.
"""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.economics.booked import costs_of
from kolopt.money import round_half_up, sums
from kolopt.scenario.bookings import spans_of
from kolopt.scenario.calendar import purchase_phases
from kolopt.scenario.catalogue import lead_days
from kolopt.scenario.payments import INTERNAL, due_shares, shares_of, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kolopt.economics.costs import UnitCost
    from kolopt.economics.funds import FixedLine
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.orders import Order
    from kolopt.scenario.payments import Shares, Span
    from kolopt.scenario.schema import Phase, Scenario

Dues = dict[tuple[str, str], int]
"""(payee, month) → fen above 0."""


def paid(scenario: Scenario, unit: UnitCost) -> dict[str, int]:
    """What each payee gets for one unit, fen; recoverable VAT is paid, too, with the other VAT."""
    amounts = [(line.payee, line.fen) for line in unit.lines]
    amounts.append((scenario.payees["vat"], unit.vat_recoverable))
    return {payee: fen for payee, fen in sums(amounts).items() if fen}


def spread(fen: int, shares: Shares) -> Iterator[tuple[str, int]]:
    """An amount by month in whole fen: each running total rounded half up, so that the sum is the amount."""
    if len(shares) == 1:
        yield next(iter(shares)), fen
        return
    before, reached = 0, Fraction(0)
    for month, share in shares.items():
        reached += share
        total = round_half_up(fen * reached)
        if total > before:
            yield month, total - before
        before = total


class CashTable:
    """When the units of every line, and the fixed costs, are paid; worked out where it is asked for."""

    def __init__(
        self,
        scenario: Scenario,
        offers: Iterable[Offer],
        unit_costs: Mapping[tuple[str, str], UnitCost],
        fixed: Iterable[FixedLine],
    ) -> None:
        """Keep what dues follow from.

        Args:
            scenario: terms, deals and lead times.
            offers: the catalogue.
            unit_costs: (offer id, phase id) → cost of one unit.
            fixed: every payment of the fixed costs.
        """
        self._scenario = scenario
        self._offers = {offer.id: offer for offer in offers}
        self._phases = {phase.id: phase for phase in purchase_phases(scenario)}
        self._unit_costs = unit_costs
        self._units: dict[tuple[str, str], Dues] = {}
        self.fixed = sums(due for line in fixed for due in self._fixed(line))

    def unit(self, offer: str, phase: str) -> Dues:
        """What falls due for one unit of an offer bought in a phase."""
        if (offer, phase) not in self._units:
            self._units[offer, phase] = sums(self._unit(self._offers[offer], self._phases[phase]))
        return self._units[offer, phase]

    def _unit(self, offer: Offer, phase: Phase) -> Iterator[tuple[tuple[str, str], int]]:
        amounts = paid(self._scenario, self._unit_costs[offer.id, phase.id])
        for payee, fen in _outside(amounts.items()):
            terms = terms_of(self._scenario, payee, offer.deal)
            lead, opens = lead_days(self._scenario, offer), self._scenario.as_of
            shares = due_shares(terms, phase.start, phase.end, lead, opens)
            yield from (((payee, month), part) for month, part in spread(fen, shares))

    @functools.cached_property
    def booked(self) -> dict[str, Dues]:
        """Offer id → what falls due for its booked units, each on its own days."""
        orders: dict[str, list[Order]] = {}
        for order in self._scenario.orders.values():
            orders.setdefault(order.offer, []).append(order)
        return {offer: sums(self._booked(self._offers[offer], of)) for offer, of in orders.items()}

    def _booked(self, offer: Offer, orders: list[Order]) -> Iterator[tuple[tuple[str, str], int]]:
        known: dict[tuple[str, Span, Span], Shares] = {}
        for order, cost in zip(orders, costs_of(self._scenario, offer, orders), strict=True):
            spans = spans_of(self._scenario, order, offer)
            for payee, fen in _outside(paid(self._scenario, cost).items()):
                if (payee, *spans) not in known:
                    terms = terms_of(self._scenario, payee, offer.deal)
                    known[payee, *spans] = shares_of(terms, *spans)
                yield from (((payee, month), part) for month, part in spread(fen, known[payee, *spans]))

    def _fixed(self, line: FixedLine) -> Iterator[tuple[tuple[str, str], int]]:
        for payee, fen in _outside([(line.payee, line.paid)]):
            shares = due_shares(terms_of(self._scenario, payee), line.on, line.on, 0)
            yield from (((payee, month), part) for month, part in spread(fen, shares))


def in_months(dues: Mapping[tuple[str, str], int], months: Iterable[str]) -> int:
    """The fen of dues that fall into some months."""
    wanted = tuple(months)
    return sum(fen for (_, month), fen in dues.items() if month in wanted)


def _outside(amounts: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    return ((payee, fen) for payee, fen in amounts if payee != INTERNAL)
