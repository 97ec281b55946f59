"""What a scenario asks for, in planner's words: the money, the phases, floors and caps with their price.

Costs are those of the cheapest way that availability and the other hard rules leave; exact lower
bounds, so "at least" is meant literally.
"""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from kolopt.checks.limits import BUDGET, Limit, is_availability, limits
from kolopt.checks.needs import by_rule, demands, together, weigh
from kolopt.checks.wording import amount, asked, money, percent, quantity, where
from kolopt.economics.measures import coefficients
from kolopt.economics.tables import spend
from kolopt.money import decimal_text, show_amount, show_money, to_fen
from kolopt.rules.tree import Comparison, Term
from kolopt.scenario.calendar import days_left
from kolopt.scenario.schema import Currency

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kolopt.checks.needs import Demand
    from kolopt.economics.tables import Economics
    from kolopt.rules.tree import Measure, Rule


def summary(rules: Sequence[Rule], economics: Economics) -> tuple[str, ...]:
    """The arithmetic of a scenario, one sentence per line.

    Args:
        rules: all rules, derived ones included.
        economics: of the same scenario.
    """
    read = limits(rules, economics)
    wanted = demands(read.floors, read.caps, economics)
    budget = next(cap for cap in read.caps if cap.rule.id == BUDGET)
    return (
        *_conversion(economics),
        _money(economics),
        _phases(economics),
        *_floors(wanted, budget, economics),
        *_caps(read.caps, wanted, economics),
        *_ratios(rules, read.caps, budget, economics),
        *_left(wanted, budget, economics),
    )


def _conversion(economics: Economics) -> Iterator[str]:
    """How a budget in another currency becomes yuan."""
    scenario = economics.scenario
    currency, budget = scenario.currency, scenario.budget
    if isinstance(currency, Currency) and budget.in_ == currency.report:
        stated = show_amount(to_fen(budget.total.base), currency.report)
        buffer = f" less a buffer of {percent(currency.buffer.base)}" if currency.buffer else ""
        total = show_money(economics.funds.total)
        yield f"{stated} at {decimal_text(currency.rate.base)}{buffer} = {total}, rounded down"


def _money(economics: Economics) -> str:
    funds = economics.funds
    plannable = (
        f"{show_money(funds.total)} − {show_money(funds.reserve)} reserve − "
        f"{show_money(funds.fixed)} fixed costs = {show_money(funds.plannable)} that can be planned"
    )
    if not economics.booked:
        return plannable
    booked = spend(economics, {})
    left = funds.plannable - booked
    rest = f"{show_money(left)} is left" if left >= 0 else f"{show_money(-left)} too much"
    return f"{plannable}; {show_money(booked)} of it is booked, {rest}"


def _phases(economics: Economics) -> str:
    phases = economics.phases
    days = [(phase.end - phase.start).days + 1 for phase in phases]
    gaps = sum((later.start - earlier.end).days - 1 for earlier, later in pairwise(phases))
    listed = ", ".join(f"{phase.id} {length}" for phase, length in zip(phases, days, strict=True))
    pauses = f", {gaps} days between phases" if gaps else ""
    whole = f"{len(phases)} phases from {phases[0].start} to {phases[-1].end}, in days: {listed}{pauses}"
    day = economics.scenario.as_of
    if day is None:
        return whole
    left = ((phase.id, days_left(economics.scenario, phase)) for phase in phases)
    open_days = ", ".join(f"{phase} {number}" for phase, number in left if number) or "none"
    return f"{whole}; planned on {day}, days left: {open_days}"


def _still(economics: Economics) -> str:
    """What limits are called beside booked units, which are taken off them."""
    return "still " if economics.booked else ""


