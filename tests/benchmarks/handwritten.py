"""The same integer program as somebody would write it by hand: PuLP, 20 fixed tangents per response, HiGHS.

``python handwritten.py program.json`` reads columns, rows and curves, builds, solves to a relative gap of
1e-4 and prints counts. It knows nothing of kolopt, and proves nothing of the true objective.
"""

from __future__ import annotations

import json
import math
import sys

import pulp

TANGENTS = 20


def height(shape: str, z: float) -> float:
    """The response at a scaled stock."""
    return z / (1.0 + z) if shape == "share" else min(z, 1.0) if shape == "linear" else -math.expm1(-z)


def slope(shape: str, z: float) -> float:
    """Its derivative."""
    return (1.0 + z) ** -2 if shape == "share" else float(z < 1.0) if shape == "linear" else math.exp(-z)


def stock(shape: str, share: float) -> float:
    """Where it reaches a share."""
    return share / (1.0 - share) if shape == "share" else share if shape == "linear" else -math.log1p(-share)


def main() -> None:
    """Build, solve, print."""
    with open(sys.argv[1], encoding="utf-8") as file:
        data = json.load(file)
    problem = pulp.LpProblem("plan", pulp.LpMaximize)
    columns = [
        problem.add_variable(f"x{k}", low, high, pulp.const.LpInteger if whole else pulp.const.LpContinuous)
        for k, (low, high, whole, _) in enumerate(data["columns"])
    ]
    problem.setObjective(
        pulp.lpSum(weight * columns[k] for k, (_, _, _, weight) in enumerate(data["columns"]) if weight)
    )
    for terms, low, high in data["rows"]:
        total = pulp.lpSum(coefficient * columns[k] for k, coefficient in terms)
        if low is not None and low == high:
            problem.addConstraint(total == low)
            continue
        if low is not None:
            problem.addConstraint(total >= low)
        if high is not None:
            problem.addConstraint(total <= high)
    for z, points, shape in data["curves"]:
        for k in range(TANGENTS):
            at = stock(shape, 0.98 * k / TANGENTS)
            steep = 100.0 * slope(shape, at)
            line = 100.0 * height(shape, at) + steep * (columns[z] - at)
            problem.addConstraint(columns[points] <= line)
    problem.solve(pulp.HiGHS(msg=False, gapRel=1e-4, threads=1))
    counts = [round(column.value() or 0.0) for column in columns[: data["decisions"]]]
    print(json.dumps({"counts": counts, "value": pulp.value(problem.objective)}))


if __name__ == "__main__":
    main()
