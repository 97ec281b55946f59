"""A loaded instance answers as a fresh one, whatever it solved before."""

from random import Random

import pytest
from tests.property.tiny import document

from kolopt.economics.tables import tabulate
from kolopt.model.formulate import formulate
from kolopt.planning import question_of
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World
from kolopt.solve.approximation import solve
from kolopt.solve.family import MOST_SHAPES, Family
from kolopt.solve.outcome import Found, Limits

LIMITS = Limits(gap_absolute=0.01)


def program(seed, **changes):
    text = document(Random(seed))
    text["objective"] = {"maximize": "score"}
    for name, change in changes.items():
        text[name] = {**text[name], **change}
    case = from_document(text, path=f"tiny-{seed}")
    economics = tabulate(case.scenario, World.BASE)
    return formulate(economics, read_rules(case), question_of(case.scenario))


def budgets(seed):
    return [program(seed, budget={"total": str(total)}) for total in range(2500, 20001, 1750)]


@pytest.mark.parametrize("seed", range(12))
def test_hot_and_cold_are_the_same(seed):
    family = Family()
    for one in budgets(seed):
        assert family.solve(one, LIMITS) == solve(one, LIMITS)


@pytest.mark.parametrize("seed", range(6))
def test_an_answer_does_not_depend_on_the_order(seed):
    points = budgets(seed)
    forward, backward, alone = Family(), Family(), [Family().solve(one, LIMITS) for one in points]
    assert [forward.solve(one, LIMITS) for one in points] == alone
    assert [backward.solve(one, LIMITS) for one in reversed(points)][::-1] == alone


def test_prices_and_goal_parameters_are_exchanged_too():
    family = Family()
    family.solve(program(3), LIMITS)
    text = document(Random(3))
    dearer = {
        tier: {**record, "quote": str(2 * float(record["quote"]))} for tier, record in text["tiers"].items()
    }
    changed = program(3, tiers=dearer)
    assert family.solve(changed, LIMITS) == solve(changed, LIMITS)
    assert family.solve(changed, LIMITS).value != family.solve(program(3), LIMITS).value


def test_other_shapes_and_more_than_are_kept():
    family = Family()
    programs = [program(seed) for seed in range(3 * MOST_SHAPES)]
    first = [family.solve(one, LIMITS) for one in programs]
    assert first == [family.solve(one, LIMITS) for one in programs]
    assert first == [solve(one, LIMITS) for one in programs]


def test_a_start_makes_the_answer_no_worse():
    one = next(p for p in budgets(5) if solve(p, LIMITS).found is Found.PLAN)
    best = solve(one, Limits(gap_absolute=1e-6))
    wide = Limits(gap_absolute=50.0)
    assert Family().solve(one, wide, start=best.counts).value >= best.value
