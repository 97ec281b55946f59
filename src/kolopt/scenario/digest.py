"""A fingerprint of everything in a scenario that can change a number or a verdict."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kolopt.money import parse_number, parse_share
from kolopt.scenario.market_schema import Parameter
from kolopt.scenario.orders import Order
from kolopt.scenario.quantities import MoneyOrShare, Quantity, Record

if TYPE_CHECKING:
    from kolopt.scenario.nodes import Path
    from kolopt.scenario.quantities import World
    from kolopt.scenario.schema import Scenario

WORDS = frozenset(
    (
        *("name", "title", "why", "source", "sources", "status", "as_of", "collected", "by"),
        *("schemes", "extends", "market", "habits"),
    )
)
"""Fields for people: names, reasons, sources, where the content came from, and habits to compare with."""
LATER = frozenset(("in_", "payments", "orders", "released"))
"""Fields that came after the first plans: left out where they state nothing, so that digests stand."""


def digest(scenario: Scenario, world: World) -> str:
    """SHA-256 of the scenario's meaning in a world, as ``sha256:…``.

    Numbers count by value (1.2M is 1200000), defaults as if they were stated. Names,
    reasons and sources are left out. The order of tiers, formats, fits, deals and offers
    counts, since it breaks ties.
    """
    content = {"world": world.value, "scenario": _meaning(scenario)}
    if scenario.as_of is not None:
        content["as_of"] = _meaning(scenario.as_of)
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def for_people(path: Path, keys: Collection[str]) -> bool:
    """Whether the field at a path, among the keys of its record, can change no number and no verdict."""
    return path[-1] in WORDS and path[-1] in keys and path != ("as_of",)


def _meaning(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case str():
            return " ".join(value.split())
        case Fraction() | date() | Order():
            return str(value)
        case Quantity():
            return [_meaning(number) for number in (value.low, value.base, value.high)]
        case MoneyOrShare():
            return {"money": _meaning(value.money), "share": _meaning(value.share)}
        case Parameter():
            return str(
                parse_share(value.base)
                if value.base.strip().endswith(("%", "％"))
                else parse_number(value.base)
            )
        case Record():
            return {
                name: _field(name, getattr(value, name))
                for name in type(value).model_fields
                if name not in WORDS and not (name in LATER and not getattr(value, name))
            }
        case Mapping():
            return {key: _meaning(item) for key, item in value.items()}
        case tuple():
            return [_meaning(item) for item in value]
    return value


def _field(name: str, value: Any) -> Any:
    # Of a silenced lint the reason is for people, but not that it is silenced.
    return sorted(value) if name == "silence" else _meaning(value)
