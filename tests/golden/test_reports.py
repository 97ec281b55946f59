"""What reports of a shipped plan look like: read the diff as their readers would."""

from __future__ import annotations

from pathlib import Path

import pytest

from kolopt.plan import file
from kolopt.report.language import CODES, Code, language_of
from kolopt.report.markdown import render_markdown
from kolopt.report.sections import VIEWS, View, document
from kolopt.report.terminal import render
from kolopt.report.tidy import render_csv

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


@pytest.mark.parametrize("lang", CODES)
@pytest.mark.parametrize("view", VIEWS)
def test_markdown(view: View, lang: Code, update_golden: bool) -> None:
    plan = file.load(PLAN)
    language = language_of(plan, lang)
    text = render_markdown(document(plan, language, view), language)
    compare(f"{view}.{lang}.md", text, update=update_golden)


@pytest.mark.parametrize("lang", CODES)
@pytest.mark.parametrize("view", VIEWS)
def test_csv(view: View, lang: Code, update_golden: bool) -> None:
    """The money of the team and of finance, and all that a client gets."""
    plan = file.load(PLAN)
    language = language_of(plan, lang)
    heading, *rows = render_csv(document(plan, language, view), language).splitlines(keepends=True)
    shown = (
        rows if view == "client" else [row for row in rows if row.startswith(("1,report,", "1,spend-by-"))]
    )
    compare(f"{view}.{lang}.csv", "".join((heading, *shown)), update=update_golden)
