"""How charts look: one palette and one set of type sizes, for eyes of every kind and for paper."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

INK, SOFT, LINE = "#16212c", "#51606f", "#d5dce3"
ACCENT, MARKED = "#0b4f8a", "#b3392f"

_SERIES = ("#4477aa", "#66ccee", "#228833", "#ccbb44", "#ee6677", "#aa3377", "#8c8c8c")
"""Told apart by the colour-blind too. Source: Paul Tol, Colour Schemes, 2021, "bright", its grey darkened."""
_EARLY, _LATE = (0x9F, 0xC3, 0xE6), (0x0A, 0x2F, 0x5C)

_SANS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'PingFang SC', "
    "'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)

_TITLES: dict[str, Any] = {"titleColor": SOFT, "titleFontSize": 12, "titleFontWeight": "normal"}
_LABELS: dict[str, Any] = {"labelColor": INK, "labelFontSize": 12}

CONFIG: dict[str, Any] = {
    "font": _SANS,
    "background": "transparent",
    "view": {"stroke": None},
    # Vega's own descriptions are English: the page names each chart in its language instead.
    "aria": False,
    "axis": {
        **_LABELS,
        **_TITLES,
        "domainColor": SOFT,
        "tickColor": SOFT,
        "gridColor": LINE,
        "labelLimit": 150,
        "titleLimit": 260,
        "titlePadding": 8,
        "tickCount": 5,
        "labelSeparation": 8,
        "aria": False,
    },
    "mark": {"aria": False},
}
"""Configuration of every chart, stated once in a page."""


def series_colours(wanted: int) -> list[str]:
    """Colours of things without an order; beyond seven they repeat."""
    return list(islice(cycle(_SERIES), wanted))


def time_colours(wanted: int) -> list[str]:
    """Colours of things in time, from light to dark, so that paper without colour keeps the order."""
    steps = [step / max(1, wanted - 1) for step in range(wanted)]
    mixed = (
        tuple(round(early + (late - early) * step) for early, late in zip(_EARLY, _LATE, strict=True))
        for step in steps
    )
    return ["#{:02x}{:02x}{:02x}".format(*colour) for colour in mixed]
