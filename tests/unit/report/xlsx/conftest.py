"""Workbooks of shipped plans and of plans with other terms, read back."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kolopt.explore.judging import figures_of
from kolopt.explore.subject import subject_of
from kolopt.plan import file
from kolopt.planning import Options
from kolopt.report.language import language_of
from kolopt.report.sections import document
from kolopt.report.xlsx import render
from kolopt.scenario.load import load

SCENARIOS = Path(__file__).parents[4] / "scenarios"


@pytest.fixture(scope="session")
def skincare():
    return file.load(SCENARIOS / "skincare-618.plan.json")


@pytest.fixture(scope="session")
def replanned(skincare):
    """``replanned(*overrides, counts=…)``: the skincare campaign's counts on other terms, not solved."""

    def plan(*overrides, counts=None):
        subject = subject_of(load(SCENARIOS / "skincare-618.yaml", overrides), Options())
        return figures_of(subject, skincare.counts() if counts is None else counts, bound=100.0)

    return plan


@pytest.fixture(scope="session")
def written():
    """``written(plan, code="en", view="finance")`` gives the bytes of its workbook."""

    def write(plan, code="en", view="finance"):
        language = language_of(plan, code)
        return render(document(plan, language, view), language)

    return write


@pytest.fixture(scope="session")
def opened(written):
    """``opened(plan, …)`` gives its workbook twice: with formulas, and with their results."""

    def read(plan, code="en", view="finance"):
        data = written(plan, code, view)
        return load_workbook(BytesIO(data)), load_workbook(BytesIO(data), data_only=True)

    return read
