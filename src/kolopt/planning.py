"""The product in one pure function: a scenario and options in, an audited plan out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.checks.impossible import impossible
from kolopt.checks.lints import check_lints, lint_inputs, lint_plan
from kolopt.diagnostics import Diagnostic, raise_errors
from kolopt.economics.tables import Economics, spend, tabulate
from kolopt.errors import InfeasibleError, InvalidInputError, LimitError, SolverError
from kolopt.model.formulate import Question, formulate
from kolopt.money import parse_number
from kolopt.plan.assemble import assemble, version
from kolopt.plan.audit import audit
from kolopt.plan.certify import Proof
from kolopt.rules.read import read_rules
from kolopt.scenario.quantities import World
from kolopt.solve.approximation import solve
from kolopt.solve.outcome import Found, Limits, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.checks.findings import Finding
    from kolopt.model.lines import Lines
    from kolopt.plan.audit import Discrepancy
    from kolopt.plan.record import Plan
    from kolopt.rules.tree import Rule
    from kolopt.scenario.load import Case
    from kolopt.scenario.schema import Scenario

    Progress = Callable[[str, float | None, float | None], None]
    Search = Callable[..., Outcome]
    """Solves a program: called as :func:`kolopt.solve.approximation.solve`."""

CODES = {"gap-unit": "a gap in a unit that the question does not have"}
"""Diagnostic codes of this module."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How close the bound must come: in points, or as a share of the value; one of the two."""

    points: float | None = None
    share: float | None = None

    def __str__(self) -> str:
        return f"{self.points:g} points" if self.share is None else f"{self.share * 100:g} %"


DEFAULT_GAPS = {"score": Gap(points=0.01), "spend": Gap(share=0.0001)}
"""0.01 points; for the least spend 0.01 % of it."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve; what to solve is the scenario's.

    Attributes:
        world: which yields are assumed.
        gap: when to stop; None = the question's default.
        seconds: time limit of the solve; None = none.
        nodes: limit on branch-and-bound nodes; None = none.
        solver: ``highs``, or ``cbc`` for a second opinion.
    """

    world: World = World.BASE
    gap: Gap | None = None
    seconds: float | None = 60.0
    nodes: int | None = None
    solver: str = "highs"


def parse_gap(text: str) -> Gap:
    """Read ``0.01`` (points) or ``0.1%``.

    Raises:
        ValueError: not such a number.
    """
    match = re.fullmatch(r"\s*(.+?)\s*([%％]?)\s*", text)
    if match is None:
        raise ValueError("a gap is a number of points such as 0.01, or a percentage such as 0.1%")
    number = float(parse_number(match[1]))
    return Gap(share=number / 100) if match[2] else Gap(points=number)


def optimize(case: Case, options: Options = Options(), progress: Progress | None = None) -> Plan:
    """The best plan of a scenario, with its certificate; audited before it is returned.

    Args:
        case: a scenario as loaded.
        options: world, gap, limits and solver.
        progress: told the stage and, once known, the value and bound in the question's unit.

    Raises:
        InvalidInputError: a rule is wrong, or an offer costs nothing without limit.
        InfeasibleError: no plan can meet the hard rules.
        LimitError: a limit was reached before any plan was found.
        SolverError: the solver failed, or its plan does not survive the audit.
    """
    return plan_from(case, tabulate(case.scenario, options.world), read_rules(case), options, progress)


def plan_from(
    case: Case,
    economics: Economics,
    rules: tuple[Rule, ...],
    options: Options,
    progress: Progress | None = None,
    search: Search = solve,
    lines: Lines | None = None,
) -> Plan:
    """:func:`optimize` for a scenario whose tables and rules are known.

    Args:
        case: a scenario as loaded.
        economics: its tables, in the world of the options.
        rules: its rules, by id.
        options: gap, limits and solver.
        progress: as there.
        search: what solves a program; another one for a family of re-solves.
        lines: columns made from the same tables, for a family of re-solves.

    Raises:
        InvalidInputError, InfeasibleError, LimitError, SolverError: as there.
    """
    advice = advice_on(case, economics)
    counts, proof = explained_answer(case, economics, rules, options, progress, search, lines)
    findings = (*advice, *lint_plan(economics, counts))
    plan = assemble(case, economics, rules, counts, proof, findings)
    insist(audit(plan))
    return plan


def insist(discrepancies: tuple[Discrepancy, ...]) -> None:
    """Refuse a plan that its inputs do not give.

    Raises:
        SolverError: there is any discrepancy.
    """
    if discrepancies:
        raise SolverError("the plan does not survive its audit: " + "; ".join(str(d) for d in discrepancies))


