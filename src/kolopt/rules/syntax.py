"""The syntax tree of a rule: what stands where in its text, before any name is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Word:
    """A name or a sign and its span."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A written number (``30%``, ``¥600k``) or a ``$parameter``."""

    text: str
    start: int
    end: int

    @property
    def parameter(self) -> str:
        """The parameter's name, "" for a written number."""
        return self.text[1:] if self.text.startswith("$") else ""


Selection = tuple[tuple[Word, ...], ...]
"""Comma-separated parts, each the names joined by ``&``."""


@dataclass(frozen=True, slots=True)
class Call:
    """A measure: its name, and the selection in brackets (None when there are none)."""

    name: Word
    selection: Selection | None
    start: int
    end: int


Atom = Figure | Call


@dataclass(frozen=True, slots=True)
class TermPhrase:
    """``left``, ``left * right`` or ``left of right``."""

    left: Atom
    operator: Literal["", "*", "of"] = ""
    right: Atom | None = None

    @property
    def start(self) -> int:
        """Where the term begins."""
        return self.left.start

    @property
    def end(self) -> int:
        """Where the term ends."""
        return (self.right or self.left).end


Side = tuple[TermPhrase, ...]
"""Terms that are added."""


@dataclass(frozen=True, slots=True)
class Bound:
    """``>= side``, ``<= side`` or ``= side``."""

    sign: Word
    side: Side


@dataclass(frozen=True, slots=True)
class Between:
    """``between low and high``."""

    low: Side
    high: Side


@dataclass(frozen=True, slots=True)
class NoneOr:
    """``is zero or sign least``."""

    zero: Atom
    sign: Word
    least: Atom


Relation = Bound | Between | NoneOr


@dataclass(frozen=True, slots=True)
class ScopePhrase:
    """``in …``: phases or months by name, in groups; groups are empty for the other kinds."""

    kind: Literal["each phase", "each month", "campaign", "named"]
    start: int
    end: int
    groups: tuple[tuple[Word, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """``side relation [scope]``."""

    left: Side
    relation: Relation
    scope: ScopePhrase | None


@dataclass(frozen=True, slots=True)
class RulePhrase:
    """A whole rule: ``[if condition then] statement``."""

    condition: Statement | None
    statement: Statement
