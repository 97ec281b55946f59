"""The parts of a plan made while the campaign runs: what is booked, what is closed, what was released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.economics.funds import agreed_reserve, released, yuan_per_unit
from kolopt.money import to_fen
from kolopt.plan.figures import group
from kolopt.plan.record import (
    BookedLinePart,
    BookedPart,
    CalendarPart,
    ClosedPart,
    ReleasePart,
    ReservePart,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.economics.booked import BookedLine
    from kolopt.economics.tables import Economics
    from kolopt.scenario.schema import Scenario


def booked_part(economics: Economics) -> BookedPart | None:
    """What is booked, None when nothing is."""
    if not economics.booked:
        return None
    tiers = {offer.id: group(offer) for offer in economics.offers}
    by_status: dict[str, int] = {}
    for line in economics.booked:
        for status, units in line.by_status.items():
            by_status[status] = by_status.get(status, 0) + units
    return BookedPart(
        by_status=by_status,
        cost=sum(line.cost.spend for line in economics.booked),
        lines=tuple(_booked_line(line, tiers[line.offer]) for line in economics.booked),
    )


def _booked_line(line: BookedLine, tier: str) -> BookedLinePart:
    cost_lines: dict[str, int] = {}
    for part in line.cost.lines:
        cost_lines[part.name] = cost_lines.get(part.name, 0) + part.fen
    return BookedLinePart(
        phase=line.phase,
        offer=line.offer,
        tier=tier,
        count=line.units,
        by_status=dict(line.by_status),
        cost=line.cost.spend,
        cost_lines=cost_lines,
        vat=line.cost.vat_contained or line.cost.vat_recoverable or line.cost.total(("vat",)),
    )


def calendar_part(economics: Economics) -> CalendarPart | None:
    """The planning day and what it closes, None without one."""
    day = economics.scenario.as_of
    if day is None:
        return None
    groups: dict[tuple[str, str], list[str]] = {}
    for (phase, offer), why in economics.closed.items():
        groups.setdefault((phase, why), []).append(offer)
    closed = (
        ClosedPart(phase=phase, offers=_named(economics, offers), why=why)
        for (phase, why), offers in groups.items()
    )
    return CalendarPart(as_of=day, closed=tuple(closed))


def _named(economics: Economics, offers: Sequence[str]) -> tuple[str, ...]:
    """Offers in as few names as they need: none for all of them, a tier or kind for all of it, else ids."""
    if len(offers) == len(economics.offers):
        return ()
    members: dict[str, list[str]] = {}
    for offer in economics.offers:
        members.setdefault(group(offer), []).append(offer.id)
    whole = [name for name, ids in members.items() if all(offer in offers for offer in ids)]
    named = [offer for name in whole for offer in members[name]]
    return (*whole, *(offer for offer in offers if offer not in named))


def reserve_part(scenario: Scenario) -> ReservePart | None:
    """The log of releases, None when there are none."""
    if not scenario.budget.released:
        return None
    rate = yuan_per_unit(scenario)
    log = tuple(
        ReleasePart(amount=to_fen(entry.amount.base * rate), on=entry.on, by=entry.by, why=entry.why)
        for entry in scenario.budget.released
    )
    return ReservePart(agreed=agreed_reserve(scenario), released=released(scenario), log=log)
