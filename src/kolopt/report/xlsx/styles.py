"""The workbook's cell styles. Blue figures are stated and may be changed; black ones are worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

_INK, _GREY, _STATED = "#1F2933", "#616E7C", "#0B4FA8"
_HEAD, _BAND, _INPUT, _RULE = "#E8EDF3", "#243B53", "#FFF8DB", "#9AA5B1"

_FIGURES: dict[str, str] = {
    "Money": "#,##0.00",
    "Count": '#,##0;-#,##0;"–"',
    "Number": "#,##0.######",
    "Whole": "#,##0",
    "Share": "0.0%",
    "Points": "0.0",
    "Date": "yyyy-mm-dd",
}
"""Style → number format."""
_TEXT = {"align": "left", "indent": 1}
_NONE_AS_DASH = '#,##0.00;-#,##0.00;"–"'


def _all_styles() -> dict[str, dict[str, Any]]:
    cell = {"valign": "top"}
    styles: dict[str, dict[str, Any]] = {
        "Title": {"bold": True, "font_size": 16, "font_color": _BAND},
        "Section": {"bold": True, "font_size": 12, "font_color": _BAND},
        "Remark": {"font_color": _GREY, "italic": True},
        "Paragraph": {"text_wrap": True, "valign": "top"},
        "Band": {"bold": True, "font_color": "#FFFFFF", "bg_color": _BAND, "align": "center", "border": 1}
        | {"border_color": "#FFFFFF"},
        "Heading": _heading(_TEXT),
        "Heading of figures": _heading({"align": "right"}),
        "Text": cell | _TEXT,
        "Long text": cell | _TEXT | {"text_wrap": True},
        "Total": _total(_TEXT),
        "Count to change": cell | {"num_format": "#,##0", "bg_color": _INPUT, "font_color": _STATED},
        "Money stated": cell | {"num_format": _NONE_AS_DASH, "font_color": _STATED},
        "Money or none": cell | {"num_format": _NONE_AS_DASH},
        "Difference": cell | {"num_format": "[Red]#,##0.00;[Red]-#,##0.00;0.00"},
    }
    for name, number_format in _FIGURES.items():
        figure = {"num_format": number_format} | (_TEXT if name == "Date" else {"align": "right"})
        styles[name] = cell | figure
        styles[f"Total {name}"] = _total(figure)
    styles["Total Money"]["num_format"] = "#,##0.00;[Red]-#,##0.00"
    return styles


def _heading(across: dict[str, Any]) -> dict[str, Any]:
    look = {"bold": True, "bg_color": _HEAD, "font_color": _INK, "bottom": 1, "bottom_color": _RULE}
    return look | across | {"text_wrap": True, "valign": "bottom"}


def _total(figure: dict[str, Any]) -> dict[str, Any]:
    return figure | {"bold": True, "top": 1, "top_color": _RULE, "valign": "top"}


def add_styles(workbook: Workbook) -> dict[str, Format]:
    """A format of the workbook for each style, by the style's name."""
    return {name: workbook.add_format(look) for name, look in _all_styles().items()}


def style_names(styles: dict[str, Format]) -> dict[int, str]:
    """Index of each format that is in use → name of its style; known once the workbook is closed.

    The names start alike, so that they stand together and none is one of a spreadsheet's own (``Total``).
    """
    return {
        look.xf_index: f"Plan {name.lower()}" for name, look in styles.items() if look.xf_index is not None
    }
