"""A plan as a workbook, at the door."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture
def plan(folder):
    shutil.copy(SCENARIOS / "hurdle.plan.json", folder / "p.plan.json")
    return "p.plan.json"


def test_a_workbook_is_written_for_each_reader(run, folder, plan):
    assert run("report", plan, "-o", "p.xlsx", "--for", "finance", "--lang", "zh").exit_code == 0
    assert {"排期表", "汇总", "费用", "假设"} <= set(load_workbook(folder / "p.xlsx").sheetnames)
    assert run("report", plan, "-o", "p.xlsx", "--for", "client").exit_code == 0
    assert load_workbook(folder / "p.xlsx").sheetnames == ["Summary", "Results"]


def test_a_workbook_goes_to_standard_output_byte_for_byte(run, plan):
    found = run("report", plan, "-o", "-", "--format", "xlsx")
    assert found.stdout_bytes == run("report", plan, "-o", "-", "--format", "xlsx").stdout_bytes
    assert "Schedule" in load_workbook(BytesIO(found.stdout_bytes)).sheetnames


@pytest.mark.parametrize("creator", ["finance", "kolopt 0.1.0"])
def test_a_workbook_that_somebody_made_or_saved_is_not_overwritten(run, folder, plan, creator):
    assert run("report", plan, "-o", "p.xlsx").exit_code == 0
    assert run("report", plan, "-o", "p.xlsx").exit_code == 0
    book = load_workbook(folder / "p.xlsx")
    book.properties.creator = creator
    book.save(folder / "p.xlsx")
    refused = run("report", plan, "-o", "p.xlsx")
    assert refused.exit_code == 2
    assert "is not a kolopt report" in refused.stderr
    assert run("report", plan, "-o", "p.xlsx", "--force").exit_code == 0
