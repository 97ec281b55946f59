"""Plans side by side: each column with its figures, what was changed to get it, and what moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from kolopt.errors import InfeasibleError
from kolopt.explore.judging import figures_of
from kolopt.explore.regret import least_regret, regret_table
from kolopt.explore.shared import Shared
from kolopt.explore.subject import variant_of
from kolopt.explore.team import Team
from kolopt.scenario.difference import Change, changes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kolopt.explore.regret import LeastRegret, Regret
    from kolopt.explore.subject import Subject
    from kolopt.plan.record import Plan
    from kolopt.planning import Options, Progress
    from kolopt.scenario.load import Case
    from kolopt.scenario.quantities import World

LEAST_REGRET = "least-regret"
"""Name of the column that :attr:`Comparison.compromise` fills."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to compare.

    Attributes:
        name: heads its column.
        case: its scenario.
        world: of the yields.
        plan: an audited plan that is taken as it stands; None = the best plan is found.
    """

    name: str
    case: Case
    world: World
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Units of a tier (or of media, or owned notes) in a phase that differ from the first column's."""

    tier: str
    phase: str
    units: int
    spend: int


Made = Literal["solved", "given", "hand", "compromise", "habit"]


@dataclass(frozen=True, slots=True)
class Column:
    """One plan.

    Attributes:
        name: of the column.
        made: found here, taken from a plan file, made by hand, for several cases, or by a rule of thumb.
        plan: its figures; None when no plan can meet the rules.
        failure: why there is no plan.
        changed: inputs that differ from the first column's.
        moved: what differs from the first column's plan, the most money first.
        broken: hard rules that the plan breaks; none where it was solved for.
        loss: what it is worth less than the best plan; None where it is that plan.
    """

    name: str
    made: Made
    plan: Plan | None
    failure: str = ""
    changed: tuple[Change, ...] = ()
    moved: tuple[Move, ...] = ()
    broken: tuple[str, ...] = ()
    loss: float | None = None

    @property
    def certified(self) -> bool:
        """Whether the plan's certificate says something: a solve made it, for this very case."""
        return self.plan is not None and self.made in ("solved", "given")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Columns, and what each plan would lose in the others' cases.

    Attributes:
        columns: in the order asked for.
        regret: over the columns that have a plan; None for fewer than two or when it was not asked for.
        compromise: the plan whose worst regret is smallest; None when there is none.
        compromised: whether one was asked for.
    """

    columns: tuple[Column, ...]
    regret: Regret | None = None
    compromise: LeastRegret | None = None
    compromised: bool = False


def compare(
    entries: Sequence[Entry],
    options: Options,
    progress: Progress | None = None,
    *,
    regret: bool = True,
    compromise: bool = False,
    jobs: int | None = 1,
) -> Comparison:
    """Find (or take) every plan and set them side by side; the first column is what the others differ from.

    Args:
        entries: one for each column; names are unique.
        options: how to solve; its world gives way to each entry's.
        progress: told the column and stage, value and bound.
        regret: whether to judge every plan in every case.
        compromise: whether to find the plan with the smallest worst regret as well.
        jobs: processes; None = as many as there are cores and as pay for their start.

    Raises:
        InvalidInputError: a rule is wrong, or regret is asked for where it has no meaning.
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    solver = _EntrySolver(options, progress)
    with Team(jobs) as team:
        columns = list(team.each(_EntrySolver.column, solver, entries))
    columns[1:] = (
        _against(column, entry, columns[0], entries[0])
        for column, entry in zip(columns[1:], entries[1:], strict=True)
    )
    cases = {
        entry.name: solver.subject(entry).given(column.plan)
        for column, entry in zip(columns, entries, strict=True)
        if column.plan is not None
    }
    if not (regret or compromise) or len(cases) < 2:
        return Comparison(tuple(columns), compromised=compromise)
    table = regret_table(cases)
    if not compromise:
        return Comparison(tuple(columns), table)
    found = least_regret(cases, table, options, _named(LEAST_REGRET, progress))
    if found is not None:
        columns.append(_compromise(cases, found, columns))
    return Comparison(tuple(columns), table, found, compromised=True)


def moves(first: Plan, second: Plan) -> tuple[Move, ...]:
    """Tiers and phases in which units differ, the most money first."""
    before, after = _by_tier_and_phase(first), _by_tier_and_phase(second)
    nothing = (0, 0)
    found = (
        Move(*key, new[0] - old[0], new[1] - old[1])
        for key in dict.fromkeys((*before, *after))
        if (old := before.get(key, nothing))[0] != (new := after.get(key, nothing))[0]
    )
    return tuple(sorted(found, key=lambda move: -abs(move.spend)))


def _by_tier_and_phase(plan: Plan) -> dict[tuple[str, str], tuple[int, int]]:
    totals: dict[tuple[str, str], tuple[int, int]] = {}
    for line in plan.all_lines:
        units, cost = totals.get((line.tier, line.phase), (0, 0))
        totals[line.tier, line.phase] = units + line.count, cost + line.cost
    return totals


class _EntrySolver:
    """Finds the plans of entries; those of one world share what they do not change."""

    def __init__(self, options: Options, progress: Progress | None = None) -> None:
        self._options = options
        self._progress = progress
        self._shared: dict[World, Shared] = {}
        self._subjects: dict[str, Subject] = {}

    def __reduce__(self) -> tuple[type[_EntrySolver], tuple[Options]]:
        """For another process, which tells nobody of its progress."""
        return _EntrySolver, (self._options,)

    def subject(self, entry: Entry) -> Subject:
        if entry.name not in self._subjects:
            if entry.world not in self._shared:
                self._shared[entry.world] = Shared(entry.case, entry.world)
            options = replace(self._options, world=entry.world)
            self._subjects[entry.name] = variant_of(self._shared[entry.world], entry.case, options)
        return self._subjects[entry.name]

    def column(self, entry: Entry) -> Column:
        if entry.plan is not None:
            return Column(entry.name, "given", entry.plan)
        try:
            plan = self.subject(entry).found(_named(entry.name, self._progress))
        except InfeasibleError as error:
            return Column(entry.name, "solved", None, failure=str(error))
        return Column(entry.name, "solved", plan)


def _against(column: Column, entry: Entry, first: Column, origin: Entry) -> Column:
    changed = changes(origin.case.tree, entry.case.tree)
    if entry.world != origin.world:
        changed = (Change("world", origin.world.value, entry.world.value), *changed)
    moved = moves(first.plan, column.plan) if first.plan and column.plan else ()
    return replace(column, changed=changed, moved=moved)


def _compromise(cases: Mapping[str, Subject], found: LeastRegret, columns: Sequence[Column]) -> Column:
    """The compromise as it looks in the first case that has a plan."""
    name, subject = next(iter(cases.items()))
    figures = figures_of(subject, found.counts, subject.plan.bound)
    origin = next(column.plan for column in columns if column.name == name)
    moved = moves(origin, figures) if origin is not None else ()
    return Column(LEAST_REGRET, "compromise", figures, moved=moved, loss=found.losses[0])


def _named(name: str, progress: Progress | None) -> Progress | None:
    """Progress that says which column is being worked on."""
    if progress is None:
        return None
    return lambda stage, value, bound: progress(f"{name}, {stage}", value, bound)
