"""Scenarios that are hard to prove: ``python -m tests.benchmarks.hard_cases [SECONDS]`` solves those kept.

``… find FIRST LAST [SECONDS]`` goes through seeds of :mod:`tests.benchmarks.random_scenarios`; the worst of
them are kept as files in ``hard/``. A line is printed for each scenario: processor seconds, nodes, linear
solves, value, what is left of the gap in its own unit (points or yuan), and how the solve ended. SECONDS
(default 60) are those of the wall, for each solve.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.random_scenarios import scenario_text

from kolopt.economics.tables import tabulate
from kolopt.errors import InfeasibleError, KoloptError
from kolopt.planning import Options, plan_from
from kolopt.rules.read import read_rules
from kolopt.scenario.load import load
from kolopt.solve.approximation import solve

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from kolopt.solve.outcome import Outcome

HARD = Path(__file__).parent / "hard"


def described(path: Path, seconds: float) -> str:
    """Solve and audit a scenario as ``kolopt plan`` does; what came of it, in one line."""
    outcomes: list[Outcome] = []

    def search(*arguments: Any) -> Outcome:
        outcomes.append(solve(*arguments))
        return outcomes[-1]

    start = time.process_time()
    case, options = load(path), Options(seconds=seconds)
    try:
        plan = plan_from(
            case, tabulate(case.scenario, options.world), read_rules(case), options, None, search
        )
    except InfeasibleError:
        ended = "infeasible"
    except KoloptError as error:
        ended = f"{type(error).__name__}: {error}"
    else:
        proof = plan.certificate
        gap = abs(float(proof.bound) - float(proof.value))
        ended = f"{float(proof.value):12.4f} {gap:10.4f} {proof.question} {proof.status}"
    taken = time.process_time() - start
    nodes = sum(outcome.statistics.nodes for outcome in outcomes)
    linear = sum(outcome.statistics.linear_solves for outcome in outcomes)
    return f"{taken:8.2f} s {nodes:6} nodes {linear:5} linear solves {ended}"


def solve_all(paths: Iterable[Path], seconds: float) -> None:
    """Print a line for each scenario."""
    for path in paths:
        print(f"{path.stem:<12} {described(path, seconds)}", flush=True)


def main() -> None:
    """Solve the kept scenarios, or look for others."""
    arguments = sys.argv[1:]
    if arguments[:1] != ["find"]:
        solve_all(sorted(HARD.glob("*.yaml")), float(arguments[0]) if arguments else 60.0)
        return
    first, last = int(arguments[1]), int(arguments[2])
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, last + 1):
            path = Path(folder) / f"seed-{seed:04d}.yaml"
            path.write_text(scenario_text(seed), encoding="utf-8")
            solve_all([path], float(arguments[3]) if arguments[3:] else 60.0)


if __name__ == "__main__":
    main()
