"""Grids of what-ifs: ``--vary path=a,b,c`` and ``--vary path=from..to:steps``, checked before any solve."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, product
from math import prod
from typing import TYPE_CHECKING

from kolopt.diagnostics import Diagnostic, Position, refuse
from kolopt.errors import InvalidInputError
from kolopt.money import NUMBER_PATTERN, decimal_text, parse_number, round_half_up
from kolopt.rules.read import read_rules
from kolopt.scenario.load import with_patches
from kolopt.scenario.patch import parse_patch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from kolopt.scenario.load import Case

CODES = {
    "bad-vary": "what to vary is not path=a,b,c or path=from..to:steps",
    "empty-grid": "there is nothing to vary, or an axis has no values",
    "repeated-value": "an axis has a value twice",
    "large-grid": "a range has more than 10,000 steps, or the grid more points and no --yes",
}
"""Diagnostic codes of this module."""

MOST_POINTS = 10_000
"""A larger grid is asked about first."""
FORM = "write path=10,15,22 or path=600k..2M:15"

Point = tuple[str, ...]
"""Overrides (``path=value``), one per axis."""

_AXIS = re.compile(r"(?P<path>[^=]*?)(?P<operator>[*+]?=)(?P<values>.*)", re.DOTALL)
_RANGE = re.compile(r"(?P<first>.*?)\.\.(?P<last>.*?):(?P<steps>.*)")
_END = re.compile(rf"\s*(?P<sign>[¥￥]?)(?P<digits>{NUMBER_PATTERN})(?P<percent>[%％]?)\s*")


@dataclass(frozen=True, slots=True)
class Axis:
    """One number, or word, of the scenario and the values that it takes.

    Attributes:
        name: the path and how it is changed: ``budget.total``, ``tiers.micro.quote*``.
        values: as written in an override, in the order stated.
        ranged: the values are the steps of a range, so that its ends tell whether they are of the right type.
    """

    name: str
    values: tuple[str, ...]
    ranged: bool = False

    def overrides(self) -> tuple[str, ...]:
        """One override per value."""
        return tuple(f"{self.name}={value}" for value in self.values)


def parse_axis(text: str) -> Axis:
    """Read ``path=a,b,c`` or ``path=from..to:steps``; ``*=`` and ``+=`` scale and shift.

    Steps are evenly spaced, both ends included: between whole numbers rounded to whole numbers,
    else to two decimals more than the ends are written with. Commas separate values, so numbers
    are written without them.

    Raises:
        InvalidInputError: another form, no values, or a value twice.
    """
    at = Position(f"--vary '{text}'", 1, 1)
    match = _AXIS.fullmatch(text)
    if match is None or not match["path"].strip():
        refuse("bad-vary", f"`{text}` does not say what to vary", at, FORM)
    spread = _RANGE.fullmatch(match["values"])
    values = _steps(spread, at) if spread else tuple(v.strip() for v in match["values"].split(","))
    if not all(values):
        refuse("empty-grid", f"`{text}` has an empty value", at, FORM)
    if len(dict.fromkeys(values)) < len(values):
        hint = "name each value once; a range needs as many distinct steps"
        refuse("repeated-value", f"`{text}` takes a value twice", at, hint)
    return Axis(match["path"].strip() + match["operator"][:-1], values, spread is not None)


def _steps(spread: re.Match[str], at: Position) -> tuple[str, ...]:
    first, last = _END.fullmatch(spread["first"]), _END.fullmatch(spread["last"])
    steps = spread["steps"].strip()
    if first is None or last is None or bool(first["percent"]) != bool(last["percent"]):
        refuse("bad-vary", "a range goes from one number to another, both with % or neither", at, FORM)
    if not re.fullmatch(r"\d{1,9}", steps) or int(steps) < 2:
        refuse("empty-grid", f"`{steps}` is not a number of steps", at, "a range has 2 steps or more")
    if int(steps) > MOST_POINTS:
        refuse("large-grid", f"{int(steps):,} steps in one range", at, f"take {MOST_POINTS:,} at most")
    low, high = parse_number(first["digits"]), parse_number(last["digits"])
    places = max(_decimals(low), _decimals(high))
    places += 2 if places or first["percent"] else 0
    scale = 10**places
    return tuple(
        decimal_text(Fraction(round_half_up((low + (high - low) * k / (int(steps) - 1)) * scale), scale))
        + first["percent"]
        for k in range(int(steps))
    )


def _decimals(number: Fraction) -> int:
    return len(decimal_text(number).partition(".")[2])


def size(axes: Sequence[Axis]) -> int:
    """How many points the grid has."""
    return prod(len(axis.values) for axis in axes)


def grid(axes: Sequence[Axis]) -> Iterator[Point]:
    """All points, the last axis fastest."""
    return product(*(axis.overrides() for axis in axes))


def check_grid(
    case: Case, axes: Sequence[Axis], *, large: bool = False, besides: Collection[str] = ()
) -> None:
    """Refuse a grid that cannot be swept, before anything is solved.

    Every value of a list and both ends of a range are tried on the scenario, with the other axes at
    their first values: the path exists, the type is right, the rules can be read.

    Args:
        case: the scenario.
        axes: what to vary.
        large: whether more than :data:`MOST_POINTS` are meant.
        besides: codes of findings that do not count.

    Raises:
        InvalidInputError: with every value that is refused.
    """
    if not axes:
        refuse("empty-grid", "nothing is varied", hint=FORM)
    if size(axes) > MOST_POINTS and not large:
        message = f"the grid has {size(axes):,} points"
        refuse("large-grid", message, hint="take fewer values, or confirm with --yes")
    findings: dict[Diagnostic, None] = {}
    first = tuple(axis.overrides()[0] for axis in axes)
    others = (
        (*first[:number], override, *first[number + 1 :])
        for number, axis in enumerate(axes)
        for override in axis.overrides()[-1 if axis.ranged else 1 :]
    )
    for point in chain([first], others):
        findings.update((fault, None) for fault in _faults(case, point) if fault.code not in besides)
    if findings:
        raise InvalidInputError(tuple(findings))


def _faults(case: Case, point: Point) -> tuple[Diagnostic, ...]:
    try:
        read_rules(with_patches(case, [parse_patch(override) for override in point]))
    except InvalidInputError as error:
        return error.diagnostics
    return ()
