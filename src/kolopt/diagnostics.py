"""Findings about a file: code, severity, message, place and cure; collected, then raised once."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

from kolopt.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How much a finding weighs: an error stops the run, the others are shown."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file (or in an option such as ``--set``); line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: kebab-case id, stable across versions (``unknown-key``).
        message: what is wrong, in the user's words.
        hint: what would be right, or "".
        at: where, or None when it is nowhere in a file.
        excerpt: lines to show under the message (a rule's text with a caret), or "".
    """

    code: str
    message: str
    severity: Severity = Severity.ERROR
    at: Position | None = None
    hint: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        place = f"{self.at}: " if self.at else ""
        hint = f"; {self.hint}" if self.hint else ""
        excerpt = "".join(f"\n    {line}" for line in self.excerpt.splitlines())
        return f"{place}{self.severity}: {self.message}{hint} [{self.code}]{excerpt}"


def raise_errors(diagnostics: Iterable[Diagnostic]) -> None:
    """Raise all errors among the findings at once; return quietly when there are none.

    Raises:
        InvalidInputError: with every finding of severity error.
    """
    errors = [d for d in diagnostics if d.severity is Severity.ERROR]
    if errors:
        raise InvalidInputError(errors)


def refuse(code: str, message: str, at: Position | None = None, hint: str = "") -> NoReturn:
    """Raise a single error.

    Raises:
        InvalidInputError: always.
    """
    raise InvalidInputError([Diagnostic(code, message, at=at, hint=hint)])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean `micro`?``, or the known words when few, or "" when nothing is near."""
    words = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{words[close[0]]}`?"
    if 0 < len(words) <= 12:
        return f"known: {', '.join(words.values())}"
    return ""
