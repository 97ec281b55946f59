"""Regret: what the plan made for one case loses in another, and the plan whose worst loss is smallest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from kolopt.diagnostics import Diagnostic, raise_errors
from kolopt.explore.judging import judge
from kolopt.explore.near_best import audited
from kolopt.model.joint import worst_regret
from kolopt.planning import DEFAULT_GAPS, counts_of
from kolopt.solve.approximation import solve
from kolopt.solve.outcome import Found, Stopped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kolopt.economics.tables import Counts
    from kolopt.explore.subject import Subject
    from kolopt.planning import Options, Progress
    from kolopt.solve.outcome import Limits

CODES = {
    "mixed-questions": "regret compares scenarios that ask different questions",
    "different-lines": "the plan of least regret is asked of scenarios with different phases or offers",
}
"""Diagnostic codes of this module."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One plan in one case.

    Attributes:
        loss: points (yuan for the least spend) below that case's own plan; None where lines are missing.
        broken: hard rules of the case that the plan breaks; its loss is then no offer.
    """

    loss: float | None
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Regret:
    """Every plan judged in every case.

    Attributes:
        unit: of the losses.
        names: of the cases, and of the plans made for them.
        cells: cells[i][j] is the plan made for case i, judged in case j.
        worst: each plan's largest loss; None for a plan that breaks a rule of some case.
        least: the plan with the smallest worst loss, the first of equals; None when each breaks some rule.
    """

    unit: Literal["points", "yuan"]
    names: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    worst: tuple[float | None, ...]
    least: str | None


@dataclass(frozen=True, slots=True)
class LeastRegret:
    """The plan whose worst regret over the cases is smallest.

    Attributes:
        counts: (phase id, offer id) → units.
        losses: what it loses in each case, in the order of the table.
        worst: the largest of them, at least 0.
        bound: no plan's worst regret is below it.
        proven: whether the bound is within the gap.
    """

    counts: Counts
    losses: tuple[float, ...]
    worst: float
    bound: float
    proven: bool


def regret_table(cases: Mapping[str, Subject]) -> Regret:
    """Judge the plan of each case in all of them.

    Args:
        cases: name → scenario with its plan solved; all ask for score, or all for spend.

    Raises:
        InvalidInputError: the cases ask different questions.
    """
    _check_questions(cases)
    names, subjects = tuple(cases), tuple(cases.values())
    cells = tuple(tuple(_cell(made, judged) for judged in subjects) for made in subjects)
    worst = tuple(_worst(row) for row in cells)
    usable = [(loss, k) for k, loss in enumerate(worst) if loss is not None]
    least = names[min(usable)[1]] if usable else None
    unit: Literal["points", "yuan"] = "yuan" if subjects[0].question.goal == "spend" else "points"
    return Regret(unit, names, cells, worst, least)


def _check_questions(cases: Mapping[str, Subject]) -> None:
    goals = {name: subject.question.goal for name, subject in cases.items()}
    first = next(iter(goals))
    raise_errors(
        Diagnostic(
            "mixed-questions",
            f"`{first}` asks for {goals[first]}, `{name}` for {goal}: losses have no common unit",
            hint="give all of them one objective, say --set 'objective={maximize: score}'",
        )
        for name, goal in goals.items()
        if goal != goals[first]
    )


def _cell(made: Subject, case: Subject) -> Cell:
    judged = judge(case, made.plan.counts)
    loss = None if judged.value is None else case.plan.value - judged.value
    return Cell(loss, judged.broken)


def _worst(row: tuple[Cell, ...]) -> float | None:
    losses = [cell.loss for cell in row if cell.loss is not None]
    return None if any(cell.broken for cell in row) else max(losses)


def least_regret(
    cases: Mapping[str, Subject], table: Regret, options: Options, progress: Progress | None = None
) -> LeastRegret | None:
    """The plan whose worst regret over all cases is proven smallest; every hard rule of every case holds.

    Prices, yields, goals, rules and budgets may differ from case to case; phases and offers may not,
    since the plan is one vector of counts.

    Args:
        cases: as :func:`regret_table`.
        table: its answer; the least-regret plan in it is the start.
        options: gap, limits and solver.
        progress: told the stage, the worst regret so far and the bound below it.

    Returns:
        The plan, audited in each case, or None when no plan keeps the rules of all cases.

    Raises:
        InvalidInputError: phases or offers differ.
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    _check_lines(cases)
    subjects = tuple(cases.values())
    first = subjects[0]
    bests = [subject.plan.value for subject in subjects]
    program = worst_regret([subject.program for subject in subjects], bests)
    start = None if table.least is None else first.vector(cases[table.least].plan.counts)
    outcome = solve(program, _limits(subjects, options), options.solver, _as_losses(progress), start)
    if outcome.found is Found.INFEASIBLE:
        return None
    found = counts_of(first.economics, outcome)
    for subject in subjects:
        audited(subject, found)
    losses = tuple(subject.plan.value - subject.value_of(found) for subject in subjects)
    bound = 0.0 if outcome.bound is None else max(0.0, -outcome.bound)
    return LeastRegret(found, losses, max(0.0, *losses), bound, outcome.stopped is Stopped.CLOSED)


def _check_lines(cases: Mapping[str, Subject]) -> None:
    lines = {
        name: (
            tuple(phase.id for phase in subject.economics.phases),
            tuple(offer.id for offer in subject.economics.offers),
        )
        for name, subject in cases.items()
    }
    first = next(iter(lines))
    raise_errors(
        Diagnostic(
            "different-lines",
            f"`{first}` and `{name}` have different phases or offers: no one plan fits both",
            hint="leave that case out, or give both the same phases and offers",
        )
        for name, line in lines.items()
        if line != lines[first]
    )


def _limits(subjects: tuple[Subject, ...], options: Options) -> Limits:
    """The gap in points or yuan; one stated as a share is a share of the largest value."""
    limits = subjects[0].limits
    gap = options.gap or DEFAULT_GAPS[subjects[0].question.goal]
    largest = max(abs(subject.plan.value) for subject in subjects)
    absolute = gap.points if gap.share is None else gap.share * largest
    return replace(limits, gap_absolute=absolute or 0.0, gap_relative=0.0)


def _as_losses(progress: Progress | None) -> Progress | None:
    """Progress in losses, where the solver maximises their negative."""
    if progress is None:
        return None
    return lambda stage, value, bound: progress(
        stage, None if value is None else -value, None if bound is None else -bound
    )
