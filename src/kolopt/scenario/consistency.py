"""Checks across a scenario's fields: what is well formed but does not fit together."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from kolopt.diagnostics import Severity
from kolopt.money import FEN_PER_YUAN, LARGEST, parse_number, parse_share, to_fen
from kolopt.scenario.booked import check_orders
from kolopt.scenario.finding import Finding, unknown_value
from kolopt.scenario.goal_checks import check_goals
from kolopt.scenario.parameters import LEVELS
from kolopt.scenario.payment_checks import check_payments
from kolopt.scenario.references import check_references
from kolopt.scenario.schema import MODEL_CURRENCY, Currency
from kolopt.scenario.vocabulary import RESERVED, check_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.scenario.market_schema import Parameter
    from kolopt.scenario.nodes import Path
    from kolopt.scenario.schema import Budget, Phase, Scenario

CODES = {
    "no-phase": "a campaign has no phase",
    "phase-dates": "a phase ends before it starts, or lies in an unlikely year",
    "phase-overlap": "two phases share a day",
    "campaign-too-long": "a campaign is longer than three years",
    "phase-weights": "no phase carries weight",
    "budget-band": "a phase's least spend is above its most",
    "budget-currency": "the budget is in a currency for which no rate is stated",
    "currency-form": "the report currency is the one in which plans are made, or its rate is absurd",
    "budget-size": "the budget is 0, or so small or large that its unit is in doubt",
    "reserve-over-total": "more is held back than there is",
    "released-over-reserve": "more of the reserve is released than it holds",
    "objective-form": "an objective is not one question",
    "decay-incomplete": "the market's decay lacks a part",
    "payee-missing": "a cost line has no payee",
    "level-form": "levels are not those that a scenario can choose, or two set one parameter",
    "bad-parameter": "a parameter is neither a number nor a share, or its name is a reserved word",
    "unused-parameter": "a parameter that no rule reads",
    "fixed-cost-day": "a monthly cost has a day of its own, or a day lies in an unlikely year",
    "world-order": "the low world brings more than the high one",
}
"""Diagnostic codes of this module; see also vocabulary, references, goal_checks and payment_checks."""

RESERVE_CODES = frozenset({"reserve-over-total", "released-over-reserve"})
"""Codes of the findings of :func:`check_reserve`."""
LONGEST_CAMPAIGN = timedelta(days=3 * 366)
FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Years outside are typing mistakes, and no calendar arithmetic leaves the calendar inside."""
SMALL_BUDGET, LARGE_BUDGET = 1_000, 1_000_000_000
"""Yuan outside which a budget's unit is in doubt."""
_PARAMETER = re.compile(r"\$([a-z][a-z0-9_-]*)")


def check(scenario: Scenario) -> tuple[Finding, ...]:
    """All findings about a scenario whose fields are well formed, by section."""
    return (
        *_check_budget(scenario),
        *_check_phases(scenario),
        *_check_levels(scenario),
        *_check_parameters(scenario),
        *_check_market(scenario),
        *check_names(scenario),
        *check_references(scenario),
        *check_goals(scenario),
        *check_orders(scenario),
        *check_payments(scenario),
    )


