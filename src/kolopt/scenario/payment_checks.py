"""Checks on payment terms: shares that add up, days inside the calendar, payees that are paid."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kolopt.diagnostics import Severity, did_you_mean
from kolopt.scenario.finding import Finding
from kolopt.scenario.payments import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kolopt.scenario.market_schema import PaymentTerms
    from kolopt.scenario.nodes import Path
    from kolopt.scenario.quantities import Quantity
    from kolopt.scenario.schema import Scenario

CODES = {
    "payment-shares": "the instalments of a payee do not add up to 100 %",
    "payment-days": "payment or booking takes longer than ten years",
    "payment-payee": "terms are stated for a payee whom nobody owes anything",
}
"""Diagnostic codes of this module."""

LONGEST_WAIT = 3660
"""Days; a longer one is a typing mistake, and no calendar arithmetic leaves the calendar below."""


def check_payments(scenario: Scenario) -> Iterator[Finding]:
    """Terms that do not add up, cannot be waited for, or belong to nobody."""
    lines = tuple(dict.fromkeys(scenario.payees.values()))
    named = dict.fromkeys(order.payee for order in scenario.orders.values() if order.payee)
    everybody = (*lines, *named, *(cost.payee for cost in scenario.fixed_costs.values()))
    yield from _check_terms(scenario.payments, ("payments",), everybody)
    for name, deal in scenario.deals.items():
        yield from _check_terms(deal.payments, ("deals", name, "payments"), (*lines, *named))
    for section in ("tiers", "offers"):
        for name, record in getattr(scenario, section).items():
            yield from _check_days(record.lead_days, (section, name, "lead_days"))


def _check_terms(
    stated: Mapping[str, PaymentTerms], path: Path, payees: tuple[str, ...]
) -> Iterator[Finding]:
    for payee, record in stated.items():
        here = (*path, payee)
        total = sum(part.share.base for part in record.terms)
        if total != 1:
            message = f"the shares add up to {float(100 * total):g} %"
            yield Finding("payment-shares", here, message, "they add up to 100 %, each `{share: …, at: …}`")
        yield from chain.from_iterable(_check_days(part.days, here) for part in record.terms)
        if payee == INTERNAL:
            message = "the brand's own team is not paid out"
            yield Finding("payment-payee", here, message, "delete these terms")
        elif payee not in payees:
            hint = did_you_mean(payee, payees) or f"who is paid: {', '.join(dict.fromkeys(payees))}"
            message = f"nothing is owed to `{payee}`, so these terms say nothing"
            yield Finding("payment-payee", here, message, hint, Severity.WARNING)


def _check_days(days: Quantity | None, path: Path) -> Iterator[Finding]:
    if days is not None and days.base > LONGEST_WAIT:
        message = f"{int(days.base):,} days are too long"
        yield Finding("payment-days", path, message, f"{LONGEST_WAIT:,} days at most")
