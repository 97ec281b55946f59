"""What reports of a shipped plan look like: read the diff as their readers would."""

from __future__ import annotations

from pathlib import Path

from kolopt.plan import file
from kolopt.report.terminal import render

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "reports"
PLAN = ROOT / "scenarios" / "snack-always-on.plan.json"


def compare(name: str, text: str, *, update: bool) -> None:
    golden = FOLDER / name
    if update:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_terminal(update_golden: bool) -> None:
    compare("terminal.txt", render(file.load(PLAN)), update=update_golden)