def _floors(wanted: Sequence[Demand], budget: Limit, economics: Economics) -> Iterator[str]:
    for rule, same in by_rule(wanted).items():
        text = _still(economics) + asked([demand.floor for demand in same])
        if any(demand.most() < demand.floor.bound for demand in same):
            yield f"{rule}: {text} cannot be had"
        elif same[0].floor.measure.kind == "cash":
            yield f"{rule}: pay at least {text}"
        elif same[0].floor.measure.kind == "spend" and budget.bound > 0:
            share = sum((demand.floor.bound for demand in same), Fraction(0)) / budget.bound
            yield f"{rule}: spend at least {text}, {percent(share)} of what can be planned"
        else:
            cost = together(weigh(budget, same, economics)).amount
            costs = "costs" if len(same) == 1 and same[0].floor.bound == 1 else "cost"
            yield (
                f"{rule}: {text} {costs} at least {money(cost)} "
                f"of the {money(budget.bound)} that can be planned"
            )


def _caps(caps: Sequence[Limit], wanted: Sequence[Demand], economics: Economics) -> Iterator[str]:
    """The stated caps, each with what floors take of it in the phase where least room is left.

    Left out are caps at or above the budget, those of closed lines, and the upper side of an equation.
    """
    floors = [(demand.floor.rule.id, demand.floor.bound) for demand in wanted]
    budget = economics.funds.plannable - spend(economics, {})
    groups: dict[str, list[Limit]] = {}
    for cap in caps:
        idle = (cap.measure.kind == "spend" and cap.bound >= budget) or cap.bound < 0
        idle |= not coefficients(economics, cap.measure, cap.phases)
        if not idle and not is_availability(cap) and (cap.rule.id, cap.bound) not in floors:
            groups.setdefault(cap.rule.id, []).append(_in_whole_fen(cap))
    for rule, same in groups.items():
        needs = [(cap, together(weigh(cap, wanted, economics)).amount) for cap in same]
        tightest, need = max(needs, key=lambda pair: pair[1] - pair[0].bound)
        spends = "spend " if tightest.measure.kind == "spend" else ""
        place = f" {where((tightest,))}" if len(same) > 1 else ""
        taken = f"; floors take at least {quantity(tightest.measure, need)}{place}" if need else ""
        yield f"{rule}: {spends}{_still(economics)}at most {asked(same)}{taken}"


def _in_whole_fen(cap: Limit) -> Limit:
    """A cap on money as the fen that can be spent under it."""
    return replace(cap, bound=Fraction(math.floor(cap.bound))) if cap.measure.unit == "money" else cap


def _ratios(
    rules: Sequence[Rule], caps: Sequence[Limit], budget: Limit, economics: Economics
) -> Iterator[str]:
    """What one creator calls for under rules such as ``count(nano, micro) >= 20 * count(macro)``."""
    for rule in rules:
        if (ratio := _ratio(rule)) is None:
            continue
        hero, support, called = ratio
        costs = []
        for phases in rule.scope.instances:
            floors = (Limit(rule, hero, phases, Fraction(1)), Limit(rule, support, phases, called))
            wanted = demands(floors, caps, economics)
            if all(demand.most() == demand.floor.bound for demand in wanted):
                costs.append(together(weigh(budget, wanted, economics)).amount)
        if costs:
            soft = "" if rule.soft is None else " (soft)"
            yield (
                f"{rule.id}{soft}: {amount(hero, Fraction(1))} calls for {amount(support, called)}, "
                f"together at least {money(min(costs))}"
            )


def _ratio(rule: Rule) -> tuple[Measure, Measure, Fraction] | None:
    """Hero, support and how many of it one hero calls for; None when the rule is no such ratio."""
    match rule.body:
        case Comparison(left, low=(Term(factor, hero),)) if hero and left.kind == hero.kind == "count":
            return hero, left, Fraction(math.ceil(factor))
    return None


def _left(wanted: Sequence[Demand], budget: Limit, economics: Economics) -> Iterator[str]:
    if len(by_rule(wanted)) < 2 or budget.bound <= 0:
        return
    need = math.ceil(together(weigh(budget, wanted, economics)).amount)
    left = budget.bound - need
    rest = f"at most {money(left)} is left to choose with" if left >= 0 else f"{money(-left)} too much"
    yield (
        f"all floors together cost at least {money(Fraction(need))}, {percent(need / budget.bound)} "
        f"of what can be planned; {rest}"
    )
