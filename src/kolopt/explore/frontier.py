"""What money buys, and what one goal costs the other: proven points, never interpolated ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from kolopt.diagnostics import did_you_mean, refuse
from kolopt.economics.funds import total_of
from kolopt.explore.budgets import changes_to
from kolopt.explore.points import PointSolver
from kolopt.explore.sweep import sweep
from kolopt.explore.vary import Axis, check_grid
from kolopt.money import decimal_text, parse_money, round_half_up
from kolopt.scenario.consistency import RESERVE_CODES, check_reserve
from kolopt.scenario.quantities import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.explore.points import Row
    from kolopt.explore.sweep import Tally
    from kolopt.explore.vary import Point
    from kolopt.planning import Options
    from kolopt.scenario.load import Case

CODES = {
    "no-frontier": "a frontier of the least spend, or of goals that the scenario does not have",
}
"""Diagnostic codes of this module."""

BUDGET = "budget.total"
TEN_THOUSAND = 1_000_000
"""¥10,000 in fen."""
SHARES = tuple(Fraction(tenth, 10) for tenth in range(5, 17))
"""Twelve budgets from half of the scenario's to 1.6 times."""
CLEAR_KNEE = 0.05
"""Least height above the chord, as a share of the score's whole rise, of a knee worth naming."""
KNEE_POINTS = 4
"""Points with a plan from which on a knee is looked for."""
LEAST_RISE = 0.005
"""Points of score; less is not seen in what is printed."""
FLOOR = "frontier-floor"
"""Id of the rule that holds the second goal."""
STEPS = 9
"""Points of a frontier of two goals."""
Stop = tuple[int, "Row"]
"""A budget in fen, and the answer for it."""


@dataclass(frozen=True, slots=True)
class Marginal:
    """Points that ¥10,000 more bring between two budgets; both ends included."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The centre of the interval."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Knee:
    """The budget that stands out most above the line from the first to the last.

    Attributes:
        budget: fen.
        before: what ¥10,000 bring on average up to it.
        after: and beyond it.
    """

    budget: int
    before: Marginal
    after: Marginal


@dataclass(frozen=True, slots=True)
class BudgetFrontier:
    """Budget against value.

    Attributes:
        rows: by budget, those without a plan included.
        budgets: of each row, in fen; one stated in another currency is converted.
        marginals: for each row what money brought since the row with a plan before it, or None.
        knee: where money starts to buy markedly less, or None; :attr:`kneeless` says why.
        falls: indices of rows whose value is below that of a smaller budget: some rule asks for
            more as the budget grows.
    """

    rows: tuple[Row, ...]
    budgets: tuple[int, ...]
    marginals: tuple[Marginal | None, ...]
    knee: Knee | None
    falls: tuple[int, ...]

    @property
    def kneeless(self) -> Literal["few", "flat", "even"]:
        """Why no knee is named: too few points have a plan, money buys nothing, or always as much."""
        values = [value_of(row) for row in self.rows if row.figures]
        if len(values) < KNEE_POINTS:
            return "few"
        return "flat" if values[-1] - values[0] < LEAST_RISE else "even"


@dataclass(frozen=True, slots=True)
class GoalFrontier:
    """The best score of one goal for each floor under another, at the scenario's money and rules.

    Attributes:
        first: the goal that is maximised.
        second: the goal under the floor.
        floors: floor of the second goal in campaign, points; None for the first row.
        rows: as many; value and bound are those of the first goal.
    """

    first: str
    second: str
    floors: tuple[float | None, ...]
    rows: tuple[Row, ...]


def default_budgets(case: Case) -> Axis:
    """Twelve budgets around the scenario's."""
    total = case.scenario.budget.total.base
    return Axis(BUDGET, tuple(decimal_text(_to_hundredths(total * share)) for share in SHARES), ranged=True)


def _to_hundredths(amount: Fraction) -> Fraction:
    return Fraction(round_half_up(amount * 100), 100)


def budget_frontier(
    case: Case, budgets: Axis, options: Options, *, jobs: int | None = None, tally: Tally | None = None
) -> BudgetFrontier:
    """Solve a scenario at each budget.

    Where a larger budget came out lower, within the gap, the smaller one's plan is offered to it:
    unless a rule grows with the budget, the frontier never falls.

    Args:
        case: the scenario; it maximises a score.
        budgets: values of ``budget.total``.
        options: of every solve.
        jobs: processes; None = as :func:`kolopt.explore.sweep.sweep` chooses.
        tally: told how far it is.

    Raises:
        InvalidInputError: the scenario minimises spend, or a budget is none.
    """
    _check_budgets(case, budgets)
    points = _points(case, budgets)
    found = sweep(case, tuple(point for _, point in points), options, jobs=jobs, tally=tally)
    totals, rows = tuple(total for total, _ in points), list(found)
    solver = PointSolver(case, options)
    solved = [number for number, row in enumerate(rows) if row.figures]
    for before, after in pairwise(solved):
        rows[after] = _lifted(solver, rows[before], rows[after])
    stops = list(zip(totals, rows, strict=True))
    marginals: list[Marginal | None] = [None] * len(rows)
    for before, after in pairwise(solved):
        marginals[after] = _marginal(stops[before], stops[after])
    falls = tuple(
        after for before, after in pairwise(solved) if value_of(rows[after]) < value_of(rows[before])
    )
    knee = _knee([stops[number] for number in solved])
    return BudgetFrontier(tuple(rows), totals, tuple(marginals), knee, falls)


