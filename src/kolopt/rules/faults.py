"""What is wrong with a rule's text, and how it is shown: the place, a caret, what would be right."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from kolopt.diagnostics import Diagnostic, Position


class RuleTextError(ValueError):
    """One fault in a rule's text; turned into a diagnostic where the rule's place is known.

    Attributes:
        code: a key of the ``CODES`` of the module that raises it.
        message: what is wrong.
        hint: what would be right, or "".
        start, end: character span of the offending text; both -1 when it is not in the text.
    """

    def __init__(self, code: str, message: str, hint: str = "", *, start: int = -1, end: int = -1) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint
        self.start, self.end = start, end


def _printable(character: str) -> str:
    return character if character.isprintable() else ("·" if unicodedata.category(character) != "Zs" else " ")


def _width(text: str) -> int:
    """Terminal columns of a text: wide (CJK) characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def excerpt(text: str, start: int, end: int) -> str:
    """The line of the text that holds ``start``, and carets under the span."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", first)
    line = text[first : len(text) if last < 0 else last]
    end = min(max(end, start + 1), first + len(line))
    shown = "".join(map(_printable, line))
    carets = "^" * max(1, _width(shown[start - first : end - first]))
    return f"{shown}\n{' ' * _width(shown[: start - first])}{carets}"


def diagnostic(fault: RuleTextError, what: str, text: str, at: Position | None) -> Diagnostic:
    """The finding for a fault.

    Args:
        fault: what is wrong.
        what: what the text is: ``rule `team` ``.
        text: the text itself.
        at: where the first character of the text stands in a file, or None.
    """
    message = f"{what}: {fault.message}"
    if fault.start < 0:
        return Diagnostic(fault.code, message, at=at, hint=fault.hint)
    if at is not None and "\n" not in text:
        at = replace(at, column=at.column + fault.start)
    return Diagnostic(
        fault.code, message, at=at, hint=fault.hint, excerpt=excerpt(text, fault.start, fault.end)
    )
