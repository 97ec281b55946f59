"""The ways out of a conflict: the smallest changes of negotiable numbers that restore a plan."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import TYPE_CHECKING

from kolopt.checks.limits import LINEAR
from kolopt.economics.funds import yuan_per_unit
from kolopt.economics.tables import spend
from kolopt.errors import InvalidInputError, LimitError
from kolopt.explore.dials import FEN, TOTAL, dials
from kolopt.explore.feasibility import cheapest, feasible, furthest
from kolopt.explore.subject import subject_of
from kolopt.planning import Gap
from kolopt.rules.tree import Comparison
from kolopt.solve.outcome import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kolopt.explore.dials import Dial
    from kolopt.explore.subject import Subject
    from kolopt.rules.tree import Rule
    from kolopt.solve.outcome import Deadline

SCORE_GAP = {"score": Gap(points=0.05), "spend": Gap(share=0.001)}
"""How close the value of a way out is proven: enough to put them in order."""

MOST_NUMBERS = 3
"""Numbers that a combination may change."""
MOST_TRIED = 24
"""Numbers, or combinations of as many numbers, that are tried."""
MOST_COMBINATIONS = 5
"""Combinations that are enough to choose from."""
MOMENT = 1e-3
"""Seconds: a limit is never nothing."""
CHEAPEST_GAP = 1e-6
"""Share of the least spend within which the search for the least budget begins."""
FARTHEST = 2**44
"""Steps after which a number is not turned further."""
UNSTEADY_STEPS = 40
"""Steps tried one after the other where a larger change may be worse, as with an equation."""


@dataclass(frozen=True, slots=True)
class Change:
    """One number changed.

    Attributes:
        path: what ``--set`` names.
        rules: ids of the rules that read it.
        before, after: as the scenario writes it.
        short: one unit less far, which is not enough; equal to ``before`` when one unit is all.
        up: it rises.
        money: it is an amount of yuan.
        currency: of an amount in another one.
    """

    path: str
    rules: tuple[str, ...]
    before: str
    after: str
    short: str
    up: bool
    money: bool
    currency: str = ""

    @property
    def override(self) -> str:
        """What to write behind ``--set``."""
        return f"{self.path}={self.after}"


@dataclass(frozen=True, slots=True)
class Repair:
    """A way out.

    Attributes:
        changes: together they restore a plan, and none of them is enough one unit shorter.
        value: objective of a plan that they allow: points, or −yuan for the least spend.
        bound: no plan that they allow is above it.
    """

    changes: tuple[Change, ...]
    value: float
    bound: float


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What was found.

    Attributes:
        repairs: the best value first.
        undecided: numbers, or combinations of them, that the time limit left open.
    """

    repairs: tuple[Repair, ...] = ()
    undecided: tuple[tuple[str, ...], ...] = ()


def ways_out(subject: Subject, conflicts: Sequence[Sequence[Rule]]) -> WaysOut:
    """Single numbers that restore a plan, else the smallest combinations of numbers.

    The subject's time limit is one for all of them, of which each gets an even share of what is left.

    Args:
        subject: a scenario without a plan.
        conflicts: minimal ones without common rules, at least one.

    Raises:
        SolverError: as :func:`kolopt.planning.optimize`.
    """
    deadline = Limits(seconds=subject.options.seconds).deadline()
    turnable = dials(subject.case, subject.rules, [rule for conflict in conflicts for rule in conflict])
    for size in range(1, max(len(conflicts), MOST_NUMBERS) + 1):
        different = (chosen for chosen in combinations(turnable, size) if _differ(chosen))
        candidates = list(islice(different, MOST_TRIED))
        ways = _ways(subject, candidates, MOST_TRIED if size == 1 else MOST_COMBINATIONS, deadline)
        if ways.repairs or ways.undecided:
            return ways
    return WaysOut()


def _ways(subject: Subject, candidates: Sequence[Sequence[Dial]], most: int, deadline: Deadline) -> WaysOut:
    """The first so many ways out among the candidates, best first, and what is undecided before the last."""
    found, undecided = list[Repair](), list[tuple[str, ...]]()
    tasks = [(chosen, deadline, len(candidates) - number) for number, chosen in enumerate(candidates)]
    while tasks and len(found) < most:
        wanted = most - len(found)
        ways = subject.each(_tried, tasks[:wanted])
        found += (way for way in ways if isinstance(way, Repair))
        undecided += (way for way in ways if isinstance(way, tuple))
        tasks = tasks[wanted:]
    return WaysOut(tuple(sorted(found, key=lambda repair: -repair.value)), tuple(undecided))


def _tried(subject: Subject, task: tuple[Sequence[Dial], Deadline, int]) -> Repair | tuple[str, ...] | None:
    """The way out by some numbers, None where there is none, or their paths where time was too short."""
    chosen, deadline, parts = task
    try:
        return _repair(subject, chosen, _share(deadline, parts))
    except LimitError:
        return tuple(dial.path for dial in chosen)


def _share(deadline: Deadline, parts: int) -> Deadline:
    """The first of so many even parts of the time that is left."""
    return Limits(seconds=max(deadline.left() / parts, MOMENT)).deadline()


