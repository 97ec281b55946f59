"""Charts of tables: the figures of a table's own cells, drawn; tooltips say them as the table does.

Names stand beside the data and are looked up by number, so that two rows of one name stay two rows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import altair as alt

from kolopt.money import FEN_PER_YUAN
from kolopt.report.html.cells import headed
from kolopt.report.html.theme import ACCENT, series_colours
from kolopt.report.table import Count, Money, Range, Term, word, words
from kolopt.report.written import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.report.language import Language
    from kolopt.report.table import Cell, Table

Chart = alt.Chart | alt.LayerChart

_TOTALS = words("all", "total")
"""Headings of columns that add up others."""
_ROW_HEIGHT = 30
"""Pixels of one row with its gap."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with its name.

    Attributes:
        title: what it shows, in the report's language.
        chart: the drawing.
    """

    title: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class Plate:
    """Charts that are read together.

    Attributes:
        drawings: one or more.
        legend: (name, colour) pairs that all of them share; the page writes it, so that it can wrap.
    """

    drawings: tuple[Drawing, ...]
    legend: tuple[tuple[str, str], ...] = ()


def stacked_bars(table: Table, measure: Term, language: Language) -> Plate | None:
    """A bar for each row, of one part for each column of money or of units; None where all are zero.

    Args:
        table: rows named by their first cell; a column of totals is left out.
        measure: what is added up.
        language: of the report.
    """
    columns = _parts(table)
    if not columns:
        return None
    rows = [written(row[0], language) for row in table.rows]
    parts = [written(table.headings[k], language) for k in columns]
    colours = series_colours(len(parts))
    data = [
        {"row": number, "name": rows[number], "part": part, "what": parts[part]}
        | {"value": _amount(row[k]), "text": written(row[k], language)}
        for number, row in enumerate(table.rows)
        for part, k in enumerate(columns)
        if _amount(row[k])
    ]
    largest = max(sum(_amount(row[k]) for k in columns) for row in table.rows)
    title = headed(measure, language)
    scale = alt.Scale(domain=list(range(len(parts))), range=colours)
    chart = (
        alt.Chart(alt.InlineData(values=data))
        .mark_bar(stroke="#ffffff", strokeWidth=1, height=alt.RelativeBandSize(band=0.72))
        .encode(
            x=alt.X("value:Q", stack="zero", axis=amounts_axis(title, largest, language)),
            y=rows_by_name(rows),
            color=alt.Color("part:O", scale=scale, legend=None),
            order=alt.Order("part:O"),
            tooltip=tooltips(
                name=headed(table.headings[0], language),
                what=headed(word(table.headings[columns[0]].kind), language),
                text=title,
            ),
        )
        .properties(width="container", height=_ROW_HEIGHT * len(rows))
    )
    legend = tuple(zip(parts, colours, strict=True))
    return Plate((Drawing(written(table.title, language), chart),), legend if len(parts) > 1 else ())


def turned(table: Table) -> Table:
    """A table of amounts with its rows as columns; totals are left out.

    Args:
        table: every row is named by a term, and some amount is not zero.
    """
    columns = _parts(table)
    names = tuple(row[0] for row in table.rows if isinstance(row[0], Term))
    headings = (word(table.headings[columns[0]].kind), *names)
    rows = tuple((table.headings[k], *(row[k] for row in table.rows)) for k in columns)
    return replace(table, headings=headings, rows=rows, total=None)


def ranges(table: Table, language: Language) -> Plate:
    """For each column of figures in three worlds one chart: low to high as a line, base as a dot.

    Args:
        table: rows named by their first cell; its total is left out.
        language: of the report.
    """
    columns = range(table.names, len(table.headings))
    drawn = [k for k in columns if any(isinstance(row[k], Range) for row in table.rows)]
    return Plate(tuple(_ranges_of(table, k, language) for k in drawn))


def _ranges_of(table: Table, column: int, language: Language) -> Drawing:
    title = written(table.headings[column], language)
    rows = [written(row[0], language) for row in table.rows]
    cells = [(number, row[column]) for number, row in enumerate(table.rows)]
    found = [(number, cell) for number, cell in cells if isinstance(cell, Range)]
    data = [
        {"row": number, "name": rows[number], "text": written(cell, language)}
        | {world: float(getattr(cell.figures, world)) for world in ("low", "base", "high")}
        for number, cell in found
    ]
    axis = amounts_axis(title, max(float(cell.figures.high) for _, cell in found), language)
    base = alt.Chart(alt.InlineData(values=data)).encode(
        y=rows_by_name(rows), tooltip=tooltips(name=headed(table.headings[0], language), text=title)
    )
    line = base.mark_rule(strokeWidth=5, opacity=0.35, color=ACCENT, strokeCap="round").encode(
        x=alt.X("low:Q", axis=axis), x2="high:Q"
    )
    dot = base.mark_point(filled=True, size=70, opacity=1, color=ACCENT).encode(x=alt.X("base:Q", axis=axis))
    return Drawing(title, (line + dot).properties(width="container", height=_ROW_HEIGHT * len(rows)))


def amounts_axis(title: str, largest: float, language: Language) -> alt.Axis:
    """An axis of figures in the units that the language has for large ones: 200k, 20万."""
    unit, suffix = next(((unit, text) for unit, text in language.scales if largest >= unit), (1, ""))
    label = (
        f"format(datum.value / {unit}, ',~f') + (datum.value ? {json.dumps(suffix, ensure_ascii=False)} : '')"
    )
    return alt.Axis(title=title, labelExpr=label)


def rows_by_name(names: Sequence[str]) -> alt.Y:
    """Rows by their number, shown by their names."""
    axis = alt.Axis(title=None, labelExpr=_looked_up(names), grid=False, ticks=False, domain=False)
    return alt.Y("row:O", scale=alt.Scale(domain=list(range(len(names)))), axis=axis)


def tooltips(**titles: str) -> list[alt.Tooltip]:
    """Tooltips of texts in the data: field → its title."""
    return [alt.Tooltip(field=field, type="nominal", title=title) for field, title in titles.items()]


def specification(drawing: Drawing) -> dict[str, Any]:
    """A drawing as Vega-Lite; colours and type come from the page's configuration."""
    found: dict[str, Any] = drawing.chart.to_dict()
    return {key: value for key, value in found.items() if key not in ("$schema", "config")}


def _looked_up(names: Sequence[str]) -> str:
    """An expression for the name of a number on an axis."""
    return f"{json.dumps(names, ensure_ascii=False)}[datum.value]"


def _parts(table: Table) -> list[int]:
    """Columns of amounts that are not all zero and not totals of others."""
    return [
        k
        for k, heading in enumerate(table.headings)
        if heading not in _TOTALS and any(_amount(row[k]) for row in table.rows)
    ]


def _amount(cell: Cell) -> float:
    """Yuan or units; 0 of anything else."""
    match cell:
        case Money():
            return cell.fen / FEN_PER_YUAN
        case Count():
            return float(cell.units)
        case _:
            return 0.0
