"""The audit's calendar: what is closed on the planning day, and that nothing new is bought there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.money import yuan
from kolopt.plan.audit import money
from kolopt.plan.audit.compare import Discrepancy, Unchecked
from kolopt.plan.audit.facts import group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.plan.audit.facts import Facts
    from kolopt.plan.audit.spending import JsonObject
    from kolopt.plan.record import Plan
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import Phase, Scenario


def is_open(scenario: Scenario, phase: Phase, offer: Offer) -> bool:
    """Whether a unit ordered on the planning day is out before the phase ends."""
    if scenario.as_of is None:
        return True
    own = offer.spec.lead_days if offer.spec is not None else None
    lead = own or (scenario.tiers[offer.tier].lead_days if offer.tier and own is None else None)
    return scenario.as_of.toordinal() + int(lead.base if lead else 0) <= phase.end.toordinal()


def bought_too_late(facts: Facts) -> Iterator[Discrepancy]:
    """New units on lines that are closed."""
    new = [bought for bought in facts.purchases if not bought.booked]
    for index, bought in enumerate(new):
        if not is_open(facts.scenario, bought.phase, bought.offer):
            message = f"{bought.offer.id} in {bought.phase.id} is closed on {facts.scenario.as_of}"
            yield Discrepancy(f"lines[{index}].count", str(bought.count), "0", message)


def calendar(facts: Facts, plan: Plan) -> JsonObject | None:
    """The planning day; each closed line stands in exactly one group."""
    scenario = facts.scenario
    if scenario.as_of is None:
        return None
    stated = plan.calendar.closed if plan.calendar else ()
    names = [(offer.id, (offer.id, group(offer))) for offer in facts.offers]
    listed = [
        (entry.phase, offer)
        for entry in stated
        for offer, known in names
        if not entry.offers or any(name in known for name in entry.offers)
    ]
    closed = [(p.id, o.id) for p in scenario.phases for o in facts.offers if not is_open(scenario, p, o)]
    agree = sorted(listed) == sorted(closed)
    return {
        "as_of": scenario.as_of.isoformat(),
        "closed": Unchecked("the groups name the closed lines; why is words") if agree else closed,
    }


def booked(facts: Facts) -> JsonObject | None:
    """What the ledger holds."""
    held = [bought for bought in facts.purchases if bought.booked]
    if not held:
        return None
    by_status: dict[str, int] = {}
    for lot in held:
        for status, units in lot.by_status.items():
            by_status[status] = by_status.get(status, 0) + units
    return {
        "by_status": by_status,
        "cost": yuan(sum(lot.spend for lot in held)),
        "lines": [
            {
                "phase": lot.phase.id,
                "offer": lot.offer.id,
                "tier": group(lot.offer),
                "count": lot.count,
                "by_status": dict(lot.by_status),
                "cost": yuan(lot.spend),
                "cost_lines": {line: yuan(fen) for line, fen in lot.unit.lines.items()},
                "vat": yuan(lot.unit.vat.contained or lot.unit.vat.recoverable or lot.unit.vat.due),
            }
            for lot in held
        ],
    }


def reserve(scenario: Scenario) -> JsonObject | None:
    """The reserve and its log."""
    entries = scenario.budget.released
    if not entries:
        return None
    return {
        "agreed": yuan(money.agreed_reserve(scenario)),
        "released": yuan(money.set_free(scenario)),
        "log": [
            {
                "amount": yuan(money.released_fen(scenario, entry)),
                "on": entry.on.isoformat(),
                "by": entry.by,
                "why": entry.why,
            }
            for entry in entries
        ],
    }
