"""Syntax tree to typed tree: names resolved, units matched, and refused what is not linear or not convex."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.rules.faults import RuleTextError
from kolopt.rules.figures import Context, amount, factor, fault_at, share
from kolopt.rules.measures import CREATORS, measure_of
from kolopt.rules.syntax import Between, Bound, Call, Figure, NoneOr, Side, Statement, TermPhrase
from kolopt.rules.tree import (
    Body,
    Comparison,
    Condition,
    Implication,
    Measure,
    NoneOrAtLeast,
    Number,
    Scope,
    Sum,
    Term,
)

if TYPE_CHECKING:
    from kolopt.rules.syntax import RulePhrase

CODES = {
    "rule-form": "the parts of a rule are put together in a way that the language does not have",
    "not-linear": "a rule multiplies measures with each other",
    "not-convex": "the plans that a rule allows would not form one convex set",
    "bad-condition": "an if-part is not a count compared with a whole number",
}
"""Codes of the findings made here, and what they mean."""


def build(phrase: RulePhrase, context: Context) -> tuple[Body, Scope, tuple[Number, ...]]:
    """The meaning of a rule: its body, the scope of its (consequence's) totals, its numbers in order.

    Raises:
        RuleTextError: a name is unknown, or the rule is not in the language.
    """
    statement = phrase.statement
    scope = context.names.scope(statement.scope, monthly=_is_monthly(statement))
    if phrase.condition is not None:
        consequence = _consequence(statement, scope, context)
        condition = _condition(phrase.condition, context)
        if consequence.left.kind == "cash" and condition.scope is None:
            condition = _over_phases(phrase.condition, condition, scope, context)
        return Implication(condition, consequence), scope, _in_order(condition.number, *_numbers(consequence))
    if isinstance(statement.relation, NoneOr):
        none_or, zero = _none_or(statement, statement.relation, context)
        return none_or, scope, _in_order(zero, none_or.number)
    comparison = _comparison(statement, scope, context)
    return comparison, scope, _in_order(*_numbers(comparison))


def _is_monthly(statement: Statement) -> bool:
    """Whether the measure on the left is totalled over months; whatever else is wrong is told later."""
    left = statement.left[0].left
    return isinstance(left, Call) and left.name.text == "cash"


def _over_phases(statement: Statement, condition: Condition, scope: Scope, context: Context) -> Condition:
    """A condition without a scope of its own beside a consequence in months, which count no creators."""
    if scope.campaign:
        return replace(condition, scope=context.names.scope(None))
    first, last = statement.left[0], statement.left[-1]
    hint = "write, say, `if count(mega) >= 1 in campaign then cash …`"
    raise _across(first, last, "rule-form", "creators are counted in phases, not in months", hint)


def _numbers(comparison: Comparison) -> tuple[Number, ...]:
    terms = (*(comparison.low or ()), *(comparison.high or ()))
    return tuple(term.number for term in terms if term.number is not None)


def _in_order(*numbers: Number) -> tuple[Number, ...]:
    return tuple(sorted(dict.fromkeys(numbers), key=lambda number: number.start))


def _left(side: Side, context: Context) -> tuple[Call, Measure]:
    """The one measure on the left."""
    first = side[0]
    if len(side) > 1:
        hint = "unite selections (`count(nano, micro)`), or move the other terms to the right"
        raise _across(first, side[-1], "rule-form", "one measure stands on the left, not a sum", hint)
    if not isinstance(first.left, Call):
        hint = "write, say, `count(micro) >= 20`; factors and shares stand on the right"
        raise _across(first, first, "rule-form", "the measure comes first", hint)
    if first.operator:
        raise _across(
            first, first, "rule-form", "one measure alone stands on the left", "move the factor to the right"
        )
    measure = measure_of(first.left, context.names, any_kind=context.any_kind)
    if measure.kind == "budget":
        hint = "put it on the right: `spend <= 40% of budget`"
        raise fault_at(first.left, "rule-form", "`budget` is given, it is not a measure of the plan", hint)
    return first.left, measure


def _across(first: TermPhrase, last: TermPhrase, code: str, message: str, hint: str) -> RuleTextError:
    return RuleTextError(code, message, hint, start=first.start, end=last.end)


def _comparison(statement: Statement, scope: Scope, context: Context) -> Comparison:
    call, left = _left(statement.left, context)
    relation = statement.relation
    if isinstance(relation, NoneOr):
        raise fault_at(
            call, "rule-form", "`is 0 or` does not stand inside `if`", "write it as a rule of its own"
        )
    if isinstance(relation, Between):
        comparison = Comparison(left, _sum(relation.low, left, context), _sum(relation.high, left, context))
    else:
        side = _sum(relation.side, left, context)
        sign = relation.sign.text
        comparison = Comparison(left, None if sign == "<=" else side, None if sign == ">=" else side)
    if left.kind == "score":
        _check_score(call, comparison, scope, context)
    return comparison


def _check_score(call: Call, comparison: Comparison, scope: Scope, context: Context) -> None:
    floor = f"write `{context.written(call)} >= 40`"
    if comparison.high is not None:
        raise fault_at(
            call, "not-convex", "a score may only be bounded from below, since responses are concave", floor
        )
    if not scope.campaign and any(len(instance) > 1 for instance in scope.instances):
        hint = "write `in a, b` for each of them, or `in campaign` for the weighted score"
        raise fault_at(call, "rule-form", "scores of phases do not add up", hint)


def _consequence(statement: Statement, scope: Scope, context: Context) -> Comparison:
    comparison = _comparison(statement, scope, context)
    kind = comparison.left.kind
    if kind in ("score", "variety"):
        call = statement.left[0].left
        hint = f"bound `{kind}` without `if`, or bound a count, money or a KPI here"
        raise fault_at(call, "not-convex", f"`{kind}` is not linear, so no `if` decides about it", hint)
    return comparison


def _condition(statement: Statement, context: Context) -> Condition:
    call, left = _left(statement.left, context)
    relation = statement.relation
    if left.kind != "count":
        hint = "write, say, `if count(mega) >= 1 then …`"
        raise fault_at(call, "bad-condition", "a condition is about a count", hint)
    if not isinstance(relation, Bound) or relation.sign.text == "=":
        hint = "write `>=` or `<=` with a whole number; a band needs two rules"
        raise fault_at(call, "bad-condition", "a condition has one side: at least, or at most", hint)
    (first, *more) = relation.side
    if more or first.operator or not isinstance(first.left, Figure):
        hint = "write, say, `if count(mega) >= 1 then …`"
        raise _across(
            first, (first, *more)[-1], "bad-condition", "a condition compares with one whole number", hint
        )
    number = amount(first.left, CREATORS, context)
    scope = None if statement.scope is None else context.names.scope(statement.scope)
    return Condition(left, ">=" if relation.sign.text == ">=" else "<=", int(number.value), number, scope)


def _none_or(statement: Statement, relation: NoneOr, context: Context) -> tuple[NoneOrAtLeast, Number]:
    call, left = _left(statement.left, context)
    if left.kind != "count":
        hint = "write, say, `count(mega) is 0 or >= 2`"
        raise fault_at(call, "rule-form", "`is 0 or` is about a count", hint)
    zero, least = relation.zero, relation.least
    if not (isinstance(zero, Figure) and zero.text == "0"):
        raise fault_at(zero, "rule-form", "only `is 0 or >= K` is known", "write 0 here")
    if relation.sign.text != ">=":
        raise RuleTextError(
            "rule-form",
            "only `is 0 or >= K` is known",
            "write `>=`",
            start=relation.sign.start,
            end=relation.sign.end,
        )
    if not isinstance(least, Figure):
        raise fault_at(least, "rule-form", "`is 0 or >=` needs a number", "write a whole number, 1 or more")
    number = amount(least, CREATORS, context)
    if number.value < 1:
        raise fault_at(
            least, "bad-number", "`is 0 or >= 0` allows everything", "write a whole number, 1 or more"
        )
    return NoneOrAtLeast(left, int(number.value), number), Number(Fraction(0), zero.start, zero.end)


def _sum(side: Side, left: Measure, context: Context) -> Sum:
    return tuple(_term(term, left, context) for term in side)


def _term(phrase: TermPhrase, left: Measure, context: Context) -> Term:
    match phrase.left, phrase.operator, phrase.right:
        case Figure() as figure, "", _:
            number = amount(figure, left.unit, context)
            return Term(number.value, None, number)
        case Call() as call, "", _:
            return Term(Fraction(1), _same_unit(call, left, context))
        case Figure() as figure, "*", Call() as call:
            measure = _right(call, left, context)
            number = factor(figure, left.unit, measure.unit, context)
            return Term(number.value, measure, number)
        case Figure() as figure, "of", Call() as call:
            measure = _same_unit(call, left, context)
            number = share(figure, context)
            return Term(number.value, measure, number)
        case Call(), "*", Call():
            message = "the product of two measures is not linear"
            raise _across(phrase, phrase, "not-linear", message, "write a number times one measure")
        case Call() as call, "*", Figure() as figure:
            hint = f"write `{context.written(figure)} * {context.written(call)}`"
            raise _across(phrase, phrase, "rule-form", "the number comes before the measure", hint)
        case _, "*", _:
            raise _across(phrase, phrase, "rule-form", "two numbers are multiplied", "write their product")
    raise _across(phrase, phrase, "rule-form", "a share is a number `of` a measure or of `budget`",
                  "write, say, `30% of spend` or `25% of budget`")  # fmt: skip


def _right(call: Call, left: Measure, context: Context) -> Measure:
    """A measure on the right: a linear one, and none where the left takes numbers only."""
    measure = measure_of(call, context.names, any_kind=context.any_kind)
    if measure.kind in ("score", "variety"):
        message = f"`{measure.kind}` is not linear, so it stands on the left only"
        raise fault_at(call, "not-convex", message, "compare it with a number in a rule of its own")
    if "cash" in (left.kind, measure.kind) and measure.kind != "budget":
        message = "`cash` is compared with amounts and the budget only, since no other total is by month"
        raise fault_at(call, "rule-form", message, "write, say, `cash <= 30% of budget in 2027-05`")
    if left.kind in ("score", "variety"):
        message = f"`{left.text}` is compared with numbers only"
        raise fault_at(call, "not-convex", message, "write a number")
    return measure


def _same_unit(call: Call, left: Measure, context: Context) -> Measure:
    measure = _right(call, left, context)
    if measure.unit != left.unit:
        message = f"`{left.text}` is in {left.unit}, `{measure.text}` in {measure.unit}"
        hint = f"a written factor converts: `{left.text} <= 15 * {measure.text}`"
        raise fault_at(call, "unit-mismatch", message, hint)
    return measure
