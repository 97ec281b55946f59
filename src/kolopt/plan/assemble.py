"""From counts and proof to the plan record."""

from __future__ import annotations

import platform
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from kolopt.money import decimal_text, to_fen
from kolopt.plan.certify import certificate_part
from kolopt.plan.figures import Figures
from kolopt.plan.file import seal
from kolopt.plan.judged import judged_rules, rule_parts
from kolopt.plan.motion import booked_part, calendar_part, reserve_part
from kolopt.plan.record import (
    AssumptionsPart,
    BasisPart,
    CurrencyPart,
    KeptPart,
    LimitsPart,
    OverridePart,
    Plan,
    RulePart,
    ScenarioPart,
    VersionsPart,
    WarningPart,
)
from kolopt.scenario.assumptions import inputs_behind
from kolopt.scenario.schema import MODEL_CURRENCY, Currency

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kolopt.checks.findings import Finding
    from kolopt.diagnostics import Diagnostic
    from kolopt.economics.tables import Counts, Economics
    from kolopt.plan.certify import Proof
    from kolopt.rules.tree import Rule
    from kolopt.scenario.load import Case
    from kolopt.scenario.market_schema import Followers
    from kolopt.scenario.schema import Scenario

version = cache(metadata.version)
"""Version of an installed package; its metadata is read once."""


def assemble(
    case: Case,
    economics: Economics,
    rules: tuple[Rule, ...],
    counts: Counts,
    proof: Proof,
    findings: Iterable[Finding] = (),
    *,
    kept: KeptPart | None = None,
) -> Plan:
    """The plan record of counts.

    Args:
        case: the scenario as loaded; becomes the plan's ``inputs``.
        economics: its tables, in the world that was solved.
        rules: all its rules, by id.
        counts: (phase id, offer id) → units.
        proof: bound and limits.
        findings: lints to list.
        kept: what it cost to stay close to another plan.
    """
    figures = Figures(economics, _in_order(economics, counts))
    judged = judged_rules(rules, figures)
    parts = tuple(rule_parts(judged, economics))
    return seal(
        {
            "kolopt_plan": 1,
            "scenario": _scenario_part(case, economics),
            "versions": _versions(proof),
            "limits": LimitsPart(gap=proof.gap, seconds=_seconds(proof.seconds), nodes=proof.nodes),
            "basis": _basis(case.scenario),
            "currency": _currency(case.scenario),
            "certificate": certificate_part(figures, judged, proof),
            "lines": figures.lines(),
            "booked": booked_part(economics),
            "calendar": calendar_part(economics),
            "reserve": reserve_part(case.scenario),
            "kept": kept,
            "fixed_costs": figures.fixed(),
            "funds": figures.funds(),
            "spend": figures.spend(),
            "outlay": figures.outlay(),
            "cash": figures.cash(),
            "kpis": figures.kpis(),
            "unit_costs": figures.unit_costs(),
            "phases": figures.phases(),
            "goals": figures.goals(),
            "fate": figures.fate(),
            "rules": parts,
            "assumptions": _assumptions(figures, parts),
            "warnings": (*map(_notice, case.notices), *map(_warning, findings)),
            "inputs": case.document,
        }
    )


def _in_order(economics: Economics, counts: Counts) -> dict[tuple[str, str], int]:
    lines = ((phase.id, offer.id) for phase in economics.phases for offer in economics.offers)
    return {line: n for line in lines if (n := counts.get(line, 0))}


def _scenario_part(case: Case, economics: Economics) -> ScenarioPart:
    return ScenarioPart(
        path=case.path,
        name=case.scenario.name,
        digest=case.digest(economics.world),
        world=economics.world.value,
        overrides=tuple(
            OverridePart.model_validate(
                {
                    "path": o.path,
                    "operator": o.operator,
                    "value": o.value,
                    "before": o.before,
                    "after": o.after,
                }
            )
            for o in case.overrides
        ),
    )


def _versions(proof: Proof) -> VersionsPart:
    return VersionsPart(
        kolopt=version("kolopt"), solver=proof.solver, pulp=version("pulp"), python=platform.python_version()
    )


def _seconds(seconds: float | None) -> str | None:
    return None if seconds is None else f"{seconds:g}"


def _basis(scenario: Scenario) -> BasisPart:
    tax = scenario.tax
    rate = None if tax is None else (tax.rate or scenario.vat).base
    return BasisPart(
        market=scenario.market,
        currency=MODEL_CURRENCY,
        prices="not stated" if tax is None else tax.prices,
        vat_rate=None if rate is None else f"{float(rate * 100):g} %",
        vat_recoverable=tax is not None and tax.recoverable,
        internal_in_budget=scenario.budget.internal,
        yield_window_days=int(scenario.yield_window.base),
        tiers={name: follower_words(tier.followers) for name, tier in scenario.tiers.items()},
    )


def _currency(scenario: Scenario) -> CurrencyPart | None:
    currency, budget = scenario.currency, scenario.budget
    if not isinstance(currency, Currency):
        return None
    return CurrencyPart(
        report=currency.report,
        rate=decimal_text(currency.rate.base),
        as_of=currency.as_of,
        source=currency.source,
        buffer="0" if currency.buffer is None else decimal_text(currency.buffer.base),
        budget=to_fen(budget.total.base) if budget.in_ == currency.report else None,
    )


def follower_words(followers: Followers) -> str:
    """A tier's follower bounds for people: ``10,000–99,999``, ``1,000,000+``."""
    least = f"{int(followers.from_.base):,}"
    if followers.to is None:
        return f"{least}+"
    return f"{least}–{int(followers.to.base) - 1:,}"


def _assumptions(figures: Figures, rules: tuple[RulePart, ...]) -> AssumptionsPart:
    inputs = inputs_behind(figures.economics.scenario, [figures.offers[offer] for offer in figures.used])
    return AssumptionsPart(
        assumed=sum(item.assumed for item in inputs),
        inputs=len(inputs),
        binding=tuple(f"{rule.id} in {rule.scope}" for rule in rules if rule.binding and rule.assumed),
    )


def _notice(notice: Diagnostic) -> WarningPart:
    return WarningPart(
        code=notice.code, severity=notice.severity.value, message=notice.message, why=notice.hint
    )


def _warning(finding: Finding) -> WarningPart:
    return WarningPart.model_validate(
        {
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message,
            "why": finding.why,
            "silenced": finding.silenced,
        }
    )
