"""Plans side by side, for the terminal and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from kolopt.money import yuan
from kolopt.report.comparison_tables import broken_grid, creators_by_tier, grids, regret_grid
from kolopt.report.comparison_words import regret_sentences, sentence
from kolopt.report.grid import canvas, draw, text_of
from kolopt.report.page import heading, paragraph
from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from kolopt.explore.compare import Column, Comparison
    from kolopt.explore.regret import LeastRegret
    from kolopt.plan.record import Plan


def render_comparison(comparison: Comparison, title: str, width: int = 80, colour: bool = False) -> str:
    """The plans as text: figures side by side, then one sentence each, then the regrets.

    Args:
        comparison: what to show.
        title: heads the page.
        width: terminal cells; 60 or more. Columns that do not fit continue below.
        colour: whether to use ANSI colours.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    console.print(Text(plain_text(title), style="bold"))
    shown = [(column, column.plan) for column in comparison.columns if column.plan is not None]
    if shown:
        for name, aside, grid in grids(tuple(shown)):
            heading(console, name, aside)
            draw(console, grid)
    for column, plan in shown:
        if column.made == "hand" and column.broken:
            heading(console, "Rules broken", f"by {plain_text(column.name)}")
            draw(console, broken_grid(plan))
    heading(console, "What differs", f"from {plain_text(comparison.columns[0].name)}")
    for column in comparison.columns:
        paragraph(console, sentence(column, comparison.columns[0]), indent=2)
    if comparison.regret is not None:
        heading(
            console, "Regret", f"{comparison.regret.unit} lost by the plan of a row in the case of a column"
        )
        draw(console, regret_grid(comparison.regret))
        for text in regret_sentences(comparison):
            paragraph(console, text, indent=2)
    return text_of(console)


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain data; money as yuan strings, scores and figures as strings."""
    regret = comparison.regret
    return {
        "columns": [_column_json(column) for column in comparison.columns],
        "regret": None if regret is None else asdict(regret),
        "least_regret": _compromise_json(comparison.compromise),
    }


def _column_json(column: Column) -> dict[str, Any]:
    plan = column.plan
    told = {
        "name": column.name,
        "made": column.made,
        "failure": column.failure,
        "changed": [asdict(change) for change in column.changed],
        "moved": [{**asdict(move), "spend": yuan(move.spend)} for move in column.moved],
        "broken": list(column.broken),
        "loss": column.loss,
    }
    return told if plan is None else {**told, **_plan_json(column, plan)}


def _plan_json(column: Column, plan: Plan) -> dict[str, Any]:
    record = plan.model_dump(mode="json")
    return {
        "world": plan.scenario.world,
        "overrides": record["scenario"]["overrides"],
        "certificate": record["certificate"] if column.certified else None,
        "score": record["certificate"]["score"],
        "penalties": record["certificate"]["penalties"],
        "creators": creators_by_tier(plan),
        "lines": [
            {key: line[key] for key in ("phase", "offer", "tier", "count", "cost")}
            for line in record["lines"]
        ],
        "funds": record["funds"],
        "kpis": record["kpis"]["total"],
        "unit_costs": record["unit_costs"],
        "goals": {goal.goal: str(goal.score) for goal in plan.goals if goal.phase == "campaign"},
    }


def _compromise_json(found: LeastRegret | None) -> dict[str, Any] | None:
    if found is None:
        return None
    lines = [{"phase": phase, "offer": offer, "count": n} for (phase, offer), n in found.counts.items()]
    return {
        "worst": found.worst,
        "bound": found.bound,
        "proven": found.proven,
        "losses": list(found.losses),
        "lines": lines,
    }
