"""The typed tree of a rule: what the text means, with names resolved and numbers exact.

Both the integer program and the audit start from this tree and share nothing after it.
Units: money is in fen, scores in points (0–100), KPIs in their own unit, counts in creators.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fractions import Fraction

    from kolopt.diagnostics import Position


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a rule, where it stands in the text, and the parameter it came from.

    Attributes:
        value: exact value; money in fen, shares 0–1.
        start, end: character span in the rule's text (of the ``$name`` for a parameter).
        origin: dotted path of the value that ``$name`` stands for, "" for a literal.
        assumed: the value behind ``$name`` is an assumption.
    """

    value: Fraction
    start: int
    end: int
    origin: str = ""
    assumed: bool = False


MeasureKind = Literal["count", "spend", "cost", "cash", "kpi", "score", "variety", "budget"]


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that can be totalled over phases.

    Attributes:
        kind: what is measured. ``budget`` is the plannable budget, the same in every scope. ``cash``
            is totalled over calendar months instead of phases.
        unit: ``creators``, ``money``, ``points``, ``variety`` or the KPI's id.
        offers: ids of the selected offers in catalogue order (all offers when nothing is selected).
        kpi: the KPI of kind ``kpi``; sums such as engagements stay by name.
        goal: the goal of kind ``score``; "" = the whole score.
        cost_lines: the lines of kind ``cost``.
        groups: for ``variety``, one tuple of offer ids per listed selection.
        text: as written, normalised: ``count(micro & paid)``.
    """

    kind: MeasureKind
    unit: str
    text: str
    offers: tuple[str, ...] = ()
    kpi: str = ""
    goal: str = ""
    cost_lines: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """``factor`` × ``measure``, or the constant ``factor`` when there is no measure.

    The factor is in the unit of the rule's left side per unit of the measure
    (``spend <= 15 * engagements``: 1500 fen per engagement).
    """

    factor: Fraction
    measure: Measure | None = None
    number: Number | None = None


Sum = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``low <= left <= high``; one side may be missing; equal sides make an equation."""

    left: Measure
    low: Sum | None
    high: Sum | None


@dataclass(frozen=True, slots=True)
class NoneOrAtLeast:
    """``count(…) is 0 or >= least``."""

    left: Measure
    least: int
    number: Number


@dataclass(frozen=True, slots=True)
class Scope:
    """Over which phases a condition is totalled.

    Attributes:
        text: as written (``in each phase``, ``in a + b``, ``in campaign``).
        instances: one tuple of phase ids per instance, of months (``2027-05``) where the measure is
            ``cash``; each instance is totalled by itself.
        campaign: the scope is the campaign (scores are then weighted by phase).
    """

    text: str
    instances: tuple[tuple[str, ...], ...]
    campaign: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """The if-part: ``left >= value`` or ``left <= value`` on a count; scope None = the consequence's."""

    left: Measure
    sense: Literal[">=", "<="]
    value: int
    number: Number
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Implication:
    """``if condition then consequence``.

    Without a scope of its own the condition is taken in each instance of the rule's scope;
    with one, every instance of it that holds binds every instance of the consequence.
    """

    condition: Condition
    consequence: Comparison


Body = Comparison | NoneOrAtLeast | Implication


def compared(body: Body) -> Comparison | NoneOrAtLeast:
    """What is compared: the consequence of an implication, else the body itself."""
    return body.consequence if isinstance(body, Implication) else body


@dataclass(frozen=True, slots=True)
class SoftPrice:
    """What a missing unit costs: ``points`` per ``per`` units (creators, points, fen or KPI units)."""

    points: Fraction
    per: Fraction


Origin = Literal["scenario", "market", "derived"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the scenario, of the market, or derived from other fields.

    Attributes:
        id: stable name; derived rules have ids too (``budget``, ``available-micro-specialist``).
        text: the rule in the rule language.
        soft: its price, or None for a hard rule.
        numbers: every number of the text in order, the 0 of ``is 0 or`` and parameters included.
        origin: who states it.
        assumed: the rule or a number it rests on is an assumption.
        at: where its text stands, None for a derived rule.
    """

    id: str
    text: str
    body: Body
    scope: Scope
    soft: SoftPrice | None = None
    why: str = ""
    negotiable: bool = True
    numbers: tuple[Number, ...] = ()
    origin: Origin = "scenario"
    assumed: bool = False
    at: Position | None = None

    def path_of(self, number: Number) -> str:
        """Dotted path under which a number of this rule can be changed.

        The path of the value behind it, else ``rules.<id>.number.<k>``, k counting from 1.
        """
        return number.origin or f"rules.{self.id}.number.{self.numbers.index(number) + 1}"