def goal_frontier(
    case: Case,
    first: str,
    second: str,
    options: Options,
    *,
    jobs: int | None = None,
    tally: Tally | None = None,
) -> GoalFrontier:
    """Trade one goal against another: maximise the first over floors under the second.

    The floors are evenly spaced between what the second goal gets when only the first counts and
    the best it can get at all. Each point is proven on its own; soft rules keep acting.

    Args:
        case: the scenario.
        first: goal to maximise.
        second: goal to hold.
        options: of every solve.
        jobs: processes; None = as :func:`kolopt.explore.sweep.sweep` chooses.
        tally: told how far it is.

    Raises:
        InvalidInputError: the scenario lacks such a goal.
    """
    _check_goals(case, first, second)
    alone, other = _only(case, first), _only(case, second)
    ends = sweep(case, (alone, other), options, jobs=jobs, tally=tally)
    if not all(row.figures for row in ends):
        return GoalFrontier(first, second, (None,), ends[:1])
    low, high = (float(row.figures[f"score.{second}"]) for row in ends)
    floors = [math.floor((low + (high - low) * k / (STEPS - 1)) * 1e6) / 1e6 for k in range(1, STEPS)]
    points = tuple((*alone, f'rules.{FLOOR}={{rule: "score({second}) >= {floor:.6f}"}}') for floor in floors)
    rows = [ends[0], *sweep(case, points, options, jobs=jobs, tally=tally)]
    solver = PointSolver(case, options)
    for number in range(len(rows) - 1, 0, -1):
        if rows[number].figures:
            rows[number - 1] = _lifted(solver, rows[number], rows[number - 1])
    return GoalFrontier(first, second, (None, *floors), tuple(rows))


def value_of(row: Row) -> float:
    """The objective of a row's plan."""
    return float(row.figures["value"])


def _points(case: Case, budgets: Axis) -> list[tuple[int, Point]]:
    """Each budget in fen with the overrides that give it, by budget.

    Where the reserve as stated does not fit a budget, it is restated as what is held back then.
    """
    points = []
    for value, override in zip(budgets.values, budgets.overrides(), strict=True):
        stated = parse_money(value)
        total = total_of(case.scenario, stated)
        budget = case.scenario.budget.model_copy(update={"total": Quantity(base=stated)})
        misfit = any(check_reserve(budget))
        points.append((total, changes_to(case.scenario, total) if misfit else (override,)))
    return sorted(points)


def _lifted(solver: PointSolver, better: Row, row: Row) -> Row:
    """The row, solved again from another's plan if that one has the higher value."""
    if not row.figures or value_of(row) >= value_of(better):
        return row
    again = solver.row(row.point, better.lines)
    return again if again.figures and value_of(again) > value_of(row) else row


def _marginal(before: Stop, after: Stop) -> Marginal:
    step = (after[0] - before[0]) / TEN_THOUSAND
    low = value_of(after[1]) - float(before[1].figures["bound"])
    high = float(after[1].figures["bound"]) - value_of(before[1])
    return Marginal(low / step, high / step)


def _knee(stops: Sequence[Stop]) -> Knee | None:
    """The point highest above the chord from the first to the last, if it stands out."""
    if len(stops) < KNEE_POINTS or value_of(stops[-1][1]) - value_of(stops[0][1]) < LEAST_RISE:
        return None
    (x0, first), (x1, last) = stops[0], stops[-1]
    y0, y1 = value_of(first), value_of(last)
    heights = [(value_of(row) - y0) / (y1 - y0) - (budget - x0) / (x1 - x0) for budget, row in stops]
    highest = max(range(len(stops)), key=lambda number: heights[number])
    if heights[highest] < CLEAR_KNEE:
        return None
    knee = stops[highest]
    return Knee(knee[0], _marginal(stops[0], knee), _marginal(knee, stops[-1]))


def _only(case: Case, goal: str) -> Point:
    """Overrides after which nothing but one goal counts."""
    scenario = case.scenario
    weights = (f"goals.{name}.weight={int(name == goal)}" for name in scenario.goals)
    phases = (f"phases.{phase.id}.goals=null" for phase in scenario.phases if phase.goals)
    return (*weights, *phases, "objective={maximize: score}")


def _check_budgets(case: Case, budgets: Axis) -> None:
    check_grid(case, [budgets], besides=RESERVE_CODES)
    amounts = [total_of(case.scenario, parse_money(value)) for value in budgets.values]
    if len(dict.fromkeys(amounts)) < len(amounts):
        refuse("no-frontier", "two of the budgets are the same amount", hint="name each once")
    if case.scenario.objective.minimize is not None:
        hint = "ask with --set 'objective={maximize: score}'"
        refuse("no-frontier", "the scenario asks for the least spend, which no budget changes", hint=hint)


def _check_goals(case: Case, first: str, second: str) -> None:
    for goal in (first, second):
        if goal not in case.scenario.goals:
            refuse("no-frontier", f"there is no goal `{goal}`", hint=did_you_mean(goal, case.scenario.goals))
    if first == second:
        refuse("no-frontier", f"`{first}` cannot be traded against itself", hint="name two goals")
