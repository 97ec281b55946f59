"""Explanations for the terminal: conflicts and their ways out, prices of rules, the short version."""

from __future__ import annotations

import math
import shlex
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from kolopt.money import FEN_PER_YUAN, parse_number, show_money, to_fen
from kolopt.report.changes import NOTHING_SHOWS, with_unit
from kolopt.report.figures import NOTHING, at_most, between, number, trimmed
from kolopt.report.grid import Grid, canvas, draw, text_of
from kolopt.report.page import as_read, heading, overridden, paragraph
from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from rich.console import Console

    from kolopt.explore import conflicts, rule_prices, short
    from kolopt.explore.named_rules import NamedRule
    from kolopt.explore.repairs import Change, Repair
    from kolopt.explore.subject import Interval
    from kolopt.scenario.load import Case

BUDGET_PATH = "budget.total"
HALF_A_FEN = 0.5
"""A bound is a float: closer than this to a whole number of fen it is that number."""


def render_title(case: Case, width: int = 80, colour: bool = False) -> str:
    """What is explained: the scenario's name and file, and what was changed in it."""
    console = canvas(width, colour)
    title = Text(plain_text(case.scenario.name), style="bold")
    title.append(f"  {plain_text(case.path)}", style="dim not bold")
    console.print(title)
    for change in case.overrides:
        paragraph(console, overridden(change), "yellow")
    return text_of(console)


def render_conflict(result: conflicts.Result, width: int = 80, colour: bool = False) -> str:
    """Rules that cannot hold together, the arithmetic behind it, and the ways out.

    Args:
        result: what to show.
        width: terminal cells; 60 or more.
        colour: whether to use ANSI colours.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    if not result.conflicts:
        paragraph(console, "No conflict: there is a plan that keeps every rule.", "green")
    for position, conflict in enumerate(result.conflicts):
        _conflict(console, conflict, first=position == 0)
    if result.conflicts:
        _ways_out(console, result)
    return text_of(console)


def _conflict(console: Console, conflict: conflicts.Conflict, *, first: bool) -> None:
    alone = len(conflict.rules) == 1
    what = "This rule cannot be kept" if alone else "These rules cannot hold together"
    aside = "" if alone else "any of them dropped, the others can"
    heading(console, what if first else f"Besides, {what[0].lower()}{what[1:]}", aside)
    for rule in conflict.rules:
        _rule(console, rule)
    for sentence in conflict.arithmetic:
        paragraph(console, f"{sentence}.", "yellow")
    if conflict.tried_up_to:
        money = show_money(conflict.tried_up_to)
        paragraph(console, f"More money does not help: tried with up to {money} to spend.", "yellow")


def _rule(console: Console, rule: NamedRule) -> None:
    paragraph(console, f"{rule.id}: {as_read(rule)}", "bold", indent=2)
    remarks = (
        rule.at or ("stated by the market" if rule.origin == "market" else ""),
        rule.why,
        "held by an assumption" if rule.assumed else "",
        "" if rule.negotiable else "not negotiable",
    )
    paragraph(console, " · ".join(remark for remark in remarks if remark), "dim", indent=4)


def _ways_out(console: Console, result: conflicts.Result) -> None:
    if result.repairs:
        heading(console, "Ways out", "best plan first; each just enough, one unit less leaves no plan")
    elif result.undecided:
        heading(console, "No way out found in time")
    else:
        firm = all(not rule.negotiable for conflict in result.conflicts for rule in conflict.rules)
        why = "none of these rules is negotiable" if firm else "no change of a few negotiable numbers helps"
        heading(console, "No way out", f"{why}; drop a rule")
    for repair in result.repairs:
        words = "; ".join(map(_change, repair.changes))
        paragraph(console, f"{words}: {_outcome(result.question, repair)}", indent=2)
        overrides = " ".join(f"--set {shlex.quote(change.override)}" for change in repair.changes)
        console.print(Text(f"    {plain_text(overrides)}", style="cyan"), soft_wrap=True)
    if result.undecided:
        paths = ", ".join(" with ".join(chosen) for chosen in result.undecided)
        paragraph(console, f"Not settled in time: {paths}. Allow more with --time-limit.", "dim")


def _change(change: Change) -> str:
    """A change in words: ``lower micro-density from 15 to 11``."""
    before, after = (_shown(change, text) for text in (change.before, change.after))
    if change.path == BUDGET_PATH:
        return f"raise the budget from {before} to {after}"
    stated = change.path.startswith(("rules.", "parameters."))
    what = " and ".join(change.rules) if stated else change.path
    return f"{'raise' if change.up else 'lower'} {what} from {before} to {after}"


def _outcome(question: str, repair: Repair) -> str:
    if question == "spend":
        return f"a plan for {show_money(round(-repair.value * FEN_PER_YUAN))}"
    return f"a plan that scores {between(repair.value, repair.bound, 1)}"


def _shown(change: Change, text: str) -> str:
    """A number of the scenario as people write it: ``¥1,200,000.00``, ``EUR 25,000``, ``15,792``, ``33%``."""
    if change.money:
        return show_money(to_fen(parse_number(text)))
    if text.endswith("%"):
        return text
    return f"{change.currency} {trimmed(Decimal(text))}".strip()


def render_rule_prices(result: rule_prices.Result, width: int = 80, colour: bool = False) -> str:
    """A table of what rules cost and free, dearest first, and why each is there.

    Args:
        result: what to show.
        width: terminal cells; 60 or more.
        colour: whether to use ANSI colours.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    spends = result.question == "spend"
    unit = "yuan more than without it" if spends else "points less than without it"
    heading(console, "What rules cost", f"the best plan with the rule: {unit}; each alone")
    if not result.prices:
        paragraph(console, "No rule holds the plan back but the budget.")
        return text_of(console)
    headings = ("Rule", "Costs") if spends else ("Rule", "Costs", "Frees for the same score")
    rows = tuple(
        (price.rule.id, cost(price, result.gap, spends), *(() if spends else (_freed(price),)))
        for price in result.prices
    )
    draw(console, Grid(headings, rows))
    console.print()
    for price in result.prices:
        _reason(console, price)
    pools = ", ".join(name for name in result.others if name != "budget")
    if pools:
        paragraph(console, f"Not asked about, with room to spare or closed: {pools}.", "dim")
    paragraph(console, "What the budget costs is the topic money.", "dim")
    return text_of(console)


