"""The vocabulary of the schema: ids, numbers with range and source, money, shares, labels, dates.

Every scalar arrives as text; numbers become exact fractions. Field docstrings become the JSON
Schema that editors use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from kolopt.money import FEN_PER_YUAN, parse_money, parse_number, parse_share

ID_PATTERN = r"^[a-z][a-z0-9_-]*$"
Identifier = Annotated[str, Field(pattern=ID_PATTERN)]
"""An id: lower-case letters, digits, ``-`` and ``_``, a letter first."""


class World(StrEnum):
    """Which yields are assumed; prices and goal parameters always stay at base."""

    LOW = "low"
    BASE = "base"
    HIGH = "high"


class Record(BaseModel):
    """Base of all schema records: immutable, no unknown keys."""

    # Built on first use, and docstrings read by `export` only: half of the import time.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _read_date(raw: Any) -> Any:
    if isinstance(raw, date):
        return raw
    if not (isinstance(raw, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", raw)):
        raise ValueError("a date is written YYYY-MM-DD")
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError(f"{raw} is not a day of the calendar; a date is written YYYY-MM-DD") from None


Day = Annotated[date, BeforeValidator(_read_date)]


def _read_currency_code(raw: Any) -> Any:
    if not (isinstance(raw, str) and re.fullmatch(r"[A-Z]{3}", raw)):
        raise ValueError("a currency is written in three capital letters: EUR")
    return raw


CurrencyCode = Annotated[
    str,
    BeforeValidator(_read_currency_code),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "description": "a currency: EUR"}),
]


class Sourced(Record):
    """A record whose numbers share a source unless a number states its own."""

    source: str | None = None
    """Where the numbers below come from."""
    status: Literal["assumption"] | None = None
    """`assumption` when no source was found for the numbers below."""
    as_of: Day | None = None
    """The day for which the numbers hold."""
    why: str | None = None
    """The reason for this choice, shown wherever the record is explained."""


class Quantity(Record):
    """One number with its range and source. Exact; the unit is the field's."""

    base: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    source: str | None = None
    as_of: Day | None = None
    status: Literal["assumption"] | None = None
    why: str | None = None

    def in_world(self, world: World) -> Fraction | None:
        """The number in a world, or None when the record states no range for it."""
        return {World.LOW: self.low, World.BASE: self.base, World.HIGH: self.high}[world]


def _reader(
    parse: Callable[[str], Fraction], check: Callable[[Fraction], str | None]
) -> Callable[[Any], Any]:
    """A validator that reads ``2.5k`` or ``{base: 2.5k, low: …, high: …, source: …}``."""

    def number(raw: Any) -> Fraction:
        if isinstance(raw, Fraction):
            return raw
        if not isinstance(raw, str):
            raise _bad_number("a number is expected here")
        try:
            value = parse(raw)
        except ValueError as error:
            raise _bad_number(str(error)) from None
        if complaint := check(value):
            raise _bad_number(complaint)
        return value

    def read(raw: Any) -> Any:
        if isinstance(raw, Quantity):
            return raw
        return _read_record(raw, number) if isinstance(raw, Mapping) else {"base": number(raw)}

    return read


def _bad_number(reason: str) -> PydanticCustomError:
    # The reason is no template: it may quote braces from the file.
    return PydanticCustomError("number", "{reason}", {"reason": reason})


def _read_record(raw: Mapping[str, Any], number: Callable[[Any], Fraction]) -> dict[str, Any]:
    record = dict(raw)
    faults = []
    for key in ("base", "low", "high"):
        if record.get(key) is not None:
            try:
                record[key] = number(record[key])
            except PydanticCustomError as fault:
                faults.append(InitErrorDetails(type=fault, loc=(key,), input=record[key]))
    if faults:
        # Nested, so that each fault keeps its own place in the file.
        raise ValidationError.from_exception_data("number", faults)
    stated = [record[key] for key in ("low", "base", "high") if record.get(key) is not None]
    if stated != sorted(stated):
        raise _bad_number("low, base and high must be in rising order")
    return record


