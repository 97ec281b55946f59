"""What to compare, from names on the command line: scenarios, plans, or one what-if file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kolopt.diagnostics import Diagnostic
from kolopt.errors import InvalidInputError
from kolopt.explore.compare import Entry
from kolopt.plan import file
from kolopt.plan.trusted import load_trusted
from kolopt.scenario.load import from_document, load
from kolopt.scenario.quantities import World
from kolopt.scenario.sources import read_bytes
from kolopt.scenario.whatif import is_whatif, load_whatif

if TYPE_CHECKING:
    from collections.abc import Sequence

CODES = {
    "compare-inputs": "what is to be compared cannot be compared",
}
"""Diagnostic codes of this module."""


def entries(
    paths: Sequence[str],
    overrides: Sequence[str] = (),
    worlds: Sequence[World] = (World.BASE,),
    *,
    allow_outside: bool = False,
) -> tuple[Entry, ...]:
    """Read everything that is to be compared.

    Args:
        paths: scenarios and plans, or one what-if file; ``-`` is a scenario on standard input.
        overrides: ``--set`` changes for every scenario.
        worlds: each scenario stands once for each of them.
        allow_outside: whether references may leave the folder of their file.

    Raises:
        InvalidInputError: with every error found; a what-if file or a plan that does not go with the rest.
        VerificationError: a plan does not follow from its own inputs.
    """
    findings: list[Diagnostic] = []
    found: list[Entry] = []
    for path, name in zip(paths, _names(paths), strict=True):
        try:
            found.extend(
                _entries(path, name, overrides, worlds, alone=len(paths) == 1, outside=allow_outside)
            )
        except InvalidInputError as error:
            findings.extend(error.diagnostics)
    if findings:
        raise InvalidInputError(findings)
    return tuple(found)


def _entries(
    path: str, name: str, overrides: Sequence[str], worlds: Sequence[World], *, alone: bool, outside: bool
) -> tuple[Entry, ...]:
    if _is_plan(path):
        if overrides or len(worlds) > 1:
            _refuse(f"{path} is a plan and stands as it is", "name its scenario to change it or its world")
        return (_plan_entry(path, name),)
    if is_whatif(path):
        if not alone:
            _refuse(f"{path} is a what-if file and is compared alone", "name scenarios, or this file only")
        cases = load_whatif(path, overrides, allow_outside=outside).cases
    else:
        cases = {name: load(path, overrides, allow_outside=outside)}
    single = len(cases) == 1 and alone
    return tuple(
        Entry(_in_world(variant, world, worlds, single=single), case, world)
        for variant, case in cases.items()
        for world in worlds
    )


def _is_plan(path: str) -> bool:
    return path != "-" and file.OPENING.match(read_bytes(path)) is not None


def _plan_entry(path: str, name: str) -> Entry:
    plan = load_trusted(path)
    return Entry(name, from_document(plan.document(), path=path), World(plan.scenario.world), plan)


def _in_world(name: str, world: World, worlds: Sequence[World], *, single: bool) -> str:
    if len(worlds) == 1:
        return name
    return world.value if single else f"{name} {world.value}"


def _names(paths: Sequence[str]) -> tuple[str, ...]:
    """File names without their endings; the whole path where two files share one.

    Raises:
        InvalidInputError: a file is named twice.
    """
    twice = [path for number, path in enumerate(paths) if path in paths[:number]]
    if twice:
        _refuse(f"{twice[0]} is named twice", "name each file once")
    stems = ["standard input" if path == "-" else Path(path).name.split(".")[0] for path in paths]
    return tuple(path if stems.count(stem) > 1 else stem for path, stem in zip(paths, stems, strict=True))


def _refuse(message: str, hint: str) -> NoReturn:
    raise InvalidInputError([Diagnostic("compare-inputs", message, hint=hint)])
