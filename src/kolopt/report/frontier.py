"""A frontier for people: chart, table, and the sentence that names the knee; and its rows for files."""

from __future__ import annotations

import html
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kolopt.explore.frontier import BudgetFrontier, GoalFrontier, Marginal, value_of
from kolopt.money import FEN_PER_YUAN, show_money, yuan
from kolopt.report.chart import Chart, svg_chart, text_chart
from kolopt.report.figures import NOTHING, at_most, number
from kolopt.report.grid import Grid, canvas, draw, text_of
from kolopt.report.page import paragraph
from kolopt.report.plain import plain_text
from kolopt.report.sweep import tally

if TYPE_CHECKING:
    from kolopt.explore.points import Row

Frontier = BudgetFrontier | GoalFrontier
_COUNT = "count."
_KNEELESS = {
    "few": "No knee: too few of these budgets have a plan to look for one.",
    "flat": "No knee: the largest of these budgets buys no more score than the smallest.",
    "even": "No knee: over these budgets money keeps buying at nearly the same rate.",
}
_PAGE = """\
<!DOCTYPE html>
<html lang="en" data-made-by="kolopt">
<head><meta charset="utf-8"><title>{title}</title>
<style>body{{font-family:sans-serif;max-width:60em;margin:2em auto}}table{{border-collapse:collapse}}
td,th{{padding:.2em .6em;text-align:right;border-bottom:1px solid #ddd}}</style></head>
<body><h1>{title}</h1>
{chart}
{sentences}
<table>{rows}</table>
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A frontier as a report shows it; a chart where there are two points or more."""

    chart: Chart | None
    table: Grid
    sentences: tuple[str, ...]


def render_frontier(frontier: Frontier, width: int = 80, colour: bool = False) -> str:
    """Chart, table and sentences.

    Args:
        frontier: what to show.
        width: terminal cells.
        colour: whether to use ANSI colours.
    """
    drawn = _drawn(frontier)
    console = canvas(width, colour)
    draw(console, drawn.table)
    console.print()
    for sentence in drawn.sentences:
        paragraph(console, sentence)
    chart = "" if drawn.chart is None else text_chart(drawn.chart, min(width, 80)) + "\n"
    return chart + text_of(console)


def frontier_svg(frontier: Frontier) -> str | None:
    """The chart as an image; None with fewer than two points."""
    chart = _drawn(frontier).chart
    return None if chart is None else svg_chart(chart)


def frontier_html(frontier: Frontier, title: str) -> str:
    """One page with chart and table, readable offline."""
    drawn = _drawn(frontier)
    lines = [("th", drawn.table.headings), *(("td", row) for row in drawn.table.rows)]
    rows = "".join(
        "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>\n"
        for tag, cells in lines
    )
    return _PAGE.format(
        title=html.escape(plain_text(title)),
        chart="" if drawn.chart is None else svg_chart(drawn.chart),
        sentences="".join(f"<p>{html.escape(sentence)}</p>\n" for sentence in drawn.sentences),
        rows=rows,
    )


def frontier_records(frontier: Frontier) -> tuple[dict[str, str], ...]:
    """One record per row, the same columns as a sweep's, with the frontier's own in front."""
    if isinstance(frontier, BudgetFrontier):
        own = [
            {"budget": yuan(budget), **_marginal_record(marginal)}
            for budget, marginal in zip(frontier.budgets, frontier.marginals, strict=True)
        ]
    else:
        own = [{"floor": "" if floor is None else f"{floor:.6f}"} for floor in frontier.floors]
    return tuple(
        {"point": str(index), **mine, "status": row.status, "message": row.message, **row.figures, **mine}
        for index, (mine, row) in enumerate(zip(own, frontier.rows, strict=True), 1)
    )


def _marginal_record(marginal: Marginal | None) -> dict[str, str]:
    low, high = ("", "") if marginal is None else (f"{marginal.low:.6f}", f"{marginal.high:.6f}")
    return {"per_10k.low": low, "per_10k.high": high}


def _drawn(frontier: Frontier) -> Drawn:
    return _drawn_budgets(frontier) if isinstance(frontier, BudgetFrontier) else _drawn_goals(frontier)


