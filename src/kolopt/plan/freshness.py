"""Whether a plan's scenario file still says what the plan was made from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kolopt.errors import InvalidInputError
from kolopt.scenario.load import load
from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from kolopt.plan.record import Plan

_STDIN = "-"


def moved_inputs(plan: Plan, *, allow_outside: bool = False) -> str:
    """A sentence when the scenario file can no longer stand for the plan's inputs; "" when it still does.

    The file is looked for at the path that the plan records, from the current folder, and read
    with the plan's own overrides. A plan made from standard input has no file to compare with.

    Args:
        plan: any plan.
        allow_outside: as for :func:`kolopt.scenario.load.load`.
    """
    path = plan.scenario.path
    if path == _STDIN:
        return ""
    if not Path(path).is_file():
        return f"the scenario {path} is not there; the plan was checked against the inputs it carries"
    overrides = tuple(f"{change.path}{change.operator}{change.value}" for change in plan.scenario.overrides)
    try:
        case = load(path, overrides, allow_outside=allow_outside)
    except InvalidInputError as error:
        return f"inputs have moved since: {path} is no longer valid ({error.diagnostics[0].message})"
    if case.digest(World(plan.scenario.world)) != plan.scenario.digest:
        return f"inputs have moved since: {path} says something else now; plan it again"
    return ""
