"""Text and tables as GitHub's Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from kolopt.report.grid import Grid

_MARKS = re.compile(r"([\\`*_{}\[\]()#|~<>!])")


def markdown_text(text: str) -> str:
    """One line of text that Markdown shows as it is: no markup, no HTML, no mention of a user."""
    escaped = _MARKS.sub(r"\\\1", plain_text(text).replace("&", "&amp;"))
    # A word joiner keeps GitHub from telling a user whose name stands in a plan.
    return escaped.replace("@", "@\u2060")


def markdown_grid(grid: Grid) -> str:
    """A table; the columns that name a row are left-aligned, figures right-aligned."""
    columns = range(len(grid.headings))
    rule = "|".join(" --- " if column < grid.names else " ---: " for column in columns)
    rows = [grid.headings, *grid.body()]
    written = ["| " + " | ".join(markdown_text(cell) for cell in row) + " |" for row in rows]
    return "\n".join((written[0], f"|{rule}|", *written[1:]))
