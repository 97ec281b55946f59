"""The audit's ledger: what booked units cost and bring.

Written from docs/model.md#booked-units-and-the-calendar alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.plan.audit import money, yields
from kolopt.plan.audit.money import Unit, Vat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from fractions import Fraction

    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.orders import Order
    from kolopt.scenario.quantities import World
    from kolopt.scenario.schema import Phase, Scenario

    Booking = tuple[Order, Offer, Unit]
    """A booked unit, its offer and its money."""

_FALLBACK = {"creator": "creator", "media": "media", "owned": "production"}
"""Kind of offer → its price's line: a payee's, and that of an amount which no planned line explains."""
_COST_LINES = ("creator", "platform", "media", "product", "production", "handling", "agency", "vat")


@dataclass(frozen=True, slots=True)
class Lot:
    """All booked units of one offer in one phase.

    Attributes:
        phase, offer: where they count.
        count: units that count.
        by_status: status → units.
        money: of all of them together.
        yields: world → KPI → what they bring in all, sums included.
    """

    phase: Phase
    offer: Offer
    count: int
    by_status: dict[str, int]
    money: Unit
    yields: dict[World, dict[str, Fraction]]


def bookings(scenario: Scenario, offers: Iterable[Offer]) -> Iterator[Booking]:
    """Every booked unit, in the order of the ledger."""
    known = {offer.id: offer for offer in offers}
    phases = {phase.id: phase for phase in scenario.phases}
    planned: dict[tuple[str, str], Unit] = {}
    for order in scenario.orders.values():
        slot = order.phase, order.offer
        if slot not in planned:
            planned[slot] = money.unit(scenario, known[order.offer], phases[order.phase])
        yield order, known[order.offer], _paid(known[order.offer], order, planned[slot])


def lots(scenario: Scenario, offers: Iterable[Offer], booked: Iterable[Booking]) -> tuple[Lot, ...]:
    """Everything booked, by phase, then catalogue order."""
    held: dict[tuple[str, str], list[Booking]] = {}
    for booking in booked:
        held.setdefault((_home(scenario, booking[0]), booking[1].id), []).append(booking)
    catalogue = tuple(offers)
    return tuple(
        _lot(scenario, phase, offer, held[phase.id, offer.id])
        for phase in scenario.phases
        for offer in catalogue
        if (phase.id, offer.id) in held
    )


def _home(scenario: Scenario, order: Order) -> str:
    """The phase of the publication; of the slot as long as there is none."""
    day = order.published_on
    if day is None:
        return order.phase
    (phase,) = (phase.id for phase in scenario.phases if phase.start <= day <= phase.end)
    return phase


def _lot(scenario: Scenario, phase: Phase, offer: Offer, booked: Sequence[Booking]) -> Lot:
    orders = [order for order, _, _ in booked]
    alive = [order for order in orders if order.status != "cancelled"]
    statuses = ("open", "ordered", "published", "settled", "cancelled")
    by_status = {status: sum(order.status == status for order in orders) for status in statuses}
    known = _measures(scenario, alive)
    return Lot(
        phase=phase,
        offer=offer,
        count=len(alive),
        by_status={status: units for status, units in by_status.items() if units},
        money=_together([unit for _, _, unit in booked]),
        yields={
            world: _brought(scenario, len(alive), known, brings)
            for world, brings in yields.unit_yields(scenario, offer).items()
        },
    )


def _paid(offer: Offer, order: Order, planned: Unit) -> Unit:
    """The money of one order: the planned lines at the agreed price, or the fee of a cancelled one."""
    cancelled = order.status == "cancelled"
    if cancelled or planned.spend <= 0:
        line = _FALLBACK[offer.kind]
        planned_or_stated = planned.spend if order.cost is None else order.cost
        fen = order.fee_cancel if cancelled else planned_or_stated
        internal = 0 if cancelled else planned.internal
        lines = {line: fen} | ({"handling": internal} if internal else {})
        delivery = fen if line == "creator" else 0
        named = {(line, order.payee): fen} if order.payee else {}
        return Unit(lines, fen, internal, Vat(0, 0, 0), 0, delivery, named)
    cost = planned.spend if order.cost is None else order.cost

    def share(fen: int) -> int:
        whole, rest = divmod(abs(fen) * cost, planned.spend)
        size = whole + (2 * rest >= planned.spend)
        return size if fen >= 0 else -size

    lines = {"handling": planned.internal} if planned.internal else {}
    counted = [line for line in _COST_LINES if line in planned.lines and not (line == "handling" and lines)]
    upto = 0
    for line in counted:
        lines[line] = share(upto + planned.lines[line]) - share(upto)
        upto += planned.lines[line]
    vat = Vat(lines.get("vat", 0), share(planned.vat.recoverable), share(planned.vat.contained))
    own = _FALLBACK[offer.kind]
    named = {(own, order.payee): lines[own]} if order.payee and own in lines else {}
    return Unit(
        lines, cost, planned.internal, vat, share(planned.rebate_later), share(planned.delivery), named
    )


def _together(units: Sequence[Unit]) -> Unit:
    lines: dict[str, int] = {}
    named: dict[tuple[str, str], int] = {}
    for unit in units:
        for line, fen in unit.lines.items():
            lines[line] = lines.get(line, 0) + fen
        for key, fen in unit.named.items():
            named[key] = named.get(key, 0) + fen
    return Unit(
        lines={line: fen for line, fen in lines.items() if fen},
        spend=sum(unit.spend for unit in units),
        internal=sum(unit.internal for unit in units),
        vat=Vat(
            lines.get("vat", 0),
            sum(unit.vat.recoverable for unit in units),
            sum(unit.vat.contained for unit in units),
        ),
        rebate_later=sum(unit.rebate_later for unit in units),
        delivery=sum(unit.delivery for unit in units),
        named={key: fen for key, fen in named.items() if fen},
    )


def _brought(
    scenario: Scenario,
    units: int,
    known: Mapping[str, Sequence[tuple[Fraction, bool]]],
    brings: Mapping[str, Fraction],
) -> dict[str, Fraction]:
    single = {
        kpi: _total(units, known.get(kpi, ()), brings[kpi])
        for kpi, record in scenario.kpis.items()
        if record.kind != "sum"
    }
    return {kpi: yields.resolved(scenario, single, kpi) for kpi in scenario.kpis}


def _measures(scenario: Scenario, orders: Iterable[Order]) -> dict[str, list[tuple[Fraction, bool]]]:
    """KPI → what was measured of each unit, and whether nothing more comes."""
    found: dict[str, list[tuple[Fraction, bool]]] = {}
    for order in orders:
        over = _over(scenario, order)
        for kpi, value in order.kpis:
            found.setdefault(kpi, []).append((value, over))
    return found


def _total(units: int, measured: Sequence[tuple[Fraction, bool]], planned: Fraction) -> Fraction:
    """What was measured where nothing more comes; else the larger of that and the plan; else the plan."""
    whole, odd = 0, (units - len(measured)) * planned
    for value, over in measured:
        counted = value if over or value > planned else planned
        if counted.denominator == 1:
            whole += counted.numerator
        else:
            odd += counted
    return whole + odd


def _over(scenario: Scenario, order: Order) -> bool:
    """Settled, or out for longer than yields were measured."""
    if order.status in ("ordered", "published"):
        known = order.status == "published" and scenario.as_of is not None and order.published_on is not None
        if not known or scenario.as_of is None or order.published_on is None:
            return False
        return scenario.as_of.toordinal() - order.published_on.toordinal() > scenario.yield_window.base
    return True
