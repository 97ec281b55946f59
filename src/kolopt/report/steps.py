"""Where a value comes from, for the terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kolopt.scenario.trace import Step


def render_steps(steps: Iterable[Step]) -> str:
    """Under each path, the statements in the order in which they were laid over each other."""
    lines = []
    for path, statements in groupby(steps, key=lambda step: step.path):
        lines.append(plain_text(path))
        lines.extend(_statement(step) for step in statements)
    return "".join(f"{line}\n" for line in lines)


def _statement(step: Step) -> str:
    place = f"{step.at}: " if step.at else ""
    fate = "in force" if step.final else "replaced"
    return f"  {fate}  {step.origin:<8}  {plain_text(place)}{plain_text(step.text)}"
