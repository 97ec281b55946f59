"""The integer program against enumeration, before any solver: every plan judged as the oracle judges it."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from tests.property.motion import in_motion
from tests.property.tiny import Oracle, document

from kolopt.economics.tables import tabulate
from kolopt.model.formulate import formulate
from kolopt.model.program import activity
from kolopt.planning import question_of
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World

LARGEST = 1_500
"""Most plans to enumerate; larger scenarios are left to the solver's own comparison."""


def _compare(seed: int, moving: bool = False) -> bool:
    """Judge every plan of one scenario both ways; False when it is too large."""
    random = Random(seed)
    tiny = in_motion(random, document(random)) if moving else document(random)
    case = from_document(tiny, path=f"tiny-{seed}")
    economics = tabulate(case.scenario, random.choice(list(World)))
    rules = read_rules(case)
    oracle = Oracle(economics, rules)
    if oracle.size > LARGEST:
        return False
    program = formulate(economics, rules, question_of(case.scenario))
    allowed, values = oracle.feasible(), oracle.values()
    for index, counts in enumerate(oracle.counts):
        judged = program.judge([int(count) for count in counts])
        assert (not judged.broken) == bool(allowed[index]), (seed, counts, judged.broken)
        if judged.broken:
            continue
        assert judged.value == pytest.approx(values[index], abs=1e-6), (seed, counts)
        for row in program.rows:
            total = activity(row.terms, judged.values)
            assert row.low is None or total >= row.low - 1e-6, (seed, row.name, counts)
            assert row.high is None or total <= row.high + 1e-6, (seed, row.name, counts)
    return True


def test_every_plan_is_judged_as_by_enumeration(slow: bool) -> None:
    compared = [_compare(seed) for seed in range(1_000 if slow else 120)]
    assert np.mean(compared) > 0.8


def test_every_plan_around_what_is_booked_is_judged_as_by_enumeration(slow: bool) -> None:
    compared = [_compare(seed, moving=True) for seed in range(5000, 6000 if slow else 5120)]
    assert np.mean(compared) > 0.8
