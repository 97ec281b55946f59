"""Payment terms on the calendar: in which months what is owed to a payee falls due (docs/model.md, Cash).

Units of a line are published evenly over the days of their phase; an order is placed
``lead_days`` before its publication, but not before the planning day. Amounts of money are none of
this module's business.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.scenario.bookings import spans_of
from kolopt.scenario.catalogue import lead_days
from kolopt.scenario.market_schema import Instalment
from kolopt.scenario.quantities import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import FixedCost, Scenario

Shares = dict[str, Fraction]
"""Month (``2027-05``) → the share of an amount that falls due in it, in rising order; they add up to 1."""

Span = tuple[date, date]
"""First and last day, both included."""

INTERNAL = "internal"
"""The brand's own team: what it costs is paid to nobody outside."""
_ALL = Quantity.model_construct(base=Fraction(1))
AT_PUBLICATION = (Instalment.model_construct(share=_ALL, at="publication"),)
"""The terms of a payee for whom none are stated."""


def month_of(day: date) -> str:
    """The calendar month of a day: ``2027-05``."""
    return day.isoformat()[:7]


def terms_of(scenario: Scenario, payee: str, deal: str = "") -> tuple[Instalment, ...]:
    """A payee's instalments: those of the deal, else its own, else all of it at publication."""
    under_deal = scenario.deals[deal].payments.get(payee) if deal else None
    stated = under_deal or scenario.payments.get(payee)
    return AT_PUBLICATION if stated is None else stated.terms


def due_shares(
    terms: Iterable[Instalment], first: date, last: date, lead: int, opens: date | None = None
) -> Shares:
    """When an amount falls due that is published evenly from ``first`` to ``last``, both included.

    Args:
        terms: the payee's instalments.
        first: the first day of publication.
        last: the last day of publication.
        lead: days from order to publication.
        opens: no order is placed before this day; those that should have been are placed on it.
    """
    before = timedelta(days=lead)
    ordered, late = (first - before, last - before), 0
    if opens is not None and opens > ordered[0]:
        late = (min(opens, ordered[1]) - ordered[0]).days
        ordered = opens, max(opens, ordered[1])
    return shares_of(terms, (first, last), ordered, late)


def shares_of(terms: Iterable[Instalment], out: Span, ordered: Span, late: int = 0) -> Shares:
    """When an amount falls due whose days of publication and of order are known.

    Args:
        terms: the payee's instalments.
        out: first and last day of publication, evenly between them.
        ordered: first and last day of the order, likewise.
        late: how many more days' orders are placed on its first day.
    """
    shares: Shares = {}
    for part in terms:
        (first, last), more = (ordered, late) if part.at == "order" else (out, 0)
        days = (last - first).days + 1 + more
        first, last = _later(part, first), _later(part, last)
        for month, inside in ((month_of(first), more), *_days_by_month(first, last)):
            shares[month] = shares.get(month, Fraction(0)) + part.share.base * Fraction(inside, days)
    return {month: shares[month] for month in sorted(shares) if shares[month]}


def _days_by_month(first: date, last: date) -> Iterator[tuple[str, int]]:
    """Every month from ``first`` to ``last``, and how many of these days lie in it."""
    while first <= last:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        yield month_of(first), (min(last + timedelta(days=1), following) - first).days
        first = following


def fixed_days(scenario: Scenario, cost: FixedCost) -> Iterator[date]:
    """The days on which a fixed cost is due under ``at: publication``: once, or once a month.

    The campaign runs from the first phase's first day to the last phase's last day, gaps included.
    A monthly cost is due once for each calendar month that it touches, on its first day in that month.
    """
    first, last = scenario.phases[0].start, scenario.phases[-1].end
    if cost.per == "campaign":
        yield cost.on or first
        return
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield max(first, date(month // 12, month % 12 + 1, 1))


def due_months(scenario: Scenario, offers: Iterable[Offer]) -> tuple[str, ...]:
    """Every month in which a payment for a unit or for a fixed cost can fall due, in rising order."""
    stretches: dict[Span, None] = {}
    billed = dict.fromkeys(
        (offer.deal, lead_days(scenario, offer), payee)
        for offer in offers
        for payee in _payees(scenario, offer)
        if payee != INTERNAL
    )
    for deal, lead, payee in billed:
        before = timedelta(days=lead)
        for phase in scenario.phases:
            out, ordered = (phase.start, phase.end), (phase.start - before, phase.end - before)
            stretches |= dict.fromkeys(_stretches(terms_of(scenario, payee, deal), out, ordered))
    for cost in scenario.fixed_costs.values():
        if cost.payee != INTERNAL:
            for day in fixed_days(scenario, cost):
                once = (day, day)
                stretches |= dict.fromkeys(_stretches(terms_of(scenario, cost.payee), once, once))
    by_id = {offer.id: offer for offer in offers}
    booked = dict.fromkeys(
        (payee, by_id[order.offer].deal, *spans_of(scenario, order, by_id[order.offer]))
        for order in scenario.orders.values()
        for payee in (*_payees(scenario, by_id[order.offer]), *([order.payee] if order.payee else []))
    )
    for payee, deal, out, ordered in booked:
        stretches |= dict.fromkeys(_stretches(terms_of(scenario, payee, deal), out, ordered))
    return tuple(sorted({month: None for span in stretches for month, _ in _days_by_month(*span)}))


def _stretches(terms: Iterable[Instalment], out: Span, ordered: Span) -> Iterator[Span]:
    """First and last day on which each instalment falls due."""
    for part in terms:
        if part.share.base:
            first, last = ordered if part.at == "order" else out
            yield _later(part, first), _later(part, last)


def _later(part: Instalment, day: date) -> date:
    """When an instalment falls due whose order or publication is on a day."""
    return day if part.days is None else day + timedelta(days=int(part.days.base))


def months_through(months: Iterable[str]) -> tuple[str, ...]:
    """Every calendar month from the first to the last of some; none of none."""
    numbers = [12 * int(month[:4]) + int(month[5:]) - 1 for month in months]
    if not numbers:
        return ()
    return tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(min(numbers), max(numbers) + 1))


def _payees(scenario: Scenario, offer: Offer) -> Iterator[str]:
    """Who can be owed something for a unit of an offer."""
    payees, spec = scenario.payees, offer.spec
    if offer.kind == "creator":
        yield payees["creator"]
        if offer.registered:
            yield payees["platform"]
        if scenario.product is not None:
            yield payees["product"]
    if spec is not None and spec.media is not None:
        yield payees["media"]
    if spec is not None and spec.production is not None:
        yield payees["production"]
    if scenario.agency is not None:
        yield payees["agency"]
    if scenario.tax is not None:
        yield payees["vat"]
