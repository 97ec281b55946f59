"""The main job as a whole process against a hand-written script: ``python -m tests.benchmarks.bench_script``.

Both start cold, solve the same program of a shipped scenario and end. The script
(:mod:`tests.benchmarks.handwritten`) is given the coefficients ready-made; kolopt reads YAML, checks,
formulates, proves, audits and prints. Two more ways are the script that also imports click and pydantic,
and all that kolopt reads and checks its files with: the rest is kolopt's own work. Printed: median wall
time, peak memory, and what is left between the plan's true score and the best bound known. The script
proves nothing of the true score, so its gap is taken to kolopt's bound.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kolopt.economics.tables import tabulate
from kolopt.model.formulate import formulate
from kolopt.planning import question_of
from kolopt.rules.read import read_rules
from kolopt.scenario.load import load
from kolopt.scenario.quantities import World
from kolopt.solve.problem import entered_rows

if TYPE_CHECKING:
    from kolopt.model.program import Program

ROOT = Path(__file__).parents[2]
WITH_LIBRARIES = """
import runpy, pydantic, {libraries}
class Model(pydantic.BaseModel):
    number: int
runpy.run_module("tests.benchmarks.handwritten", run_name="__main__")
"""
SCENARIOS = ("skincare-618", "mother-baby-double11", "portfolio")
MEGABYTE = 1024


def measured(arguments: list[str]) -> tuple[float, float, str]:
    """Seconds, peak memory in MB, and standard output of a process."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        text = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, arguments
    return time.perf_counter() - start, usage.ru_maxrss / MEGABYTE, text


def as_data(program: Program) -> dict[str, Any]:
    """A program as a script would hold it: numbers only."""
    return {
        "decisions": program.decisions,
        "columns": [
            [c.low, None if c.high == float("inf") else c.high, c.integer, c.weight] for c in program.columns
        ],
        "rows": entered_rows(program),
        "curves": [[curve.stock, curve.points, curve.response.shape] for curve in program.curves],
    }


def program_of(name: str) -> Program:
    """The program of a shipped scenario."""
    case = load(ROOT / "scenarios" / f"{name}.yaml")
    return formulate(tabulate(case.scenario, World.BASE), read_rules(case), question_of(case.scenario))


def commands_of(name: str, folder: Path) -> dict[str, list[str]]:
    """The ways, as arguments of Python; the script's coefficients are written to the folder."""
    path = folder / "program.json"
    path.write_text(json.dumps(as_data(program_of(name))), encoding="utf-8")
    return {
        "script": ["-m", "tests.benchmarks.handwritten", str(path)],
        "script, two": ["-c", WITH_LIBRARIES.format(libraries="click"), str(path)],
        "script, libraries": ["-c", WITH_LIBRARIES.format(libraries="click, lark, ruamel.yaml"), str(path)],
        "kolopt": ["-m", "kolopt", "plan", f"scenarios/{name}.yaml", "--json", "--quiet"],
    }


def compare(name: str, runs: int) -> None:
    """Print a line for each way."""
    program = program_of(name)
    with tempfile.TemporaryDirectory() as folder:
        commands = commands_of(name, Path(folder))
        taken: dict[str, list[tuple[float, float, str]]] = {way: [] for way in commands}
        for turn in range(runs + 1):
            for way, arguments in commands.items():
                found = measured(arguments)
                if turn:  # the first turn warms the caches
                    taken[way].append(found)
    certificate = json.loads(taken["kolopt"][0][2])["certificate"]
    counts = json.loads(taken["script"][0][2].splitlines()[-1])["counts"]  # HiGHS prints a line of its own
    judged = program.judge(counts)
    values = {"kolopt": float(certificate["value"])}
    base = statistics.median(seconds for seconds, _, _ in taken["script"])
    for way, found in taken.items():
        seconds = statistics.median(seconds for seconds, _, _ in found)
        memory = max(memory for _, memory, _ in found)
        gap = float(certificate["bound"]) - values.get(way, judged.value)
        broken = f", breaks {', '.join(judged.broken)}" if way != "kolopt" and judged.broken else ""
        print(
            f"{name:<22} {way:<17} {seconds:7.2f} s {seconds / base:6.2f} x {memory:7.0f} MB "
            f"gap {gap:.4f}{broken}",
            flush=True,
        )


def main() -> None:
    """Compare on every scenario."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as where kolopt is installed, modules are compiled once
    for name in SCENARIOS:
        compare(name, int(sys.argv[1]) if len(sys.argv) > 1 else 3)


if __name__ == "__main__":
    main()
