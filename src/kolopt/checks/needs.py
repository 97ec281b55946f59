"""How much of every cap the floors must take: lower bounds that hold in every plan."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.checks.fill import Filling, fill_amount, fill_units, laminar
from kolopt.checks.limits import is_availability
from kolopt.economics.measures import coefficients

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kolopt.checks.fill import Cap
    from kolopt.checks.limits import Limit
    from kolopt.economics.measures import Line
    from kolopt.economics.tables import Economics


@dataclass(frozen=True, slots=True)
class Demand:
    """A floor, ready to be weighed.

    Attributes:
        floor: the limit.
        gains: line → what one unit adds to the floor's measure.
        lines: the keys of ``gains``, for comparisons.
        supply: nested caps on units of these lines by availability alone.
        caps: the same by all hard rules.
    """

    floor: Limit
    gains: Mapping[Line, Fraction]
    lines: frozenset[Line]
    supply: tuple[Cap, ...]
    caps: tuple[Cap, ...]

    def fill(self, weights: Mapping[Line, Fraction]) -> Filling:
        """The least weight that meets the floor, or comes nearest to it; lines without weight are free."""
        return self._fill(weights, self.caps)

    def most(self) -> Fraction:
        """What of the floor all hard rules leave, at most its bound."""
        return self._fill({}, self.caps).reached

    def most_available(self) -> Fraction:
        """What of the floor can be had at all, at most its bound."""
        return self._fill({}, self.supply).reached

    def _fill(self, weights: Mapping[Line, Fraction], caps: Sequence[Cap]) -> Filling:
        on_lines = {line: weights.get(line, Fraction(0)) for line in self.gains}
        if self.floor.measure.kind == "count":
            return fill_units(int(self.floor.bound), on_lines, caps)
        return fill_amount(self.floor.bound, self.gains, on_lines, caps)


@dataclass(frozen=True, slots=True)
class Need:
    """What floors must take of a cap, in the cap's unit."""

    demands: tuple[Demand, ...]
    amount: Fraction


def demands(floors: Sequence[Limit], caps: Sequence[Limit], economics: Economics) -> tuple[Demand, ...]:
    """Every floor with its lines and those of the caps that act on them."""
    counts = [cap for cap in caps if cap.measure.kind == "count"]
    held = [(frozenset(coefficients(economics, cap.measure, cap.phases)), int(cap.bound)) for cap in counts]
    supply = [pair for cap, pair in zip(counts, held, strict=True) if is_availability(cap)]
    return tuple(_demand(floor, economics, supply, held) for floor in floors)


def _demand(floor: Limit, economics: Economics, supply: Sequence[Cap], caps: Sequence[Cap]) -> Demand:
    values = coefficients(economics, floor.measure, floor.phases)
    gains = {line: Fraction(value) for line, value in values.items() if value > 0}
    return Demand(floor, gains, frozenset(gains), laminar(supply, tuple(gains)), laminar(caps, tuple(gains)))


def weigh(cap: Limit, demands: Sequence[Demand], economics: Economics) -> tuple[Need, ...]:
    """What each floor by itself must take of a cap; floors that take nothing are left out."""
    found = coefficients(economics, cap.measure, cap.phases)
    weights = {line: Fraction(weight) for line, weight in found.items()}
    if any(weight < 0 for weight in weights.values()):
        return ()  # recoverable VAT inside a cost: more units could take less, so nothing is certain
    touched = [demand for demand in demands if not demand.lines.isdisjoint(weights)]
    needs = (Need((demand,), demand.fill(weights).weight) for demand in touched)
    return tuple(need for need in needs if need.amount > 0)


def together(needs: Sequence[Need]) -> Need:
    """What floors take together; where two share a line, only the one that takes more counts."""
    chosen: list[Demand] = []
    total = Fraction(0)
    for need in sorted(needs, key=lambda need: -need.amount):
        if all(mine.lines.isdisjoint(other.lines) for mine in need.demands for other in chosen):
            chosen.extend(need.demands)
            total += need.amount
    return Need(tuple(chosen), total)


def by_rule(demands: Sequence[Demand]) -> dict[str, list[Demand]]:
    """Rule id → its floors, in the order given."""
    groups: dict[str, list[Demand]] = {}
    for demand in demands:
        groups.setdefault(demand.floor.rule.id, []).append(demand)
    return groups
