"""The figures of a rule in a plan, as cells: what it comes to, its bound, the room that is left."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from kolopt.money import fen_from_yuan
from kolopt.report.table import Money, Number, Phrase
from kolopt.rules.measures import is_on_money
from kolopt.rules.parse import parse_text

if TYPE_CHECKING:
    from kolopt.plan.record import RulePart
    from kolopt.report.table import Cell

_BETWEEN = re.compile(r"between (\S+) and (\S+)")
_NONE = "<= 0"
"""Bound of an offer that the scenario does not open."""


def is_closed(rule: RulePart) -> bool:
    """Whether the rule says of an offer that none can be had."""
    return rule.origin == "derived" and rule.bound == _NONE


def value(rule: RulePart) -> Cell:
    """What its left side comes to."""
    return _amount(rule, rule.value)


def slack(rule: RulePart) -> Cell:
    """By how much the plan could miss it more, or misses it."""
    return _amount(rule, rule.slack)


def bound(rule: RulePart) -> Phrase:
    """Its bound as a report writes it: ``<= ¥1,076,400.00``."""
    if between := _BETWEEN.fullmatch(rule.bound):
        low, high = (_amount(rule, side) for side in between.groups())
        return Phrase("bound-between", {"low": low, "high": high})
    sign, _, amount = rule.bound.partition(" ")
    return Phrase("bound", {"sign": sign, "amount": _amount(rule, amount)})


def _amount(rule: RulePart, text: str) -> Cell:
    return Money(fen_from_yuan(text)) if is_on_money(parse_text(rule.text)) else Number(Decimal(text))
