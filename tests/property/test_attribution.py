"""What each input contributes adds up to what moved, whatever two plans are compared."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from tests.property.tiny import document

from kolopt.campaign.attribution import attribute
from kolopt.campaign.difference import SECTIONS, changed_inputs, difference
from kolopt.errors import InfeasibleError
from kolopt.planning import Options, optimize
from kolopt.report.attribution import COLUMNS, attribution_grid
from kolopt.report.figures import rounded
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from kolopt.plan.record import Plan

OPTIONS = Options(seconds=None)


def _plan(random: Random) -> Plan:
    """The plan of a random tiny scenario that has one."""
    while True:
        case = from_document(document(random), path="tiny")
        try:
            return optimize(case, Options(World(random.choice(list(World))), seconds=None))
        except InfeasibleError:
            continue


def _pairs(count: int):
    for seed in range(count):
        yield _plan(Random(seed)), _plan(Random(1000 + seed))


def test_shares_add_up_exactly_and_name_every_changed_input_once(slow: bool) -> None:
    joined = 0
    for first, second in _pairs(40 if slow else 5):
        found = attribute(first, second, OPTIONS)
        for _, figures in SECTIONS.values():
            before, after = figures(first), figures(second)
            for name in dict.fromkeys((*before, *after)):
                shares = found.shares(lambda plan, take=figures, key=name: take(plan).get(key, 0))
                assert sum(shares) == after.get(name, 0) - before.get(name, 0), name
                assert shares[-1] == 0, "both are the best plans of their own inputs"
        assert found.origin.lines == first.lines
        assert not found.steps or found.steps[-1].plan.lines == second.lines
        stepped = [change for step in found.steps for change in step.changes]
        assert sorted(map(str, stepped)) == sorted(map(str, changed_inputs(first, second)))
        joined += any(len(step.names) > 1 for step in found.steps)
    assert joined, "no pair of scenarios with an invalid or infeasible one between them was drawn"


def test_what_is_printed_adds_up_too() -> None:
    for first, second in _pairs(2):
        grid = attribution_grid(attribute(first, second, OPTIONS))
        for column, heading in enumerate(grid.headings[1:], 1):
            section, name = COLUMNS[heading]
            kind, figures = SECTIONS[section]
            printed = [_read(row[column]) for row in grid.rows]
            moved = rounded(figures(second)[name], kind) - rounded(figures(first)[name], kind)
            assert sum(printed) == _read(grid.total[column]) == moved / Decimal(100 if kind == "money" else 1)


def _read(cell: str) -> Decimal:
    return Decimal(0) if cell == "–" else Decimal(cell.replace("¥", "").replace(",", ""))


def test_a_plan_does_not_differ_from_itself() -> None:
    plan = _plan(Random(3))
    found = difference(plan, plan)
    assert not found.differs
    assert (found.changed, found.sections) == ((), ())
    assert attribute(plan, plan, OPTIONS).steps == ()
