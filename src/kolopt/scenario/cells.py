"""Cells of a ledger as people and spreadsheets write them: statuses, days, money and what was measured."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from kolopt.diagnostics import did_you_mean
from kolopt.money import parse_money, parse_number, to_fen
from kolopt.scenario.orders import Misfit, Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

_DAY = re.compile(r"(\d{4})([-/])(\d\d?)\2(\d\d?)", re.ASCII)
_EITHER = re.compile(r"\d{1,3}[.,]\d{3}", re.ASCII)


class CellError(ValueError):
    """A cell that cannot be read.

    Attributes:
        fault: column, what is wrong, what would be right.
    """

    def __init__(self, column: str, message: str, hint: str) -> None:
        self.fault = Misfit(column, message, hint)
        super().__init__(message)


def status_in(texts: Mapping[str, str], column: str = "status") -> Status:
    """The status of a row, in upper or lower case.

    Raises:
        CellError: it is none.
    """
    text = texts[column]
    try:
        return Status(text.lower())
    except ValueError:
        known = [status.value for status in Status]
        hint = did_you_mean(text, known) if text else f"one of {', '.join(known)}"
        message = f"`{text}` is no status" if text else "the row has no status"
        raise CellError(column, message, hint) from None


def day_in(texts: Mapping[str, str], column: str) -> date | None:
    """The day in a column; None where it is blank.

    Raises:
        CellError: it is none.
    """
    text = texts.get(column, "")
    if not text:
        return None
    match = _DAY.fullmatch(text)
    try:
        if match is None:
            raise ValueError("another form")
        return date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError:
        message = f"`{text[:40]}` is not a day of the calendar" if match else f"`{text[:40]}` is no date"
        raise CellError(column, message, "write 2027-05-20 or 2027/5/20") from None


def money_in(texts: Mapping[str, str], column: str) -> int | None:
    """The yuan in a column as fen; None where it is blank.

    Raises:
        CellError: it is no amount, or one with a part of a fen.
    """
    text = texts.get(column, "")
    if not text:
        return None
    try:
        amount = parse_money(text)
    except ValueError as error:
        message = str(error).partition("; write")[0]
        raise CellError(column, message, "write yuan: 2310 or 2310.50") from None
    if (amount * 100).denominator != 1:
        raise CellError(column, f"{text} has more than two decimals", "write yuan: 2310.50")
    return to_fen(amount)


def number_in(texts: Mapping[str, str], kpi: str) -> Fraction:
    """What was measured of a KPI.

    Raises:
        CellError: it is no number.
    """
    try:
        return parse_number(texts[kpi])
    except ValueError as error:
        message = str(error).partition("; write")[0]
        raise CellError(kpi, message, "write what was measured: 12000") from None


def check_mark(texts: Mapping[str, str], column: str) -> None:
    """Refuse a number of a table with semicolons whose only mark may stand for thousands or for decimals.

    Raises:
        CellError: it may.
    """
    if _EITHER.fullmatch(text := texts.get(column, "")):
        plain = re.sub("[.,]", "", text)
        message = f"{text} may mean {plain} or {text.replace(',', '.')} in a table with semicolons"
        raise CellError(column, message, f"write {plain}, or fewer decimals")