def _differ(chosen: Sequence[Dial]) -> bool:
    """Whether no number is turned twice, as an equation's could be, up and down."""
    return len(dict.fromkeys(dial.path for dial in chosen)) == len(chosen)


def _repair(subject: Subject, chosen: Sequence[Dial], deadline: Deadline) -> Repair | None:
    """The smallest change of each number, one after the other, while those to come do not bind.

    Raises:
        LimitError: the deadline came first.
        SolverError: as :func:`kolopt.planning.optimize`.
    """
    if not feasible(_without(subject, chosen, deadline)):
        return None  # no change of these numbers is enough
    changed, changes = subject, list[Change]()
    for number, dial in enumerate(chosen):
        steps = _fewest_steps(changed, dial, chosen[number + 1 :], deadline)
        if steps is None:
            return None
        changed = changed.patched(dial.change(steps))
        changes.append(_change(dial, steps))
    options = replace(_in_time(subject, deadline).options, gap=SCORE_GAP[subject.question.goal])
    best = subject_of(changed.case, options, subject.progress).best
    return None if best is None else Repair(tuple(changes), best.value, best.bound)


def _change(dial: Dial, steps: int) -> Change:
    before, short, after = (dial.text(count) for count in (0, steps - 1, steps))
    return Change(dial.path, dial.rules, before, after, short, dial.up, dial.money, dial.currency)


def _without(subject: Subject, chosen: Sequence[Dial], deadline: Deadline) -> Subject:
    """The scenario without the rules that read some numbers, to be solved before the deadline."""
    return _in_time(subject.without(*(rule for dial in chosen for rule in dial.rules)), deadline)


def _in_time(subject: Subject, deadline: Deadline) -> Subject:
    """The scenario with no more time for a solve than is left.

    Raises:
        LimitError: none is.
    """
    left = deadline.left()
    if left <= 0.0:
        raise LimitError("the time limit came before a way out was settled")
    return replace(subject, options=replace(subject.options, seconds=None if math.isinf(left) else left))


def _fewest_steps(subject: Subject, dial: Dial, later: Sequence[Dial], deadline: Deadline) -> int | None:
    """The smallest change of a number that leaves a plan, once the rules of later numbers are dropped."""

    def works(steps: int) -> bool:
        try:
            changed = subject.patched(dial.change(steps))
        except InvalidInputError:
            return False  # a number that the scenario cannot hold is no way out
        return feasible(_without(changed, later, deadline))

    if not dial.steady:
        most = UNSTEADY_STEPS if dial.steps is None else min(UNSTEADY_STEPS, dial.steps)
        return next((steps for steps in range(1, most + 1) if works(steps)), None)
    rest = _without(subject, (dial, *later), deadline)
    guess = _budget_steps(rest, dial) if dial.path == TOTAL else _amount_steps(rest, subject.rules, dial)
    return fewest(works, dial.steps, guess or int(dial.start / dial.step) // 8)


def fewest(works: Callable[[int], bool], most: int | None, guess: int) -> int | None:
    """The least number of steps that works, where more steps work whenever fewer do.

    Whatever it returns works, and one step less does not (or is no step at all).

    Args:
        works: whether so many steps, 1 or more, are enough.
        most: steps there are, None = no end.
        guess: where to start looking.
    """
    farthest = FARTHEST if most is None else most
    if farthest < 1:
        return None
    low, high, stride = 0, min(max(1, guess), farthest), 1
    if works(high):
        while high - stride > 0 and works(high - stride):
            high, stride = high - stride, 2 * stride
        low = max(0, high - stride)
    else:
        low, stride = high, max(1, high // 4)
        while not works(high := min(low + stride, farthest)):
            low, stride = high, 2 * stride
            if low == farthest:
                return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if works(middle) else (middle, high)
    return high


def _budget_steps(rest: Subject, dial: Dial) -> int | None:
    """Steps to about the total that the cheapest plan needs; shares of the budget may ask for more."""
    plan = cheapest(rest, gap=CHEAPEST_GAP)
    if plan is None:
        return None
    missing = spend(rest.economics, plan) - rest.economics.funds.plannable
    reserve = rest.case.scenario.budget.reserve
    kept = 1 if reserve is None or reserve.share is None else 1 - reserve.share.base
    return math.ceil(missing * FEN / yuan_per_unit(rest.case.scenario) / kept / dial.step)


def _amount_steps(rest: Subject, rules: Sequence[Rule], dial: Dial) -> int | None:
    """Steps to about the furthest that an amount of money or results can go; None for other numbers."""
    rule = next(rule for rule in rules if rule.id == dial.rules[0])
    body = rule.body
    if len(dial.rules) > 1 or len(rule.scope.instances) > 1 or not isinstance(body, Comparison):
        return None
    sides = [term for side in (body.low, body.high) for term in side or ()]
    if body.left.kind not in LINEAR or any(term.measure is not None for term in sides):
        return None
    reached = furthest(rest, body.left, rule.scope.instances[0], up=not dial.up)
    if reached is None:
        return None
    number = reached * (FEN if dial.money else 1)
    return math.ceil((number - dial.start if dial.up else dial.start - number) / dial.step)
