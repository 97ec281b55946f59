"""Findings about a file, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from kolopt.report.grid import canvas, text_of
from kolopt.report.plain import plain_lines, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kolopt.diagnostics import Diagnostic

SEVERITY_STYLES = {"error": "bold red", "warning": "yellow", "notice": "cyan"}
"""How each severity is coloured, in every report."""

MOST_SHOWN = 30
"""A reader mends these first; the rest are counted."""


def render_findings(findings: Iterable[Diagnostic], colour: bool = False) -> str:
    """One line per finding, as editors and ``grep`` expect it, its excerpt below; "" for none."""
    console = canvas(80, colour)
    listed = tuple(findings)
    for finding in listed[:MOST_SHOWN]:
        line = Text(f"{plain_text(str(finding.at))}: " if finding.at else "")
        line.append(f"{finding.severity}: ", style=SEVERITY_STYLES[finding.severity])
        line.append(plain_text(finding.message))
        if finding.hint:
            line.append(f"; {plain_text(finding.hint)}")
        line.append(f" [{finding.code}]", style="dim")
        console.print(line, soft_wrap=True)
        if finding.excerpt:
            for excerpt in plain_lines(finding.excerpt.rstrip("\n")):
                console.print(Text(f"    {excerpt}", style="cyan"), soft_wrap=True)
    if len(listed) > MOST_SHOWN:
        console.print(f"… and {len(listed) - MOST_SHOWN:,} more findings", soft_wrap=True)
    return text_of(console)
