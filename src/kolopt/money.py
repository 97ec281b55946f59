"""Numbers as a planner writes them, and money as integer fen.

Text becomes an exact ``Fraction`` (never a binary float); money becomes an
integer number of fen by :func:`to_fen` and is shown by :func:`yuan` or
:func:`show_money`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

Key = TypeVar("Key", bound="Hashable")
FEN_PER_YUAN = 100
"""Fen in one yuan."""

LARGEST = 10**12
"""No number in a scenario may be larger; a larger one is a typing mistake."""

_LONGEST = 40
"""Characters of a number; a longer text is a slip, and Python refuses to read thousands of digits."""
_PLAIN = 12
"""Digits that are a number below :data:`LARGEST` at a glance: most cells of a ledger."""
_SCALES = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "万": 10**4, "亿": 10**8}
NUMBER_PATTERN = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[kKM万亿](?![A-Za-z]))?"
"""Regular expression of an unsigned number with an optional scale; the rule language uses it too."""
_NUMBER = re.compile(r"(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<scale>[kKM万亿]?)")


@lru_cache(maxsize=4096)
def parse_number(text: str) -> Fraction:
    """Read ``1200000``, ``1.2M``, ``900k``, ``120万``, ``1.5亿`` or ``2,500.50`` exactly.

    The same text is read once: a plan's audit and every what-if read all of a market again.

    Raises:
        ValueError: the text is not such a number, is negative, or exceeds :data:`LARGEST`.
    """
    stripped = text.strip()
    if stripped.startswith(("-", "−")):
        raise ValueError(f"{stripped} is negative; a number here is 0 or more")
    if len(stripped) <= _PLAIN and stripped.isascii() and stripped.isdecimal():
        return Fraction(int(stripped))
    match = _NUMBER.fullmatch(stripped) if len(stripped) <= _LONGEST else None
    if match is None:
        stripped = stripped if len(stripped) <= _LONGEST else stripped[:_LONGEST] + "…"
        raise ValueError(f"{stripped!r} is not a number; write 1200000, 1.2M, 900k, 120万, 1.5亿 or 2,500.50")
    value = Fraction(match["digits"].replace(",", "")) * _SCALES[match["scale"]]
    if value > LARGEST:
        raise ValueError(f"{stripped} is larger than {LARGEST:,}, the largest number a scenario may hold")
    return value


def parse_money(text: str) -> Fraction:
    """Read an amount of money in yuan, with or without ``¥``; exact and not rounded to fen.

    Raises:
        ValueError: as :func:`parse_number`.
    """
    return parse_number(text.strip().removeprefix("¥").removeprefix("￥"))


def parse_share(text: str) -> Fraction:
    """Read a share, ``35%`` or ``0.35``, as a fraction from 0 to 1; ``1`` is 100 %.

    Raises:
        ValueError: not a share, or a number over 1 without a per cent sign.
    """
    stripped = text.strip()
    if stripped.endswith(("%", "％")):
        value = parse_number(stripped[:-1]) / 100
    else:
        value = parse_number(stripped)
        if 1 < value <= 100:
            raise ValueError(f"{stripped} as a share would be {stripped}00 %; did you mean {stripped}%?")
    if value > 1:
        raise ValueError(f"{stripped} is over 100 %")
    return value


def round_half_up(value: Fraction) -> int:
    """Round a value of 0 or more to the nearest integer, halves up."""
    return (value.numerator * 2 + value.denominator) // (value.denominator * 2)


def to_fen(yuan_amount: Fraction) -> int:
    """R(·) of docs/model.md: an amount in yuan, rounded half-up to whole fen."""
    return round_half_up(yuan_amount * FEN_PER_YUAN)


def sums(pairs: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """Integers added up by key, in the order in which the keys come."""
    totals: dict[Key, int] = {}
    for key, amount in pairs:
        totals[key] = totals.get(key, 0) + amount
    return totals


def exact_sum(parts: Iterable[tuple[int, Fraction]]) -> Fraction:
    """Σ count · value, exactly; on one denominator, which is many times faster than adding fractions."""
    tops: dict[int, int] = {}
    for n, value in parts:
        top, bottom = value.as_integer_ratio()
        tops[bottom] = tops.get(bottom, 0) + n * top
    scale = math.lcm(*tops)
    return Fraction(sum(top * (scale // bottom) for bottom, top in tops.items()), scale)


def yuan(fen: int) -> str:
    """Integer fen as plain yuan with two decimals, as files hold it: ``1234.50``."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{whole}.{rest:02d}"


def show_money(fen: int) -> str:
    """Integer fen as people read it: ``¥1,234.50``."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}¥{whole:,}.{rest:02d}"


def fen_from_yuan(text: str) -> int:
    """Read back what :func:`yuan` wrote.

    Raises:
        ValueError: the text is not yuan with exactly two decimals.
    """
    if not re.fullmatch(r"-?\d+\.\d\d", text):
        raise ValueError(f"{text!r} is not an amount in yuan with two decimals")
    return int(text.replace(".", ""))


@dataclass(frozen=True, slots=True)
class Converted:
    """Amounts in another currency, in its cents.

    Attributes:
        parts: each part by itself, rounded half up.
        rounding: what closes the sum: total − Σ parts.
        total: the sum of the parts in fen, converted.
    """

    parts: dict[str, int]
    rounding: int
    total: int


def converted(parts: Mapping[str, int], rate: Fraction) -> Converted:
    """Parts of a sum in fen, and their total, in another currency.

    Args:
        parts: name → fen, negative ones included.
        rate: yuan for one unit of the other currency.
    """
    cents = {name: to_cents(fen, rate) for name, fen in parts.items()}
    total = to_cents(sum(parts.values()), rate)
    return Converted(cents, total - sum(cents.values()), total)


def to_cents(fen: int, rate: Fraction) -> int:
    """Fen in cents of another currency at ``rate`` yuan for one unit; halves away from 0."""
    cents = round_half_up(abs(fen) / rate)
    return -cents if fen < 0 else cents


def show_amount(cents: int, currency: str) -> str:
    """Cents of a currency as people read them: ``EUR 1,234.50``."""
    return show_money(cents).replace("¥", f"{currency} ")


def decimal_text(value: Fraction) -> str:
    """A number of 0 or more as exact decimal text: ``0.35``, ``1200000``.

    Raises:
        ValueError: the number has no finite decimal form.
    """
    if value.denominator == 1:
        return str(value.numerator)
    places = 1
    while (value * 10**places).denominator != 1:
        if places > 2 * _LONGEST:
            raise ValueError(f"{value} has no finite decimal form")
        places += 1
    digits = f"{int(value * 10**places):0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}"
