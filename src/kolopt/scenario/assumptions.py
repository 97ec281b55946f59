"""Which numbers of a scenario stand behind a plan's lines, and which of them are assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from pydantic import BaseModel

from kolopt.scenario.quantities import Quantity

if TYPE_CHECKING:
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import Scenario

_NOT_ECONOMIC = (
    "available",
    "followers",
    "booking_threshold",
    "lead_days",
    "payments",
    "base",
    "low",
    "high",
)


@dataclass(frozen=True, slots=True)
class Input:
    """One number.

    Attributes:
        path: dotted path in the scenario.
        number: with its range.
        assumed: its own status, or that of the record around it, is `assumption`.
        source: its own source, or that of the record around it; None for an assumption or where none
            is stated.
    """

    path: str
    number: Quantity
    assumed: bool
    source: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is said about a number, or the numbers of a record.

    Attributes:
        assumed: as :class:`Input`.
        source: as :class:`Input`.
    """

    assumed: bool = False
    source: str | None = None

    def inside(self, record: object) -> Known:
        """The same for a number or record inside; what that says itself counts."""
        status, source = getattr(record, "status", None), getattr(record, "source", None)
        if status is None and source is None:
            return self
        return Known(status == "assumption", source)


def known_of(scenario: Scenario, path: str) -> Known:
    """What is said about the number at a dotted path, by itself or by a record around it.

    Raises:
        AttributeError, KeyError, StopIteration: there is nothing at the path.
    """
    known, value = Known(), cast("object", scenario)
    for key in path.split("."):
        if isinstance(value, Mapping):
            value = value[key]
        elif isinstance(value, tuple):
            value = next(record for record in value if record.id == key)
        else:
            value = getattr(value, key)
        known = known.inside(value)
    return known


def inputs_behind(scenario: Scenario, offers: Iterable[Offer]) -> tuple[Input, ...]:
    """The numbers that cost, yields and scores of these offers rest on, each once.

    Quotes, yields, handling and decay of the offers' tiers and parts, what is sent to creators, the
    goals pursued with the affinities of these offers, the market's decay, fee and VAT, the agency's
    fee, the rebate, and the weights and seasons of the phases. Pools and rule bounds are not here: a
    binding rule says itself that it is assumed.
    """
    found: dict[str, Input] = {}
    used = tuple(offers)
    for path, record in _records(scenario, used):
        for item in _walk(path, record, Known()):
            found.setdefault(item.path, item)
    for item in _affinities(scenario, used):
        found.setdefault(item.path, item)
    return tuple(found.values())


def _records(scenario: Scenario, offers: tuple[Offer, ...]) -> Iterator[tuple[str, object]]:
    for offer in offers:
        if offer.spec is not None:
            yield f"offers.{offer.id}", offer.spec
        if offer.kind == "creator":
            yield f"tiers.{offer.tier}", scenario.tiers[offer.tier]
            yield f"formats.{offer.format}", scenario.formats[offer.format]
            yield f"fits.{offer.fit}", scenario.fits[offer.fit]
            yield f"deals.{offer.deal}", scenario.deals[offer.deal]
    yield "decay", scenario.decay
    if any(offer.kind == "creator" for offer in offers):
        yield "product", scenario.product
    yield "platform_fee", scenario.platform_fee
    yield "agency", scenario.agency
    yield "rebate", scenario.rebate
    if scenario.tax is not None:
        yield ("tax.rate", scenario.tax.rate) if scenario.tax.rate else ("vat", scenario.vat)
    if scenario.category is not None:
        yield f"categories.{scenario.category}", scenario.categories[scenario.category]
    for phase in scenario.phases:
        if phase.weight is None:
            yield f"phase_kinds.{phase.kind}", scenario.phase_kinds[phase.kind]
        yield f"phases.{phase.id}", phase.model_copy(update={"goals": None, "budget": None})


def _affinities(scenario: Scenario, offers: tuple[Offer, ...]) -> Iterator[Input]:
    sources = tuple(dict.fromkeys(name for offer in offers for name in (offer.id, offer.tier) if name))
    for name in scenario.pursued_goals:
        goal = scenario.goals[name]
        known = Known().inside(goal)
        kept = {source: goal.affinity[source] for source in sources if source in goal.affinity}
        yield from _walk(f"goals.{name}.affinity", kept, known)
        yield from _walk(f"goals.{name}.metric", goal.metric, known)
        for parameter in ("audience", "half_at", "rivals", "target", "anchor"):
            yield from _walk(f"goals.{name}.{parameter}", getattr(goal, parameter), known)


def _walk(path: str, value: object, known: Known) -> Iterator[Input]:
    if isinstance(value, Quantity):
        inside = known.inside(value)
        yield Input(path, value, inside.assumed, inside.source)
    elif isinstance(value, BaseModel):
        inside = known.inside(value)
        for field in type(value).model_fields:
            if field not in _NOT_ECONOMIC:
                yield from _walk(f"{path}.{field}", getattr(value, field), inside)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk(f"{path}.{key}", item, known)