def advice_on(case: Case, economics: Economics) -> tuple[Finding, ...]:
    """What good practice says of the inputs, where it does not forbid to plan with them.

    Raises:
        InvalidInputError: it does, or a lint that the scenario silences does not exist.
    """
    advice = lint_inputs(economics)
    raise_errors((*check_lints(case), *(_as_error(finding) for finding in advice if finding.stops)))
    return advice


def _as_error(finding: Finding) -> Diagnostic:
    hint = f"{finding.why}; state a reason (`why`) or silence it: silence: {{{finding.code}: reason}}"
    return Diagnostic(finding.code, finding.message, hint=hint)


def explained_answer(
    case: Case,
    economics: Economics,
    rules: tuple[Rule, ...],
    options: Options,
    progress: Progress | None = None,
    search: Search = solve,
    lines: Lines | None = None,
) -> tuple[dict[tuple[str, str], int], Proof]:
    """:func:`answer`; where there is none, with what arithmetic says of the reason."""
    try:
        return answer(economics, rules, options, progress, search, lines)
    except InfeasibleError as error:
        raise InfeasibleError(_explained(str(error), impossible(case, rules, economics))) from None


def _explained(message: str, proofs: tuple[Diagnostic, ...]) -> str:
    """The message, and below it what arithmetic alone can say of the reason."""
    return "\n".join((message, *(f"  {proof.message}; {proof.hint}" for proof in proofs)))


def answer(
    economics: Economics,
    rules: tuple[Rule, ...],
    options: Options,
    progress: Progress | None = None,
    search: Search = solve,
    lines: Lines | None = None,
) -> tuple[dict[tuple[str, str], int], Proof]:
    """Counts by (phase id, offer id), and what was proven of them.

    For the least spend a second solve finds the best score at that spend (docs/model.md#questions).

    Raises:
        InvalidInputError, InfeasibleError, LimitError, SolverError: as :func:`optimize`.
    """
    question = question_of(economics.scenario)
    gap = options.gap or DEFAULT_GAPS[question.goal]
    limits = limits_for(gap, question, options)
    outcome = search(formulate(economics, rules, question, lines), limits, options.solver, progress)
    counts = counts_of(economics, outcome)
    proof = Proof(
        bound=_bound(outcome, question),
        stopped=outcome.stopped.value,
        gap=str(gap),
        seconds=options.seconds,
        nodes=options.nodes,
        solver=_solver_name(options.solver),
    )
    if question.goal == "spend":
        capped = Question("score", spend_cap=spend(economics, counts))
        program = formulate(economics, rules, capped, lines)
        limits = limits_for(DEFAULT_GAPS["score"], capped, options)
        counts = counts_of(economics, search(program, limits, options.solver, progress, outcome.counts))
    return counts, proof


def counts_of(economics: Economics, outcome: Outcome) -> dict[tuple[str, str], int]:
    """Units of each line that a solve found, zeros left out.

    Raises:
        InfeasibleError, LimitError: there is no plan, or none was found in time.
    """
    if outcome.found is Found.INFEASIBLE:
        raise InfeasibleError("no plan can meet the rules")
    if outcome.found is Found.NOTHING:
        raise LimitError("the limit was reached before any plan was found; allow more time or nodes")
    lines = ((phase.id, offer.id) for phase in economics.phases for offer in economics.offers)
    return {line: n for line, n in zip(lines, outcome.counts, strict=True) if n}


def _bound(outcome: Outcome, question: Question) -> float:
    """The solver's bound; before it has one, that no score exceeds 100 and no spend is below 0."""
    if outcome.bound is not None:
        return outcome.bound
    return 100.0 if question.goal == "score" else 0.0


def _solver_name(solver: str) -> str:
    if solver == "highs":
        return f"HiGHS {version('highspy')}"
    return f"{solver.upper()} through PuLP {version('pulp')}"


def question_of(scenario: Scenario) -> Question:
    """What a scenario's objective asks of the program."""
    objective = scenario.objective
    if objective.minimize is not None:
        return Question("spend")
    hurdle = objective.hurdle
    return Question("score", hurdle=Fraction(0) if hurdle is None else hurdle.points_for(fen=1))


def limits_for(gap: Gap, question: Question, options: Options) -> Limits:
    """When a solve of a question may stop.

    Raises:
        InvalidInputError: the gap has no meaning for the question.
    """
    if gap.points is not None and question.goal == "spend":
        finding = Diagnostic(
            "gap-unit", "a gap in points for the least spend", hint="give a percentage: 0.01%"
        )
        raise InvalidInputError([finding])
    return Limits(
        gap_absolute=gap.points or 0.0,
        gap_relative=gap.share or 0.0,
        seconds=options.seconds,
        nodes=options.nodes,
    )
