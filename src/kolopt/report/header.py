"""On what terms a plan's figures are stated, in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.money import show_amount
from kolopt.report.plain import plain_text
from kolopt.report.table import Term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.plan.record import CurrencyPart, Plan
    from kolopt.report.language import Language


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who approved a plan, and when, as it is printed.

    Attributes:
        by: name.
        on: day, ``YYYY-MM-DD``.
        po: number of the purchase order, "" without one.
    """

    by: str
    on: str
    po: str = ""


def status(plan: Plan, language: Language, approval: SignOff | None = None) -> str:
    """Whether the plan is a draft or approved, and whether it is proven."""
    return stage(language, approval) + doubt(plan, language)


def stage(language: Language, approval: SignOff | None = None) -> str:
    """Draft, or approved by whom and when, with the number of the purchase order."""
    if approval is None:
        return language.say("draft")
    order = language.say("approved-order", po=plain_text(approval.po)) if approval.po else ""
    return language.say("approved", by=plain_text(approval.by), on=plain_text(approval.on)) + order


def doubt(plan: Plan, language: Language) -> str:
    """What to add to the stage of a plan that is not proven; "" for one that is."""
    return "" if plan.certificate.status == "proven" else language.say("unproven")


def basis(plan: Plan, language: Language) -> tuple[str, ...]:
    """File, market, currency and yields; VAT and internal costs; the bounds of the tiers."""
    market, yields = _market(plan, language)
    return (
        " · ".join((plain_text(plan.scenario.path), market, plan.basis.currency, yields)),
        f"{_price_basis(plan, language)} · {_internal(plan, language)}",
        *(() if plan.currency is None else (currency_basis(plan.currency, language),)),
        _tier_scheme(plan, language),
    )


def currency_basis(currency: CurrencyPart, language: Language) -> str:
    """On what terms figures are shown in another currency: ``EUR at 7.85, 2026-11-01, buffer 3 %``."""
    parts = [language.say("currency-rate", currency=currency.report, rate=currency.rate)]
    parts += [str(currency.as_of)] if currency.as_of else []
    parts += [plain_text(currency.source)] if currency.source else []
    if currency.budget is not None:
        buffer = f"{float(100 * Fraction(currency.buffer)):g} %"
        budget = show_amount(currency.budget, currency.report)
        parts.append(language.say("currency-buffer", buffer=buffer, budget=budget))
    return language.say("comma").join(parts)


def public_basis(plan: Plan, language: Language) -> tuple[str, ...]:
    """The same without any word about costs."""
    return (" · ".join(_market(plan, language)), _tier_scheme(plan, language))


def _market(plan: Plan, language: Language) -> tuple[str, str]:
    basis = plan.basis
    yields = language.say(
        "yields-over", world=language.say(f"world-{plan.scenario.world}"), days=f"{basis.yield_window_days}"
    )
    return plain_text(language.word(Term("market", basis.market))), yields


def _tier_scheme(plan: Plan, language: Language) -> str:
    """The tiers with their follower bounds."""

    def tier(name: str, bounds: str) -> str:
        # Chinese names of tiers hold their bounds wherever they stand.
        told = language.word(Term("tier", name))
        return plain_text(told if language.code == "zh" else f"{told} {bounds}")

    return language.say("tier-scheme", bounds=" · ".join(tier(*pair) for pair in plan.basis.tiers.items()))


def _price_basis(plan: Plan, language: Language) -> str:
    """Whether prices contain VAT, and whether it counts."""
    basis = plan.basis
    rate = plain_text(basis.vat_rate or "")
    if basis.prices == "not stated":
        return language.say("vat-not-stated")
    if basis.prices == "inclusive":
        return language.say("vat-inclusive", rate=rate)
    return language.say("vat-recoverable" if basis.vat_recoverable else "vat-exclusive", rate=rate)


def _internal(plan: Plan, language: Language) -> str:
    return language.say("internal-inside" if plan.basis.internal_in_budget else "internal-outside")


def overrides(plan: Plan, language: Language) -> Iterator[str]:
    """One sentence for each ``--set`` that the plan was made with."""
    for change in plan.scenario.overrides:
        yield plain_text(
            language.say(
                "override",
                change=f"{change.path}{change.operator}{change.value}",
                before=language.say("override-nothing") if change.before is None else change.before,
                after=language.say("override-nothing") if change.after is None else change.after,
            )
        )
