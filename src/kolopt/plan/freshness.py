"""What a plan's scenario file says by now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kolopt.errors import InvalidInputError
from kolopt.scenario.load import load
from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from kolopt.plan.record import Plan
    from kolopt.scenario.load import Case

_STDIN = "-"


@dataclass(frozen=True, slots=True)
class Present:
    """The scenario file of a plan as it is now.

    Attributes:
        case: what it says; None when it cannot be read.
        moved: a sentence when it can no longer stand for the plan's inputs; "" when it still does.
    """

    case: Case | None
    moved: str


def present_inputs(plan: Plan, *, allow_outside: bool = False) -> Present:
    """Read the scenario file of a plan again, with the plan's own overrides.

    The file is looked for at the path that the plan records, from the current folder. A plan made
    from standard input has no file to compare with.

    Args:
        plan: any plan.
        allow_outside: as for :func:`kolopt.scenario.load.load`.
    """
    path = plan.scenario.path
    if path == _STDIN:
        return Present(None, "")
    if not Path(path).is_file():
        return Present(
            None, f"the scenario {path} is not there; the plan was checked against the inputs it carries"
        )
    overrides = tuple(f"{change.path}{change.operator}{change.value}" for change in plan.scenario.overrides)
    try:
        case = load(path, overrides, allow_outside=allow_outside)
    except InvalidInputError as error:
        reason = error.diagnostics[0].message
        return Present(None, f"inputs have moved since: {path} is no longer valid ({reason})")
    if case.digest(World(plan.scenario.world)) != plan.scenario.digest:
        return Present(case, f"inputs have moved since: {path} says something else now; plan it again")
    return Present(case, "")
