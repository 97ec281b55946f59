"""What points share changes nothing in an answer, and does not grow with their number."""

import subprocess
import sys

import pytest
from tests.unit.explore.tiny_case import tiny

from kolopt.economics.tables import refunded, tabulate
from kolopt.model import rows
from kolopt.model.formulate import Question, formulate
from kolopt.model.lines import Lines
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document, with_patches
from kolopt.scenario.patch import parse_patch
from kolopt.scenario.quantities import World

POINTS = (
    ("budget.total=6k",),
    ("budget.total=9k", "parameters.density=2"),
    ("rules.some-or-none=count(nano) is 0 or >= 2",),
    ("rules.half=spend(nano) >= 30% of budget", "budget.total=12k"),
    ("rules.team=count(nano) >= 3 in each phase",),
    ("budget.total=6k",),
)


@pytest.mark.parametrize("most_kept", [rows.MOST_KEPT, 1])
@pytest.mark.parametrize(
    "question", [Question("score"), Question("spend"), Question("score", spend_cap=500_000)]
)
def test_shared_columns_give_the_program_of_each_point(monkeypatch, most_kept, question):
    monkeypatch.setattr(rows, "MOST_KEPT", most_kept)
    case = from_document(tiny(), path="tiny")
    tables = tabulate(case.scenario, World.BASE)
    lines = Lines(tables)
    for point in POINTS:
        patched = with_patches(case, [parse_patch(text) for text in point])
        rules, own = read_rules(patched), refunded(tables, patched.scenario)
        assert formulate(own, rules, question, lines) == formulate(own, rules, question)
        assert len(lines.sides) <= most_kept


MEMORY = """
import resource
from tests.unit.explore.tiny_case import tiny
from kolopt.explore.points import PointSolver
from kolopt.explore.vary import grid, parse_axis
from kolopt.planning import Options
from kolopt.scenario.load import from_document

solver = PointSolver(from_document(tiny(), path="tiny"), Options(seconds=None))
axes = (parse_axis("budget.total=5k..14k:{points}"),)
for number, point in enumerate(grid(axes)):
    solver.row(point)
    if number == {points} // 5:
        early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - early)
"""


@pytest.mark.slow
def test_memory_stays_flat_over_many_points(request):
    code = MEMORY.replace("{points}", "1000")
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=request.config.rootpath, capture_output=True, text=True, check=True
    )
    assert int(run.stdout) < 4096, "kilobytes between 200 and 1,000 points"
