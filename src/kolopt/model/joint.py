"""One plan for several cases: their programs over shared lines, and the worst regret as the objective."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from kolopt.model.program import (
    Column,
    Curve,
    Definition,
    Indicator,
    Linear,
    Points,
    Program,
    Row,
    Shortfall,
    Terms,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ALWAYS = -1
"""Gate of a piece that always counts."""


def worst_regret(programs: Sequence[Program], bests: Sequence[float]) -> Program:
    """The program whose optimum is the plan with the smallest worst regret; its value is −regret.

    Minimise R over whole counts n that keep the rows of every case, with R >= 0 and, for each
    case i, R >= best_i − value_i(n). The lines are shared; stocks, points and all other derived
    columns stand once for each case.

    Args:
        programs: one for each case, over the same lines.
        bests: the value that each case's own plan reaches, in the unit of all cases.

    Raises:
        ValueError: the programs have different numbers of lines, or not one best each.
    """
    first = programs[0]
    if len(bests) != len(programs) or any(p.decisions != first.decisions for p in programs):
        raise ValueError("a joint program needs cases over the same lines and the best value of each")
    columns = list(_shared_lines(programs))
    rows: list[Row] = []
    curves: list[Curve] = []
    definitions: list[Definition] = []
    pieces: list[tuple[float, Terms, int]] = []
    for number, (program, best) in enumerate(zip(programs, bests, strict=True)):
        moved = _shift(program, len(columns) - program.decisions)
        rows += [
            replace(row, name=f"case{number}:{row.name}", terms=_moved(row.terms, moved))
            for row in program.rows
        ]
        definitions += [_definition(d, moved, len(curves)) for d in program.definitions]
        curves += [replace(c, stock=moved(c.stock), points=moved(c.points)) for c in program.curves]
        columns += [
            _renamed(c, len(columns) + k, number) for k, c in enumerate(program.columns[program.decisions :])
        ]
        value = tuple((moved(index), -c.weight) for index, c in enumerate(program.columns) if c.weight)
        pieces.append((best, value, _ALWAYS))
    regret = len(columns)
    columns.append(Column(f"c{regret:06d}_worst_regret", 0.0, math.inf, integer=False, weight=-1.0))
    definitions.append(Shortfall(regret, tuple(pieces)))
    rows += [
        Row(
            f"regret:{number}",
            "regret",
            (*((i, -c) for i, c in terms), (regret, 1.0)),
            best,
            None,
            defining=True,
        )
        for number, (best, terms, _) in enumerate(pieces)
    ]
    return replace(
        first,
        columns=tuple(columns),
        rows=tuple(rows),
        curves=tuple(curves),
        definitions=tuple(definitions),
    )


def _shared_lines(programs: Sequence[Program]) -> tuple[Column, ...]:
    """The lines with the tightest bounds of all cases; what a unit costs in points stands in the regrets."""
    columns = zip(*(program.columns[: program.decisions] for program in programs), strict=True)
    return tuple(replace(line[0], high=min(column.high for column in line), weight=0.0) for line in columns)


def _shift(program: Program, offset: int) -> Callable[[int], int]:
    """Where a column of one case stands in the joint program."""
    return lambda index: index if index < program.decisions else index + offset


def _moved(terms: Terms, moved: Callable[[int], int]) -> Terms:
    return tuple((moved(index), coefficient) for index, coefficient in terms)


def _renamed(column: Column, index: int, case: int) -> Column:
    """The ordinal that starts a name is the column's index; derived columns have no weight of their own."""
    return replace(column, name=f"c{index:06d}_case{case}_{column.name.partition('_')[2]}", weight=0.0)


def _definition(definition: Definition, moved: Callable[[int], int], curves: int) -> Definition:
    column = moved(definition.column)
    match definition:
        case Linear(terms=terms) | Indicator(terms=terms):
            return replace(definition, column=column, terms=_moved(terms, moved))
        case Points(curve=curve):
            return Points(column, curve + curves)
        case Shortfall(pieces=pieces):
            shifted = (
                (constant, _moved(terms, moved), gate if gate < 0 else moved(gate))
                for constant, terms, gate in pieces
            )
            return Shortfall(column, tuple(shifted))
