"""A finding about a scenario by path, before its place in a file is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.diagnostics import Diagnostic, Severity, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.diagnostics import Position
    from kolopt.scenario.nodes import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where in the scenario, and what would be right.

    Attributes:
        code: as in :class:`kolopt.diagnostics.Diagnostic`.
        path: keys from the root; the message is shown behind the dotted path.
        message: what is wrong.
        hint: what would be right.
        severity: errors stop the run.
    """

    code: str
    path: Path
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def at(self, position: Position | None) -> Diagnostic:
        """The diagnostic at a place."""
        where = f"`{'.'.join(self.path)}`: " if self.path else ""
        return Diagnostic(self.code, where + self.message, self.severity, position, self.hint)


def unknown(names: Iterable[str], known: Iterable[str], what: str, path: Path) -> Iterator[Finding]:
    """A finding for each name (a key below ``path``) that is not among the known ones."""
    words = tuple(known)
    for name in names:
        if name not in words:
            hint = did_you_mean(name, words) or f"add it to the {what}s first"
            yield Finding("unknown-name", (*path, name), f"there is no {what} `{name}`", hint)


def unknown_value(name: str | None, known: Iterable[str], what: str, path: Path) -> Iterator[Finding]:
    """A finding when the name that stands at ``path`` is not among the known ones."""
    words = tuple(known)
    if name is not None and name not in words:
        hint = did_you_mean(name, words) or f"add it to the {what}s first"
        yield Finding("unknown-name", path, f"there is no {what} `{name}`", hint)