def _quantity_schema(pattern: str, description: str) -> WithJsonSchema:
    scalar = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": pattern}]}
    text = {"type": ["string", "null"]}
    properties = {"base": scalar, "low": scalar, "high": scalar, "source": text, "as_of": text,
                  "status": {"enum": ["assumption", None]}, "why": text}  # fmt: skip
    record = {"type": "object", "properties": properties, "required": ["base"], "additionalProperties": False}
    return WithJsonSchema({"anyOf": [*scalar["anyOf"], record], "description": description})


def _any_value(_: Fraction) -> None:
    return None


def _whole(value: Fraction) -> str | None:
    return None if value.denominator == 1 else "a whole number is expected here"


def _positive(value: Fraction) -> str | None:
    return None if value > 0 else "a number above 0 is expected here"


def _whole_fen(value: Fraction) -> str | None:
    return None if (value * 100).denominator == 1 else "an amount of money has at most two decimals"


_NUMBER_TEXT = r"^\s*[¥￥]?\s*[0-9][0-9,]*(\.[0-9]+)?\s*[kKM万亿]?\s*$"
_SHARE_TEXT = r"^\s*[0-9]+(\.[0-9]+)?\s*[%％]?\s*$"
_HALF_LIFE_TEXT = r"^\s*([0-9][0-9,]*(\.[0-9]+)?|none)\s*$"
_MONEY_OR_SHARE_TEXT = r"^\s*[¥￥]?\s*[0-9][0-9,]*(\.[0-9]+)?\s*[kKM万亿%％]?\s*$"
Amount = Annotated[
    Quantity,
    BeforeValidator(_reader(parse_number, _any_value)),
    _quantity_schema(_NUMBER_TEXT, "a number, 0 or more"),
]
"""A number of 0 or more: yields, affinities, factors, weights."""
Positive = Annotated[
    Quantity,
    BeforeValidator(_reader(parse_number, _positive)),
    _quantity_schema(_NUMBER_TEXT, "a number above 0"),
]
"""A number above 0: audience, half-life, target."""
Whole = Annotated[
    Quantity, BeforeValidator(_reader(parse_number, _whole)), _quantity_schema(_NUMBER_TEXT, "a whole number")
]
"""A whole number: creators, days."""
Price = Annotated[
    Quantity, BeforeValidator(_reader(parse_money, _any_value)), _quantity_schema(_NUMBER_TEXT, "yuan")
]
"""Yuan before rounding: quotes."""
Money = Annotated[
    Quantity,
    BeforeValidator(_reader(parse_money, _whole_fen)),
    _quantity_schema(_NUMBER_TEXT, "yuan, at most two decimals"),
]
"""Yuan in whole fen: budgets and fixed amounts."""
Share = Annotated[
    Quantity,
    BeforeValidator(_reader(parse_share, _any_value)),
    _quantity_schema(_SHARE_TEXT, "a share: 35% or 0.35"),
]
"""A share from 0 to 1."""


def _money_or_share(raw: Any) -> Any:
    text = raw.get("base") if isinstance(raw, Mapping) else raw
    if isinstance(raw, MoneyOrShare):
        return raw
    if not isinstance(text, str):
        raise ValueError("yuan or a share is expected here")
    if text.strip().endswith(("%", "％")):
        return {"share": raw}
    if text.strip() == "1" or text.strip().startswith("0."):
        raise ValueError(f"{text} would be ¥{text}; a share is written with %, 5%")
    return {"money": raw}


class MoneyOrShare(Record):
    """An amount of money or a share of a stated whole; exactly one of the two."""

    money: Money | None = None
    share: Share | None = None


BudgetPart = Annotated[
    MoneyOrShare,
    BeforeValidator(_money_or_share),
    _quantity_schema(_MONEY_OR_SHARE_TEXT, "yuan, or a share such as 5%"),
]


class Rate(Record):
    """Points per unit: ``0.5``, ``0.5 per 1000`` or ``0.5 per 10k``."""

    points: Fraction
    per: Fraction | None = None
    """How many units cost `points`; None = the measure's own unit (docs/rules.md, Soft rules)."""


