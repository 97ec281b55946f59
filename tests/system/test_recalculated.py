"""The workbook worked out anew by LibreOffice: equal to the fen, and it follows a changed count."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from tests.system.office import recalculated

from kolopt.explore.judging import figures_of
from kolopt.explore.subject import subject_of
from kolopt.plan import file
from kolopt.planning import Options
from kolopt.report.language import language_of
from kolopt.report.sections import document
from kolopt.report.xlsx import render
from kolopt.scenario.load import load

if TYPE_CHECKING:
    from kolopt.plan.record import Plan

pytestmark = pytest.mark.system

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PLANS = {path.name.removesuffix(".plan.json"): path for path in sorted(SCENARIOS.glob("*.plan.json"))}
TERMS = {
    "inclusive": ["tax={prices: inclusive}"],
    "inclusive and back": ["tax={prices: inclusive, recoverable: true}"],
    "exclusive and back": ["tax={prices: exclusive, recoverable: true}"],
    "not stated": ["tax=null"],
    "internal": ["budget.internal=true"],
    "rebate on order": ["rebate={rate: 13%, settled: order}", "agency={rate: 7.3%}"],
    "two currencies": ["currency={report: EUR, rate: 7.85}"],
    "product": ["product={cost: 89.90, shipping: 12}", "platform_fee.rate=12.3%"],
}
"""The skincare campaign's counts on other terms."""


CONTROLLED = ("Summary", "Spend")
"""Where the control of the workbook against the proven plan starts."""


def on_terms(overrides: list[str], counts: dict[tuple[str, str], int]) -> Plan:
    subject = subject_of(load(SCENARIOS / "skincare-618.yaml", overrides), Options())
    return figures_of(subject, counts, bound=100.0)


def written(plan: Plan, code: str) -> bytes:
    language = language_of(plan, code)
    return render(document(plan, language, "finance"), language)


def forgotten(workbook: bytes) -> bytes:
    """The workbook with a wrong result at every formula."""
    result = BytesIO()
    with ZipFile(BytesIO(workbook)) as source, ZipFile(result, "w") as target:
        for entry in source.infolist():
            text = source.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                text = re.sub(rb"</f><v>[^<]*</v>", b"</f><v>1</v>", text)
            target.writestr(entry, text)
    return result.getvalue()


def changed(workbook: bytes, counts: list[int]) -> bytes:
    """The workbook after somebody has typed other counts into the schedule."""
    book = load_workbook(BytesIO(workbook))
    cells = [
        cell for row in book["Schedule"].iter_rows() for cell in row if cell.style == "Plan count to change"
    ]
    for cell, count in zip(cells, counts, strict=True):
        cell.value = count
    result = BytesIO()
    book.save(result)
    return result.getvalue()


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    shipped = {name: file.load(path) for name, path in PLANS.items()}
    counts = shipped["skincare-618"].counts()
    return shipped | {name: on_terms(overrides, counts) for name, overrides in TERMS.items()}


@pytest.fixture(scope="module")
def others(plans: dict[str, Plan]) -> Plan:
    """The skincare plan with other counts."""
    counts = {line: 3 * count + 1 for line, count in plans["skincare-618"].counts().items()}
    return on_terms([], counts)


@pytest.fixture(scope="module")
def calculated(
    plans: dict[str, Plan], others: Plan, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """What LibreOffice makes of all workbooks, in one start; without results to go by."""
    folder = tmp_path_factory.mktemp("office")
    books = {
        f"{name}-{code}": forgotten(written(plan, code))
        for name, plan in plans.items()
        for code in ("en", "zh")
    }
    books["changed"] = changed(written(plans["skincare-618"], "en"), [line.count for line in others.lines])
    files = []
    for name, data in books.items():
        files.append(folder / f"{name}.xlsx")
        files[-1].write_bytes(data)
    return recalculated(files, folder / "scratch")


def figures(book: bytes | Path) -> dict[tuple[str, str], object]:
    loaded = load_workbook(BytesIO(book) if isinstance(book, bytes) else book, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in loaded
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("name", [*PLANS, *TERMS])
def test_every_formula_gives_the_plans_figure(
    name: str, code: str, plans: dict[str, Plan], calculated: dict[str, Path]
) -> None:
    stated, found = figures(written(plans[name], code)), figures(calculated[f"{name}-{code}.xlsx"])
    assert len(found) > 300
    assert found.keys() == stated.keys()
    for place, value in stated.items():
        if isinstance(value, int | float):
            assert found[place] == pytest.approx(value, abs=1e-9), place
        else:
            assert found[place] == value, place


def test_a_changed_count_moves_every_amount_that_rests_on_it(
    plans: dict[str, Plan], others: Plan, calculated: dict[str, Path]
) -> None:
    stated, found = figures(written(others, "en")), figures(calculated["changed.xlsx"])
    book = load_workbook(BytesIO(written(others, "en")))
    amounts = [
        (sheet.title, cell.coordinate)
        for sheet in book
        if sheet.title != "Cash"  # when a unit is paid is not in the schedule; the sheet says so
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    row = next(int(place[1:]) for (sheet, place), value in stated.items() if (sheet, value) == CONTROLLED)
    differences = [("Summary", f"D{row}"), ("Summary", f"D{row + 1}")]
    assert len(amounts) > 200
    for place in amounts:
        if place not in differences:
            assert found[place] == pytest.approx(stated[place], abs=1e-9), place
    proven = plans["skincare-618"]
    gone = (others.spend.total - proven.spend.total, others.outlay.total - proven.outlay.total)
    assert tuple(round(100 * found[place]) for place in differences) == gone
