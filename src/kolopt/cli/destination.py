"""Where a command may write: never over what kolopt did not make, unless forced."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kolopt.diagnostics import Diagnostic
from kolopt.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable

CODES = {
    "exists": "the file to write is there already",
    "approved": "the plan to overwrite is approved",
    "not-ours": "the file to overwrite is not of the kind that is written",
}
"""Diagnostic codes of this module."""

_PLAN_OPENING = re.compile(rb'\s*\{\s*"kolopt_plan"')
_OPENING_BYTES = 200
_LARGEST = 2**26
"""No file that we write is larger, in bytes."""


def refuse_existing(path: str) -> None:
    """Refuse a file that exists.

    Raises:
        InvalidInputError: it does.
    """
    if Path(path).exists():
        _refuse("exists", f"{path} is there already", "name another file, or say --force to overwrite it")


def refuse_approved(path: str, approval: str) -> NoReturn:
    """Refuse to overwrite an approved plan.

    Raises:
        InvalidInputError: always.
    """
    hint = "write the new plan beside it under another name, or say --force and have it approved again"
    _refuse("approved", f"{path} is {approval}, and the new plan differs", hint)


def refuse_foreign(
    path: str, opening: re.Pattern[bytes] = _PLAN_OPENING, what: str = "a kolopt plan"
) -> None:
    """Refuse a file that exists and is not of the kind to be written.

    Args:
        path: where to write.
        opening: how a file of that kind starts.
        what: the kind.

    Raises:
        InvalidInputError: it is not, or it cannot be read.
    """
    content = _content(path, _OPENING_BYTES)
    if content is not None and opening.match(content) is None:
        _not_ours(path, what)


def refuse_unless(path: str, ours: Callable[[bytes], bool], what: str) -> None:
    """Refuse a file that exists and that we did not write.

    Args:
        path: where to write.
        ours: whether a file with this content is of the kind to be written.
        what: the kind.

    Raises:
        InvalidInputError: it is not, it is too large to be, or it cannot be read.
    """
    content = _content(path, _LARGEST + 1)
    if content is not None and (len(content) > _LARGEST or not ours(content)):
        _not_ours(path, what)


def _content(path: str, most: int) -> bytes | None:
    """The first bytes of a file, None where there is none."""
    try:
        with Path(path).open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        return None
    except OSError as error:
        _refuse("not-ours", f"{path} cannot be overwritten: {error.strerror or error}", "name another file")


def _not_ours(path: str, what: str) -> NoReturn:
    _refuse("not-ours", f"{path} is not {what}", "name another file, or say --force to overwrite it")


def _refuse(code: str, message: str, hint: str) -> NoReturn:
    raise InvalidInputError([Diagnostic(code, message, hint=hint)])
