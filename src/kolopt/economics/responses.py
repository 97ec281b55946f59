"""Responses: concave, rising, zero at zero, in scaled stock z = x / scale (docs/model.md#goals-and-scores).

In scaled stock ``reach`` and ``saturation`` are one curve, 1 − e^(−z) (scale A, and
H / ln 2 since 1 − 2^(−x/H) = 1 − e^(−x·ln 2/H)); ``share`` is z / (1 + z) with scale C;
``linear`` is min(z, 1) with scale T.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Shape = Literal["reach", "saturation", "share", "linear"]


@dataclass(frozen=True, slots=True)
class Response:
    """One goal's response.

    Attributes:
        shape: name as in the scenario.
        scale: stock per unit of z; above 0.
        start: scaled stock that is there already, to which z adds; 0 or more.
    """

    shape: Shape
    scale: float
    start: float = 0.0

    def value(self, z: float) -> float:
        """The share h(start + z) from 0 to 1 at scaled stock z ≥ 0."""
        z += self.start
        match self.shape:
            case "reach" | "saturation":
                return -math.expm1(-z)
            case "share":
                return z / (1.0 + z)
            case "linear":
                return min(z, 1.0)

    def slope(self, z: float) -> float:
        """dh/dz at start + z, z ≥ 0; at the kink of ``linear`` the right-hand one, 0."""
        z += self.start
        match self.shape:
            case "reach" | "saturation":
                return math.exp(-z)
            case "share":
                return (1.0 + z) ** -2
            case "linear":
                return 1.0 if z < 1.0 else 0.0

    def inverse(self, share: float) -> float:
        """The least z ≥ 0 with h(start + z) >= share; ``inf`` when the curve never gets there.

        Args:
            share: from 0 to 1.
        """
        return max(0.0, self._whole(share) - self.start)

    def _whole(self, share: float) -> float:
        match self.shape:
            case "reach" | "saturation":
                return math.inf if share >= 1.0 else -math.log1p(-share)
            case "share":
                return math.inf if share >= 1.0 else share / (1.0 - share)
            case "linear":
                return share


def scale_from_parameter(shape: Shape, parameter: float) -> float:
    """Stock per unit of z from A (reach), H (saturation), C (share) or T (linear)."""
    return parameter / math.log(2.0) if shape == "saturation" else parameter


def parameter_from_anchor(shape: Shape, stock: float, score: float) -> float:
    """A, H, C or T from one known point (stock > 0 of one phase, score as a share in (0, 1)).

    A = −x / ln(1 − s), H = −x / log2(1 − s), C = x·(1 − s) / s, T = x / s.

    Raises:
        ValueError: a score of 0 or 1 does not fix the curve (1 is allowed for ``linear``).
    """
    if not 0.0 < score < 1.0 and not (shape == "linear" and score == 1.0):
        raise ValueError("an anchor's score must lie between 0 and 100 %, ends excluded")
    match shape:
        case "reach":
            return -stock / math.log1p(-score)
        case "saturation":
            return -stock * math.log(2.0) / math.log1p(-score)
        case "share":
            return stock * (1.0 - score) / score
        case "linear":
            return stock / score
