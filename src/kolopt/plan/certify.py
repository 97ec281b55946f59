"""What was proven of a plan's counts, in the unit of the question."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from kolopt.errors import SolverError
from kolopt.money import FEN_PER_YUAN, yuan
from kolopt.plan.record import Certificate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kolopt.plan.figures import Figures
    from kolopt.plan.judged import Judged
    from kolopt.scenario.schema import Scenario

Question = Literal["score", "spend", "score-hurdle"]

ROUNDING = 1e-6
"""Relative: by so much a bound may fall below the value of its own plan; solvers know no better."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the solver proved, and under which limits.

    Attributes:
        bound: no plan's objective is above it: points, or −yuan when spend is minimised.
        stopped: why the solve ended.
        gap: the gap asked for, in words.
        seconds, nodes: limits of the solve, None = none.
        solver: name and version of the solver that gave the bound.
    """

    bound: float
    stopped: Literal["closed", "time", "nodes"]
    gap: str
    seconds: float | None
    nodes: int | None
    solver: str


def _question(scenario: Scenario) -> Question:
    if scenario.objective.minimize is not None:
        return "spend"
    return "score" if scenario.objective.hurdle is None else "score-hurdle"


def certificate_part(figures: Figures, judged: Iterable[Judged], proof: Proof) -> Certificate:
    """What was proven of the counts.

    Args:
        figures: of the counts.
        judged: rules in each instance, at least those at a price. Their penalties are added up unrounded:
            as printed, many small roundings would show in the value.
        proof: bound and limits.

    Raises:
        SolverError: the proof is closed and yet its bound lies below what the plan is worth.
    """
    scenario = figures.economics.scenario
    question = _question(scenario)
    score, spent = figures.scores.campaign, figures.costs.spend
    penalties = math.fsum(float(lost) for _, _, lost in judged)
    if question == "spend":
        _confirm(proof, -spent / FEN_PER_YUAN)
        stated = _spend_figures(spent, proof.bound)
    else:
        hurdle = scenario.objective.hurdle
        value = score - penalties - (0.0 if hurdle is None else float(hurdle.points_for(spent)))
        _confirm(proof, value)
        stated = _score_figures(value, max(proof.bound, value))
    return Certificate.model_validate(
        {
            "status": "proven" if proof.stopped == "closed" else "limit",
            "question": question,
            **stated,
            "score": score,
            "penalties": penalties,
            "solver": proof.solver,
            "stopped": proof.stopped,
        }
    )


def _confirm(proof: Proof, value: float) -> None:
    """A proof is of the plan's true value; the program's and these figures are worked out apart."""
    if proof.stopped == "closed" and proof.bound < value - ROUNDING * max(abs(value), 1.0):
        raise SolverError(f"the solver's bound {proof.bound:.6f} lies below its plan's value {value:.6f}")


def _score_figures(value: float, bound: float) -> dict[str, Any]:
    """Value to the nearest, bound and gaps rounded up: nothing is claimed that was not proven."""
    return {
        "value": f"{value:.6f}",
        "bound": _up(bound),
        "gap": _up((bound - value) / max(abs(value), 1.0)),
        "gap_points": _up(bound - value),
    }


def _spend_figures(spent: int, bound: float) -> dict[str, Any]:
    least = min(spent, math.floor(-bound * FEN_PER_YUAN))
    gap = Fraction(spent - least, max(spent, FEN_PER_YUAN))
    return {"value": yuan(spent), "bound": yuan(least), "gap": _up(float(gap)), "gap_points": None}


def _up(number: float) -> str:
    """Six decimals, rounded up."""
    return f"{math.ceil(Fraction(number) * 10**6) / 10**6:.6f}"
