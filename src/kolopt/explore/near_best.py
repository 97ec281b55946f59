"""The plans that are worth almost as much as the best one, and what may be asked of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kolopt.diagnostics import Diagnostic
from kolopt.errors import InvalidInputError
from kolopt.explore.subject import Interval
from kolopt.model.near import worth_at_least
from kolopt.money import FEN_PER_YUAN
from kolopt.plan.audit import audit_excerpt
from kolopt.plan.certify import Proof
from kolopt.plan.excerpt import excerpt
from kolopt.planning import DEFAULT_GAPS, insist, limits_for

if TYPE_CHECKING:
    from kolopt.economics.tables import Counts
    from kolopt.explore.subject import Subject
    from kolopt.model.program import Program
    from kolopt.planning import Gap

CODES = {"margin-under-gap": "a margin smaller than the gap that the best plan is proven to"}
"""Diagnostic codes of this module."""

SHARPENING = 200
"""Branch-and-bound nodes spent on a finer proof of the best value."""

ROUNDING = 1e-6
"""Points or yuan by which a plan may miss a floor: the tolerance of every floor on scores."""


@dataclass(frozen=True, slots=True)
class NearBest:
    """Which plans are near the best.

    Attributes:
        margin: what may be given up, as asked.
        best: where the best value lies.
        floor: the least value that is near enough, rounded down to a tenth of the margin's first
            figure; one number, unless the blur of the best value reaches over such a step.
    """

    margin: str
    best: Interval
    floor: Interval


def near_best(subject: Subject, margin: Gap) -> NearBest:
    """The plans within a margin of the best plan.

    The best value is proven more finely first, as far as :data:`SHARPENING` nodes get. The floor
    is rounded, so that it can be printed as it is used and a blur of the best value rarely moves it.

    Raises:
        InvalidInputError: the margin has no meaning for the question, or is smaller than the gap.
        InfeasibleError, LimitError, SolverError: there is no best plan to start from.
    """
    limits = limits_for(margin, subject.question, subject.options)
    best = _sharper(subject)
    if not best.high - limits.gap(best.high) <= subject.plan.value:
        unit = "yuan" if subject.question.goal == "spend" else "points"
        finding = Diagnostic(
            "margin-under-gap",
            f"a margin of {margin} is smaller than the gap of {best.high - subject.plan.value:.6f} {unit} "
            "that the best plan is proven to",
            hint="ask for a wider margin, or for a smaller gap: --gap 0.001",
        )
        raise InvalidInputError([finding])
    ends = sorted(_floor(value, limits.gap(value)) for value in (best.low, best.high))
    return NearBest(str(margin), best, Interval(ends[0], ends[1]))


def _floor(best: float, margin: float) -> float:
    """The value a margin below the best, rounded down to a tenth of the margin's first figure."""
    places = 1 - math.floor(math.log10(margin))
    scale = 10.0**places
    return round(math.floor((best - margin) * scale + ROUNDING) / scale, max(places, 0))


def _sharper(subject: Subject) -> Interval:
    """Where the best value lies, within the finest gap if few nodes are enough."""
    plan = subject.plan
    limits = replace(subject.limits, gap_absolute=0.0, gap_relative=0.0, nodes=SHARPENING)
    fine = subject.solved(subject.program, limits, subject.vector(plan.counts))
    if fine is None:
        return Interval(plan.value, plan.bound)
    return Interval(max(plan.value, fine.value), max(plan.value, min(plan.bound, fine.bound)))


def plans_worth(subject: Subject, value: float) -> Program:
    """The scenario's program, narrowed to the plans whose objective is at least ``value``.

    For the least spend that is a cap on spend in whole fen.
    """
    if subject.question.goal == "spend":
        cap = math.floor(-value * FEN_PER_YUAN + ROUNDING)
        return subject.asked(replace(subject.question, spend_cap=cap))
    return worth_at_least(subject.program, value)


def audited(subject: Subject, counts: Counts) -> Counts:
    """The same counts, once the independent audit has found them right.

    A plan near the best proves nothing itself, so that its certificate claims no closed gap.

    Raises:
        SolverError: the audit finds fault with them.
    """
    gap = subject.options.gap or DEFAULT_GAPS[subject.question.goal]
    proof = Proof(subject.plan.bound, "nodes", str(gap), None, None, subject.options.solver)
    found = excerpt(subject.economics, subject.rules, counts, proof)
    insist(audit_excerpt(found, subject.case.scenario, subject.rules))
    return counts
