"""The numbers of rules as dials: under which path each is turned, in what steps, and which way it eases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.money import FEN_PER_YUAN, decimal_text, parse_number
from kolopt.rules.measures import CREATORS, MONEY, POINTS
from kolopt.rules.tree import Comparison, Implication, NoneOrAtLeast, compared
from kolopt.scenario.nodes import Mapping, Scalar, descend

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kolopt.rules.tree import Measure, Number, Rule, Term
    from kolopt.scenario.load import Case

TOTAL = "budget.total"
"""Path of the whole budget."""
FEN = Fraction(1, FEN_PER_YUAN)
SHARE_STEP = Fraction(1, 1000)
"""A tenth of a per cent."""
TENTH = Fraction(1, 10)
"""The step of scores and of factors that are not whole."""


@dataclass(frozen=True, slots=True)
class Dial:
    """One number that may be changed, and the direction in which every rule that reads it eases.

    Attributes:
        path: what ``--set`` names.
        rules: ids of the rules that read the number.
        start: where it stands, as written (a share from 0 to 1).
        step: the smallest change, in the same unit.
        up: whether it eases by rising.
        percent: it is a share.
        money: it is an amount of yuan.
        currency: of an amount in another one.
        end: where it stops, None where it may rise without end.
        steady: easing further never hurts; False for an equation.
    """

    path: str
    rules: tuple[str, ...]
    start: Fraction
    step: Fraction
    up: bool
    percent: bool = False
    money: bool = False
    currency: str = ""
    end: Fraction | None = None
    steady: bool = True

    @property
    def steps(self) -> int | None:
        """How many steps there are to the end."""
        return None if self.end is None else max(0, -(-abs(self.end - self.start) // self.step))

    def at(self, steps: int) -> Fraction:
        """The number after some steps, at most at the end."""
        moved = self.start + (steps if self.up else -steps) * self.step
        if self.end is None:
            return moved
        return min(moved, self.end) if self.up else max(moved, self.end)

    def text(self, steps: int) -> str:
        """The number after some steps, as the scenario writes it."""
        value = self.at(steps)
        return f"{decimal_text(value * 100)}%" if self.percent else decimal_text(value)

    def change(self, steps: int) -> str:
        """The override that sets the number after some steps: ``parameters.density=13``."""
        return f"{self.path}={self.text(steps)}"


def dials(case: Case, rules: Sequence[Rule], conflict: Iterable[Rule]) -> tuple[Dial, ...]:
    """The negotiable numbers of a conflict's rules, each once, in the order of the rules.

    A number that a rule which is not negotiable reads too is left out; one that several numbers
    of rules read is turned for all of them, and eases only if it eases each.

    Args:
        case: the scenario.
        rules: all its rules.
        conflict: those whose numbers are wanted.
    """
    hard = [rule for rule in rules if rule.soft is None]
    fixed = [dial.path for rule in hard if not rule.negotiable for dial in _dials(case, rule)]
    everywhere = [dial for rule in hard for dial in _dials(case, rule)]
    wanted = dict.fromkeys(dial for rule in conflict for dial in _dials(case, rule) if dial.path not in fixed)
    joined: dict[tuple[str, bool], Dial] = {}
    for dial in wanted:
        readers = [other for other in everywhere if other.path == dial.path]
        joined[dial.path, dial.up] = replace(
            dial,
            rules=tuple(dict.fromkeys(rule for other in readers for rule in other.rules)),
            steady=all(other.up == dial.up for other in readers),
        )
    return tuple(joined.values())


def _dials(case: Case, rule: Rule) -> Iterator[Dial]:
    """Every number of one rule with the direction in which it eases; an equation's in both.

    More money eases whatever is capped by the budget or a share of it.
    """
    body = compared(rule.body)
    if isinstance(body, Comparison) and any(of_budget(term) for term in body.high or ()):
        budget = case.scenario.budget
        currency = budget.in_ or ""
        yield Dial(TOTAL, (rule.id,), budget.total.base, FEN, up=True, money=not currency, currency=currency)
    match rule.body:
        case Implication(condition=condition):
            yield _dial(case, rule, condition.number, up=condition.sense == ">=")
        case NoneOrAtLeast(number=number):
            yield _dial(case, rule, number, up=False)
    if isinstance(body, Comparison):
        for up, side in ((False, body.low), (True, body.high)):
            for term in side or ():
                if term.number is not None:
                    yield _dial(case, rule, term.number, up=up, left=body.left, of=term.measure)


def of_budget(term: Term) -> bool:
    """Whether a term is the budget or a share of it."""
    return term.measure is not None and term.measure.kind == "budget"


def _dial(
    case: Case,
    rule: Rule,
    number: Number,
    *,
    up: bool,
    left: Measure | None = None,
    of: Measure | None = None,
) -> Dial:
    """One number: of creators, or what ``left`` is compared with, by itself or times ``of``."""
    written = rule.text[number.start : number.end]
    share = rule.text[number.end :].lstrip().startswith("of ")
    unit = CREATORS if left is None else left.unit
    value = number.value
    if not share:
        value *= FEN if unit == MONEY else 1
        value *= FEN_PER_YUAN if of is not None and of.unit == MONEY else 1
    path = f"parameters.{written[1:]}" if written.startswith("$") else rule.path_of(number)
    return Dial(
        path=path,
        rules=(rule.id,),
        start=_stated(case, path) if rule.origin == "derived" and unit == CREATORS else value,
        step=SHARE_STEP if share else _step(value, unit, factor=of is not None),
        up=up,
        percent=share,
        money=unit == MONEY and of is None,
        end=(Fraction(1) if share else None) if up else Fraction(0),
    )


def _step(value: Fraction, unit: str, *, factor: bool) -> Fraction:
    """The smallest change of an amount or a factor."""
    if factor:
        return Fraction(1) if unit == CREATORS and value.denominator == 1 else TENTH
    return {MONEY: FEN, POINTS: TENTH}.get(unit, Fraction(1))


def _stated(case: Case, path: str) -> Fraction:
    """The number at a path; a pool's rule may state only what of it is left beside the specialists.

    Raises:
        KeyError: there is no number.
    """
    found = descend(case.tree, tuple(path.split(".")))
    node = found[1] if found else None
    if isinstance(node, Mapping):
        node = node.get("base")
    if not isinstance(node, Scalar):
        raise KeyError(path)
    return parse_number(node.text)