def _drawn_budgets(frontier: BudgetFrontier) -> Drawn:
    tiers = _tiers(frontier.rows)
    rows = tuple(
        (
            show_money(budget),
            *(
                (number(Decimal(row.figures["value"]), 2), _per_10k(marginal))
                if row.figures
                else (row.status, NOTHING)
            ),
            *(row.figures.get(tier, NOTHING) for tier in tiers),
        )
        for budget, row, marginal in zip(frontier.budgets, frontier.rows, frontier.marginals, strict=True)
    )
    table = Grid(("Budget", "Value", "Per ¥10k", *_names(tiers)), rows)
    stops = zip(frontier.budgets, frontier.rows, strict=True)
    solved = [(budget, value_of(row)) for budget, row in stops if row.figures]
    xs, ys = [float(budget) for budget, _ in solved], [value for _, value in solved]
    marked = None if frontier.knee is None else xs.index(frontier.knee.budget)
    chart = Chart(xs, ys, "budget", "score", _money, _points, marked) if len(solved) > 1 else None
    return Drawn(chart, table, _budget_sentences(frontier))


def _budget_sentences(frontier: BudgetFrontier) -> tuple[str, ...]:
    knee = frontier.knee
    sentences = [f"{tally(frontier.rows)}, each audited."]
    if knee is None:
        sentences.append(_KNEELESS[frontier.kneeless])
    else:
        sentences.append(
            f"Knee (◆) at {show_money(knee.budget)}: up to it ¥10,000 bring {_per_10k(knee.before)} points "
            f"on average, beyond it {_per_10k(knee.after)}."
        )
    if frontier.falls:
        at = ", ".join(show_money(frontier.budgets[number]) for number in frontier.falls)
        sentences.append(f"The score falls at {at}: a rule there asks for more as the budget grows.")
    return (*sentences, *_messages(frontier.rows))


def _drawn_goals(frontier: GoalFrontier) -> Drawn:
    tiers = _tiers(frontier.rows)
    solved = [row for row in frontier.rows if row.figures]
    penalised = any(value_of(row) != float(row.figures["score"]) for row in solved)
    net = ("deducted",) if penalised else ()
    headings = ("Floor", frontier.second, frontier.first, *net, "at most", *_names(tiers))
    rows = tuple(
        (
            NOTHING if floor is None else f">= {floor:.2f}",
            *_goal_cells(row, frontier, penalised=penalised),
            *(row.figures.get(tier, NOTHING) for tier in tiers),
        )
        for floor, row in zip(frontier.floors, frontier.rows, strict=True)
    )
    xs = [float(row.figures[f"score.{frontier.second}"]) for row in solved]
    ys = [value_of(row) for row in solved]
    order = sorted(range(len(xs)), key=lambda k: xs[k])
    chart = None
    if len(solved) > 1:
        chart = Chart(
            [xs[k] for k in order], [ys[k] for k in order], frontier.second, frontier.first, _points, _points
        )
    sentences = (
        f"{tally(frontier.rows)}, each audited.",
        f"Each row: no plan with {frontier.second} at or above the floor has more of {frontier.first}, "
        f"{'penalties of soft rules deducted, ' if penalised else ''}than `at most`.",
        *_messages(frontier.rows),
    )
    return Drawn(chart, Grid(headings, rows), sentences)


def _goal_cells(row: Row, frontier: GoalFrontier, *, penalised: bool) -> tuple[str, ...]:
    if not row.figures:
        return (NOTHING, row.status, *([NOTHING] * (2 if penalised else 1)))
    figures = {name: Decimal(text) for name, text in row.figures.items() if name != "digest"}
    second, first = (number(figures[f"score.{goal}"], 2) for goal in (frontier.second, frontier.first))
    net = (number(figures["penalties"], 2),) if penalised else ()
    return (second, first, *net, at_most(figures["bound"]))


def _messages(rows: tuple[Row, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{row.status}: {row.message}" for row in rows if row.message))


def _tiers(rows: tuple[Row, ...]) -> tuple[str, ...]:
    """Count columns of the tiers that are bought anywhere."""
    names = dict.fromkeys(name for row in rows for name in row.figures if name.startswith(_COUNT))
    return tuple(name for name in names if any(row.figures.get(name, "0") != "0" for row in rows))


def _names(tiers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain_text(tier.removeprefix(_COUNT)) for tier in tiers)


def _per_10k(marginal: Marginal | None) -> str:
    """One figure with three decimals where the gap allows it, else the interval."""
    if marginal is None:
        return NOTHING
    low, high = f"{marginal.low:.3f}", f"{marginal.high:.3f}"
    return low if low == high else f"{low}–{high}"


def _money(fen: float) -> str:
    return f"¥{fen / FEN_PER_YUAN:,.0f}"


def _points(value: float) -> str:
    return f"{value:.1f}"
