"""Headings and paragraphs of a terminal page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from rich.console import Console


def heading(console: Console, title: str, aside: str = "") -> None:
    """A blank line and a bold title, with a remark behind it."""
    console.print()
    line = Text(plain_text(title), style="bold")
    if aside:
        line.append(f"  {plain_text(aside)}", style="dim not bold")
    console.print(line)


def paragraph(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    """Text folded to the page's width."""
    console.print(Padding(Text(plain_text(text), style=style), (0, 0, 0, indent), expand=False))
