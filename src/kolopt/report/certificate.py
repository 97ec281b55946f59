"""What was proven, in words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kolopt.money import fen_from_yuan, show_money
from kolopt.report.figures import at_most, number
from kolopt.report.language import terminal_language

if TYPE_CHECKING:
    from kolopt.plan.record import Certificate, Plan
    from kolopt.report.language import Language


def proof(plan: Plan, language: Language | None = None, *, money: bool = True) -> str:
    """The certificate as sentences: the bound, the value, and how much rests on assumptions.

    Args:
        plan: what was proven.
        language: of the sentences; English when not stated.
        money: whether figures may be shown from which spend can be told.
    """
    told = language or terminal_language()
    certificate = plan.certificate
    claim = (
        _claim(certificate, told) if money or certificate.question == "score" else _bare(certificate, told)
    )
    if certificate.status == "proven":
        proven = told.say("proven", claim=claim)
    else:
        proven = told.say("not-proven", reason=told.say(f"stopped-{certificate.stopped}"), claim=claim)
    return told.joined(proven, footing(plan, told))


def _claim(certificate: Certificate, told: Language) -> str:
    if certificate.question == "spend":
        bound, value = (
            show_money(fen_from_yuan(amount)) for amount in (certificate.bound, certificate.value)
        )
        return told.say("claim-spend", bound=bound, value=value)
    bound, value = at_most(Decimal(certificate.bound)), number(Decimal(certificate.value), 2)
    if certificate.question == "score-hurdle":
        return told.say("claim-hurdle", bound=bound, value=value)
    if certificate.penalties:
        lost = at_most(certificate.penalties)
        return told.say("claim-penalties", bound=bound, value=value, lost=lost)
    return told.say("claim-score", bound=bound, value=value)


def _bare(certificate: Certificate, told: Language) -> str:
    """The claim without a figure that a spend could be told from."""
    return told.say(f"claim-bare-{certificate.question}", score=number(certificate.score, 2))


def footing(plan: Plan, told: Language) -> str:
    """How many of the inputs behind the plan's lines are assumptions."""
    assumed, inputs = plan.assumptions.assumed, plan.assumptions.inputs
    if not assumed:
        return told.say("footing-none", inputs=f"{inputs}")
    return told.say("footing", assumed=f"{assumed}", inputs=f"{inputs}")


def money_left(plan: Plan, language: Language | None = None) -> str:
    """One sentence on what is not spent and why; "" when nothing is left."""
    told = language or terminal_language()
    if plan.funds.left == 0:
        return ""
    left, plannable = show_money(plan.funds.left), show_money(plan.funds.plannable)
    certificate = plan.certificate
    if certificate.question == "spend":
        return told.say("left-spend", left=left, plannable=plannable)
    unit = told.say("left-points" if certificate.question == "score" else "left-points-over-hurdle")
    gain = at_most(Decimal(certificate.bound) - Decimal(certificate.value), 3)
    sentence = "left-proven" if certificate.status == "proven" else "left-not-proven"
    return told.say(sentence, left=left, plannable=plannable, gain=gain, unit=unit)
