"""Booked units: what of an order can change a number, and the line of text that a plan keeps of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction  # noqa: TC003 - pydantic reads the annotations of Order
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from kolopt.money import decimal_text, fen_from_yuan, parse_number, yuan

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from kolopt.scenario.schema import Phase


LONGEST_BEFORE = 3660
"""Days; an order longer before the campaign is a typing mistake."""


class Status(StrEnum):
    """How far a slot has come; every status but ``open`` is booked."""

    OPEN = "open"
    ORDERED = "ordered"
    PUBLISHED = "published"
    SETTLED = "settled"
    CANCELLED = "cancelled"


STANDING = (Status.ORDERED, Status.PUBLISHED, Status.SETTLED)
"""Statuses of units that cost their price and bring something."""


@dataclass(frozen=True, slots=True)
class Order:
    """One unit of an offer, as far as it can change a number.

    Attributes:
        phase, offer: the line of the plan that it was bought for.
        status: how far it has come.
        ordered_on: day of the order.
        published_on: day of the publication; of an ordered unit the day agreed.
        cost: fen that the unit counts against the budget; None = what a new unit costs in its slot's phase.
        fee_cancel: fen that a cancelled unit costs.
        payee: who gets the unit's price (of a creator, media or production), "" = the market's payee.
        kpis: flow KPI → what was measured, in the order of the columns.
    """

    phase: str
    offer: str
    status: Status
    ordered_on: date | None = None
    published_on: date | None = None
    cost: int | None = None
    fee_cancel: int = 0
    payee: str = ""
    kpis: tuple[tuple[str, Fraction], ...] = ()

    def __str__(self) -> str:
        return order_text(self)

    @property
    def counts(self) -> bool:
        """Whether the unit brings anything: it is booked and not cancelled."""
        return self.status in STANDING

    @property
    def is_out(self) -> bool:
        """Whether it is published."""
        return self.status in (Status.PUBLISHED, Status.SETTLED)


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why an order does not fit: the ledger's column, what is wrong, what would be right."""

    column: str
    message: str
    hint: str


def slot_id(phase: str, offer: str, number: int) -> str:
    """The name of a slot, ``burst-micro-video-adjacent-017``; numbers count from 1 within phase and offer."""
    return f"{phase}-{offer}-{number:03d}"


def slot_number(slot: str, phase: str, offer: str) -> int | None:
    """The number of a slot of a phase and offer, None when the text is no such slot."""
    prefix = f"{phase}-{offer}-"
    digits = slot.removeprefix(prefix)
    fits = slot.startswith(prefix) and re.fullmatch(r"(?!0+$)(\d{3}|[1-9]\d{3,8})", digits, re.ASCII)
    return int(digits) if fits else None


def phase_on(phases: Sequence[Phase], day: date) -> Phase | None:
    """The phase that a day belongs to."""
    return next((phase for phase in phases if phase.start <= day <= phase.end), None)


def slot_misfit(slot: str, phase: str, offer: str) -> Misfit | None:
    """Why a text is not the name of a slot of a phase and offer."""
    if slot_number(slot, phase, offer) is not None:
        return None
    hint = f"the slot of this phase and offer is {slot_id(phase, offer, 1)}, …-002, …"
    return Misfit("slot", f"`{slot}` is not a slot of {offer} in {phase}", hint)


def misfits(
    slot: str, order: Order, phases: Sequence[Phase], offers: Collection[str], kpis: Collection[str]
) -> Iterator[Misfit]:
    """Everything about an order that cannot be.

    Args:
        slot: its name.
        order: a booked or open unit.
        phases: of the campaign.
        offers: ids of all offers.
        kpis: KPIs that can be measured (flows).
    """
    if named := slot_misfit(slot, order.phase, order.offer):
        yield named
    if order.status is Status.OPEN:
        yield from _open_misfits(order)
        return
    if order.phase not in [phase.id for phase in phases]:
        known = ", ".join(phase.id for phase in phases)
        yield Misfit("phase", f"the campaign has no phase `{order.phase}`", f"phases: {known}")
    if order.offer not in offers:
        message = f"the scenario has no offer `{order.offer}`"
        yield Misfit("offer", message, "add it under `offers`, or correct the row")
    for kpi, _ in order.kpis:
        if kpi not in kpis:
            yield Misfit(kpi, f"`{kpi}` is no KPI that is measured", f"KPIs: {', '.join(kpis)}")
    yield from _publication_misfits(order, phases)
    yield from _order_day_misfits(order, phases)


