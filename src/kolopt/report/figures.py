"""Numbers as a report shows them: rounded for reading, never for reckoning."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from kolopt.money import show_money

if TYPE_CHECKING:
    from datetime import date

    from kolopt.campaign.difference import Amount, Kind
    from kolopt.plan.record import RangePart

NOTHING = "–"
"""Stands where there is no figure."""
ENGLISH_SCALES = ((10**9, "bn"), (10**6, "M"), (10**3, "k"))
"""Units of large numbers, falling, and what stands for each."""
CHINESE_SCALES = ((10**8, "亿"), (10**4, "万"))
"""The same in Chinese."""

_DIGITS = 3
_PLACES: dict[Kind, int] = {"points": 2, "result": 0}


def _round(value: Decimal, places: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=rounding)
    return abs(rounded) if rounded == 0 else rounded


def number(value: Decimal, places: int = 0) -> str:
    """Grouped by thousands: ``1,234.5``."""
    return f"{_round(value, places):,}"


def trimmed(value: Decimal) -> str:
    """Grouped by thousands, with no more decimals than it has: ``95``, ``102.5``."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def points(value: Decimal) -> str:
    """An index score: one decimal."""
    return number(value, 1)


def at_most(value: Decimal, places: int = 2) -> str:
    """Rounded up, for a bound that nothing exceeds."""
    return f"{_round(value, places, ROUND_CEILING):,}"


def share(part: int, whole: int) -> str:
    """A part as a percentage with one decimal; :data:`NOTHING` of nothing."""
    return f"{_round(Decimal(100 * part) / Decimal(whole), 1)} %" if whole else NOTHING


def price(value: Decimal | None) -> str:
    """Yuan per result with two decimals; :data:`NOTHING` where nothing is delivered."""
    return NOTHING if value is None else f"¥{number(value, 2)}"


def _three_digits(value: Decimal, unit: int) -> str:
    scaled = value / unit
    places = max(0, _DIGITS - 1 - max(0, scaled.adjusted())) if scaled else 0
    return number(scaled, places if unit > 1 else 0)


def low_base_high(figures: RangePart, scales: tuple[tuple[int, str], ...] = ENGLISH_SCALES) -> str:
    """Three worlds in one unit and about three digits: ``1.09–1.82–2.73M``; once if they agree.

    Args:
        figures: the three.
        scales: units of large numbers, falling, and what stands for each.
    """
    unit, suffix = next((scale for scale in scales if figures.base >= scale[0]), (1, ""))
    worlds = (figures.low, figures.base, figures.high)
    texts = tuple(_three_digits(world, unit) for world in worlds)
    return (texts[1] if len(dict.fromkeys(worlds)) == 1 else "–".join(texts)) + suffix


def days(start: date, end: date) -> str:
    """A phase's dates without the year: ``03-29 → 04-18``."""
    return f"{start:%m-%d} → {end:%m-%d}"


def between(low: float, high: float, places: int = 2) -> str:
    """A number that lies between two: one figure where both round to it, else ends that hold it."""
    ends = Decimal(low), Decimal(high)
    nearest = [number(end, places) for end in ends]
    if nearest[0] == nearest[1]:
        return nearest[0]
    return f"{_round(ends[0], places, ROUND_FLOOR):,}–{_round(ends[1], places, ROUND_CEILING):,}"


def rounded(value: Amount, kind: Kind) -> Amount:
    """A figure as it is printed: scores with two decimals, KPIs whole, units and money as they are."""
    return _round(Decimal(value), _PLACES[kind]) if kind in _PLACES else value


def shown(value: Amount, kind: Kind) -> str:
    """A figure of a kind in print."""
    if kind == "money":
        return show_money(int(value))
    return number(Decimal(value), _PLACES.get(kind, 0))


def changed(value: Amount, kind: Kind) -> str:
    """A change of a figure in print, with its sign; :data:`NOTHING` where nothing changed."""
    if not rounded(value, kind):
        return NOTHING
    return f"{'+' if value > 0 else ''}{shown(value, kind)}"
