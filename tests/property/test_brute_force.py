"""The solver against enumeration, on random tiny scenarios of every kind."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pulp
import pytest
from tests.property.motion import in_motion
from tests.property.tiny import Oracle, document

from kolopt.economics.tables import tabulate
from kolopt.errors import InfeasibleError
from kolopt.plan.file import dumps, loads
from kolopt.planning import Gap, Options, answer, optimize
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World
from kolopt.solve import search
from kolopt.solve.decomposition import decompose

LARGEST = 30_000
"""Most plans to enumerate; a larger scenario is drawn again."""


def _draw(seed: int, make=document):
    """A scenario small enough to enumerate, its rules, tables and oracle."""
    random = Random(seed)
    while True:
        case = from_document(make(random), path=f"tiny-{seed}")
        world = random.choice(list(World))
        economics = tabulate(case.scenario, world)
        rules = read_rules(case)
        oracle = Oracle(economics, rules)
        if oracle.size <= LARGEST:
            return case, world, economics, rules, oracle


def _moving(random: Random) -> dict:
    return in_motion(random, document(random))


def _check(seed: int, solver: str, make=document) -> str:
    case, world, economics, rules, oracle = _draw(seed, make)
    spend_question = case.scenario.objective.minimize is not None
    gap = Gap(share=0.0001) if spend_question else Gap(points=0.01)
    options = Options(world=world, gap=gap, seconds=None, solver=solver)
    allowed = oracle.feasible()
    if not allowed.any():
        with pytest.raises(InfeasibleError):
            answer(economics, rules, options)
        return "infeasible"
    counts, proof = answer(economics, rules, options)
    row = np.array([counts.get(line, 0) for line in oracle.lines])
    index = int(np.flatnonzero((oracle.counts == row).all(axis=1))[0])
    values = oracle.values()
    best = values[allowed].max()
    assert proof.stopped == "closed"
    assert allowed[index], f"seed {seed}: the plan breaks a rule"
    tolerance = max(gap.points or 0, (gap.share or 0) * max(abs(best), 1)) + 1e-9
    assert values[index] >= best - tolerance, f"seed {seed}: {values[index]} < {best}"
    assert proof.bound >= best - 1e-7, f"seed {seed}: the bound {proof.bound} is below {best}"
    assert proof.bound - values[index] <= tolerance + 1e-7
    return case.scenario.objective.minimize or "score"


def test_highs_equals_brute_force(slow: bool) -> None:
    outcomes = [_check(seed, "highs") for seed in range(1500 if slow else 300)]
    for kind in ("infeasible", "spend", "score"):
        assert outcomes.count(kind) >= 15, f"too few scenarios of kind {kind} to mean anything"


def test_what_only_large_programs_need_equals_brute_force_too(monkeypatch, slow: bool) -> None:
    met = []

    def counted(*arguments):
        for step in decompose(*arguments):
            met.append(step)
            yield step

    monkeypatch.setattr(search, "NEARBY_LINES", 0)
    monkeypatch.setattr(search, "TELLING", -math.inf)
    monkeypatch.setattr(search, "decompose", counted)
    for seed in range(9000, 9300 if slow else 9120):
        _check(seed, "highs")
    assert len(met) >= 20


def test_a_program_too_hard_for_branching_alone_equals_brute_force_too(monkeypatch) -> None:
    monkeypatch.setattr(search, "QUICK_NODES", 1)
    for seed in range(9500, 9560):
        _check(seed, "highs")


def test_highs_equals_brute_force_around_what_is_booked(slow: bool) -> None:
    outcomes = [_check(seed, "highs", _moving) for seed in range(5000, 6500 if slow else 5300)]
    for kind in ("infeasible", "spend", "score"):
        assert outcomes.count(kind) >= 15, f"too few scenarios of kind {kind} to mean anything"


def test_tiny_plans_in_motion_survive_the_audit() -> None:
    past = booked = 0
    for seed in range(7000, 7120):
        case, world, economics, _, oracle = _draw(seed, _moving)
        try:
            plan = optimize(case, Options(world=world, seconds=None))
        except InfeasibleError:
            continue
        past += any(rule.past for rule in plan.rules)
        booked += plan.booked is not None
        assert loads(dumps(plan), "plan.json") == plan
        assert not any(line in economics.closed for line in plan.counts())
        for (phase, offer), count in plan.counts().items():
            if not (economics.scenario.fits.get("adjacent")):
                assert count <= oracle.held.most_new(phase, offer), (seed, phase, offer)
    assert past >= 3
    assert booked >= 30


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(pulp, "PULP_CBC_CMD"), reason="this PuLP ships no CBC")
def test_cbc_equals_brute_force() -> None:
    for seed in range(300):
        _check(seed, "cbc")


def test_tiny_plans_survive_the_audit() -> None:
    for seed in range(40):
        case, world, *_ = _draw(seed)
        try:
            plan = optimize(case, Options(world=world, seconds=None))
        except InfeasibleError:
            continue
        assert plan.certificate.status == "proven"
