"""Conditions on more money than one coefficient can hold: cut into steps, they mean the same."""

from __future__ import annotations

from itertools import starmap
from random import Random

import numpy as np
import pytest
from tests.property.tiny import Oracle, document

from kolopt.economics.tables import tabulate
from kolopt.errors import InfeasibleError, SolverError
from kolopt.model import conditions
from kolopt.model.formulate import formulate
from kolopt.planning import Gap, Options, answer, question_of
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World

RULES = [
    "if count(micro) >= 1 in campaign then spend <= 25M in campaign",
    "if count(micro) >= 1 in campaign then spend(nano) >= 12,345,678.91 in campaign",
    "if count(nano) <= 1 in campaign then spend(micro) >= 33.3% of spend in campaign",
    "if count(micro) >= 2 in campaign then spend(nano) <= 20% of spend in campaign",
]
SOFT = [*RULES, "spend(nano) >= 66.7% of spend in campaign", "spend(micro) <= 33.3% of spend in campaign"]
TIMES = 3_000
"""What the tiny scenarios' money is multiplied with: budgets of ¥9M to ¥60M."""


def _rich(seed: int, soft: bool = False):
    """A tiny scenario in millions of yuan, with one rule on millions."""
    random = Random(seed)
    text = document(random)
    text["budget"] = {"total": str(int(text["budget"]["total"]) * TIMES)}
    for name in ("nano", "micro"):
        tier = text["tiers"][name]
        quote = tier["quote"]
        base = quote["base"] if isinstance(quote, dict) else quote
        tier["quote"] = f"{float(base) * TIMES + 0.37:.2f}"
    rule = {"rule": random.choice(SOFT if soft else RULES)}
    if soft:
        rule["soft"] = "3 per 1M"
    text["rules"] = {"large": rule}
    return from_document(text, path=f"rich-{seed}")


def _checked(seed: int, *, soft: bool) -> tuple[str, bool]:
    case = _rich(seed, soft)
    economics, rules = tabulate(case.scenario, World.BASE), read_rules(case)
    oracle = Oracle(economics, rules)
    if oracle.size > 30_000:
        return "large", False
    stepped = any(
        "_times_" in c.name for c in formulate(economics, rules, question_of(case.scenario)).columns
    )
    spends = case.scenario.objective.minimize is not None
    gap = Gap(share=1e-6) if spends else Gap(points=1e-4)
    allowed = oracle.feasible()
    if not allowed.any():
        with pytest.raises(InfeasibleError):
            answer(economics, rules, Options(seconds=None, gap=gap))
        return "infeasible", stepped
    counts, proof = answer(economics, rules, Options(seconds=None, gap=gap))
    row = np.array([counts.get(line, 0) for line in oracle.lines])
    index = int(np.flatnonzero((oracle.counts == row).all(axis=1))[0])
    values = oracle.values()
    best = values[allowed].max()
    assert proof.stopped == "closed"
    assert allowed[index], f"seed {seed}"
    assert values[index] >= best - limit(gap, best), f"seed {seed}: {values[index]} < {best}"
    return "plan", stepped


def limit(gap: Gap, best: float) -> float:
    return (gap.points or 0.0) + (gap.share or 0.0) * abs(best) + 1e-6


@pytest.mark.parametrize("soft", [False, True])
def test_millions_are_planned_as_enumeration_says(slow: bool, soft: bool) -> None:
    found = [_checked(seed, soft=soft) for seed in range(400 if slow else 60)]
    assert sum(kind == "plan" for kind, _ in found) >= 20
    assert sum(stepped for _, stepped in found) >= 10


def test_without_steps_such_a_condition_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditions, "MOST_RELEASED", float("inf"))
    subjects = ((tabulate(case.scenario, World.BASE), read_rules(case)) for case in map(_rich, range(60)))
    with pytest.raises(SolverError, match="rule:large has the coefficient"):
        list(starmap(answer, ((*subject, Options(seconds=None)) for subject in subjects)))
