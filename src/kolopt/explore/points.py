"""One scenario solved at many points: what the points share is made once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from kolopt.economics.tables import refunded, tabulate
from kolopt.errors import InfeasibleError, InvalidInputError, KoloptError, LimitError
from kolopt.model.lines import Lines
from kolopt.money import yuan
from kolopt.planning import excerpt_of
from kolopt.rules.read import read_rules
from kolopt.scenario.load import with_patches
from kolopt.scenario.patch import parse_patch
from kolopt.solve.family import Family

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kolopt.economics.tables import Economics
    from kolopt.explore.vary import Point
    from kolopt.plan.excerpt import Excerpt
    from kolopt.planning import Options
    from kolopt.rules.tree import Rule
    from kolopt.scenario.load import Case

Status = Literal["proven", "limit", "infeasible", "invalid", "failed"]

_TABLES_IGNORE = ("rules", "parameters", "competition", "entry_stage", "objective", "name")
"""Keys of a scenario that no price, yield or stock depends on."""
_RULES_IGNORE = ("objective", "name")
_MONEY = ("total", "reserve")


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
        self._rules = read_rules(case)
        self._economics = tabulate(case.scenario, options.world)
        self._lines = Lines(self._economics)
        self._family = Family()

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
        tables, lines = self._tables(case)
        rules = self._rules_of(case)
        search = self._family.solve
        if start is not None:
            names = (f"{line.phase}/{line.offer}" for line in lines.all)
            search = partial(search, start=tuple(start.get(name, 0) for name in names))
        return excerpt_of(case, tables, rules, self._options, search, lines)

    def _tables(self, case: Case) -> tuple[Economics, Lines]:
        if _same(case, self._case, _TABLES_IGNORE):
            return refunded(self._economics, case.scenario), self._lines
        tables = tabulate(case.scenario, self._options.world)
        return tables, Lines(tables)

    def _rules_of(self, case: Case) -> tuple[Rule, ...]:
        return self._rules if _same(case, self._case, _RULES_IGNORE) else read_rules(case)


def _same(one: Case, other: Case, ignored: tuple[str, ...]) -> bool:
    """Whether two scenarios state the same but for some keys and the money of the budget."""
    return _content(one.document, ignored) == _content(other.document, ignored)


def _content(document: dict[str, Any], ignored: tuple[str, ...]) -> dict[str, Any]:
    kept = {key: value for key, value in document.items() if key not in ignored}
    return {**kept, "budget": {k: v for k, v in document["budget"].items() if k not in _MONEY}}


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
