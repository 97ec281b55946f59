"""A program while it is being written: columns and rows are only ever added."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from kolopt.model.program import (
    Column,
    Curve,
    Definition,
    Indicator,
    Linear,
    Number,
    Program,
    Row,
    Shortfall,
    Terms,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kolopt.economics.measures import Exact

    Coefficients = dict[int, Exact]
    """Column → exact coefficient."""


def as_terms(coefficients: Mapping[int, Number]) -> Terms:
    """Non-zero coefficients in column order."""
    return tuple((index, coefficients[index]) for index in sorted(coefficients) if coefficients[index])


def whole_row(
    coefficients: Mapping[int, Exact],
    low: Fraction | None,
    high: Fraction | None,
    *,
    whole_columns: bool = True,
) -> tuple[Terms, int | None, int | None]:
    """The same row in integers: denominators out, greatest common divisor out, nothing scaled down.

    On integer columns the sides are then rounded inwards, which cuts off no whole solution
    and keeps a solver's tolerance from passing for a fraction of a unit.
    """
    sides = [side for side in (low, high) if side is not None]
    scale = math.lcm(*(c.denominator for c in coefficients.values()))
    if not whole_columns:
        scale = math.lcm(scale, *(side.denominator for side in sides))
    integers = {index: c.numerator * (scale // c.denominator) for index, c in coefficients.items()}
    divisor = math.gcd(*integers.values()) or 1
    if not whole_columns:
        divisor = math.gcd(divisor, *(int(side * scale) for side in sides)) or 1
    factor = Fraction(scale, divisor)
    return (
        as_terms({index: value // divisor for index, value in integers.items()}),
        None if low is None else math.ceil(low * factor),
        None if high is None else math.floor(high * factor),
    )


@dataclass(frozen=True)
class Side:
    """One side of a comparison: ``Σ coefficients >= bound`` (or ``<=``) on columns."""

    coefficients: Coefficients
    bound: Fraction
    at_least: bool

    @cached_property
    def whole(self) -> tuple[Terms, int | None, int | None]:
        """The side as a row in integers (:func:`whole_row`)."""
        low, high = (self.bound, None) if self.at_least else (None, self.bound)
        return whole_row(self.coefficients, low, high)


class Draft:
    """Collects columns, rows, curves and definitions; :meth:`program` freezes them."""

    def __init__(self) -> None:
        self.columns: list[Column] = []
        self.rows: list[Row] = []
        self.curves: list[Curve] = []
        self.definitions: list[Definition] = []
        self._shared: dict[tuple[str, Terms], int] = {}

    def add_column(self, label: str, high: float, *, integer: bool, weight: float = 0.0) -> int:
        """Append a column with lower bound 0; the label becomes an ASCII slug behind its ordinal."""
        index = len(self.columns)
        slug = re.sub(r"[^A-Za-z0-9]+", "_", label)
        self.columns.append(Column(f"c{index:06d}_{slug}", 0.0, high, integer, weight))
        return index

    def add_constant(self, label: str, weight: float) -> None:
        """Append a column that is 1 in every plan, for a part of the objective that no plan changes."""
        column = self.add_column(label, 1.0, integer=False, weight=weight)
        self.columns[column] = replace(self.columns[column], low=1.0)
        self.definitions.append(Shortfall(column, ((1, (), -1),)))

    def add_row(
        self,
        name: str,
        family: str,
        terms: Terms,
        low: Number | None,
        high: Number | None,
        *,
        defining: bool = False,
    ) -> None:
        """Append a row; one without terms stays only if nothing can meet it."""
        if not terms:
            if (low is None or low <= 0) and (high is None or high >= 0):
                return
            terms = ((self._nothing(), 1),)
        self.rows.append(Row(name, family, terms, low, high, defining))

    def _nothing(self) -> int:
        """A column fixed at 0, for a row that asks for what cannot be bought."""
        return self._share("nothing", (), lambda: self._total_column("nothing", ()))

    def total(self, label: str, terms: Terms) -> int:
        """A column equal to Σ terms, made once for the same terms."""
        return self._share("total", terms, lambda: self._total_column(label, terms))

    def _total_column(self, label: str, terms: Terms) -> int:
        column = self.add_column(label, math.inf if terms else 0.0, integer=False)
        self.definitions.append(Linear(column, terms))
        if terms:
            self.add_row(f"total:{label}", "total", (*terms, (column, -1)), 0, 0, defining=True)
        return column

    def multiple(self, gate: int, times: int) -> int:
        """A whole column that is ``times`` where the binary ``gate`` is 1, else 0."""
        terms = ((gate, times),)

        def make() -> int:
            column = self.add_column(f"{times}_times_{gate}", float(times), integer=True)
            self.definitions.append(Linear(column, terms))
            name = f"multiple:{self.columns[gate].name}"
            self.add_row(name, "indicator", (*terms, (column, -1)), 0, 0, defining=True)
            return column

        return self._share("multiple", terms, make)

    def used(self, label: str, terms: Terms, most: int) -> int:
        """A binary that is 1 exactly when the count Σ terms is at least 1; ``most`` bounds the count."""
        return self._share("used", terms, lambda: self._used_column(label, terms, most))

    def _used_column(self, label: str, terms: Terms, most: int) -> int:
        column = self.add_column(f"used_{label}", 1.0, integer=True)
        self.definitions.append(Indicator(column, terms, 1))
        self.add_row(f"used:{label}", "indicator", (*terms, (column, -1)), 0, None, defining=True)
        held = (*terms, (column, -most)) if most else terms
        self.add_row(f"unused:{label}", "indicator", held, None, 0, defining=True)
        return column

    def gate(self, label: str, terms: Terms, value: int, most: int, *, at_least: bool) -> int:
        """A binary that is 1 exactly when the count Σ terms, at most ``most``, is >= (or <=) ``value``."""

        def make() -> int:
            column = self.add_column(label, 1.0, integer=True)
            self.definitions.append(Indicator(column, terms, value, at_least))
            low, high = (None, value - 1) if at_least else (value + 1, None)
            factor = value - 1 - most if at_least else value + 1
            self.add_row(f"gate:{label}", "indicator", (*terms, (column, factor)), low, high, defining=True)
            return column

        return self._share(f"{'>=' if at_least else '<='} {value}", terms, make)

    def _share(self, kind: str, terms: Terms, make: Callable[[], int]) -> int:
        key = (kind, terms)
        if key not in self._shared:
            self._shared[key] = make()
        return self._shared[key]

    def program(self, decisions: int, dive: Iterable[int], phases: Iterable[int] = ()) -> Program:
        """The finished program; without phases all lines are of one."""
        return Program(
            tuple(self.columns),
            decisions,
            tuple(self.rows),
            tuple(self.curves),
            tuple(self.definitions),
            tuple(dive),
            tuple(phases) or (0,) * decisions,
        )
