"""Which input caused which move between two plans: inputs changed one after another, solved each time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kolopt.campaign.difference import changed_world
from kolopt.errors import InfeasibleError, InvalidInputError
from kolopt.planning import optimize
from kolopt.scenario.difference import Change, changed_records, with_records
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kolopt.campaign.difference import Amount
    from kolopt.plan.record import Plan
    from kolopt.planning import Options, Progress
    from kolopt.scenario.nodes import Path

WORLD: Path = ("world",)
"""Stands for the world of the yields among the paths of changed inputs."""
FIRST: tuple[Path, ...] = (WORLD, ("orders",), ("as_of",))
"""What is changed first: what was assumed, what happened, and the day it is; the rest as in the file."""


@dataclass(frozen=True, slots=True)
class Step:
    """Inputs changed together, and the best plan once they are.

    Attributes:
        names: dotted paths of the records that hold them. More than one where the scenario between two
            of them is invalid or has no plan, so that their shares cannot be told apart.
        changes: every value that changed.
        plan: the best plan with this step's changes and those of all steps before.
    """

    names: tuple[str, ...]
    changes: tuple[Change, ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Attribution:
    """The way from one plan to another, input by input.

    Attributes:
        first, second: the plans as they stand.
        origin: the best plan for the first plan's inputs, solved anew.
        steps: :data:`FIRST`, then in the order of the first plan's inputs. The last one's plan is the
            best for the second's.
    """

    first: Plan
    second: Plan
    origin: Plan
    steps: tuple[Step, ...]

    @property
    def proven(self) -> bool:
        """Whether no limit stopped a solve on the way."""
        return all(plan.certificate.status == "proven" for plan in self._solved())

    def shares(self, figure: Callable[[Plan], Amount]) -> tuple[Amount, ...]:
        """What each step contributes to a figure, and last what does not come from inputs.

        That last share is by how much the two plans as they stand differ from the best plans of their
        own inputs: a gap, a limit, a plan that was kept. All of them add up to the figure of the second
        plan less that of the first, exactly.
        """
        stations = tuple(figure(plan) for plan in self._solved())
        steps = tuple(after - before for before, after in pairwise(stations))
        return (*steps, figure(self.second) - stations[-1] + stations[0] - figure(self.first))

    def _solved(self) -> tuple[Plan, ...]:
        return (self.origin, *(step.plan for step in self.steps))


def attribute(first: Plan, second: Plan, options: Options, progress: Progress | None = None) -> Attribution:
    """Change the first plan's inputs into the second's, record by record, and solve at every step.

    Args:
        first: an audited plan.
        second: another one.
        options: how to solve; the world is the plans'.
        progress: told the step and stage, value and bound.

    Raises:
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    walk = _Walk(first, second, options, progress)
    origin = walk.solve((), "as it was")
    steps: list[Step] = []
    taken: tuple[Path, ...] = ()
    waiting: tuple[Path, ...] = ()
    for path in walk.records:
        waiting += (path,)
        names = tuple(".".join(name) for name in waiting)
        try:
            plan = walk.solve((*taken, *waiting), " and ".join(names))
        except (InvalidInputError, InfeasibleError):
            if path == walk.last:
                raise
            continue
        steps.append(Step(names, tuple(change for name in waiting for change in walk.records[name]), plan))
        taken, waiting = (*taken, *waiting), ()
    return Attribution(first, second, origin, tuple(steps))


def _order(path: Path) -> int:
    return FIRST.index(path) if path in FIRST else len(FIRST)


class _Walk:
    """The scenarios between two plans' inputs."""

    def __init__(self, first: Plan, second: Plan, options: Options, progress: Progress | None) -> None:
        self._plans = first, second
        self._options, self._progress = options, progress
        self._cases = (
            from_document(first.document(), path=first.scenario.path),
            from_document(second.document(), path=second.scenario.path),
        )
        world = changed_world(first, second)
        found = {**({WORLD: world} if world else {}), **changed_records(*self._cases)}
        self.records = {path: found[path] for path in sorted(found, key=_order)}
        self.last = next(reversed(self.records), None)

    def solve(self, taken: Sequence[Path], name: str) -> Plan:
        """The best plan once the records at some paths are the second plan's."""
        first, second = self._plans
        world = World((second if WORLD in taken else first).scenario.world)
        case = from_document(self._document(taken), path=second.scenario.path)
        told = self._progress
        named = None if told is None else lambda stage, *figures: told(f"{name}, {stage}", *figures)
        return optimize(case, replace(self._options, world=world), named)

    def _document(self, taken: Sequence[Path]) -> dict[str, Any]:
        # The plans' own documents at both ends: the walk leaves out names, reasons and sources.
        if len(taken) == len(self.records):
            return self._plans[1].document()
        return with_records(*self._cases, [path for path in taken if path != WORLD])