def _check_budget(scenario: Scenario) -> Iterator[Finding]:
    yield from _check_currency(scenario)
    total, sign = scenario.budget.total.base, _sign(scenario.budget)
    if total == 0:
        yield Finding(
            "budget-size", ("budget", "total"), "there is no money to plan", "state yuan: 1.2M or 120万"
        )
    elif not SMALL_BUDGET <= total <= LARGE_BUDGET:
        message = f"a budget of {sign}{float(total):,.0f} is unusual"
        hint = f"is the unit {'yuan' if sign == '¥' else sign.strip()}?"
        yield Finding("budget-size", ("budget", "total"), message, hint, Severity.WARNING)
    yield from check_reserve(scenario.budget)
    objective = scenario.objective
    if (objective.maximize is None) == (objective.minimize is None):
        hint = "{maximize: score} or {minimize: spend}"
        yield Finding("objective-form", ("objective",), "an objective asks one question", hint)
    elif objective.hurdle is not None and objective.maximize is None:
        message = "a hurdle says when more score is not worth its money"
        yield Finding("objective-form", ("objective", "hurdle"), message, "use it with maximize: score")
    for name, cost in scenario.fixed_costs.items():
        if cost.on is not None and cost.per == "month":
            message = "a monthly cost falls on the first campaign day of each month"
            yield Finding(
                "fixed-cost-day", ("fixed_costs", name, "on"), message, "delete `on`, or per: campaign"
            )
        if cost.on is not None and not FIRST_YEAR <= cost.on.year <= LAST_YEAR:
            hint = f"a year from {FIRST_YEAR} to {LAST_YEAR}"
            message = f"is {cost.on.year} the right year?"
            yield Finding("fixed-cost-day", ("fixed_costs", name, "on"), message, hint)


def _check_currency(scenario: Scenario) -> Iterator[Finding]:
    currency, stated = scenario.currency, scenario.budget.in_
    report = currency.report if isinstance(currency, Currency) else MODEL_CURRENCY
    if isinstance(currency, Currency) and report == MODEL_CURRENCY:
        message = "plans are in CNY already"
        yield Finding("currency-form", ("currency", "report"), message, "write `currency: CNY`")
    if isinstance(currency, Currency) and currency.rate.base * scenario.budget.total.base > LARGEST:
        message = f"at {float(currency.rate.base):,.2f} yuan the budget is beyond all that can be planned"
        yield Finding("currency-form", ("currency", "rate"), message, "yuan for one unit: 7.85")
    if stated is not None and stated not in (MODEL_CURRENCY, report):
        message = f"no rate turns {stated} into yuan"
        hint = f"add currency: {{report: {stated}, rate: …, as_of: …}}"
        yield Finding("budget-currency", ("budget", "in"), message, hint)


def _sign(budget: Budget) -> str:
    return "¥" if budget.in_ is None else f"{budget.in_} "


def check_reserve(budget: Budget) -> Iterator[Finding]:
    """The reserve comes out of the total, and what is released out of the reserve."""
    total, reserve, sign = budget.total.base, budget.reserve, _sign(budget)
    held = Fraction(0)
    if reserve is not None and reserve.share is not None:
        held = Fraction(to_fen(reserve.share.base * total), FEN_PER_YUAN)
    elif reserve is not None and reserve.money is not None:
        held = reserve.money.base
    if held > total:
        message = f"{sign}{float(held):,.2f} are held back of {sign}{float(total):,.2f}"
        yield Finding("reserve-over-total", ("budget", "reserve"), message, "hold back less, or a share: 5%")
    free = sum((release.amount.base for release in budget.released), Fraction(0))
    if free > held:
        message = f"{sign}{float(free):,.2f} are released of a reserve of {sign}{float(held):,.2f}"
        yield Finding(
            "released-over-reserve", ("budget", "released"), message, "release no more than is held"
        )


def _check_phases(scenario: Scenario) -> Iterator[Finding]:
    phases = sorted(scenario.phases, key=lambda phase: (phase.start, phase.end, phase.id))
    if not phases:
        hint = "- {id: burst, kind: burst, start: 2027-05-17, end: 2027-06-18}"
        yield Finding("no-phase", ("phases",), "a campaign needs a phase", hint)
        return
    for phase in phases:
        yield from _check_phase(scenario, phase)
    for earlier, later in pairwise(phases):
        if later.start <= earlier.end:
            message = f"starts on {later.start}, but `{earlier.id}` ends on {earlier.end}"
            hint = f"start it after {earlier.end}"
            yield Finding("phase-overlap", ("phases", later.id, "start"), message, hint)
    last = max(phases, key=lambda phase: phase.end)
    if last.end - phases[0].start >= LONGEST_CAMPAIGN:
        message = f"the campaign lasts from {phases[0].start} to {last.end}"
        yield Finding(
            "campaign-too-long", ("phases", last.id, "end"), message, "three years at most; is a year wrong?"
        )
    kinds = scenario.phase_kinds
    weights = [
        phase.weight or (kinds[phase.kind].weight if phase.kind in kinds else None) for phase in phases
    ]
    if all(weight is not None and weight.base == 0 for weight in weights):
        yield Finding("phase-weights", ("phases",), "no phase carries weight", "give one a weight above 0")


