"""The money parts of a plan, as its file states them, recomputed from the purchases."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.money import FEN_PER_YUAN, yuan
from kolopt.plan.audit import money
from kolopt.plan.audit.compare import figure
from kolopt.plan.audit.facts import group, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.plan.audit.facts import Facts, Purchase

JsonObject = dict[str, object]

_BASIS = "creator + platform + their VAT"


def lines(facts: Facts) -> list[JsonObject]:
    """One record per line with units."""
    return [
        {
            "phase": bought.phase.id,
            "offer": bought.offer.id,
            "tier": group(bought.offer),
            "count": bought.count,
            "unit_cost": yuan(bought.unit.spend),
            "cost": yuan(bought.spend),
            "cost_lines": {name: yuan(fen) for name, fen in bought.unit.lines.items()},
        }
        for bought in facts.purchases
        if not bought.booked
    ]


def fixed_costs(facts: Facts) -> list[JsonObject]:
    """One record per payment."""
    return [
        {
            "id": payment.id,
            "payee": payment.payee,
            "on": payment.on.isoformat(),
            "net": yuan(payment.net),
            "vat": yuan(payment.vat.due),
        }
        for payment in money.payments(facts.scenario)
    ]


def funds(facts: Facts) -> JsonObject:
    """Where the budget goes."""
    held, spent = money.funds(facts.scenario), _spend(facts.purchases)
    return {
        "total": yuan(held.total),
        "reserve": yuan(held.reserve),
        "fixed": yuan(held.fixed),
        "plannable": yuan(held.plannable),
        "spend": yuan(spent),
        "left": yuan(held.plannable - spent),
    }


def spend(facts: Facts) -> JsonObject:
    """The spend and its four splits."""
    by_line: dict[str, int] = {}
    by_payee: dict[str, int] = {}
    for bought in facts.purchases:
        for name, fen in _counted(facts, bought).items():
            by_line[name] = by_line.get(name, 0) + bought.times * fen
            for payee, part in _paid(facts, bought, name, fen):
                by_payee[payee] = by_payee.get(payee, 0) + bought.times * part
    return {
        "total": yuan(_spend(facts.purchases)),
        "by_tier": by_tier(facts),
        "by_phase": {phase.id: yuan(_spend(facts.in_phases([phase.id]))) for phase in facts.scenario.phases},
        "by_cost_line": {name: yuan(fen) for name, fen in by_line.items()},
        "by_payee": {name: yuan(fen) for name, fen in by_payee.items()},
    }


def by_tier(facts: Facts) -> JsonObject:
    """The spend of each tier, of media and of owned content."""
    return {name: yuan(_spend(facts.in_group(name))) for name in facts.groups}


def _counted(facts: Facts, bought: Purchase) -> dict[str, int]:
    """The cost lines of one unit that count against the budget."""
    internal = facts.scenario.budget.internal
    return {name: fen for name, fen in bought.unit.lines.items() if internal or name != "handling"}


def _paid(facts: Facts, bought: Purchase, name: str, fen: int) -> Iterator[tuple[str, int]]:
    """Who gets how much of a cost line: those whom a ledger names, and for the rest the market's payee."""
    rest = fen
    for (line, payee), part in bought.unit.named.items():
        if line == name:
            yield payee, part
            rest -= part
    if rest:
        yield "internal" if name == "handling" else _payee(facts, name), rest


def _payee(facts: Facts, name: str) -> str:
    return next(payee for line, payee in facts.scenario.payees.items() if line == name)


def _spend(purchases: Iterable[Purchase]) -> int:
    return sum(bought.spend for bought in purchases)


def outlay(facts: Facts) -> JsonObject:
    """All money that leaves the brand."""
    fixed = money.funds(facts.scenario).fixed
    spent = _spend(facts.purchases)
    internal = sum(bought.times * bought.unit.internal for bought in facts.purchases)
    vats = [(bought.times, bought.unit.vat) for bought in facts.purchases]
    vats += [(1, payment.vat) for payment in money.payments(facts.scenario)]
    return {
        "total": yuan(spent + internal + fixed),
        "spend": yuan(spent),
        "internal": yuan(internal),
        "fixed": yuan(fixed),
        "vat_recoverable": yuan(sum(count * vat.recoverable for count, vat in vats)),
        "vat_contained": yuan(sum(count * vat.contained for count, vat in vats)),
        "rebate_later": yuan(sum(bought.times * bought.unit.rebate_later for bought in facts.purchases)),
    }


def unit_costs(facts: Facts, purchases: Iterable[Purchase]) -> JsonObject:
    """Cost per result of the creators among the purchases, in the plan's world."""
    creators = tuple(bought for bought in purchases if bought.offer.kind == "creator")
    cost = sum(bought.times * bought.unit.delivery for bought in creators)

    def per(kpi: str, units: int = 1) -> str | None:
        delivered = total(creators, kpi, facts.world)
        return figure(Fraction(cost, FEN_PER_YUAN) * units / delivered) if delivered else None

    return {
        "basis": _BASIS,
        "cost": yuan(cost),
        "cpm": per("exposures", 1000),
        "per_read": per("reads"),
        "per_engagement": per("engagements"),
    }
