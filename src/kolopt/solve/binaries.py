"""The binaries first: branch and bound over them alone, on linear solves, while lines may be fractions.

A continuous solution says little about "none or at least 20" or "if there is a celebrity": as a
fraction such a rule costs next to nothing. Lines are many and each rounds for little; binaries are few,
and each can move the bound by more than the gap. Settled first, they leave a problem of rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.solve.highs import Run
from kolopt.solve.tangents import cutting_tangents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kolopt.model.program import Program
    from kolopt.solve.engine import Engine
    from kolopt.solve.outcome import Deadline

BEST_FIRST = 1000
"""Nodes opened in the order of their bounds; after them the newest is followed to the end."""
MOST_NODES = 1200
WHOLE = 1e-6
"""A binary this close to 0 or 1 is decided."""
AGREED = 1e-4
"""Points by which a node's solution may overstate a response; a node lives shortly."""


@dataclass(frozen=True, slots=True)
class _Node:
    bound: float
    fixed: Mapping[int, float]
    values: Sequence[float]


def settle(
    program: Program, binaries: Sequence[int], engine: Engine, relaxed: Run, deadline: Deadline
) -> Run:
    """The best continuous solution found whose binaries are whole, and a bound over all choices of them.

    Columns stay fixed in the engine until the caller releases them; tangents stay.

    Args:
        program: the program.
        binaries: its binary columns.
        engine: the program in the solver, with the tangents of the continuous phase.
        relaxed: the continuous solution.
        deadline: passed on to the solver.

    Returns:
        ``optimal`` with values; ``infeasible`` when no choice of the binaries leaves a solution; ``time``
        or ``nodes`` with the bound so far and no values.
    """
    if relaxed.values is None:
        return relaxed
    nodes = [_Node(relaxed.bound, {}, relaxed.values)]
    opened = 0
    while nodes:
        bound = max(node.bound for node in nodes)
        if opened >= MOST_NODES:
            return Run("nodes", None, bound)
        chosen = nodes.pop(_best(nodes) if opened < BEST_FIRST else -1)
        column = _most_undecided(chosen.values, binaries)
        if column is None:
            return Run("optimal", tuple(chosen.values), bound)
        children = []
        for value in (0.0, 1.0):
            fixed = {**chosen.fixed, column: value}
            run = _solved(program, engine, {**dict.fromkeys(binaries), **fixed}, deadline)
            opened += 1
            if run.status == "infeasible":
                continue
            if run.values is None:
                return Run(run.status, None, bound)
            children.append(_Node(min(run.bound, chosen.bound), fixed, run.values))
        nodes += sorted(children, key=lambda node: node.bound)
    return Run("infeasible", None, float("-inf"))


def flipped(
    program: Program, choice: Mapping[int, float], engine: Engine, worth: float, deadline: Deadline
) -> list[tuple[Mapping[int, float], Sequence[float]]]:
    """The choices that differ in one binary, with their continuous solutions, the best first.

    Columns stay fixed in the engine until the caller releases them; tangents stay.

    Args:
        program: the program.
        choice: a value for each binary column.
        engine: the program in the solver.
        worth: a choice whose bound is no higher is left out.
        deadline: passed on to the solver.
    """
    found = []
    for column, value in choice.items():
        other = {**choice, column: 1.0 - value}
        run = _solved(program, engine, other, deadline)
        if run.values is not None and run.bound > worth:
            found.append((run.bound, other, run.values))
    found.sort(key=lambda known: -known[0])
    return [(other, values) for _, other, values in found]


def _best(nodes: Sequence[_Node]) -> int:
    """The first of those with the highest bound."""
    return max(range(len(nodes)), key=lambda k: nodes[k].bound)


def _most_undecided(values: Sequence[float], binaries: Sequence[int]) -> int | None:
    """The binary nearest to a half; None when all are whole."""
    column = min(binaries, key=lambda index: abs(values[index] - 0.5), default=None)
    if column is None or abs(values[column] - round(values[column])) <= WHOLE:
        return None
    return column


def _solved(program: Program, engine: Engine, choice: Mapping[int, float | None], deadline: Deadline) -> Run:
    """The continuous solution with some binaries fixed and the others (None) free, its tangents agreed."""
    engine.bound_columns({k: (0.0, 1.0) if value is None else (value, value) for k, value in choice.items()})
    while True:
        run = engine.relax(deadline)
        tangents = [] if run.values is None else cutting_tangents(program, run.values, AGREED)
        if not tangents:
            return run
        engine.add_tangents(tangents)
