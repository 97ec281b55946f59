"""A line of proven points, as text for the terminal and as SVG for pages; no libraries, no scripts."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Chart:
    """Points of one curve.

    Attributes:
        xs: by size.
        ys: as many.
        x_title: what x is.
        y_title: what y is.
        x_text: how an x is written.
        y_text: how a y is written.
        marked: index of a point that stands out, or None.
    """

    xs: Sequence[float]
    ys: Sequence[float]
    x_title: str
    y_title: str
    x_text: Callable[[float], str]
    y_text: Callable[[float], str]
    marked: int | None = None


_LINES = 14
"""Lines of a text chart between its axes."""


def text_chart(chart: Chart, width: int = 72) -> str:
    """The points as characters: ``•``, and ``◆`` for the one that stands out.

    Args:
        chart: two points or more.
        width: cells in all.
    """
    low, high = chart.y_text(min(chart.ys)), chart.y_text(max(chart.ys))
    margin = max(cell_len(low), cell_len(high))
    columns = _places(chart.xs, width - margin - 3)
    rows = _places(chart.ys, _LINES - 1)
    cells = [[" "] * (width - margin - 2) for _ in range(_LINES)]
    for number, (column, row) in enumerate(zip(columns, rows, strict=True)):
        if cells[-1 - row][column] != "◆":
            cells[-1 - row][column] = "◆" if number == chart.marked else "•"
    names = {0: high, _LINES - 1: low}
    lines = [f"{names.get(k, ''):>{margin}} │{''.join(row)}" for k, row in enumerate(cells)]
    first, last = chart.x_text(min(chart.xs)), chart.x_text(max(chart.xs))
    gap = width - margin - 2 - cell_len(first) - cell_len(last)
    foot = [f"{'':>{margin}} └{'─' * (width - margin - 2)}", f"{'':>{margin}}  {first}{'':>{gap}}{last}"]
    title = f"{chart.y_title} against {chart.x_title}"
    return "".join(f"{line.rstrip()}\n" for line in (title, *lines, *foot))


def _places(values: Sequence[float], last: int) -> list[int]:
    """Values as whole places from 0 to ``last``."""
    low, high = min(values), max(values)
    return [round((value - low) / (high - low) * last) if high > low else 0 for value in values]


_WIDTH, _HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 30, 30, 60
_TICKS = 5


def svg_chart(chart: Chart) -> str:
    """The points as an SVG image; every point carries its figures as a title."""
    xs = _pixels(chart.xs, _LEFT, _WIDTH - _RIGHT)
    ys = _pixels(chart.ys, _HEIGHT - _BOTTOM, _TOP)
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{7 if number == chart.marked else 4}">'
        f"<title>{_safe(chart.x_text(chart.xs[number]))}: {_safe(chart.y_text(chart.ys[number]))}</title>"
        "</circle>\n"
        for number, (x, y) in enumerate(zip(xs, ys, strict=True))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12" data-made-by="kolopt">\n'
        f"<title>{_safe(chart.y_title)} against {_safe(chart.x_title)}</title>\n"
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>\n{_axes(chart)}'
        f'<polyline points="{path}" fill="none" stroke="#2a6f97" stroke-dasharray="3 3"/>\n'
        f'<g fill="#013a63">\n{dots}</g>\n</svg>\n'
    )


def _axes(chart: Chart) -> str:
    """Grid lines with their figures, and the titles."""
    parts = []
    for tick in range(_TICKS):
        share = tick / (_TICKS - 1)
        y = _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP)
        x = _LEFT + share * (_WIDTH - _LEFT - _RIGHT)
        y_name = chart.y_text(min(chart.ys) + share * (max(chart.ys) - min(chart.ys)))
        x_name = chart.x_text(min(chart.xs) + share * (max(chart.xs) - min(chart.xs)))
        parts += [
            f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>',
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_safe(y_name)}</text>',
            f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{_safe(x_name)}</text>',
        ]
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts += [
        f'<text x="{middle:.1f}" y="{_HEIGHT - 16}" text-anchor="middle">{_safe(chart.x_title)}</text>',
        f'<text x="{_LEFT}" y="{_TOP - 12}">{_safe(chart.y_title)}</text>',
    ]
    return "".join(f"{part}\n" for part in parts)


def _pixels(values: Sequence[float], start: float, end: float) -> list[float]:
    low, high = min(values), max(values)
    return [start + (end - start) * ((value - low) / (high - low) if high > low else 0.5) for value in values]


def _safe(text: str) -> str:
    return html.escape(text, quote=True)
