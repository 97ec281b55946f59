"""What an explanation is about: a scenario with its best plan, and the same scenario changed."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kolopt.economics.tables import Counts, Economics, spend
from kolopt.errors import InfeasibleError
from kolopt.explore.shared import Shared
from kolopt.explore.team import Team
from kolopt.model.formulate import formulate
from kolopt.money import FEN_PER_YUAN
from kolopt.planning import DEFAULT_GAPS, Options, answer, counts_of, limits_for, plan_from, question_of
from kolopt.scenario.load import with_patches
from kolopt.scenario.patch import parse_patch
from kolopt.solve.outcome import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from fractions import Fraction
    from typing import TypeVar

    from kolopt.model.formulate import Question
    from kolopt.model.lines import Lines
    from kolopt.model.program import Program
    from kolopt.plan.record import Plan
    from kolopt.planning import Gap, Progress
    from kolopt.rules.tree import Rule
    from kolopt.scenario.load import Case
    from kolopt.solve.outcome import Limits, Outcome

    Task = TypeVar("Task")
    Answer = TypeVar("Answer")

TIE = 1e-9
"""Points (or yuan) by which equal values may differ, as sums of floating-point numbers do."""

_DEFAULTS = Options()
_ALONE = Team()


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a number lies, both ends included; what the gap blurs has two ends."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Best:
    """The best plan found of a question, and what no plan exceeds.

    Attributes:
        counts: (phase id, offer id) → units, zeros left out.
        value: objective of the plan: points less penalties and hurdle, or −yuan for the least spend.
        bound: no plan's objective is above it.
    """

    counts: Counts
    value: float
    bound: float

    def over(self, other: Best) -> Interval:
        """How much better the best plan of this question is than that of another one; ties are 0."""
        low, high = self.value - other.bound, self.bound - other.value
        return Interval(*(0.0 if abs(end) < TIE else end for end in (low, high)))


@dataclass(frozen=True, slots=True)
class Request:
    """What a topic is told besides its subject.

    Attributes:
        margin: how far below the best a plan may be (room, alternatives).
        differ: share of spend by which an alternative must differ.
        closest_to: counts that an alternative shall be as near to as it can; None = any.
    """

    margin: Gap
    differ: Fraction
    closest_to: Counts | None = None


@dataclass(frozen=True)
class Subject:
    """A scenario as explained: what-ifs are further subjects, made by the ``with_…`` methods.

    Attributes:
        case: the scenario.
        economics: its tables in the world of the options.
        rules: the rules that are in force here, by id.
        options: how to solve.
        progress: told the stage, value and bound of each solve.
        known: the best plan where it is known already (a plan file's).
        shared: what it has in common with its what-ifs.
        lines: columns made from the same tables.
        team: answers what is asked about it, in several processes if they pay.
    """

    case: Case
    economics: Economics
    rules: tuple[Rule, ...]
    shared: Shared = field(compare=False, repr=False)
    lines: Lines = field(compare=False, repr=False)
    options: Options = _DEFAULTS
    progress: Progress | None = field(default=None, compare=False)
    known: Best | None = None
    team: Team = field(default=_ALONE, compare=False, repr=False)

    def __reduce__(self) -> tuple[Callable[..., Subject], tuple[object, ...]]:
        """For another process, which makes its own tables; the best plan goes along."""
        return _again, (self.case, self.rules, self.options, self.__dict__.get("best", self.known))

    def each(self, function: Callable[[Subject, Task], Answer], tasks: Sequence[Task]) -> tuple[Answer, ...]:
        """``function(self, task)`` of each task, in their order, by the team; raises what a task raises."""
        return self.team.each(function, self, tasks)

    def all_of(self, questions: Sequence[Callable[[Subject], Any]]) -> tuple[Any, ...]:
        """``question(self)`` of each question, in their order; functions of modules, or partial ones."""
        return self.each(_answer, questions)

    @functools.cached_property
    def best(self) -> Best | None:
        """The best plan, solved when first asked for; None when no plan meets the hard rules.

        Raises:
            LimitError, SolverError: as :func:`kolopt.planning.optimize`.
        """
        if self.known is not None:
            return self.known
        try:
            search = self.shared.family.solve
            counts, proof = answer(
                self.economics, self.rules, self.options, self.progress, search, self.lines
            )
        except InfeasibleError:
            return None
        value = self.value_of(counts)
        return Best(counts, value, max(value, proof.bound))

    @property
    def plan(self) -> Best:
        """The best plan of a scenario that must have one.

        Raises:
            InfeasibleError: it has none.
        """
        if self.best is None:
            raise InfeasibleError("no plan can meet the rules")
        return self.best

    @functools.cached_property
    def question(self) -> Question:
        """What the scenario's objective asks."""
        return question_of(self.case.scenario)

    @property
    def limits(self) -> Limits:
        """Gap and limits of a solve of the scenario's own question."""
        return limits_for(self.options.gap or DEFAULT_GAPS[self.question.goal], self.question, self.options)

    @functools.cached_property
    def program(self) -> Program:
        """The integer program of the scenario's question."""
        return self.asked(self.question)

    def asked(self, question: Question) -> Program:
        """The integer program of another question under the same rules."""
        return formulate(self.economics, self.rules, question, self.lines)

    def value_of(self, counts: Counts) -> float:
        """The objective of counts, whether they keep the rules or not."""
        if self.question.goal == "spend":
            return -spend(self.economics, counts) / FEN_PER_YUAN
        return self.program.judge(self.vector(counts)).value

    def vector(self, counts: Counts) -> tuple[int, ...]:
        """Counts in the order of the program's lines."""
        return tuple(
            counts.get((phase.id, offer.id), 0)
            for phase in self.economics.phases
            for offer in self.economics.offers
        )

    @property
    def prices(self) -> tuple[int, ...]:
        """Fen of spend per unit, in the order of the program's lines."""
        costs = self.economics.unit_costs
        return tuple(costs[o.id, p.id].spend for p in self.economics.phases for o in self.economics.offers)

    def by_line(self, vector: Sequence[int]) -> Counts:
        """Counts by (phase id, offer id) from the order of the program's lines, zeros left out."""
        lines = ((phase.id, offer.id) for phase in self.economics.phases for offer in self.economics.offers)
        return {line: count for line, count in zip(lines, vector, strict=True) if count}

    def solved(self, program: Program, limits: Limits, start: Sequence[int] | None = None) -> Best | None:
        """The best plan of another program over the same lines; None when it has none.

        Args:
            program: what to maximise.
            limits: gap in the program's own unit, time and nodes.
            start: counts to start from.

        Raises:
            LimitError, SolverError: as :func:`kolopt.planning.optimize`.
        """
        outcome = self.search(program, limits, start)
        if outcome.found is Found.INFEASIBLE:
            return None
        counts = counts_of(self.economics, outcome)
        value = program.judge(self.vector(counts)).value
        return Best(counts, value, float("inf") if outcome.bound is None else outcome.bound)

    def search(self, program: Program, limits: Limits, start: Sequence[int] | None = None) -> Outcome:
        """What the solver finds for another program over the same lines; arguments as :meth:`solved`.

        Raises:
            SolverError: as :func:`kolopt.planning.optimize`.
        """
        return self.shared.family.solve(program, limits, self.options.solver, self.progress, start)

    def found(self, progress: Progress | None = None) -> Plan:
        """The best plan as :func:`kolopt.planning.optimize` gives it; raises as there."""
        search = self.shared.family.solve
        return plan_from(self.case, self.economics, self.rules, self.options, progress, search, self.lines)

    def given(self, plan: Plan) -> Subject:
        """The same scenario with an audited plan of it as the best known."""
        counts = {(line.phase, line.offer): line.count for line in plan.lines}
        value, bound = self.value_of(counts), float(plan.certificate.bound)
        if self.question.goal == "spend":
            bound = -bound
        return replace(self, known=Best(counts, value, max(value, bound)))

    def with_rules(self, rules: Iterable[Rule]) -> Subject:
        """The same scenario under other rules."""
        return replace(self, rules=tuple(rules), known=None)

    def without(self, *names: str) -> Subject:
        """The same scenario without some rules; without ``budget`` lines keep their bounds by money."""
        return self.with_rules(rule for rule in self.rules if rule.id not in names)

    def patched(self, *changes: str) -> Subject:
        """The scenario with values changed, ``path=value``, ``path*=1.3`` or ``path+=50k``.

        Raises:
            InvalidInputError: a change cannot be made, or the changed scenario is wrong.
        """
        patches = tuple(parse_patch(change) for change in changes)
        case = with_patches(self.case, patches)
        return variant_of(self.shared, case, self.options, self.progress)


def variant_of(
    shared: Shared, case: Case, options: Options = _DEFAULTS, progress: Progress | None = None
) -> Subject:
    """A scenario that shares with others what it does not change, ready to be explained.

    Args:
        shared: in the world of the options.
        case: the scenario.
        options: as :class:`Subject`.
        progress: as :class:`Subject`.

    Raises:
        InvalidInputError: a rule is wrong.
    """
    economics, lines = shared.tables(case)
    return Subject(case, economics, shared.rules(case), shared, lines, options, progress)


def subject_of(
    case: Case, options: Options = _DEFAULTS, progress: Progress | None = None, team: Team = _ALONE
) -> Subject:
    """A scenario, ready to be explained.

    Raises:
        InvalidInputError: a rule is wrong.
    """
    return replace(variant_of(Shared(case, options.world), case, options, progress), team=team)


def subject_of_plan(
    case: Case, plan: Plan, options: Options, progress: Progress | None = None, team: Team = _ALONE
) -> Subject:
    """A plan, ready to be explained: its own counts and certificate are the best known plan.

    Args:
        case: from the plan's inputs.
        plan: audited.
        options: with the plan's world.
        progress: as :class:`Subject`.
        team: as :class:`Subject`.
    """
    return subject_of(case, options, progress, team).given(plan)


def _answer(subject: Subject, question: Callable[[Subject], Any]) -> Any:
    return question(subject)


def _again(case: Case, rules: tuple[Rule, ...], options: Options, known: Best | None) -> Subject:
    """A subject as another process sent it."""
    return replace(subject_of(case, options), rules=rules, known=known)
