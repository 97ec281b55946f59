"""Families of re-solves, hot against cold: ``python -m tests.benchmarks.bench_families [POINTS]``.

*Hot* is how kolopt solves them: what the what-ifs of a family share (tables, columns, rules, loaded
solvers) is made once. *Cold* is the same work with nothing shared: for sweep and frontier a loop of
``load`` and ``optimize``, for explanations and regret the same code with every what-if on its own.
Counted are integer programs solved per second of processor, since machines do other work too. Both must
give the same plans, sweeps and frontiers the same values within the gap.
"""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from kolopt.economics.tables import tabulate
from kolopt.explore import money, room, rule_prices
from kolopt.explore.compare import compare
from kolopt.explore.entries import entries
from kolopt.explore.frontier import budget_frontier, default_budgets
from kolopt.explore.points import PointSolver
from kolopt.explore.shared import Shared
from kolopt.explore.subject import Request, subject_of
from kolopt.explore.vary import parse_axis
from kolopt.model.lines import Lines
from kolopt.money import parse_share
from kolopt.planning import DEFAULT_GAPS, Options, optimize, parse_gap
from kolopt.rules.read import read_rules
from kolopt.scenario.load import load
from kolopt.solve.approximation import solve
from kolopt.solve.family import Family
from kolopt.solve.search import Search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kolopt.solve.outcome import Outcome

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SKINCARE = SCENARIOS / "skincare-618.yaml"
OPTIONS = Options()
REQUEST = Request(parse_gap("0.5%"), parse_share("15%"))


@contextmanager
def alone() -> Iterator[None]:
    """Every what-if makes its own tables, columns and rules, and loads its own solver."""

    def tables(shared: Shared, case: Any) -> Any:
        own = tabulate(case.scenario, shared._world)
        return own, Lines(own)

    with (
        patch.object(Shared, "tables", tables),
        patch.object(Shared, "rules", lambda _, case: read_rules(case)),
        patch.object(Family, "solve", lambda _, *arguments, **named: solve(*arguments, **named)),
    ):
        yield


def in_a_loop(points: tuple[str, ...]) -> list[float]:
    """Values by loading and optimising point after point."""
    return [float(optimize(load(SKINCARE, [point]), OPTIONS).certificate.value) for point in points]


def swept(points: tuple[str, ...]) -> list[float]:
    """Values by one hot solver in this process."""
    solver = PointSolver(load(SKINCARE), OPTIONS)
    return [float(solver.row((point,)).figures["value"]) for point in points]


def frontier() -> list[float]:
    """Values of the default frontier."""
    case = load(SKINCARE)
    rows = budget_frontier(case, default_budgets(case), OPTIONS, jobs=1).rows
    return [float(row.figures["value"]) for row in rows]


def explained(topic: Any) -> Any:
    """The answer of a topic of ``explain``."""
    return topic.explain(subject_of(load(SKINCARE), OPTIONS), REQUEST)


def regret() -> Any:
    """The shipped what-if file compared, with the plan of least regret."""
    found = compare(entries([str(SCENARIOS / "skincare-whatif.yaml")]), OPTIONS, compromise=True)
    return found.regret, found.compromise


@dataclass(frozen=True)
class Pace:
    """How many programs were solved, in how many seconds of processor."""

    solves: int
    seconds: float

    @property
    def rate(self) -> float:
        """Programs per second."""
        return self.solves / self.seconds


def paced(work: Callable[[], Any]) -> tuple[Pace, Any]:
    """What some work gives, and its pace."""
    solves = 0
    outcome = Search.outcome

    def counted(search: Search) -> Outcome:
        nonlocal solves
        solves += 1
        return outcome(search)

    with patch.object(Search, "outcome", counted):
        start = time.process_time()
        found = work()
        seconds = time.process_time() - start
    return Pace(solves, seconds), found


def cold_of(work: Callable[[], Any]) -> Callable[[], Any]:
    """The same work with nothing shared."""

    def run() -> Any:
        with alone():
            return work()

    return run


def families(points: int) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """Name → the family hot, and cold."""
    budgets = parse_axis(f"budget.total=600k..2M:{points}").overrides()
    around = default_budgets(load(SKINCARE)).overrides()
    both: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
        f"sweep of {points} budgets": (lambda: swept(budgets), lambda: in_a_loop(budgets)),
        "frontier": (frontier, lambda: in_a_loop(around)),
    }
    same: dict[str, Callable[[], Any]] = {
        "explain money": lambda: explained(money),
        "explain rules": lambda: explained(rule_prices),
        "explain room": lambda: explained(room),
        "compare, least regret": regret,
    }
    return both | {name: (work, cold_of(work)) for name, work in same.items()}


def bench(points: int) -> Iterator[tuple[str, Pace, Pace]]:
    """Each family with its pace hot and cold, one after the other.

    Raises:
        AssertionError: hot and cold disagree.
    """
    gap = DEFAULT_GAPS["score"].points or 0.0
    optimize(load(SKINCARE))  # what is made once in a process is made
    for name, (hot, cold) in families(points).items():
        (pace, found), (base, known) = paced(hot), paced(cold)
        if isinstance(found, list):
            assert len(found) == len(known), name
            assert all(abs(a - b) <= gap for a, b in zip(found, known, strict=True)), name
        else:
            assert found == known, name
        yield name, pace, base


def main() -> None:
    """Print a line per family."""
    for name, hot, cold in bench(int(sys.argv[1]) if len(sys.argv) > 1 else 40):
        print(
            f"{name:24} {hot.solves:4} solves, {hot.rate:5.1f} per second of processor hot, "
            f"{cold.rate:5.1f} cold: {cold.seconds / hot.seconds:.1f} times less work",
            flush=True,
        )


if __name__ == "__main__":
    main()
