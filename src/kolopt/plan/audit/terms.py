"""On what a plan rests, as its file states it: its inputs, their terms, and the guesses among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.money import decimal_text, yuan
from kolopt.plan.audit import money
from kolopt.plan.audit.compare import Unchecked
from kolopt.scenario.assumptions import inputs_behind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.plan.audit.facts import Facts
    from kolopt.plan.audit.rules import Judged
    from kolopt.plan.audit.spending import JsonObject
    from kolopt.scenario.load import Case
    from kolopt.scenario.market_schema import Tier
    from kolopt.scenario.quantities import World
    from kolopt.scenario.schema import Scenario


def scenario(case: Case, world: World) -> JsonObject:
    """Which inputs the plan answers."""
    return {
        "path": Unchecked("where the scenario's file stood"),
        "name": case.scenario.name,
        "digest": case.digest(world),
        "world": world.value,
        "overrides": Unchecked("how the inputs came about; their result is in the inputs"),
    }


def basis(scenario: Scenario) -> JsonObject:
    """On what terms the figures are stated."""
    tax = scenario.tax
    return {
        "market": scenario.market,
        "currency": "CNY",
        "prices": tax.prices if tax else "not stated",
        "vat_rate": f"{float(100 * money.vat_rate(scenario)):g} %" if tax else None,
        "vat_recoverable": bool(tax and tax.recoverable),
        "internal_in_budget": scenario.budget.internal,
        "yield_window_days": int(scenario.yield_window.base),
        "tiers": {name: _followers(tier) for name, tier in scenario.tiers.items()},
    }


def currency(scenario: Scenario) -> JsonObject:
    """The part ``currency`` of a plan, for a scenario that has one beside CNY; else nothing."""
    stated, total = scenario.currency, scenario.budget.total.base
    if isinstance(stated, str):
        return {}
    return {
        "currency": {
            "report": stated.report,
            "rate": decimal_text(stated.rate.base),
            "as_of": stated.as_of.isoformat() if stated.as_of else None,
            "source": stated.source,
            "buffer": decimal_text(stated.buffer.base) if stated.buffer else "0",
            "budget": yuan(int(total * 100)) if scenario.budget.in_ == stated.report else None,
        }
    }


def _followers(tier: Tier) -> str:
    least, above = tier.followers.from_, tier.followers.to
    if above is None:
        return f"{int(least.base):,}+"
    return f"{int(least.base):,}–{int(above.base) - 1:,}"


def assumptions(facts: Facts, judged: Sequence[Judged]) -> JsonObject:
    """How many inputs behind the lines are guesses, and which of them bind."""
    bought = {bought.offer.id: bought.offer for bought in facts.purchases}
    inputs = inputs_behind(facts.scenario, list(bought.values()))
    return {
        "assumed": sum(item.assumed for item in inputs),
        "inputs": len(inputs),
        "binding": [
            f"{row.rule.id} in {row.verdict.scope}"
            for row in judged
            if row.verdict.binding and row.rule.assumed
        ],
    }
