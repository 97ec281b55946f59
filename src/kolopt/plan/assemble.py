"""From counts and proof to the plan record."""

from __future__ import annotations

import math
import platform
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import metadata
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

from kolopt.economics.standing import past
from kolopt.money import FEN_PER_YUAN, decimal_text, to_fen, yuan
from kolopt.plan.figures import Figures
from kolopt.plan.file import seal
from kolopt.plan.motion import booked_part, calendar_part, reserve_part
from kolopt.plan.record import (
    AssumptionsPart,
    BasisPart,
    Certificate,
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
from kolopt.plan.totals import PlanTotals
from kolopt.rules.evaluate import evaluate, penalty
from kolopt.rules.tree import compared
from kolopt.rules.words import bound_in_unit, in_unit
from kolopt.scenario.assumptions import inputs_behind
from kolopt.scenario.schema import MODEL_CURRENCY, Currency

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.checks.findings import Finding
    from kolopt.diagnostics import Diagnostic
    from kolopt.economics.tables import Counts, Economics
    from kolopt.rules.evaluate import Value, Verdict
    from kolopt.rules.tree import Rule
    from kolopt.scenario.load import Case
    from kolopt.scenario.market_schema import Followers
    from kolopt.scenario.schema import Scenario

    Judged = tuple[Rule, Verdict, Value]
    """An instance of a rule: what it says of the plan, and the points that it costs."""

Question = Literal["score", "spend", "score-hurdle"]


version = cache(metadata.version)
"""Version of an installed package; its metadata is read once."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the solver proved, and under which limits.

    Attributes:
        bound: no plan's objective is above it: points, or −yuan when spend is minimised.
        stopped: why the solve ended.
        gap: the gap asked for, in words.
        seconds, nodes: limits of the solve, None = none.
        solver: name and version of the solver that gave the bound.
    """

    bound: float
    stopped: Literal["closed", "time", "nodes"]
    gap: str
    seconds: float | None
    nodes: int | None
    solver: str


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
    parts = tuple(_rule_parts(judged, economics))
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


def _question(scenario: Scenario) -> Question:
    if scenario.objective.minimize is not None:
        return "spend"
    return "score" if scenario.objective.hurdle is None else "score-hurdle"


def certificate_part(figures: Figures, judged: Iterable[Judged], proof: Proof) -> Certificate:
    """What was proven of the counts.

    Args:
        figures: of the counts.
        judged: rules in each instance, at least those at a price. Their penalties are added up unrounded:
            as printed, many small roundings would show in the value.
        proof: bound and limits.
    """
    scenario = figures.economics.scenario
    question = _question(scenario)
    score, spent = figures.scores.campaign, figures.costs.spend
    penalties = math.fsum(float(lost) for _, _, lost in judged)
    if question == "spend":
        stated = _spend_figures(spent, proof.bound)
    else:
        hurdle = scenario.objective.hurdle
        value = score - penalties - (0.0 if hurdle is None else float(hurdle.points_for(spent)))
        stated = _score_figures(value, max(proof.bound, value))
    return Certificate.model_validate(
        {
            "status": "proven" if proof.stopped == "closed" else "limit",
            "question": question,
            **stated,
            "score": score,
            "penalties": penalties,
            "solver": proof.solver,
            "stopped": proof.stopped,
        }
    )


def _score_figures(value: float, bound: float) -> dict[str, Any]:
    """Value to the nearest, bound and gaps rounded up: nothing is claimed that was not proven."""
    return {
        "value": f"{value:.6f}",
        "bound": _up(bound),
        "gap": _up((bound - value) / max(abs(value), 1.0)),
        "gap_points": _up(bound - value),
    }


def _spend_figures(spent: int, bound: float) -> dict[str, Any]:
    least = min(spent, math.floor(-bound * FEN_PER_YUAN))
    gap = Fraction(spent - least, max(spent, FEN_PER_YUAN))
    return {"value": yuan(spent), "bound": yuan(least), "gap": _up(float(gap)), "gap_points": None}


def _up(number: float) -> str:
    """Six decimals, rounded up."""
    return f"{math.ceil(Fraction(number) * 10**6) / 10**6:.6f}"


def judged_rules(rules: Iterable[Rule], figures: Figures) -> tuple[Judged, ...]:
    """Each rule in each instance of its scope; soft rules cost nothing where spend is minimised."""
    soft_rules_act = figures.economics.scenario.objective.minimize is None
    totals = PlanTotals(figures.economics, figures.counts)
    return tuple(
        (rule, verdict, penalty(rule, (verdict,)) if soft_rules_act else 0)
        for rule in rules
        for verdict in evaluate(rule, totals)
    )


def _rule_parts(judged: tuple[Judged, ...], economics: Economics) -> Iterator[RulePart]:
    for rule, instances in groupby(judged, key=itemgetter(0)):
        gone = past(economics, rule)
        for _, verdict, lost in instances:
            yield _rule_part(rule, verdict, lost, is_past=verdict.phases in gone)


def _rule_part(rule: Rule, verdict: Verdict, lost: Value, *, is_past: bool) -> RulePart:
    unit = compared(rule.body).left.unit
    return RulePart.model_validate(
        {
            "id": rule.id,
            "text": rule.text,
            "scope": verdict.scope,
            "value": in_unit(verdict.value, unit),
            "bound": bound_in_unit(verdict.low, verdict.high, unit),
            "slack": in_unit(verdict.slack, unit),
            "holds": verdict.holds,
            "binding": verdict.binding,
            "past": is_past,
            "soft": rule.soft is not None,
            "penalty": lost,
            "origin": rule.origin,
            "assumed": rule.assumed,
        }
    )


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
