"""Families of re-solves: ``python -m tests.benchmarks.bench_families [POINTS] [SCENARIO]``.

For each family two comparisons in one run. *Hot* against *cold*, in one process: how many integer programs
are solved per second of processor when what the what-ifs share (tables, columns, rules, loaded solvers) is
made once, and when it is not: for sweep and frontier by a loop of ``load`` and ``optimize``, for the others
by the same code with every what-if on its own. *One process* against *all cores*: seconds of the wall,
loading and the start of processes included. All ways must give the same plans, sweeps and frontiers in the
loop the same values within the gap.
"""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from kolopt.economics.tables import tabulate
from kolopt.errors import InfeasibleError
from kolopt.explore import alternatives, fragility, money, room, rule_prices, short
from kolopt.explore.compare import Entry, compare
from kolopt.explore.entries import entries
from kolopt.explore.frontier import budget_frontier, default_budgets
from kolopt.explore.shared import Shared
from kolopt.explore.subject import Request, subject_of
from kolopt.explore.sweep import sweep
from kolopt.explore.team import Team
from kolopt.explore.vary import parse_axis
from kolopt.model.lines import Lines
from kolopt.money import parse_share
from kolopt.planning import DEFAULT_GAPS, Options, optimize, parse_gap
from kolopt.rules.read import read_rules
from kolopt.scenario.load import load
from kolopt.scenario.quantities import World
from kolopt.solve.approximation import solve
from kolopt.solve.family import Family
from kolopt.solve.search import Search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kolopt.solve.outcome import Outcome

    Work = Callable[[int | None], Any]
    """Told how many processes, None = as many as there are cores; gives what is compared."""

SCENARIOS = Path(__file__).parents[2] / "scenarios"
OPTIONS = Options()
REQUEST = Request(parse_gap("0.5%"), parse_share("20%"))
TOPICS = {
    "short": short,
    "money": money,
    "rules": rule_prices,
    "room": room,
    "fragility": fragility,
    "alternatives": alternatives,
}


@dataclass(frozen=True)
class Measured:
    """One way to do a family.

    Attributes:
        solves: integer programs, of this process alone.
        processor: seconds of it.
        wall: seconds.
        found: what is compared.
    """

    solves: int
    processor: float
    wall: float
    found: Any

    @property
    def rate(self) -> float:
        """Programs per second of processor."""
        return self.solves / self.processor


@dataclass(frozen=True)
class Row:
    """One family in three ways: hot and cold in one process, hot on all cores."""

    name: str
    hot: Measured
    cold: Measured
    cores: Measured


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


def cold_of(work: Work) -> Work:
    """The same work with nothing shared."""

    def run(processes: int | None) -> Any:
        with alone():
            return work(processes)

    return run


def in_a_loop(path: Path, points: tuple[str, ...], _: int | None) -> list[float]:
    """Values by loading and optimising point after point; 0 without a plan."""
    return [value_at(path, point) for point in points]


def value_at(path: Path, point: str) -> float:
    """The value of a point loaded and optimised by itself."""
    try:
        return float(optimize(load(path, [point]), OPTIONS).certificate.value)
    except InfeasibleError:
        return 0.0


def swept(path: Path, points: tuple[str, ...], processes: int | None) -> list[float]:
    """Values of a sweep."""
    rows = sweep(load(path), [(point,) for point in points], OPTIONS, jobs=processes)
    return [float(row.figures.get("value", 0)) for row in rows]


def frontier(path: Path, processes: int | None) -> list[float]:
    """Values of the default frontier."""
    case = load(path)
    rows = budget_frontier(case, default_budgets(case), OPTIONS, jobs=processes).rows
    return [float(row.figures.get("value", 0)) for row in rows]


def explained(path: Path, topic: str, processes: int | None) -> Any:
    """The answer of a topic of ``explain``."""
    with Team(processes) as team:
        return TOPICS[topic].explain(subject_of(load(path), OPTIONS, None, team), REQUEST)


def worlds(path: Path, processes: int | None) -> Any:
    """The scenario with low, base and high yields, as ``compare --worlds``."""
    case = load(path)
    found = compare([Entry(world.value, case, world) for world in World], OPTIONS, jobs=processes)
    return found.regret


def regret(processes: int | None) -> Any:
    """The shipped what-if file compared, with the plan of least regret."""
    found = compare(
        entries([str(SCENARIOS / "skincare-whatif.yaml")]), OPTIONS, compromise=True, jobs=processes
    )
    return found.regret, found.compromise


def measured(work: Work, processes: int | None) -> Measured:
    """What some work gives, and what it took."""
    solves = 0
    outcome = Search.outcome

    def counted(search: Search) -> Outcome:
        nonlocal solves
        solves += 1
        return outcome(search)

    with patch.object(Search, "outcome", counted):
        wall, processor = time.monotonic(), time.process_time()
        found = work(processes)
        processor, wall = time.process_time() - processor, time.monotonic() - wall
    return Measured(solves, processor, wall, found)


def families(path: Path, points: int) -> dict[str, tuple[Work, Work]]:
    """Name → the family hot, and cold."""
    case = load(path)
    around = default_budgets(case).overrides()
    total = case.scenario.budget.total.base
    budgets = parse_axis(f"budget.total={float(total * 3 / 5)}..{float(total * 2)}:{points}").overrides()
    both: dict[str, tuple[Work, Work]] = {
        f"sweep of {points} budgets": (partial(swept, path, budgets), partial(in_a_loop, path, budgets)),
        "frontier": (partial(frontier, path), partial(in_a_loop, path, around)),
    }
    same: dict[str, Work] = {f"explain {topic}": partial(explained, path, topic) for topic in TOPICS}
    same |= {"compare worlds": partial(worlds, path), "compare, least regret": regret}
    return both | {name: (work, cold_of(work)) for name, work in same.items()}


def bench(points: int, name: str = "skincare-618") -> Iterator[Row]:
    """Each family, its ways one after the other.

    Raises:
        AssertionError: two ways disagree.
    """
    gap = DEFAULT_GAPS["score"].points or 0.0
    path = SCENARIOS / f"{name}.yaml"
    optimize(load(path))  # what is made once in a process is made
    for family, (hot, cold) in families(path, points).items():
        row = Row(family, measured(hot, 1), measured(cold, 1), measured(hot, None))
        assert row.cores.found == row.hot.found, family
        if isinstance(row.hot.found, list):
            assert len(row.hot.found) == len(row.cold.found), family
            pairs = zip(row.hot.found, row.cold.found, strict=True)
            assert all(abs(one - other) <= gap for one, other in pairs), family
        else:
            assert row.hot.found == row.cold.found, family
        yield row


def main() -> None:
    """Print a line per family."""
    points, *scenario = sys.argv[1:] or ["40"]
    for row in bench(int(points), *scenario):
        print(
            f"{row.name:22} {row.hot.solves:4} solves; per second of processor {row.hot.rate:5.1f} hot, "
            f"{row.cold.rate:5.1f} cold: {row.cold.processor / row.hot.processor:.1f} times less work; "
            f"{row.hot.wall:5.1f} s in one process, {row.cores.wall:5.1f} s on all cores: "
            f"{row.hot.wall / row.cores.wall:.1f} times as fast",
            flush=True,
        )


if __name__ == "__main__":
    main()
