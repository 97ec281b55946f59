"""One plan, six outputs: the same totals, to the fen, wherever they are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.system import readers
from tests.system.office import recalculated

from kolopt.plan import file
from kolopt.report import html, xlsx
from kolopt.report.language import language_of
from kolopt.report.markdown import render_markdown
from kolopt.report.sections import document
from kolopt.report.terminal import render as render_terminal
from kolopt.report.tidy import render_csv

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.plan.record import Plan

pytestmark = pytest.mark.system

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PLANS = {path.name.removesuffix(".plan.json"): path for path in sorted(SCENARIOS.glob("*.plan.json"))}
BOTH = ("en", "zh")


def of_record(plan: Plan) -> readers.Totals:
    """The plan's own record, which its audit recomputes."""
    spend = plan.spend
    parts = {"tier": spend.by_tier, "phase": spend.by_phase, "payee": spend.by_payee}
    parts["cost-line"] = spend.by_cost_line
    return {
        split: {name: fen for name, fen in part.items() if fen} | {readers.TOTAL: spend.total}
        for split, part in parts.items()
    }


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All workbooks, worked out anew by LibreOffice in one start."""
    folder = tmp_path_factory.mktemp("books")
    files = []
    for name, path in PLANS.items():
        plan = file.load(path)
        for code in BOTH:
            language = language_of(plan, code)
            files.append(folder / f"{name}-{code}.xlsx")
            files[-1].write_bytes(xlsx.render(document(plan, language, "finance"), language))
    return recalculated(files, folder / "scratch")


@pytest.mark.parametrize("code", BOTH)
@pytest.mark.parametrize("name", PLANS)
def test_every_output_tells_the_same_totals(
    name: str, code: str, workbooks: dict[str, Path], visit: Callable
) -> None:
    plan = file.load(PLANS[name])
    language = language_of(plan, code)
    report = document(plan, language, "finance")
    expected = of_record(plan)
    assert all(sum(part.values()) == 2 * part[readers.TOTAL] for part in expected.values())
    assert readers.of_json(file.dumps(plan)) == expected
    assert readers.of_csv(render_csv(report, language)) == expected
    assert readers.of_markdown(render_markdown(report, language), language) == expected
    assert readers.of_xlsx(workbooks[f"{name}-{code}.xlsx"], language) == expected
    assert readers.of_page(visit(html.render(report, language)).page, language) == expected
    assert readers.of_terminal(render_terminal(plan, width=200)) == expected
