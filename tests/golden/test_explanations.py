"""What is printed for the shipped scenario that cannot be met: read the diff as a planner would."""

from __future__ import annotations

from pathlib import Path

import pytest

from kolopt.explore import conflicts
from kolopt.explore.subject import subject_of
from kolopt.report.explanations import render_conflict, render_title
from kolopt.scenario.load import load

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "explanations"

CASES = {
    "impossible": ("impossible.yaml", ()),
    "two-conflicts": (
        "impossible.yaml",
        ("budget.total=10M", "rules.team=null", "rules.hero.number.1=20", "parameters.density=200"),
    ),
    "not-negotiable": ("mother-baby-double11.yaml", ("budget.total=600k",)),
}


@pytest.mark.parametrize(
    "name", ["impossible", *(pytest.param(name, marks=pytest.mark.slow) for name in list(CASES)[1:])]
)
def test_explanation(name: str, update_golden: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    file, overrides = CASES[name]
    case = load(f"scenarios/{file}", overrides)
    text = render_title(case) + render_conflict(conflicts.explain(subject_of(case)))
    golden = FOLDER / f"{name}.txt"
    if update_golden:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
    assert all(len(line) <= 80 or "--set" in line for line in text.splitlines())
