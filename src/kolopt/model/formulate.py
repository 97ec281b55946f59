"""From economics and rules to the integer program of one question (docs/model.md#the-integer-program)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Literal

from kolopt.diagnostics import Diagnostic
from kolopt.economics.standing import still_binding
from kolopt.economics.tables import spend
from kolopt.errors import InvalidInputError
from kolopt.model.bounds import Bounds, line_highs
from kolopt.model.conditions import add_implication
from kolopt.model.draft import Draft, whole_row
from kolopt.model.goals import PointColumns, add_goals, floor_rules
from kolopt.model.lines import Lines
from kolopt.model.rows import (
    Context,
    add_linear,
    add_none_or_at_least,
    add_variety,
    comparison_sides,
    label,
)
from kolopt.model.soft import add_soft
from kolopt.money import FEN_PER_YUAN
from kolopt.rules.tree import Comparison, Implication, NoneOrAtLeast, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kolopt.economics.tables import Economics
    from kolopt.model.program import Program

CODES = {"free-offer": "an offer costs nothing and nothing limits it"}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the program.

    Attributes:
        goal: maximise the score, or minimise spend.
        hurdle: points that one fen must bring (0 = none); only with score.
        spend_cap: most fen, for the best score at the least spend; soft rules then don't act.
        money: fen up to which lines are considered where no rule bounds them, for what-ifs
            without the rule ``budget``; None = what can be planned. What is free counts as ¥1.
    """

    goal: Literal["score", "spend"]
    hurdle: Fraction = Fraction(0)
    spend_cap: int | None = None
    money: int | None = None

    @property
    def soft_rules_act(self) -> bool:
        """Soft rules belong to the score questions only."""
        return self.goal == "score" and self.spend_cap is None


def formulate(
    economics: Economics, rules: Iterable[Rule], question: Question, lines: Lines | None = None
) -> Program:
    """The program whose optimum is the plan.

    Args:
        economics: tables of one scenario in one world.
        rules: all rules, derived ones included, sorted by id.
        question: score, score over a hurdle, or spend.
        lines: made from the same tables, whatever the budget, so that its coefficients are known already.

    Raises:
        InvalidInputError: an offer costs nothing and no rule limits it.
    """
    binding = still_binding(economics, rules)
    wanted = tuple(rule for rule in binding if question.soft_rules_act or rule.soft is None)
    hard = tuple(rule for rule in wanted if rule.soft is None)
    if lines is None:
        lines = Lines(economics)
    bounds = _bounds(lines, economics, hard, question)
    draft = Draft()
    for index, line in enumerate(lines.all):
        weight = _line_weight(question, lines.spend(index))
        draft.add_column(f"{line.phase}_{line.offer}", bounds.highs[index], integer=True, weight=weight)
    if booked := _line_weight(question, spend(economics, {})):
        draft.add_constant("booked", booked)
    weight_of_score = 1.0 if question.goal == "score" else 0.0
    points = add_goals(draft, economics, lines, floor_rules(wanted), weight_of_score)
    context = Context(draft, lines, bounds, economics.funds.plannable)
    if question.spend_cap is not None:
        _add_spend_cap(context, question.spend_cap)
    for rule in wanted:
        _add_rule(context, points, rule)
    return draft.program(len(lines.all), _dive_stages(lines, economics), _phase_numbers(lines))


def _line_weight(question: Question, spend: int) -> float:
    """Objective per unit: −yuan when spend is minimised, −hurdle·spend otherwise."""
    if question.goal == "spend":
        return -spend / FEN_PER_YUAN
    return -float(question.hurdle * spend) if question.hurdle else 0.0


def _bounds(lines: Lines, economics: Economics, hard: tuple[Rule, ...], question: Question) -> Bounds:
    prices = tuple(lines.spend(index) for index in range(len(lines.all)))
    booked = spend(economics, {})
    budget = economics.funds.plannable if question.money is None else question.money
    if question.spend_cap is not None:
        budget = min(budget, question.spend_cap)
    budget -= booked
    whole_rows = chain(
        (
            side.whole[::2]
            for rule in hard
            if isinstance(rule.body, Comparison)
            and rule.body.high
            and rule.body.left.kind not in ("score", "variety")
            for phases in rule.scope.instances
            for side in comparison_sides(lines, rule.body, phases, economics.funds.plannable)
            if not side.at_least
        ),
        [(tuple((i, c) for i, c in enumerate(prices) if c), budget)],
        ((((i, 1),), 0) for i, line in enumerate(lines.all) if (line.phase, line.offer) in economics.closed),
    )
    highs = line_highs(len(lines.all), whole_rows)
    if question.money is not None:
        highs = tuple(question.money // FEN_PER_YUAN if high is None else high for high in highs)
    free = dict.fromkeys(line.offer for line, high in zip(lines.all, highs, strict=True) if high is None)
    if free:
        raise InvalidInputError(
            [
                Diagnostic(
                    "free-offer",
                    f"{offer} costs nothing against the budget and no rule limits it",
                    hint=f"give it `available`, a price, or a rule: count({offer}) <= 20 in each phase",
                )
                for offer in free
            ]
        )
    return Bounds(tuple(high or 0 for high in highs), prices, max(0, budget))


def _add_spend_cap(context: Context, cap: int) -> None:
    """``spend <= cap``: the second stage of the spend question."""
    prices = {i: Fraction(c) for i, c in enumerate(context.bounds.spend) if c}
    terms, _, high = whole_row(prices, None, Fraction(cap - spend(context.lines.economics, {})))
    context.draft.add_row("spend-cap", "rule", terms, None, high)


def _add_rule(context: Context, points: PointColumns, rule: Rule) -> None:
    if rule.soft is not None:
        add_soft(context, points, rule)
        return
    match rule.body:
        case Implication() as body:
            add_implication(context, rule, body)
        case NoneOrAtLeast() as body:
            for phases in rule.scope.instances:
                add_none_or_at_least(context, rule, body, phases)
        case Comparison() as body:
            for phases in rule.scope.instances:
                _add_comparison(context, points, rule, body, phases)


def _add_comparison(
    context: Context, points: PointColumns, rule: Rule, body: Comparison, phases: tuple[str, ...]
) -> None:
    if body.left.kind == "score":
        terms = points.score_terms(body.left, phases, campaign=rule.scope.campaign)
        floor = float(sum(term.factor for term in body.low or ()))
        context.draft.add_row(
            f"rule:{label(rule, phases)}", "floor", tuple(sorted(terms.items())), floor, None
        )
    elif body.left.kind == "variety":
        add_variety(context, rule, body, phases)
    else:
        add_linear(context, rule, body, phases)


def _phase_numbers(lines: Lines) -> list[int]:
    numbers = {phase.id: number for number, phase in enumerate(lines.economics.phases)}
    return [numbers[line.phase] for line in lines.all]


def _dive_stages(lines: Lines, economics: Economics) -> tuple[int, ...]:
    """Stage of each line in the dive: the tier (or kind) with the dearest unit first."""
    dearest: dict[str, int] = {}
    groups = {offer.id: offer.tier or offer.kind for offer in economics.offers}
    for index, line in enumerate(lines.all):
        group = groups[line.offer]
        dearest[group] = max(dearest.get(group, 0), lines.spend(index))
    order = sorted(dearest, key=lambda group: -dearest[group])
    stage = {group: number for number, group in enumerate(order)}
    return tuple(stage[groups[line.offer]] for line in lines.all)