def cost(price: rule_prices.RulePrice, gap: float, spends: bool = False) -> str:
    """A rule's price in points or yuan; "nothing" where it is no more than the gap."""
    if price.least == 0.0 and price.most <= gap:
        return NOTHING_SHOWS
    if price.least == 0.0:
        return f"at most {'¥' if spends else ''}{at_most(Decimal(price.most))}"
    return f"{'¥' if spends else ''}{between(price.least, price.most)}"


def _freed(price: rule_prices.RulePrice) -> str:
    if price.frees_least is None or price.frees_most is None:
        return NOTHING
    return f"¥{between(price.frees_least / FEN_PER_YUAN, price.frees_most / FEN_PER_YUAN, 0)}"


def _reason(console: Console, price: rule_prices.RulePrice) -> None:
    rule = price.rule
    held = "held by an assumption: " if rule.assumed else ""
    line = Text(f"{held}{plain_text(rule.id)}", style="yellow" if held else "")
    line.append(f"  {plain_text(as_read(rule))}", style="dim")
    console.print(Padding(line, (0, 0, 0, 2), expand=False))
    where = f"binds in {', '.join(price.holds_in)}" if price.holds_in else "binds nowhere in this plan"
    paragraph(console, " · ".join(part for part in (where, rule.why, rule.at) if part), "dim", indent=4)


def render_short(result: short.Result, width: int = 80, colour: bool = False) -> str:
    """One screen: the plan, a tenth of the budget more and less, the dearest rules, where to read on.

    Args:
        result: what to show.
        width: terminal cells; 60 or more.
        colour: whether to use ANSI colours.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    spends = result.question == "spend"
    heading(console, "In short")
    paragraph(console, _best_plan(result), indent=2)
    for share, moved in (("less", result.less), ("more", result.more)):
        paragraph(console, f"A tenth of the budget {share}: {_moved(moved, result.gap, spends)}.", indent=2)
    for price in result.dearest:
        costs = cost(price, result.gap, spends) + ("" if spends else " points")
        paragraph(console, f"{price.rule.id} costs {costs}: {as_read(price.rule)}", indent=2)
        held = "held by an assumption" if price.rule.assumed else ""
        if remark := " · ".join(part for part in (price.rule.at, held) if part):
            paragraph(console, remark, "dim", indent=4)
    others = f"costs more than {with_unit(at_most(Decimal(result.others_most)), spends=spends)}"
    if result.others_most <= result.gap:
        others = "costs anything"
    paragraph(console, f"No {'other ' if result.dearest else ''}rule {others}.", indent=2)
    return text_of(console)


def _best_plan(result: short.Result) -> str:
    """What the best plan is, and what is proven of it."""
    plan = f"{result.creators:,} creators for {show_money(result.spend)} of {show_money(result.plannable)}"
    if result.question == "spend":
        least = math.ceil(-result.bound * FEN_PER_YUAN - HALF_A_FEN)
        than = "" if least >= result.spend else f" than {show_money(least)}"
        return f"The best plan: {plan}, and no plan costs less{than}."
    after = " after the hurdle" if result.hurdle else ""
    bound = at_most(Decimal(result.bound))
    worth = f"{number(Decimal(result.value), 2)} points{after}"
    return f"The best plan: {plan}, {worth}, and no plan {'has' if after else 'scores'} above {bound}."


def _moved(moved: Interval | None, gap: float, spends: bool) -> str:
    """What a change of the budget does to the best value."""
    if moved is None:
        return "no plan"
    if moved.low <= gap and moved.high >= -gap:
        return "nothing changes"
    better = moved.high > 0.0
    ends = (moved.low, moved.high) if better else (-moved.high, -moved.low)
    figures = with_unit(between(max(0.0, ends[0]), ends[1]), spends=spends)
    return f"{figures} {('saved' if better else 'more') if spends else ('gained' if better else 'lost')}"
