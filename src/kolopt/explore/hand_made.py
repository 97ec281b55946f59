"""A plan made by hand beside the best one: what it costs, brings, breaks, and leaves on the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.errors import InfeasibleError
from kolopt.explore.compare import Column, Comparison, moves
from kolopt.explore.judging import broken_rules, figures_of
from kolopt.explore.subject import subject_of

if TYPE_CHECKING:
    from kolopt.economics.tables import Counts
    from kolopt.explore.subject import Subject
    from kolopt.planning import Options, Progress
    from kolopt.scenario.load import Case

YOURS, BEST = "yours", "best"
"""Names of the two columns."""


def evaluate_counts(
    case: Case, counts: Counts, options: Options, progress: Progress | None = None
) -> Comparison:
    """Judge counts in a scenario, whether they keep its rules or not.

    Args:
        case: the scenario.
        counts: (phase id, offer id) → units, all of its lines.
        options: how to find the best plan to compare with.
        progress: told the stage, value and bound.

    Raises:
        InvalidInputError, LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    subject = subject_of(case, options)
    value = subject.value_of(counts)
    try:
        best = subject.found(progress)
    except InfeasibleError as error:
        yours = _yours(subject, counts, bound=value)
        return Comparison((yours, Column(BEST, "solved", None, failure=str(error))))
    sense = -1 if subject.question.goal == "spend" else 1
    top = subject.value_of(best.counts())
    yours = _yours(subject, counts, bound=max(value, sense * float(best.certificate.bound)), loss=top - value)
    figures = yours.plan
    moved = moves(figures, best) if figures is not None else ()
    return Comparison((yours, Column(BEST, "solved", best, moved=moved)))


def _yours(subject: Subject, counts: Counts, *, bound: float, loss: float | None = None) -> Column:
    figures = figures_of(subject, counts, bound)
    return Column(YOURS, "hand", figures, broken=broken_rules(subject, counts), loss=loss)
