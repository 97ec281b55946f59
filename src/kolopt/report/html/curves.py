"""Charts of curves: each goal's response with the plan on it, and what other budgets buy."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import altair as alt

from kolopt.explore.frontier import value_of
from kolopt.money import FEN_PER_YUAN
from kolopt.report.html.cells import headed
from kolopt.report.html.charts import Drawing, Plate, amounts_axis, tooltips
from kolopt.report.html.theme import ACCENT, MARKED, SOFT, time_colours
from kolopt.report.table import Money, Number, Points, Term, word
from kolopt.report.written import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kolopt.explore.frontier import BudgetFrontier
    from kolopt.plan.record import Plan
    from kolopt.report.language import Language
    from kolopt.report.responses import ResponseCurve

_HEIGHT = 190
_TALL = 260
_FULL_SCORE = 100


def responses(curves: tuple[ResponseCurve, ...], phases: tuple[str, ...], language: Language) -> Plate:
    """Each goal's score against its stock, with a dot where each phase of the plan stands.

    Args:
        curves: of the goals.
        phases: ids of all phases, in time.
        language: of the report.
    """
    names = tuple(Term("phase", phase) for phase in phases)
    colours = dict(zip(names, time_colours(len(names)), strict=True))
    drawings = tuple(_response(curve, colours, language) for curve in curves)
    return Plate(drawings, tuple((written(name, language), colour) for name, colour in colours.items()))


def _response(curve: ResponseCurve, colours: Mapping[Term, str], language: Language) -> Drawing:
    metric = " + ".join(written(kpi, language) for kpi in curve.metric)
    stock, score = language.say("chart-stock", metric=metric), headed(word("score"), language)
    drawn = [{"stock": x, "score": y} for x, y in zip(curve.stocks, curve.scores, strict=True)]
    dots = [
        {
            "stock": float(position.stock),
            "score": float(position.score),
            "colour": colours.get(position.phase, MARKED),
            "name": written(position.phase, language),
            "stock_text": written(Number(_rounded(position.stock)), language),
            "score_text": written(Points(position.score), language),
        }
        for position in curve.positions
    ]
    x = alt.X("stock:Q", axis=amounts_axis(stock, curve.stocks[-1], language), scale=alt.Scale(nice=False))
    y = alt.Y("score:Q", title=score, scale=alt.Scale(domain=[0, _FULL_SCORE]))
    line = alt.Chart(alt.InlineData(values=drawn)).mark_line(color=SOFT, strokeWidth=1.5).encode(x=x, y=y)
    points = (
        alt.Chart(alt.InlineData(values=dots))
        .mark_point(filled=True, size=90, opacity=1, stroke="#ffffff", strokeWidth=1)
        .encode(
            x=x,
            y=y,
            fill=alt.Fill("colour:N", scale=None),
            tooltip=tooltips(name=headed(word("phase"), language), stock_text=stock, score_text=score),
        )
    )
    chart = (line + points).properties(width="container", height=_HEIGHT)
    return Drawing(written(curve.goal, language), chart)


def _rounded(stock: Decimal) -> Decimal:
    """A stock as ``reads_as`` says it: whole, one decimal below 10."""
    return stock.quantize(Decimal("0.1") if stock < 10 else Decimal(1))


def budgets(frontier: BudgetFrontier, plan: Plan, language: Language) -> Plate:
    """What the best plan of each budget is worth, a diamond where this plan stands.

    Args:
        frontier: with two points or more that have a plan.
        plan: the plan; it maximises a score.
        language: of the report.
    """
    total, value = (headed(word(name), language) for name in ("budget", "score"))
    stops = zip(frontier.budgets, frontier.rows, strict=True)
    solved = [(budget, value_of(row)) for budget, row in stops if row.figures]
    data = [_point(fen, points, language) for fen, points in solved]
    here = _point(plan.funds.total, float(plan.certificate.value), language)
    axis = amounts_axis(total, max(fen for fen, _ in solved) / FEN_PER_YUAN, language)
    x = alt.X("budget:Q", axis=axis, scale=alt.Scale(zero=False, padding=12))
    y = alt.Y("value:Q", title=value, scale=alt.Scale(zero=False, padding=12))
    shown = tooltips(budget_text=total, value_text=value)
    best = alt.Chart(alt.InlineData(values=data)).encode(x=x, y=y)
    line = best.mark_line(color=ACCENT, strokeDash=[4, 3], strokeWidth=1.5)
    dots = best.mark_point(filled=True, size=60, opacity=1, color=ACCENT).encode(tooltip=shown)
    diamond = (
        alt.Chart(alt.InlineData(values=[here]))
        .mark_point(filled=True, shape="diamond", size=220, opacity=1, color=MARKED, stroke="#ffffff")
        .encode(x=x, y=y, tooltip=shown)
    )
    chart = (line + dots + diamond).properties(width="container", height=_TALL)
    legend = ((language.say("chart-best"), ACCENT), (language.say("chart-this-plan"), MARKED))
    return Plate((Drawing(language.say("chart-frontier"), chart),), legend)


def _point(fen: int, points: float, language: Language) -> dict[str, object]:
    return {
        "budget": fen / FEN_PER_YUAN,
        "value": points,
        "budget_text": written(Money(fen), language),
        "value_text": written(Points(Decimal(str(points))), language),
    }
