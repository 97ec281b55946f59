"""Sentences beside the tables: when the results come, and money that stands apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.money import show_money
from kolopt.report.figures import number
from kolopt.report.plain import plain_text
from kolopt.report.retold import retold
from kolopt.report.table import Term

if TYPE_CHECKING:
    from kolopt.plan.record import Plan
    from kolopt.report.language import Language


def timing(plan: Plan, language: Language) -> str:
    """When the flow arrives, told by one KPI: the others differ only as far as offers decay differently."""
    kpi = next((name for name in ("reads", *plan.fate) if name in plan.fate), None)
    if kpi is None:
        return ""
    fate = plan.fate[kpi]
    falls = {"inside": fate.inside, "gaps": fate.gaps, "cut": fate.cut, "after": fate.after}
    whole = sum(list(falls.values())[1:], start=fate.inside)
    parts = (
        language.say(f"fate-{where}", share=f"{number(100 * part / whole)} %")
        for where, part in falls.items()
        if part
    )
    name = plain_text(language.word(Term("kpi", kpi)).lower())
    return language.say("fate", kpi=name, parts=language.say("comma").join(parts))


def cash(plan: Plan, language: Language) -> str:
    """What leaves the brand, when it begins and ends, and the dearest month; "" where there is none."""
    if plan.cash is None or not plan.cash.by_month:
        return ""
    by_month = plan.cash.by_month
    months = tuple(by_month)
    peak = max(months, key=lambda month: by_month[month])
    return language.say(
        "cash",
        total=show_money(plan.cash.total),
        first=months[0],
        last=months[-1],
        peak=peak,
        most=show_money(by_month[peak]),
    )


def memos(plan: Plan, language: Language) -> tuple[str, ...]:
    """Amounts that are in none of the totals, in some of them, or already in all."""
    recoverable = "memo-vat-recoverable" if plan.cash is None else "memo-vat-recoverable-cash"
    amounts = {
        recoverable: plan.outlay.vat_recoverable,
        "memo-vat-contained": plan.outlay.vat_contained,
        "memo-rebate-later": plan.outlay.rebate_later,
    }
    return tuple(language.say(memo, amount=show_money(fen)) for memo, fen in amounts.items() if fen)


def unit_cost_basis(plan: Plan, language: Language) -> str:
    """What costs per result are taken on."""
    world = language.say(f"world-{plan.scenario.world}")
    basis = retold(plan.unit_costs.basis, "unit-cost-lines", language)
    return language.say("unit-cost-basis", world=world, basis=basis)
