"""Stated figures against recomputed ones, leaf by leaf."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that a plan states and that its inputs do not give.

    Attributes:
        path: where in the plan (``lines[3].cost``).
        stated: what stands there.
        recomputed: what the inputs give, or "".
        message: what is wrong, in words.
    """

    path: str
    stated: str
    recomputed: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A leaf that the audit cannot recompute, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Among:
    """A leaf that must be one of some words; which of them cannot be recomputed."""

    words: tuple[str, ...]

    def accepts(self, stated: object) -> bool:
        """Whether it is one of them."""
        return stated in self.words

    def __str__(self) -> str:
        return " or ".join(self.words)


@dataclass(frozen=True, slots=True)
class Near:
    """A figure from floating-point work.

    Attributes:
        value: recomputed, not rounded.
        places: decimals in the file.
        tolerance: how far the stated figure may be from the value, beside its rounding.
    """

    value: float
    places: int
    tolerance: float

    def accepts(self, stated: object) -> bool:
        """Whether a stated figure is this one, rounded."""
        if not isinstance(stated, str):
            return False
        room = Decimal(5).scaleb(-self.places - 1) + Decimal(self.tolerance)
        try:
            return abs(Decimal(stated) - Decimal(self.value)) <= room
        except ArithmeticError:  # no number, or one beyond all bounds
            return False

    def __str__(self) -> str:
        return f"{self.value:.{self.places}f}"


def points(value: float) -> Near:
    """A score or weight: six decimals, within 1e-6."""
    return Near(value, 6, 0.5e-6)


def amount(value: float) -> Near:
    """A stock: two decimals; the tolerance is that of summing floats in another order."""
    return Near(value, 2, 1e-9 * max(1.0, abs(value)))


def figure(value: Fraction, places: int = 2) -> str:
    """An exact value of 0 or more, rounded half-up, as the file states it."""
    top, bottom = value.as_integer_ratio()
    whole, rest = divmod((2 * top * 10**places + bottom) // (2 * bottom), 10**places)
    return f"{whole}.{rest:0{places}d}"


def differences(stated: object, recomputed: object, path: str = "") -> Iterator[Discrepancy]:
    """Every leaf at which a plan's JSON value differs from what was recomputed.

    Args:
        stated: the plan, or a part of it, as JSON value.
        recomputed: the same shape; a leaf may be :class:`Near`, :class:`Among` or :class:`Unchecked`.
        path: of the part.
    """
    if _same(stated, recomputed):
        return
    if isinstance(stated, dict) and isinstance(recomputed, dict):
        yield from _in_mapping(stated, recomputed, path)
    elif isinstance(stated, list) and isinstance(recomputed, (list, tuple)):
        for index, (left, right) in enumerate(zip_longest(stated, recomputed, fillvalue=_Nothing())):
            yield from differences(left, right, f"{path}[{index}]")
    else:
        yield _discrepancy(path, stated, recomputed)


def _same(stated: object, recomputed: object) -> bool:
    """Whether nothing differs: the usual answer, found without naming every leaf."""
    if isinstance(stated, dict) and isinstance(recomputed, dict):
        return stated.keys() == recomputed.keys() and all(
            _same(stated[key], value) for key, value in recomputed.items()
        )
    if isinstance(stated, list) and isinstance(recomputed, (list, tuple)):
        return len(stated) == len(recomputed) and all(map(_same, stated, recomputed))
    return isinstance(recomputed, Unchecked) or _agree(stated, recomputed)


def _in_mapping(stated: dict[str, object], recomputed: dict[str, object], path: str) -> Iterator[Discrepancy]:
    for key in dict.fromkeys((*recomputed, *stated)):
        left, right = stated.get(key, _Nothing()), recomputed.get(key, _Nothing())
        yield from differences(left, right, f"{path}.{key}".removeprefix("."))


@dataclass(frozen=True, slots=True)
class _Nothing:
    """Stands for a leaf that one side does not have."""

    def __str__(self) -> str:
        return "nothing"


def _agree(stated: object, recomputed: object) -> bool:
    if isinstance(recomputed, (Near, Among)):
        return recomputed.accepts(stated)
    return type(stated) is type(recomputed) and stated == recomputed


def _discrepancy(path: str, stated: object, recomputed: object) -> Discrepancy:
    message = f"the plan says {_words(stated)}, its inputs give {_words(recomputed)}"
    return Discrepancy(path, _words(stated), _words(recomputed), message)


def _words(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 120 else text[:119] + "…"
