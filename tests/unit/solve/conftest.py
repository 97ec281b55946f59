"""The generator of synthetic programs, and the exact answer of tiny ones by trying all counts."""

import itertools
import random
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

RULES = (
    "density", "share", "hero", "hours", "early", "minimum", "none_or", "none_or_each", "if", "variety",
    "soft", "soft_money", "floor",
)  # fmt: skip


@pytest.fixture(scope="session")
def synthetic():
    """The module ``synthetic.py``: ``market(Shape(...), seed)`` writes a program."""
    name = "solve_synthetic"
    spec = spec_from_file_location(name, Path(__file__).with_name("synthetic.py"))
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def tiny(synthetic):
    """``tiny(seed)``: a program of two to six lines with a random choice of all rules."""

    def write(seed):
        rng = random.Random(seed)
        shape = synthetic.Shape(
            tiers=rng.choice([2, 3]),
            formats=1,
            fits=1,
            phases=rng.choice([1, 2]),
            goals=rng.choice([1, 3, 5]),
            budget=rng.randrange(20_000_00, 900_000_00),
            features=tuple(rule for rule in RULES if rng.random() < 0.3),
            spend=rng.random() < 0.3,
            pool=rng.choice([2, 3]),
        )
        return synthetic.market(shape, seed)

    return write


@pytest.fixture(scope="session")
def best_by_trying():
    """``best_by_trying(program)``: (value, counts) of the best allowed plan, None without one."""

    def best(program):
        ranges = [range(int(c.low), int(c.high) + 1) for c in program.columns[: program.decisions]]
        plans = ((program.judge(counts), counts) for counts in itertools.product(*ranges))
        return max(((plan.value, counts) for plan, counts in plans if not plan.broken), default=None)

    return best
