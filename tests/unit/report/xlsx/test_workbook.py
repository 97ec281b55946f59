"""The workbook as a reader finds it: sheets, formulas with results, styles, set-up, fixed bytes."""

import re
from pathlib import Path

import pytest

from kolopt.plan import file

SCENARIOS = Path(__file__).parents[4] / "scenarios"
PLANS = sorted(SCENARIOS.glob("*.plan.json"))

FUNCTIONS = {"ROUND", "SUM", "SUMIFS", "IF"}


def cells(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def formulas(book):
    return [cell for cell in cells(book) if cell.data_type == "f"]


def under(sheet, title):
    """Rows of the table that stands under a title, as {first cell: other cells}."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(index for index, row in enumerate(rows) if row[0] == title)
    found = {}
    for row in rows[start + 2 :]:
        if row[0] is None:
            break
        found[row[0]] = row[1:]
    return found


def fen(value):
    return round(value * 100)


def test_the_sheets_in_both_languages(skincare, opened):
    english, _ = opened(skincare)
    chinese, _ = opened(skincare, "zh")
    assert english.sheetnames[:4] == ["Summary", "Schedule", "Results", "Costs"]
    assert {"汇总", "排期表", "费用"} <= set(chinese.sheetnames)
    assert len(chinese.sheetnames) == len(english.sheetnames)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name.removesuffix(".plan.json"))
def test_every_formula_has_its_result_and_calls_nothing_but_sums(path, opened):
    book, results = opened(file.load(path), "zh")
    found = formulas(book)
    assert len(found) > 100
    for cell in found:
        assert isinstance(results[cell.parent.title][cell.coordinate].value, int | float), cell.coordinate
        text = re.sub(r'"[^"]*"|\'[^\']*\'', "", cell.value)
        assert set(re.findall(r"([A-Z]+)\(", text)) <= FUNCTIONS


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name.removesuffix(".plan.json"))
def test_results_are_the_plans_figures(path, opened):
    plan = file.load(path)
    _, book = opened(plan)
    budget = under(book["Summary"], "The budget")
    assert fen(budget["left"][0]) == plan.funds.left
    assert fen(budget["can be planned"][0]) == plan.funds.plannable
    schedule = [row for row in book["Schedule"].iter_rows(values_only=True)]
    assert schedule[-1][7] == sum(line.count for line in plan.all_lines)
    lines = under(book["Costs"], "Spend by cost line")
    assert sorted(fen(row[0]) for name, row in lines.items() if name != "all") == sorted(
        plan.spend.by_cost_line.values()
    )
    assert fen(lines["all"][0]) == plan.spend.total
    control = under(book["Summary"], "Control")
    assert [fen(value) for value in control["Outlay"][:3]] == [plan.outlay.total, plan.outlay.total, 0]


def test_costs_of_a_line_are_its_count_times_its_unit_cost(skincare, opened):
    book, results = opened(skincare)
    sheet = book["Schedule"]
    heading = next(row for row in sheet.iter_rows() if row[0].value == "Phase")
    columns = {cell.value: cell.column for cell in heading}
    first = heading[0].row + 1
    count = sheet.cell(first, columns["Count"])
    creator = sheet.cell(first, columns["Creator, net price"] + 4)
    assert count.value == skincare.lines[0].count
    assert (
        creator.value
        == f"=ROUND($H{first}*${sheet.cell(first, columns['Creator, net price']).column_letter}{first},2)"
    )
    got = results["Schedule"][creator.coordinate].value
    assert fen(got) == skincare.lines[0].count * skincare.lines[0].cost_lines["creator"]


def test_every_cell_has_a_named_style(skincare, opened):
    book, _ = opened(skincare)
    used = {cell.style for cell in cells(book) if cell.value is not None}
    assert "Normal" not in used
    assert {"Plan title", "Plan heading", "Plan money", "Plan total money", "Plan date", "Plan share"} <= used
    assert used <= {style.name for style in book._named_styles}


def test_number_formats_and_widths(skincare, opened):
    book, _ = opened(skincare, "zh")
    money = [cell for cell in formulas(book) if cell.style == "Plan money"]
    assert {cell.number_format for cell in money} == {"#,##0.00"}
    widths = [column.width for column in book["排期表"].column_dimensions.values()]
    assert min(widths) >= 11
    assert max(widths) <= 57


def test_headings_stay_in_view_and_on_paper(skincare, opened):
    book, _ = opened(skincare)
    sheet = book["Schedule"]
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Phase")
    assert sheet.freeze_panes == f"B{top + 1}"
    assert sheet.print_title_rows == f"${top}:${top}"
    assert sheet.auto_filter.ref.startswith(f"A{top}:")
    assert sheet.page_setup.paperSize == 8
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1) == 1
        assert sheet.page_setup.fitToHeight == 0
        assert skincare.digest[:19] in sheet.oddFooter.center.text
        assert sheet.oddFooter.right.text == "page &P of &N"


def test_the_same_plan_gives_the_same_bytes(skincare, written):
    assert written(skincare) == written(skincare)
    assert written(skincare, "zh", "client") == written(skincare, "zh", "client")


def test_nothing_in_it_tells_when_or_where_it_was_made(skincare, opened):
    book, _ = opened(skincare)
    assert book.properties.created.year == 1980
    assert book.properties.description == skincare.digest
    assert book.properties.title == skincare.scenario.name


def test_a_plan_that_buys_nothing_has_a_workbook(replanned, opened):
    book, results = opened(replanned(counts={}))
    assert fen(under(results["Summary"], "Control")["Spend"][0]) == 0
    assert book.sheetnames[1] == "Schedule"
