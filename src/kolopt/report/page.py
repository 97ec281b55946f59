"""Headings and paragraphs of a terminal page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from rich.console import Console

    from kolopt.explore.named_rules import NamedRule
    from kolopt.plan.record import OverridePart
    from kolopt.scenario.apply import Override


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


def as_read(rule: NamedRule) -> str:
    """A rule's text with what its parameters stand for: ``count(micro) >= $density, $density = 15``."""
    return rule.text + "".join(f", {name} = {value}" for name, value in rule.reads)


def overridden(change: Override | OverridePart) -> str:
    """A value that was changed from outside: ``with --set budget.total=1M (1.2M → 1M)``."""
    before, after = ("nothing" if value is None else value for value in (change.before, change.after))
    return f"with --set {change.path}{change.operator}{change.value} ({before} → {after})"
