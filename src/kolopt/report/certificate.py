"""What was proven, in words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kolopt.money import fen_from_yuan, show_money
from kolopt.report.figures import at_most, number

if TYPE_CHECKING:
    from kolopt.plan.record import Certificate, Plan

_STOPPED = {"time": "the time limit", "nodes": "the node limit", "closed": "the solver"}


def proof(plan: Plan) -> str:
    """The certificate as sentences: the bound, the value, and how much rests on assumptions."""
    return f"{_claim(plan.certificate)} {_footing(plan)}"


def _claim(certificate: Certificate) -> str:
    bounded = _bounded_spend if certificate.question == "spend" else _bounded_points
    if certificate.status == "proven":
        return f"Proven: under these inputs {bounded(certificate)}."
    reason = _STOPPED[certificate.stopped]
    return f"Not proven, {reason} came first: {bounded(certificate)}; a better plan may exist."


def _bounded_spend(certificate: Certificate) -> str:
    bound, value = (show_money(fen_from_yuan(amount)) for amount in (certificate.bound, certificate.value))
    return f"no plan that keeps the rules spends less than {bound}; this one spends {value}"


def _bounded_points(certificate: Certificate) -> str:
    bound, value = at_most(Decimal(certificate.bound)), number(Decimal(certificate.value), 2)
    if certificate.question == "score-hurdle":
        return f"no plan's score less the hurdle on its spend exceeds {bound}; this one's is {value}"
    if certificate.penalties:
        lost = at_most(certificate.penalties)
        return f"after penalties no plan scores above {bound}; this one scores {value}, {lost} deducted"
    return f"no plan scores above {bound}; this one scores {value}"


def _footing(plan: Plan) -> str:
    assumed, inputs = plan.assumptions.assumed, plan.assumptions.inputs
    if not assumed:
        return f"None of the {inputs} inputs it rests on is an assumption."
    return f"{assumed} of the {inputs} inputs it rests on are assumptions."


def money_left(plan: Plan) -> str:
    """One sentence on what is not spent and why; "" when nothing is left."""
    left = plan.funds.left
    if left == 0:
        return ""
    amount = f"{show_money(left)} of the {show_money(plan.funds.plannable)} that can be planned is left"
    certificate = plan.certificate
    if certificate.question == "spend":
        return f"{amount}: the question was the least spend, and the rules are met with this much."
    unit = "points" if certificate.question == "score" else "points over the hurdle"
    gain = at_most(Decimal(certificate.bound) - Decimal(certificate.value), 3)
    if certificate.status == "proven":
        return f"{amount}: under these rules no way to use it adds more than {gain} {unit}."
    return f"{amount}: whether it could be used was not proven; it might add up to {gain} {unit}."
