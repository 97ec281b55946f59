"""Fragility: what the plan would lose against the best one if a guess were half or double."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kolopt.explore.guesses import guesses
from kolopt.explore.subject import Interval
from kolopt.model.near import within

if TYPE_CHECKING:
    from kolopt.explore.subject import Best, Request, Subject

Kept = Literal["all", "part", "none", "no plan"]
"""What can be kept of the plan: all of it, a part of its lines, none that the rules allow; or there is
no plan at all then, so that nothing is lost by this one."""

FACTORS = ("0.5", "2")
"""Half and double."""


@dataclass(frozen=True, slots=True)
class Case:
    """The plan under one changed guess.

    Attributes:
        changes: the overrides that make it so.
        kept: what can be kept of the plan.
        loss: best value then less the best that can be made of the plan's own lines; None where
            nothing can be kept.
    """

    changes: tuple[str, ...]
    kept: Kept
    loss: Interval | None


@dataclass(frozen=True, slots=True)
class Fragile:
    """One guess.

    Attributes:
        path: where it stands.
        what: in words.
        assumed: the inputs say that it is an assumption.
        half, double: the plan if it were so.
        source: where it is from; None for an assumption, or where none is stated.
    """

    path: str
    what: str
    assumed: bool
    half: Case
    double: Case
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Fragility:
    """What the plan rests on most.

    Attributes:
        question: ``score`` or ``spend``.
        gap: no loss below it means anything, in the value's unit.
        guesses: those that cost most first; those that leave nothing of the plan before all.
    """

    question: str
    gap: float
    guesses: tuple[Fragile, ...]


def explain(subject: Subject, _: Request | None = None) -> Fragility:
    """What each guess costs if it is wrong by a factor of two.

    A plan that costs more than there is then, or breaks a rule, is cut down to the best part of
    its own lines before it is compared. It takes two solves for each guess (some thirty guesses),
    and one more where the plan no longer fits.

    Raises:
        InfeasibleError: there is no plan.
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    asked = guesses(subject)
    cases = iter(subject.each(_case, [guess.changes(factor) for guess in asked for factor in FACTORS]))
    found = [
        Fragile(guess.path, guess.what, guess.assumed, next(cases), next(cases), guess.source)
        for guess in asked
    ]
    found.sort(key=lambda fragile: -max(_weight(fragile.half), _weight(fragile.double)))
    return Fragility(subject.question.goal, subject.limits.gap(subject.plan.value), tuple(found))


def _weight(case: Case) -> float:
    """What a case counts in the order: what is lost for certain, or everything."""
    if case.loss is not None:
        return case.loss.low
    return float("inf") if case.kept == "none" else 0.0


def _case(subject: Subject, changes: tuple[str, ...]) -> Case:
    changed = subject.patched(*changes)
    best = changed.best
    if best is None:
        return Case(changes, "no plan", None)
    counts = changed.vector(subject.plan.counts)
    judged = changed.program.judge(counts)
    if not judged.broken:
        return Case(changes, "all", _loss(best, judged.value, judged.value))
    part = changed.solved(within(changed.program, counts), changed.limits)
    if part is None:
        return Case(changes, "none", None)
    return Case(changes, "part", _loss(best, part.value, part.bound))


def _loss(best: Best, value: float, bound: float) -> Interval:
    """What is lost against the best plan by one worth from ``value`` to ``bound``."""
    return Interval(max(0.0, best.value - bound), max(0.0, best.bound - value))
