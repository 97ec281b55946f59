"""Measures: what a name with its selection totals, and in which unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.diagnostics import did_you_mean
from kolopt.rules.faults import RuleTextError
from kolopt.rules.names import COST_LINES
from kolopt.rules.syntax import Call
from kolopt.rules.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.rules.names import Names
    from kolopt.rules.syntax import RulePhrase, Selection, Word

CODES = {
    "unknown-measure": "a measure is none of count, spend, cost, cash, score, variety, budget or a KPI",
    "measure-arguments": "a measure is written with brackets it does not take, or without those it needs",
    "unknown-cost-line": "cost() names a cost line that does not exist",
    "unknown-goal": "score() names a goal that the scenario does not pursue",
    "not-creators": "count() or variety() selects media or owned offers",
}
"""Codes of the findings made here, and what they mean."""

MONEY, CREATORS, POINTS, VARIETY = "money", "creators", "points", "variety"
"""Units of measures; a KPI's unit is its id."""
_MONEY_MEASURES = ("spend", "cost", "cash", "budget")


def measure_of(call: Call, names: Names, *, any_kind: bool = False) -> Measure:
    """The measure that a call names.

    Args:
        call: name and selection as written.
        names: what the names mean.
        any_kind: let ``count`` total media and owned offers too (derived rules only).

    Raises:
        RuleTextError: the measure or a name in it is unknown, or the selection does not fit it.
    """
    name = call.name.text
    readers: dict[str, Callable[[Call, Names], Measure]] = {
        "count": _count_any if any_kind else _count,
        "spend": _spend,
        "cost": _cost,
        "cash": _cash,
        "score": _score,
        "variety": _variety,
        "budget": _budget,
    }
    if name in readers:
        return readers[name](call, names)
    if name in names.kpis:
        return Measure("kpi", name, _text(call), _offers(call, names), kpi=name)
    hint = did_you_mean(name, (*readers, *names.kpis))
    if name in names.labels:
        hint = f"to count these write `count({name})`, for their money `spend({name})`"
    raise _at(call.name, "unknown-measure", f"`{name}` is not a measure", hint)


def is_on_money(rule: RulePhrase) -> bool:
    """Whether a rule bounds money: its figures in a plan are yuan then."""
    left = rule.statement.left[0].left
    return isinstance(left, Call) and left.name.text in _MONEY_MEASURES


def selection_text(selection: Selection) -> str:
    """A selection as normalised text: ``nano, micro & paid``."""
    return ", ".join(" & ".join(word.text for word in part) for part in selection)


def _text(call: Call) -> str:
    return call.name.text if call.selection is None else f"{call.name.text}({selection_text(call.selection)})"


def _at(place: Call | Word, code: str, message: str, hint: str = "") -> RuleTextError:
    return RuleTextError(code, message, hint, start=place.start, end=place.end)


def _offers(call: Call, names: Names) -> tuple[str, ...]:
    return tuple(names.offers) if call.selection is None else names.select(call.selection)


def _count_any(call: Call, names: Names) -> Measure:
    return Measure("count", CREATORS, _text(call), _offers(call, names))


def _count(call: Call, names: Names) -> Measure:
    if call.selection is None:
        creators = tuple(name for name, offer in names.offers.items() if offer.kind == "creator")
        return Measure("count", CREATORS, _text(call), creators)
    for part in call.selection:
        _creators(part, names)
    return Measure("count", CREATORS, _text(call), names.select(call.selection))


def _creators(part: tuple[Word, ...], names: Names) -> tuple[str, ...]:
    """The offers of one part of a selection, all of which must be creators."""
    offers = names.select((part,))
    other = next((offer for offer in offers if names.offers[offer].kind != "creator"), None)
    if other is None:
        return offers
    text, kind = " & ".join(word.text for word in part), names.offers[other].kind
    raise RuleTextError(
        "not-creators",
        f"only creators are counted, and `{text}` selects `{other}`, which is {kind}",
        f"bound its money with `spend({text})`, or add `& creator`",
        start=part[0].start,
        end=part[-1].end,
    )


def _spend(call: Call, names: Names) -> Measure:
    return Measure("spend", MONEY, _text(call), _offers(call, names))


def _single_words(call: Call, example: str) -> tuple[Word, ...]:
    """The arguments of a measure that takes plain names, not selections."""
    parts = call.selection or ()
    for part in parts:
        if len(part) > 1:
            raise _at(
                part[1],
                "measure-arguments",
                f"`{call.name.text}` takes names without `&`",
                f"write {example}",
            )
    return tuple(part[0] for part in parts)


def _cost(call: Call, names: Names) -> Measure:
    if call.selection is None:
        lines = ", ".join(COST_LINES)
        hint = f"write, say, `cost(agency, platform)` with some of: {lines}; the sum that counts is `spend`"
        raise _at(call, "measure-arguments", "`cost` needs the cost lines to add", hint)
    words = _single_words(call, "`cost(agency, platform)`")
    for word in words:
        if word.text not in COST_LINES:
            hint = did_you_mean(word.text, COST_LINES)
            raise _at(word, "unknown-cost-line", f"`{word.text}` is not a cost line", hint)
    named = [word.text for word in words]
    lines_in_order = tuple(line for line in COST_LINES if line in named)
    return Measure("cost", MONEY, _text(call), tuple(names.offers), cost_lines=lines_in_order)


def _cash(call: Call, names: Names) -> Measure:
    if call.selection is not None:
        hint = "write `cash <= 400k in 2027-05`; the money of a selection is `spend(…)`, by phase"
        raise _at(call, "measure-arguments", "`cash` is all that is paid, fixed costs included", hint)
    return Measure("cash", MONEY, _text(call), tuple(names.offers))


def _score(call: Call, names: Names) -> Measure:
    if call.selection is None:
        return Measure("score", POINTS, _text(call))
    words = _single_words(call, "`score(education)`")
    if len(words) > 1:
        raise _at(words[1], "measure-arguments", "`score` takes one goal", "write one rule for each goal")
    goal = words[0].text
    if goal not in names.goals:
        hint = did_you_mean(goal, names.goals)
        raise _at(words[0], "unknown-goal", f"`{goal}` is not a goal with a weight in this scenario", hint)
    return Measure("score", POINTS, _text(call), goal=goal)


def _variety(call: Call, names: Names) -> Measure:
    if call.selection is None:
        hint = "write, say, `variety(nano, micro, mid) >= 2`"
        raise _at(call, "measure-arguments", "`variety` needs the selections to look for", hint)
    groups: list[tuple[str, ...]] = []
    for part in call.selection:
        group = _creators(part, names)
        if group in groups:
            hint = "list each kind once"
            message = f"`{selection_text((part,))}` selects what another part already selects"
            raise RuleTextError("repeated-name", message, hint, start=part[0].start, end=part[-1].end)
        groups.append(group)
    offers = tuple(o for o in names.offers if any(o in group for group in groups))
    return Measure("variety", VARIETY, _text(call), offers, groups=tuple(groups))


def _budget(call: Call, names: Names) -> Measure:
    if call.selection is not None:
        hint = "write `budget`; the money of a selection is `spend(…)`"
        raise _at(call, "measure-arguments", "`budget` is one sum for the whole plan", hint)
    return Measure("budget", MONEY, _text(call))
