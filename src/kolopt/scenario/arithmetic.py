"""Scaling and shifting numbers in the notation that they are written in: ``35%`` × 2 is ``70%``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kolopt.money import NUMBER_PATTERN, decimal_text, parse_number
from kolopt.scenario.nodes import Mapping, Node, Scalar, states_number

if TYPE_CHECKING:
    from fractions import Fraction

    from kolopt.diagnostics import Position

_NUMERAL = re.compile(
    rf"(?P<sign>[¥￥]?)\s*(?P<digits>{NUMBER_PATTERN})\s*(?P<percent>[%％]?)(?P<rest>\s+per\s+.*)?"
)
"""A number as fields hold it; ``rest`` is that of a price in points, ``0.5 per 10k``."""
_MONTH = re.compile(r"\d{4}-\d\d")
_RULE_TOKEN = re.compile(rf"\$?[^\W\d][\w-]*|{_MONTH.pattern}|[¥￥]?(?:{NUMBER_PATTERN})[%％]?")
"""Names, which may hold digits (``face-2``), parameters, months and numbers of a rule's text."""


def changed(node: Node, operator: str, amount: str, at: Position) -> Node:
    """A number scaled (``*=``) or shifted (``+=``): a bare one itself, a record's base, low and high.

    Args:
        node: the number.
        operator: ``*=`` or ``+=``.
        amount: factor or summand as text; the summand may be negative.
        at: the place that the new numbers carry.

    Raises:
        ValueError: the node is no number, or the result is none.
    """
    if isinstance(node, Scalar):
        return Scalar(changed_text(node.text, operator, amount), at)
    if isinstance(node, Mapping) and states_number(node):
        entries = tuple(
            (key, changed(value, operator, amount, at) if key.text in ("base", "low", "high") else value)
            for key, value in node.entries
        )
        return replace(node, entries=entries, at=at)
    raise ValueError("there is no single number to change")


def changed_text(text: str, operator: str, amount: str) -> str:
    """The text of a number, scaled or shifted exactly, in the same notation.

    Raises:
        ValueError: as :func:`changed`.
    """
    match = _NUMERAL.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"`{text}` is not a number")
    percent = bool(match["percent"])
    value = parse_number(match["digits"])
    new = value * _factor(amount) if operator == "*=" else value + _summand(amount, percent=percent)
    if new < 0:
        raise ValueError(f"{text} {amount} would be negative")
    return f"{match['sign']}{decimal_text(new)}{match['percent']}{match['rest'] or ''}"


def rule_numbers(rule: str) -> tuple[tuple[int, int], ...]:
    """Spans of the numbers and ``$parameters`` of a rule's text, in order; number k is item k − 1."""
    return tuple(
        match.span()
        for match in _RULE_TOKEN.finditer(rule)
        if match[0][0] in "$¥￥" or (match[0][0].isdigit() and not _MONTH.fullmatch(match[0]))
    )


def _factor(amount: str) -> Fraction:
    text = amount.strip()
    return parse_number(text[:-1]) / 100 if text.endswith(("%", "％")) else parse_number(text)


def _summand(amount: str, *, percent: bool) -> Fraction:
    """The summand in the unit of the number as written: percentage points where it carries a %."""
    text = amount.strip()
    sign = -1 if text.startswith(("-", "−")) else 1
    match = _NUMERAL.fullmatch(text.lstrip("-−"))
    if match is None or match["rest"]:
        raise ValueError(f"`{amount}` is not a number")
    if match["percent"] and not percent:
        raise ValueError(f"{amount} is a share, but the number has no % sign")
    scale = 100 if percent and not match["percent"] else 1
    return sign * parse_number(match["digits"]) * scale
