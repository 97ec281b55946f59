"""Every plan and approval in a folder, so that none is forgotten when a repository is checked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kolopt.campaign.approval_file import SUFFIX
from kolopt.diagnostics import refuse
from kolopt.plan import file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CODES = {"no-plans": "a folder that was to be checked holds no plan"}
"""Diagnostic codes of this module."""

PLAN_SUFFIX = ".plan.json"
"""How the names of plans end by custom; such a file is a plan, or a broken one."""
_OPENING_BYTES = 200


def plans_below(folders: Iterable[str]) -> tuple[str, ...]:
    """Paths of all plan files in some folders and below, by name; hidden folders are passed over.

    A plan is told by its content, by its name, or by an approval beside it: one that was emptied, or is gone
    while its approval still stands, is listed too.

    Raises:
        InvalidInputError: a folder does not exist, or holds none.
    """
    found: dict[str, None] = {}
    for folder in folders:
        if not os.path.isdir(folder):
            refuse("no-plans", f"{folder} is not a folder", hint="`verify --all` takes folders")
        plans = tuple(_plans(folder))
        if not plans:
            refuse("no-plans", f"no plan stands in {folder} or below", hint="`kolopt plan -o` writes one")
        found.update(dict.fromkeys(plans))
    return tuple(found)


def _plans(folder: str) -> Iterator[str]:
    for where, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            path = os.path.normpath(os.path.join(where, name))
            if name.endswith(SUFFIX):
                yield _approved(path.removesuffix(SUFFIX))
            elif name.endswith(PLAN_SUFFIX) or (name.endswith(".json") and _is_plan(path)):
                yield path


def _approved(stem: str) -> str:
    """The plan beside an approval, whatever it holds by now, or the name that it had."""
    return stem if os.path.isfile(stem) and not os.path.exists(f"{stem}.json") else f"{stem}.json"


def _is_plan(path: str) -> bool:
    try:
        with Path(path).open("rb") as stream:
            return file.OPENING.match(stream.read(_OPENING_BYTES)) is not None
    except OSError:
        # What cannot be opened is reported when it is read.
        return True