class Hurdle(Record):
    """Points that an amount of money must bring: ``0.5 per 10k``."""

    points: Fraction
    per: Fraction
    """Yuan."""

    def points_for(self, fen: int) -> Fraction:
        """The points that an amount must bring."""
        return self.points * fen / (self.per * FEN_PER_YUAN)


def _read_rate(raw: Any) -> Any:
    if isinstance(raw, Record):
        return raw
    if not isinstance(raw, str):
        raise ValueError("points are expected here: 0.5 or 0.5 per 10k")
    points, _, per = raw.partition(" per ")
    record: dict[str, Fraction] = {"points": parse_number(points)}
    if per:
        record["per"] = parse_money(per)
        if record["per"] == 0:
            raise ValueError("'per' needs a number above 0")
    return record


def _read_hurdle(raw: Any) -> Any:
    record = _read_rate(raw)
    if isinstance(record, dict) and "per" not in record:
        raise ValueError("a hurdle says for how much money: 0.5 per 10k")
    return record


PointRate = Annotated[
    Rate,
    BeforeValidator(_read_rate),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "string"}], "description": "points, e.g. 0.5 per 10k"}
    ),
]
HurdleRate = Annotated[
    Hurdle,
    BeforeValidator(_read_hurdle),
    WithJsonSchema(
        {"type": "string", "pattern": " per ", "description": "points per yuan, e.g. 0.5 per 10k"}
    ),
]


class Label(Record):
    """A display name, with its Chinese form when there is one."""

    en: str
    zh: str | None = None


def _read_label(raw: Any) -> Any:
    return {"en": raw} if isinstance(raw, str) else raw


Name = Annotated[
    Label,
    BeforeValidator(_read_label),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
                    "required": ["en"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


def _read_prose(raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        return raw
    texts = dict(raw)
    if (
        "en" not in texts
        or texts.keys() - {"en", "zh"}
        or not all(isinstance(t, str) for t in texts.values())
    ):
        raise ValueError("a text, or {en: a text, zh: the same in Chinese}, is expected here")
    return texts["en"]


Prose = Annotated[
    str,
    BeforeValidator(_read_prose),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
                    "required": ["en"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""A text for people, or ``{en: …, zh: …}``; the English one is the text, reports find the Chinese one."""


def _read_flag(raw: Any) -> Any:
    if raw in ("true", "false"):
        return raw == "true"
    if isinstance(raw, bool):
        return raw
    raise ValueError("true or false is expected here")


Flag = Annotated[bool, BeforeValidator(_read_flag)]


def _factor_schema(description: str) -> WithJsonSchema:
    """One number, or numbers by key."""
    number = _quantity_schema(_NUMBER_TEXT, f"{description}, 0 or more").json_schema or {}
    table = {"type": "object", "additionalProperties": {"anyOf": [*number["anyOf"], {"type": "null"}]}}
    return WithJsonSchema(
        {"anyOf": [*number["anyOf"], table], "description": f"{description}: one, or several by key"}
    )


_read_positive = _reader(parse_number, _positive)


def _read_half_life(raw: Any) -> Any:
    return raw if raw == "none" else Quantity.model_validate(_read_positive(raw))


HalfLife = Annotated[
    Quantity | Literal["none"],
    PlainValidator(_read_half_life),
    _quantity_schema(_HALF_LIFE_TEXT, "days above 0, or none"),
]
"""Days, or ``none`` for no decay; one reader, so that a bad number is reported once."""


def _read_factors(raw: Any) -> Any:
    return {"flow": raw} if isinstance(raw, str) else raw


Factors = Annotated[dict[Identifier, Amount], BeforeValidator(_read_factors), _factor_schema("yield factor")]
"""Yield factors: by KPI (replaces the others for it), else by tier, else `flow`; these act on flow KPIs."""


def _read_season(raw: Any) -> Any:
    return {"all": raw} if isinstance(raw, str) else raw


Season = Annotated[
    dict[Identifier, Amount], BeforeValidator(_read_season), _factor_schema("factor on quotes")
]
"""Factor on quotes in a phase: one number (key `all`) or by tier."""
