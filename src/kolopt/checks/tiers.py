"""The ladder of tiers: which of them are the small ones, and which is the top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kolopt.scenario.schema import Scenario

FEWEST_TIERS = 3
"""With fewer tiers there is no meaningful top or bottom."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Tier ids by followers.

    Attributes:
        lower: the lower half (rounded down), rising: nano and micro of four or five tiers.
        upper: the others, rising.
    """

    lower: tuple[str, ...]
    upper: tuple[str, ...]

    @property
    def top(self) -> str | None:
        """The largest tier (mega); None with fewer than :data:`FEWEST_TIERS` tiers."""
        return self.upper[-1] if len(self.lower) + len(self.upper) >= FEWEST_TIERS else None


def ladder(scenario: Scenario) -> Ladder:
    """The market's tiers sorted by their fewest followers."""
    rising = sorted(scenario.tiers, key=lambda tier: scenario.tiers[tier].followers.from_.base)
    half = len(rising) // 2
    return Ladder(tuple(rising[:half]), tuple(rising[half:]))


def listed(names: tuple[str, ...]) -> str:
    """Names in words: ``nano``, ``nano and micro``, ``a, b and c``."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
