"""Findings about a file, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kolopt.diagnostics import Severity
from kolopt.report.plain import plain_lines, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.diagnostics import Diagnostic

SEVERITY_COLOURS = {"error": "red", "warning": "yellow", "notice": "cyan"}
"""How each severity is coloured, in every report."""

MOST_SHOWN = 30
"""A reader mends these first; the rest are counted."""


def render_findings(findings: Iterable[Diagnostic], colour: bool = False) -> str:
    """One line per finding, as editors and ``grep`` expect it, its excerpt below; "" for none."""
    listed = tuple(findings)
    lines = [line for finding in listed[:MOST_SHOWN] for line in _lines(finding)]
    if len(listed) > MOST_SHOWN:
        lines.append(f"… and {len(listed) - MOST_SHOWN:,} more findings")
    text = "".join(f"{line}\n" for line in lines)
    return text if colour else click.unstyle(text)


def _lines(finding: Diagnostic) -> Iterator[str]:
    place = f"{plain_text(str(finding.at))}: " if finding.at else ""
    colour, bold = SEVERITY_COLOURS[finding.severity], finding.severity is Severity.ERROR
    severity = click.style(f"{finding.severity}: ", fg=colour, bold=bold or None)
    hint = f"; {plain_text(finding.hint)}" if finding.hint else ""
    code = click.style(f" [{finding.code}]", dim=True)
    yield f"{place}{severity}{plain_text(finding.message)}{hint}{code}"
    if finding.excerpt:
        for excerpt in plain_lines(finding.excerpt.rstrip("\n")):
            yield click.style(f"    {excerpt}".rstrip(), fg="cyan")
