"""Regret against enumeration, on random tiny scenarios and variations of them."""

from __future__ import annotations

from random import Random

import numpy as np
from tests.property.tiny import Oracle, document

from kolopt.explore.regret import least_regret, regret_table
from kolopt.explore.subject import subject_of
from kolopt.planning import Options
from kolopt.scenario.load import from_document, with_patches
from kolopt.scenario.patch import parse_patch

LARGEST = 20_000
"""Most plans to enumerate; a larger scenario is drawn again."""
VARIATIONS = (
    "budget.total*=1.25",
    "budget.total*=0.9",
    "tiers.micro.quote*=1.3",
    "tiers.nano.yields.reads*=1.6",
    "goals.awareness.weight*=3",
    "tiers.nano.available.phase+=1",
    "rules.must=count(nano) >= 2",
    "rules.must=count(nano) <= 1",
)


def _draw(seed: int):
    """A scenario and two variations, solved; and every plan of the scenario valued in all of them."""
    random = Random(seed)
    options = Options(seconds=None)
    while True:
        base = from_document(document(random), path=f"tiny-{seed}")
        chosen = random.sample(VARIATIONS, 2)
        cases = {"base": base, **{text: with_patches(base, [parse_patch(text)]) for text in chosen}}
        subjects = {name: subject_of(case, options) for name, case in cases.items()}
        oracles = [Oracle(subject.economics, subject.rules) for subject in subjects.values()]
        if oracles[0].size <= LARGEST:
            for oracle in oracles:
                oracle.counts = oracles[0].counts
            return subjects, oracles, options


def _gap(subjects) -> float:
    first = next(iter(subjects.values()))
    if first.question.goal == "score":
        return 0.01
    return 0.0001 * max(abs(subject.plan.value) for subject in subjects.values())


def test_the_least_regret_equals_brute_force(slow: bool) -> None:
    outcomes = [_check(seed) for seed in range(300 if slow else 60)]
    for kind in ("solved", "none", "infeasible case"):
        assert outcomes.count(kind) >= 3, f"too few scenarios of kind {kind} to mean anything"


def _check(seed: int) -> str:
    subjects, oracles, options = _draw(seed)
    if any(subject.best is None for subject in subjects.values()):
        return "infeasible case"
    table = regret_table(subjects)
    gap = _gap(subjects) + 1e-7
    _check_table(table, gap)
    found = least_regret(subjects, table, options)
    allowed = np.all([oracle.feasible() for oracle in oracles], axis=0)
    if not allowed.any():
        assert found is None
        return "none"
    assert found is not None
    bests = [subject.plan.value for subject in subjects.values()]
    losses = np.max([best - oracle.values() for best, oracle in zip(bests, oracles, strict=True)], axis=0)
    least = max(0.0, losses[allowed].min())
    assert found.proven
    assert found.worst <= least + gap, f"seed {seed}"
    assert found.bound <= least + 1e-6, f"seed {seed}"
    assert max(0.0, *found.losses) == found.worst
    assert all(found.worst <= worst + gap for worst in table.worst if worst is not None)
    row = np.array([found.counts.get(line, 0) for line in oracles[0].lines])
    index = int(np.flatnonzero((oracles[0].counts == row).all(axis=1))[0])
    assert allowed[index], f"seed {seed}: the plan breaks a rule of some case"
    return "solved"


def _check_table(table, gap: float) -> None:
    for i, row in enumerate(table.cells):
        assert row[i].loss == 0.0
        assert not row[i].broken
        assert all(cell.loss >= -gap for cell in row if not cell.broken)
        if any(cell.broken for cell in row):
            assert table.worst[i] is None
        else:
            assert table.worst[i] == max(cell.loss for cell in row)
