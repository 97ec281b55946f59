"""Numbers of a rule, read by what they stand for: an amount, a factor, or a share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.diagnostics import did_you_mean
from kolopt.money import FEN_PER_YUAN, parse_money, parse_number, parse_share
from kolopt.rules.faults import RuleTextError
from kolopt.rules.measures import CREATORS, MONEY, POINTS, VARIETY
from kolopt.rules.tree import Number

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from kolopt.rules.names import Names
    from kolopt.rules.syntax import Atom, Figure

CODES = {
    "unknown-parameter": "a rule reads a $parameter that is not set",
    "bad-number": "a number does not fit where it stands",
    "unit-mismatch": "the two sides of a rule are in different units",
}
"""Codes of the findings made here, and what they mean."""

MOST_POINTS = 100


@dataclass(frozen=True, slots=True)
class Context:
    """What a text is read with.

    Attributes:
        text: the rule's text.
        names: what its names mean.
        any_kind: let ``count`` total media and owned offers too (derived rules only).
        origin: dotted path of the value behind the written numbers (derived rules only).
        assumed: that value is an assumption.
    """

    text: str
    names: Names
    any_kind: bool = False
    origin: str = ""
    assumed: bool = False

    def written(self, atom: Atom) -> str:
        """The atom as it stands in the text."""
        return self.text[atom.start : atom.end]


def fault_at(atom: Atom, code: str, message: str, hint: str = "") -> RuleTextError:
    """A fault that underlines an atom."""
    return RuleTextError(code, message, hint, start=atom.start, end=atom.end)


def _raw(figure: Figure, context: Context) -> tuple[str, str, bool]:
    """Text, origin and assumption mark of a number or of what a parameter stands for."""
    if not figure.parameter:
        return figure.text, context.origin, context.assumed
    value = context.names.parameters.get(figure.parameter)
    if value is None:
        close = did_you_mean(figure.parameter, context.names.parameters)
        hint = close.replace("`", "`$", 1) or "set it under `parameters`"
        raise fault_at(figure, "unknown-parameter", f"`{figure.text}` is not set", hint)
    return value.text, value.path, value.assumed


def _shown(figure: Figure, raw: str) -> str:
    return f"`{figure.text}` is {raw}, and that" if figure.parameter else f"`{figure.text}`"


def amount(figure: Figure, unit: str, context: Context) -> Number:
    """A plain number in a unit; money becomes fen, creators must be whole, points at most 100.

    Raises:
        RuleTextError: it is not such a number.
    """
    raw, origin, assumed = _raw(figure, context)
    shown = _shown(figure, raw)
    if raw.endswith(("%", "％")):
        hint = f"write `{figure.text} of …` and a measure in {unit}" + (
            ", or `budget`" if unit == MONEY else ""
        )
        raise fault_at(figure, "unit-mismatch", f"{shown} does not say of what", hint)
    if raw.startswith(("¥", "￥")) and unit != MONEY:
        raise fault_at(
            figure, "unit-mismatch", f"{shown} is money, where {unit} are compared", "leave out the ¥"
        )
    value = _parsed(figure, raw, parse_money if unit == MONEY else parse_number)
    if unit == MONEY:
        value *= FEN_PER_YUAN
        if value.denominator != 1:
            raise fault_at(figure, "bad-number", f"{shown} has parts of a fen", "write at most two decimals")
    if unit in (CREATORS, VARIETY) and value.denominator != 1:
        low = value.numerator // value.denominator
        message = f"{shown} is not whole, but {unit if unit == CREATORS else 'the kinds in use'} are counted"
        raise fault_at(figure, "bad-number", message, f"write {low} or {low + 1}")
    if unit == POINTS and value > MOST_POINTS:
        raise fault_at(
            figure, "bad-number", f"{shown} is more than a score can be", "scores run from 0 to 100"
        )
    return Number(value, figure.start, figure.end, origin, assumed)


def factor(figure: Figure, unit: str, of_unit: str, context: Context) -> Number:
    """A factor on a measure in ``of_unit``, giving ``unit``; fen stand for yuan on both sides.

    Raises:
        RuleTextError: it is not a plain number, or ¥ where the result is not money.
    """
    raw, origin, assumed = _raw(figure, context)
    shown = _shown(figure, raw)
    if raw.endswith(("%", "％")):
        raise fault_at(figure, "bad-number", f"{shown} is a share", f"write `{figure.text} of …`")
    if raw.startswith(("¥", "￥")) and unit != MONEY:
        raise fault_at(
            figure, "unit-mismatch", f"{shown} is money, where {unit} are compared", "leave out the ¥"
        )
    value = _parsed(figure, raw, parse_money)
    if unit == MONEY:
        value *= FEN_PER_YUAN
    if of_unit == MONEY:
        value /= FEN_PER_YUAN
    return Number(value, figure.start, figure.end, origin, assumed)


def share(figure: Figure, context: Context) -> Number:
    """A share from 0 to 1.

    Raises:
        RuleTextError: it is not one.
    """
    raw, origin, assumed = _raw(figure, context)
    return Number(_parsed(figure, raw, parse_share), figure.start, figure.end, origin, assumed)


def _parsed(figure: Figure, raw: str, parse: Callable[[str], Fraction]) -> Fraction:
    try:
        return parse(raw)
    except ValueError as error:
        place = f"`{figure.text}`: " if figure.parameter else ""
        message, _, hint = str(error).partition("; ")
        raise fault_at(figure, "bad-number", place + message, hint) from None
