"""Totals and bounds of rules as text, in the rule's own unit."""

from __future__ import annotations

from fractions import Fraction

from kolopt.money import round_half_up, yuan
from kolopt.rules.measures import CREATORS, MONEY, POINTS, VARIETY


def in_unit(value: Fraction | float, unit: str) -> str:
    """A total or a bound in the unit of its measure: yuan, points with six decimals, others with two.

    Whole creators and kinds are written without decimals. Halves round away from 0.
    """
    exact = Fraction(value)
    sign = "-" if exact < 0 else ""
    if unit == MONEY:
        text = yuan(round_half_up(abs(exact)))
    elif unit in (CREATORS, VARIETY) and exact.denominator == 1:
        text = str(abs(exact.numerator))
    else:
        places = 6 if unit == POINTS else 2
        text = _with_places(round_half_up(abs(exact) * 10**places), places)
    return text if not text.strip("0.") else sign + text


def bound_in_unit(low: Fraction | float | None, high: Fraction | float | None, unit: str) -> str:
    """What is allowed, with its sense: ``>= 22``, ``<= 480000.00``, ``= 1``, ``between 2 and 4``.

    Raises:
        ValueError: both sides are missing.
    """
    if low is None:
        if high is None:
            raise ValueError("a bound has at least one side")
        return f"<= {in_unit(high, unit)}"
    if high is None:
        return f">= {in_unit(low, unit)}"
    if low == high:
        return f"= {in_unit(low, unit)}"
    return f"between {in_unit(low, unit)} and {in_unit(high, unit)}"


def _with_places(digits: int, places: int) -> str:
    whole, part = divmod(digits, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)
