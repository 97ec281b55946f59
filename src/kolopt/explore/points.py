"""One scenario solved at many points: what the points share is made once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal

from kolopt.errors import InfeasibleError, InvalidInputError, KoloptError, LimitError
from kolopt.explore.shared import Shared
from kolopt.money import yuan
from kolopt.plan.audit import audit_excerpt
from kolopt.plan.excerpt import excerpt
from kolopt.planning import advice_on, explained_answer, insist
from kolopt.scenario.load import with_patches
from kolopt.scenario.patch import parse_patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kolopt.explore.vary import Point
    from kolopt.plan.excerpt import Excerpt
    from kolopt.planning import Options
    from kolopt.scenario.load import Case

Status = Literal["proven", "limit", "infeasible", "invalid", "failed"]


@dataclass(frozen=True, slots=True)
class Row:
    """The answer at one point, in the texts and units of a plan file.

    Attributes:
        point: the overrides.
        status: proven; limit (a plan, or none, and why it stopped); infeasible; invalid (the point is
            no valid scenario); failed (the solver did).
        message: why there is no proven plan, else "".
        figures: name → text: value, bound, gap, score, money, counts and spend by tier, scores, KPIs.
        lines: ``phase/offer`` → units, zeros left out.
    """

    point: Point
    status: Status
    message: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


class PointSolver:
    """Solves a scenario at points; an answer depends on the point alone, never on those before."""

    def __init__(self, case: Case, options: Options) -> None:
        """Tabulate what the points share.

        Args:
            case: the scenario that the points change.
            options: world, gap, limits and solver of every solve.

        Raises:
            InvalidInputError: a rule is wrong.
        """
        self._case = case
        self._options = options
        self._shared = Shared(case, options.world)

    def __reduce__(self) -> tuple[type[PointSolver], tuple[Case, Options]]:
        """For another process, which tabulates for itself."""
        return PointSolver, (self._case, self._options)

    def row(self, point: Point, start: Mapping[str, int] | None = None) -> Row:
        """The answer at a point; whatever is wrong with it is told in the row.

        Args:
            point: the overrides.
            start: lines of a plan to start from; the answer is no worse, if they keep the point's rules.
        """
        try:
            case = with_patches(self._case, [parse_patch(override) for override in point])
            found = self._excerpt(case, start)
        except KoloptError as error:
            return Row(point, _status(error), _message(error))
        proof = found.certificate
        message = "" if proof.status == "proven" else f"stopped by the {proof.stopped} limit"
        figures = dict((*_figures(found), ("digest", case.digest(self._options.world))))
        lines = {f"{phase}/{offer}": count for (phase, offer), count in found.counts.items()}
        return Row(point, proof.status, message, figures, lines)

    def _excerpt(self, case: Case, start: Mapping[str, int] | None) -> Excerpt:
        """What :func:`kolopt.planning.optimize` states of the best plan, without the rest of the record."""
        tables, lines = self._shared.tables(case)
        rules = self._shared.rules(case)
        search = self._shared.family.solve
        if start is not None:
            names = (f"{line.phase}/{line.offer}" for line in lines.all)
            search = partial(search, start=tuple(start.get(name, 0) for name in names))
        advice_on(case, tables)
        counts, proof = explained_answer(case, tables, rules, self._options, None, search, lines)
        found = excerpt(tables, rules, counts, proof)
        insist(audit_excerpt(found, case.scenario, rules))
        return found


def _status(error: KoloptError) -> Status:
    match error:
        case InfeasibleError():
            return "infeasible"
        case InvalidInputError():
            return "invalid"
        case LimitError():
            return "limit"
    return "failed"


def _message(error: KoloptError) -> str:
    """One line."""
    if isinstance(error, InvalidInputError):
        return "; ".join(finding.message for finding in error.diagnostics)
    return "; ".join(line.strip() for line in str(error).splitlines())


def _figures(found: Excerpt) -> Iterator[tuple[str, str]]:
    proof = found.certificate
    for name in ("value", "bound", "gap", "score", "penalties"):
        yield name, str(getattr(proof, name))
    for name in ("total", "plannable", "spend", "left"):
        yield ("budget" if name == "total" else name), yuan(getattr(found.funds, name))
    yield from ((f"count.{tier}", str(units)) for tier, units in found.units.items())
    yield from ((f"spend.{tier}", yuan(fen)) for tier, fen in found.spend.items())
    yield from ((f"score.{goal}", str(score)) for goal, score in found.scores.items())
    yield from ((f"kpi.{kpi}", str(amount)) for kpi, amount in found.kpis.items())
