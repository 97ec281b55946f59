"""Changes of a best value in words, where the gap may leave them between two figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.report.figures import between

if TYPE_CHECKING:
    from kolopt.explore.subject import Interval

NOTHING_SHOWS = "nothing"
"""Stands for a change that is no larger than the gap."""


def change(found: Interval, gap: float, *, spends: bool = False) -> str:
    """A signed change: ``+1.81``, ``-0.19–-0.18``; of the least spend, what more is spent."""
    low, high = (-found.high, -found.low) if spends else (found.low, found.high)
    if low <= gap and high >= -gap:
        return NOTHING_SHOWS
    return _signed(low, high)


def loss(found: Interval, gap: float) -> str:
    """What is lost, never less than nothing: ``0.59–0.61``."""
    if found.low <= gap:
        return NOTHING_SHOWS if found.high <= 2 * gap else f"up to {between(found.high, found.high)}"
    return between(max(0.0, found.low), found.high)


def _signed(low: float, high: float) -> str:
    if high <= 0.0:
        text = between(-high, -low)
        return f"-{text}" if "–" not in text else f"-({text})"
    text = between(max(0.0, low), high)
    return f"+{text}" if "–" not in text else f"+({text})"


def with_unit(figures: str, *, spends: bool) -> str:
    """A change or a price with its unit: ``0.59–0.61 points``, ``up to ¥233.20``; "nothing" has none."""
    if figures == NOTHING_SHOWS:
        return figures
    words, space, ends = figures.rpartition(" ")
    return f"{words}{space}¥{ends}" if spends else f"{figures} points"
