"""The price of a soft rule: points per missing unit, and which rules cannot be soft."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.money import FEN_PER_YUAN
from kolopt.rules.faults import RuleTextError
from kolopt.rules.measures import CREATORS, MONEY, POINTS, VARIETY
from kolopt.rules.tree import Body, NoneOrAtLeast, SoftPrice, compared

if TYPE_CHECKING:
    from kolopt.scenario.quantities import Rate

CODES = {"bad-soft": "a rule cannot be soft, or its price names no unit"}
"""Codes of the findings made here, and what they mean."""

SOFT_UNIT = {CREATORS: 1, VARIETY: 1, POINTS: 1, MONEY: 10_000 * FEN_PER_YUAN}
"""What one missing unit is when a price states no ``per``: a creator, a point, ¥10k in fen."""


def soft_price(rate: Rate, body: Body) -> SoftPrice:
    """The price of a rule's shortfall, per unit of its left side (money in fen).

    Raises:
        RuleTextError: the rule cannot be soft, or a KPI's price lacks ``per``.
    """
    part = compared(body)
    left = part.left
    if isinstance(part, NoneOrAtLeast):
        raise RuleTextError("bad-soft", "`is 0 or` cannot be soft", "leave out `soft`, or write `>= K` alone")
    if left.kind == "variety" and part.high is not None:
        raise RuleTextError("bad-soft", "an upper bound on `variety` cannot be soft", "leave out `soft`")
    if rate.per is not None:
        return SoftPrice(rate.points, rate.per * FEN_PER_YUAN if left.unit == MONEY else rate.per)
    if left.unit not in SOFT_UNIT:
        hint = f"write, say, `soft: {float(rate.points):g} per 1000`"
        raise RuleTextError("bad-soft", f"how many {left.unit} cost {float(rate.points):g} points?", hint)
    return SoftPrice(rate.points, Fraction(SOFT_UNIT[left.unit]))
