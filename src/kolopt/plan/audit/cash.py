"""The audit's cash: every payment to somebody outside, day by day, from docs/model.md (Cash) alone."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.money import to_fen, yuan
from kolopt.plan.audit import money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.plan.audit.facts import Facts
    from kolopt.plan.audit.spending import JsonObject
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.orders import Order
    from kolopt.scenario.schema import Scenario

Ledger = dict[tuple[str, str], int]
"""(payee, month) → fen."""
_TEAM = "internal"


def ledger(facts: Facts) -> Ledger:
    """What everybody outside is paid in each month; nothing for the brand's own team."""
    found: Ledger = {}
    known: dict[tuple[str, str, Days, Days], dict[str, Fraction]] = {}
    for payee, deal, out, ordered, units, fen in _bills(facts):
        key = (payee, deal, out, ordered)
        if payee == _TEAM or not fen:
            continue
        if key not in known:
            known[key] = _portions(facts.scenario, *key)
        for month, part in _whole_fen(fen, known[key]):
            found[payee, month] = found.get((payee, month), 0) + units * part
    return {due: fen for due, fen in found.items() if fen}


def cash(facts: Facts, paid: Ledger) -> JsonObject:
    """The cash of a plan by month and by payee, as its file states it."""
    months = _calendar([month for _, month in paid])
    return {
        "total": yuan(sum(paid.values())),
        "internal": yuan(sum(units * fen for payee, *_, units, fen in _bills(facts) if payee == _TEAM)),
        "by_month": {month: yuan(_of_month(paid, month)) for month in months},
        "by_payee": {
            payee: {month: yuan(paid[payee, month]) for month in months if (payee, month) in paid}
            for payee in sorted({payee for payee, _ in paid})
        },
    }


def _of_month(paid: Ledger, wanted: str) -> int:
    return sum(fen for (_, month), fen in paid.items() if month == wanted)


Days = tuple[date, ...]
"""Every day of a stretch, one by one; a day may come more than once."""
Bill = tuple[str, str, Days, Days, int, int]
"""Payee, deal, days of publication, days of order, how many times, fen each time."""


def _bills(facts: Facts) -> Iterator[Bill]:
    """What is owed to everybody, the own team included: for each unit of a purchase, and fixed."""
    for bought in facts.purchases:
        if bought.booked:
            continue
        out = _days(bought.phase.start, bought.phase.end)
        ordered = _earlier(out, _lead(facts.scenario, bought.offer))
        if facts.scenario.as_of is not None:  # what is planned today is not ordered yesterday
            ordered = tuple(max(day, facts.scenario.as_of) for day in ordered)
        for payee, fen in _owed(facts.scenario, bought.unit).items():
            yield payee, bought.offer.deal, out, ordered, bought.count, fen
    for order, offer, unit in facts.booked:
        out, ordered = _known_days(facts.scenario, order, offer)
        for payee, fen in _owed(facts.scenario, unit).items():
            yield payee, offer.deal, out, ordered, 1, fen
    for payment in money.payments(facts.scenario):
        fen = payment.net + payment.vat.due + payment.vat.recoverable
        yield payment.payee, "", (payment.on,), (payment.on,), 1, fen


def _known_days(scenario: Scenario, order: Order, offer: Offer) -> tuple[Days, Days]:
    """When a booked unit is published, and when it is ordered; what is not stated as for new units."""
    out, ordered = order.published_on, order.ordered_on
    (phase,) = (phase for phase in scenario.phases if phase.id == order.phase)
    first, day = phase.start, scenario.as_of
    if day is not None and phase.start <= day <= phase.end:
        first = day
    published = (out,) if out is not None else _days(first, phase.end)
    return published, (ordered,) if ordered is not None else _earlier(published, _lead(scenario, offer))


def _earlier(days: Days, lead: int) -> Days:
    return tuple(day - timedelta(days=lead) for day in days)


def _days(first: date, last: date) -> Days:
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def _owed(scenario: Scenario, unit: money.Unit) -> dict[str, int]:
    """Payee → fen of one unit, VAT that comes back included."""
    by_line = {**unit.lines, "vat": unit.vat.due + unit.vat.recoverable}
    payees: dict[str, str] = {"handling": _TEAM, **{line: payee for line, payee in scenario.payees.items()}}
    owed: dict[str, int] = {}
    for (line, payee), fen in unit.named.items():
        owed[payee] = owed.get(payee, 0) + fen
        by_line[line] -= fen
    for line, fen in by_line.items():
        owed[payees[line]] = owed.get(payees[line], 0) + fen
    return owed


def _lead(scenario: Scenario, offer: Offer) -> int:
    if offer.spec is not None and offer.spec.lead_days is not None:
        return int(offer.spec.lead_days.base)
    tier = scenario.tiers[offer.tier] if offer.tier else None
    return int(tier.lead_days.base) if tier is not None and tier.lead_days is not None else 0


def _portions(scenario: Scenario, payee: str, deal: str, out: Days, ordered: Days) -> dict[str, Fraction]:
    """Month → what part of an amount falls due in it, by looking at each day of publication or order."""
    stated = scenario.payments.get(payee)
    if deal and payee in scenario.deals[deal].payments:
        stated = scenario.deals[deal].payments[payee]
    parts = [(part.share.base, part.at, part.days) for part in stated.terms] if stated else []
    portions: dict[str, Fraction] = {}
    for share, at, later in parts or [(Fraction(1), "publication", None)]:
        wait, days = timedelta(days=int(later.base) if later else 0), ordered if at == "order" else out
        for month, hits in Counter(_month(day + wait) for day in days).items():
            portions[month] = portions.get(month, Fraction(0)) + share * hits / len(days)
    return portions


def _whole_fen(fen: int, portions: dict[str, Fraction]) -> Iterator[tuple[str, int]]:
    """The parts of an amount by month: what is due up to a month, rounded, less what was due before."""
    if len(portions) == 1:
        yield next(iter(portions)), fen
        return
    for month in portions:
        up_to = sum((part for other, part in portions.items() if other <= month), Fraction(0))
        before = up_to - portions[month]
        yield month, to_fen(up_to * fen / 100) - to_fen(before * fen / 100)


def _month(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


def _calendar(months: Iterable[str]) -> list[str]:
    """Every calendar month from the first to the last of some."""
    numbers = [int(month[:4]) * 12 + int(month[5:]) - 1 for month in months]
    if not numbers:
        return []
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(min(numbers), max(numbers) + 1)]