def _open_misfits(order: Order) -> Iterator[Misfit]:
    stated = [column for column in ("ordered_on", "published_on") if getattr(order, column)]
    if stated:
        told = " and ".join(f"{column} is {getattr(order, column)}" for column in stated)
        hint = "set the status to ordered, published or settled, or delete the day"
        yield Misfit("status", f"the row is open, but {told}", hint)


def _publication_misfits(order: Order, phases: Sequence[Phase]) -> Iterator[Misfit]:
    published = order.published_on
    if published is None:
        if order.is_out:
            hint = "fill published_on"
            yield Misfit("published_on", f"a {order.status} row states the day of its publication", hint)
    elif order.status is Status.CANCELLED:
        hint = "delete published_on, or set the status to published"
        yield Misfit("published_on", "a cancelled row was not published", hint)
    elif phase_on(phases, published) is None:
        hint = "phases: " + ", ".join(f"{phase.id} {phase.start} to {phase.end}" for phase in phases)
        yield Misfit("published_on", f"{published} lies in no phase of the campaign", hint)


def _order_day_misfits(order: Order, phases: Sequence[Phase]) -> Iterator[Misfit]:
    ordered, published = order.ordered_on, order.published_on
    if ordered is None:
        return
    if (phases[0].start - ordered).days > LONGEST_BEFORE:
        message = f"ordered on {ordered}, more than ten years before the campaign"
        yield Misfit("ordered_on", message, "is the year right?")
    if ordered > (published or phases[-1].end):
        before = f"published on {published}" if published else f"the campaign ends on {phases[-1].end}"
        yield Misfit("ordered_on", f"ordered on {ordered}, but {before}", "an order comes first")


def order_text(order: Order) -> str:
    """An order as one line: ``burst; micro-video; settled; published 2027-05-20; cost 2310.00; saves 90``."""
    parts = [order.phase, order.offer, order.status.value]
    parts += [f"ordered {order.ordered_on}"] if order.ordered_on else []
    parts += [f"published {order.published_on}"] if order.published_on else []
    parts += [f"cost {yuan(order.cost)}"] if order.cost is not None else []
    parts += [f"fee {yuan(order.fee_cancel)}"] if order.fee_cancel else []
    parts += [f"kpi {kpi} {decimal_text(value)}" for kpi, value in order.kpis]
    parts += [f"payee {order.payee}"] if order.payee else []
    return "; ".join(parts)


def order_from_text(text: str) -> Order:
    """Read back what :func:`order_text` wrote.

    Raises:
        ValueError: the text has another form.
    """
    body, _, payee = text.partition("; payee ")
    phase, offer, status, *facts = body.split("; ")
    fields: dict[str, Any] = {}
    kpis: list[tuple[str, Fraction]] = []
    for fact in facts:
        word, _, value = fact.partition(" ")
        match word:
            case "ordered" | "published":
                fields[f"{word}_on"] = date.fromisoformat(value)
            case "cost":
                fields["cost"] = fen_from_yuan(value)
            case "fee":
                fields["fee_cancel"] = fen_from_yuan(value)
            case "kpi":
                kpi, _, number = value.partition(" ")
                kpis.append((kpi, parse_number(number)))
            case _:
                raise ValueError(f"`{word}` says nothing about an order")
    order = Order(phase, offer, Status(status), payee=payee, kpis=tuple(kpis), **fields)
    if order_text(order) != text or min(order.cost or 0, order.fee_cancel) < 0:
        raise ValueError("the text is not written as orders are")
    return order


def _read_orders(raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        raise ValueError("the path of a ledger is expected here: orders.csv")
    orders = {}
    for slot, text in raw.items():
        try:
            orders[slot] = text if isinstance(text, Order) else order_from_text(text)
        except (ValueError, TypeError, AttributeError):
            raise ValueError(f"`{slot}` is not an order as plans keep them; name a ledger instead") from None
    return orders


Orders = Annotated[
    dict[str, Order],
    PlainValidator(_read_orders),
    WithJsonSchema({"type": "string", "description": "the ledger, a CSV file relative to this file"}),
]
"""Slot → what is booked there; a scenario file names the ledger, which is read in its place."""