def _check_phase(scenario: Scenario, phase: Phase) -> Iterator[Finding]:
    path = ("phases", phase.id)
    yield from unknown_value(phase.kind, scenario.phase_kinds, "phase kind", (*path, "kind"))
    for key, day in (("start", phase.start), ("end", phase.end)):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            message = f"is {day.year} the right year?"
            hint = f"a year from {FIRST_YEAR} to {LAST_YEAR}"
            yield Finding("phase-dates", (*path, key), message, hint)
    if phase.end < phase.start:
        message = f"the phase ends on {phase.end} and starts on {phase.start}"
        yield Finding("phase-dates", (*path, "end"), message, "both days belong to the phase")
    if phase.budget is not None and phase.budget.min is not None and phase.budget.max is not None:
        low, high = phase.budget.min, phase.budget.max
        for least, most in ((low.money, high.money), (low.share, high.share)):
            if least is not None and most is not None and least.base > most.base:
                yield Finding("budget-band", (*path, "budget"), "`min` is above `max`", "swap them")


def _check_levels(scenario: Scenario) -> Iterator[Finding]:
    setters: dict[str, str] = {}
    for level, choices in scenario.levels.items():
        if level not in LEVELS:
            message = f"a scenario can choose {' and '.join(LEVELS)}, not `{level}`"
            yield Finding("level-form", ("levels", level), message, "use one of the two")
        yield from unknown_value(choices.default, choices.options, "option", ("levels", level, "default"))
        for option, values in choices.options.items():
            for name, value in values.items():
                path = ("levels", level, "options", option, name)
                yield from _check_number(name, value, path)
                if setters.setdefault(name, level) != level:
                    yield Finding(
                        "level-form", path, f"`{setters[name]}` sets `{name}` too", "set it in one level"
                    )
    for level in LEVELS:
        options = scenario.levels[level].options if level in scenario.levels else ()
        yield from unknown_value(getattr(scenario, level), options, "option", (level,))


def _check_parameters(scenario: Scenario) -> Iterator[Finding]:
    read = {name for rule in scenario.rules.values() for name in _PARAMETER.findall(rule.rule)}
    for name, value in scenario.parameters.items():
        path = ("parameters", name)
        yield from _check_number(name, value, path)
        if name in RESERVED:
            yield Finding(
                "bad-parameter", path, f"`{name}` is a word of the rule language", "choose another name"
            )
        elif name not in read:
            hint = f"write ${name} in a rule, or delete it"
            yield Finding("unused-parameter", path, f"no rule reads ${name}", hint, Severity.WARNING)


def _check_number(name: str, value: Parameter, path: Path) -> Iterator[Finding]:
    try:
        if value.base.strip().endswith(("%", "％")):
            parse_share(value.base)
        else:
            parse_number(value.base)
    except ValueError as error:
        yield Finding("bad-parameter", path, f"`{name}`: {error}", "a parameter is a number or a share")


def _check_market(scenario: Scenario) -> Iterator[Finding]:
    for part in ("half_life", "at_publication", "protection_days"):
        if getattr(scenario.decay, part) is None:
            yield Finding(
                "decay-incomplete", ("decay",), f"the market's decay needs `{part}`", f"add `{part}: …`"
            )
    for line in ("creator", "platform", "media", "product", "production", "agency", "vat"):
        if line not in scenario.payees:
            yield Finding("payee-missing", ("payees",), f"who is paid for `{line}`?", f"add `{line}: …`")
    if scenario.worlds is not None and scenario.worlds.low.base > scenario.worlds.high.base:
        yield Finding("world-order", ("worlds",), "`low` is above `high`", "swap them")
