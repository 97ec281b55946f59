"""A rule as an explanation names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.explore.dials import TOTAL
from kolopt.explore.feasibility import BUDGET
from kolopt.rules.tree import Comparison, compared

if TYPE_CHECKING:
    from kolopt.diagnostics import Position
    from kolopt.explore.subject import Subject
    from kolopt.rules.tree import Rule


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A rule as it is stated.

    Attributes:
        id, text, why, origin: as in :class:`kolopt.rules.tree.Rule`.
        reads: each ``$parameter`` of the text and what it stands for.
        at: ``file:line:column`` of its text, of a derived rule that of the value behind it; "" where
            no file states it.
        negotiable: False where the scenario says so.
        assumed: it rests on an assumption.
    """

    id: str
    text: str
    why: str
    origin: str
    reads: tuple[tuple[str, str], ...]
    at: str
    negotiable: bool
    assumed: bool


def named(subject: Subject, rule: Rule) -> NamedRule:
    """The rule as an explanation shows it."""
    written = [rule.text[number.start : number.end] for number in rule.numbers]
    parameters = subject.case.parameters
    return NamedRule(
        id=rule.id,
        text=rule.text,
        why=rule.why,
        origin=rule.origin,
        reads=tuple((name, parameters[name[1:]].text) for name in written if name.startswith("$")),
        at=str(rule.at or _stated_at(subject, rule) or ""),
        negotiable=rule.negotiable,
        assumed=rule.assumed,
    )


def is_pool(rule: Rule) -> bool:
    """Whether the rule says how many units can be had."""
    return rule.origin == "derived" and compared(rule.body).left.kind == "count"


def is_closed(rule: Rule) -> bool:
    """Whether the rule says that nothing can be had, of a deal that the scenario does not open."""
    high = rule.body.high if isinstance(rule.body, Comparison) else None
    return is_pool(rule) and high is not None and all(term.factor == 0 for term in high)


def _stated_at(subject: Subject, rule: Rule) -> Position | None:
    """Where the value stands that a derived rule was made from."""
    origin = next((number.origin for number in rule.numbers if number.origin), "")
    if rule.id == BUDGET:
        origin = TOTAL
    return subject.case.position(tuple(origin.split("."))) if origin else None
