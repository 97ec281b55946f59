"""The cheapest way to reach a number of units, or an amount, under caps on how many can be had.

Both answers are true lower bounds of what any plan needs: a cap that does not fit is left out,
which can only make the answer smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kolopt.economics.measures import Line

Cap = tuple[frozenset["Line"], int]
"""Lines, and the most units of them all together."""


@dataclass(frozen=True, slots=True)
class Filling:
    """The best that can be done.

    Attributes:
        reached: units or amount that can be had, at most what was asked for.
        weight: the least total weight of it.
    """

    reached: Fraction
    weight: Fraction


def laminar(caps: Sequence[Cap], lines: Sequence[Line]) -> tuple[Cap, ...]:
    """Caps seen on some lines alone, nested: any two share no line, or one holds the other.

    Every line gets its tightest cap; of the caps on several lines, one that crosses another with
    fewer lines is left out.
    """
    tightest: dict[Line, int] = {}
    for line in lines:
        bounds = [bound for held, bound in caps if line in held]
        if bounds:
            tightest[line] = max(0, min(bounds))
    kept: list[Cap] = [(frozenset((line,)), bound) for line, bound in tightest.items()]
    open_lines = frozenset(line for line in lines if tightest.get(line) != 0)
    seen = [(held & open_lines, max(0, bound)) for held, bound in caps if not held.isdisjoint(open_lines)]
    for held, bound in sorted(seen, key=lambda cap: len(cap[0])):
        if all(held.isdisjoint(other) or other <= held for other, _ in kept):
            kept.append((held, bound))
    return tuple(kept)


def fill_units(units: int, weights: Mapping[Line, Fraction], caps: Sequence[Cap]) -> Filling:
    """Take whole units by rising weight; exact, because nested caps form a matroid.

    Args:
        units: how many are wanted.
        weights: weight of one unit of every line that counts; 0 or more.
        caps: nested, as :func:`laminar` gives them.
    """
    room = [bound for _, bound in caps]
    missing, weight = units, Fraction(0)
    for line in sorted(weights, key=weights.__getitem__):
        holding = [index for index, (lines, _) in enumerate(caps) if line in lines]
        taken = min([missing, *(room[index] for index in holding)])
        for index in holding:
            room[index] -= taken
        missing -= taken
        weight += taken * weights[line]
    return Filling(Fraction(units - missing), weight)


def fill_amount(
    amount: Fraction, gains: Mapping[Line, Fraction], weights: Mapping[Line, Fraction], caps: Sequence[Cap]
) -> Filling:
    """Reach an amount by rising weight per gain, in fractions of units, each line under its own tightest cap.

    Args:
        amount: wanted, in the unit of the gains.
        gains: what one unit of a line adds, above 0.
        weights: weight of one unit of the same lines; 0 or more.
        caps: as :func:`laminar` gives them; only those on a single line act.
    """
    missing, weight = amount, Fraction(0)
    for line in sorted(gains, key=lambda line: weights[line] / gains[line]):
        most = min((bound for lines, bound in caps if line in lines), default=None)
        wanted = missing / gains[line]
        taken = wanted if most is None else min(wanted, Fraction(most))
        missing -= taken * gains[line]
        weight += taken * weights[line]
    return Filling(amount - missing, weight)
