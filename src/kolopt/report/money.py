"""The topic ``money`` for the terminal: what a little more or less of the budget does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.money import show_money
from kolopt.report.changes import NOTHING_SHOWS, change, with_unit
from kolopt.report.grid import Grid, canvas, draw, text_of
from kolopt.report.page import heading, paragraph

if TYPE_CHECKING:
    from rich.console import Console

    from kolopt.explore.money import Enough, Money, Step

KPIS = ("reads", "engagements")
"""KPIs shown; all are in the JSON."""


def render_money(result: Money, width: int = 80, colour: bool = False) -> str:
    """A table of budgets with what each gains or loses, the lines that move, and the two ends.

    Args:
        result: what to show.
        width: terminal cells; 60 or more.
        colour: whether to use ANSI colours.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    unit = "spend" if result.question == "spend" else "points"
    less = "; points less the hurdle on the spend" if result.hurdle else ""
    heading(console, "Money", f"against the best plan for {show_money(result.total)}{less}")
    kpis = tuple(kpi for kpi in KPIS if any(kpi in (step.kpis or {}) for step in result.steps))
    rows = tuple(_row(step, kpis, result) for step in result.steps)
    draw(console, Grid(("Budget", "Total", unit, *kpis, "left over"), rows, names=2))
    if any(step.moves for step in result.steps):
        heading(console, "What moves", "the lines with most money")
    for step in result.steps:
        _moves(console, step)
    heading(console, "The ends")
    least = f"No plan keeps the rules with a total budget below {show_money(result.least_total)}."
    paragraph(
        console,
        least if result.least_total > 1 else "No budget is too small: to buy nothing keeps the rules.",
    )
    paragraph(console, _enough(result, result.enough))
    return text_of(console)


def _row(step: Step, kpis: tuple[str, ...], result: Money) -> tuple[str, ...]:
    name = f"{step.percent:+d} %"
    if step.gain is None or step.kpis is None:
        return (name, show_money(step.total), "no plan", *("" for _ in kpis), "")
    gained = change(step.gain, result.gap, spends=result.question == "spend")
    figures = (f"{step.kpis[kpi]:+,.0f}" for kpi in kpis)
    return (name, show_money(step.total), gained, *figures, show_money(step.left))


def _moves(console: Console, step: Step) -> None:
    if step.moves:
        words = ", ".join(f"{move.units:+d} {move.offer} in {move.phase}" for move in step.moves)
        paragraph(console, f"{step.percent:+d} %: {words}", indent=2)


def _enough(result: Money, enough: Enough | None) -> str:
    if result.question == "spend":
        return "More money changes nothing: the question is the least spend."
    if result.buys_on:
        return "More money keeps buying: even ten times the budget is not too much."
    if enough is None:
        return "Where more money stops helping was not found within the limits."
    gained = with_unit(change(enough.gain, result.gap), spends=False)
    extra = "" if gained == NOTHING_SHOWS else f" ({gained})"
    reasons = [*(("the hurdle",) if result.hurdle else ()), *enough.stopped_by]
    stops = f"; then the plan is held by {', '.join(reasons)}" if reasons else ""
    return f"Beyond {show_money(enough.total)}{extra} more money buys nothing that shows{stops}."
