"""``kolopt verify --resolve``: the same inputs solved again, another way."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kolopt.plan.record import Plan


def second_solve(plan: Plan) -> tuple[bool, str]:
    """Solve a plan's own inputs again, without the solver's presolve, and compare.

    Args:
        plan: a plan that passed the audit.

    Returns:
        Whether the plan's bound stands (no plan was found beyond it), and the finding in words.
    """
    from kolopt.economics.tables import tabulate
    from kolopt.planning import Options, plan_from
    from kolopt.rules.read import read_rules
    from kolopt.scenario.load import from_document
    from kolopt.scenario.quantities import World
    from kolopt.solve.approximation import solve_otherwise

    case = from_document(plan.document(), path=plan.scenario.path)
    world = World(plan.scenario.world)
    tables = tabulate(case.scenario, world)
    again = plan_from(
        case, tables, read_rules(case), Options(world=world), search=solve_otherwise
    ).certificate
    stated = plan.certificate
    sense = -1 if stated.question == "spend" else 1
    gain = sense * (Decimal(again.value) - Decimal(stated.value))
    if sense * (Decimal(again.value) - Decimal(stated.bound)) > 0:
        return False, f"solved again: {again.value}, which the stated bound of {stated.bound} rules out"
    if gain > 0:
        return True, f"a better plan exists, inside the stated gap: {again.value} against {stated.value}"
    return True, f"solved again, no better plan was found: {again.value}, and none is beyond {again.bound}"
