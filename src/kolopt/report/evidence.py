"""What a plan rests on, as tables: the proof, readings of the goals, rules, assumptions, findings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kolopt.money import decimal_text, fen_from_yuan
from kolopt.report import held
from kolopt.report.plain import plain_text
from kolopt.report.retold import retold
from kolopt.report.table import Money, Number, Points, Table, Term, Weight, word, words
from kolopt.scenario.assumptions import inputs_behind
from kolopt.scenario.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from kolopt.plan.record import Certificate, GoalPart, Plan, RulePart
    from kolopt.report.language import Language
    from kolopt.report.table import Cell
    from kolopt.rules.tree import Rule
    from kolopt.scenario.assumptions import Input
    from kolopt.scenario.schema import Scenario


def certificate(plan: Plan, *, money: bool = True) -> Table:
    """The proof's figures; without money only those from which no spend can be told."""
    proof = plan.certificate
    told = money or proof.question == "score"
    rows: tuple[tuple[Cell, ...], ...] = (
        (word("proof-status"), word(f"status-{proof.status}")),
        *(((word("proof-question"), word(f"question-{proof.question}")),) if told else ()),
        *(_values(proof) if told else ()),
        (word("points"), Number(proof.score)),
        (word("proof-solver"), proof.solver),
    )
    headings = words("proof", "proof-figure")
    return Table("certificate", word("table-certificate"), headings, rows, confidential=money)


def _values(proof: Certificate) -> tuple[tuple[Cell, ...], ...]:
    def value(text: str) -> Cell:
        return Money(fen_from_yuan(text)) if proof.question == "spend" else Number(Decimal(text))

    return (
        (word("proof-value"), value(proof.value)),
        (word("proof-bound"), value(proof.bound)),
        (word("proof-gap"), Number(Decimal(proof.gap))),
        (word("proof-penalties"), Number(proof.penalties)),
    )


def readings(plan: Plan, language: Language) -> Table:
    """Every goal in every phase and over the campaign: weight, stock, score, and what it means."""
    rows = tuple(
        (
            Term("goal", goal.goal),
            Term("scope", goal.phase),
            Weight(goal.weight),
            None if goal.stock is None else Number(goal.stock),
            Points(goal.score),
            retold(goal.reads_as, "reads-as-", language),
        )
        for goal in _by_goal(plan)
    )
    headings = words("goal", "phase", "weight", "stock", "points", "reads-as")
    return Table("readings", word("table-readings"), headings, rows, names=2, confidential=False)


def _by_goal(plan: Plan) -> Iterator[GoalPart]:
    for name in dict.fromkeys(goal.goal for goal in plan.goals):
        yield from (goal for goal in plan.goals if goal.goal == name)


def binding_rules(plan: Plan, known: Iterable[Rule], language: Language) -> Table:
    """Rules that hold with less than one unit of room, and why they are there; unopened offers aside."""
    reasons = {rule.id: retold(rule.why, "why-", language) for rule in known}
    binding = [rule for rule in plan.rules if rule.binding and rule.holds and not held.is_closed(rule)]
    table = _rules("binding-rules", binding)
    rows = ((*row, reasons[rule.id]) for row, rule in zip(table.rows, binding, strict=True))
    return replace(table, headings=(*table.headings, word("why")), rows=tuple(rows))


def all_rules(plan: Plan) -> Table:
    """Every rule in every instance of its scope."""
    return _rules("rules", plan.rules)


def closed_offers(plan: Plan, language: Language) -> str:
    """The rules that say of offers that none can be had; "" without any."""
    names = dict.fromkeys(plain_text(rule.id) for rule in plan.rules if rule.binding and held.is_closed(rule))
    offers = language.say("between-items").join(names)
    return language.say("closed-offers", offers=offers) if offers else ""


def _rules(id_: str, rules: Iterable[RulePart]) -> Table:
    rows = tuple(
        (
            rule.id,
            Term("scope", rule.scope),
            rule.text,
            held.value(rule),
            held.bound(rule),
            held.slack(rule),
            word(_standing(rule)),
            word(f"origin-{rule.origin}"),
            word("assumption") if rule.assumed else "",
        )
        for rule in rules
    )
    headings = words(
        "rule", "scope", "rule-text", "rule-value", "rule-bound", "rule-slack", "standing", "origin",
        "assumed",
    )  # fmt: skip
    return Table(id_, word(f"table-{id_}"), headings, rows, names=2)


def _standing(rule: RulePart) -> str:
    if rule.past:
        return "standing-past"
    if not rule.holds:
        return "standing-missed"
    return "standing-binding" if rule.binding else "standing-holds"


def assumptions(plan: Plan, scenario: Scenario) -> Table:
    """The numbers that the plan's lines rest on, with their range and source."""
    rows = tuple(
        (
            item.path,
            _number(item.number.base),
            _number(item.number.low),
            _number(item.number.high),
            word("assumption") if item.assumed else word("sourced") if item.source else word("stated"),
            item.source or "",
        )
        for item in _inputs(plan, scenario)
    )
    headings = words("input", "number", "low", "high", "standing", "source")
    return Table("assumptions", word("table-assumptions"), headings, rows)


def _inputs(plan: Plan, scenario: Scenario) -> tuple[Input, ...]:
    bought = tuple(dict.fromkeys(line.offer for line in plan.all_lines))
    offers = {offer.id: offer for offer in catalogue(scenario)}
    return inputs_behind(scenario, [offers[offer] for offer in bought])


def _number(value: Fraction | None) -> Cell:
    return None if value is None else Number(Decimal(decimal_text(value)))


def sources(plan: Plan, scenario: Scenario) -> Table:
    """What the labels of the sources stand for, those that the plan's inputs name."""
    named = {label.strip() for item in _inputs(plan, scenario) for label in (item.source or "").split(",")}
    rows = tuple((label, text) for label, text in scenario.sources.items() if label in named)
    return Table("sources", word("table-sources"), words("source", "source-text"), rows)


def findings(plan: Plan, language: Language) -> Table:
    """Lints and notices; of a silenced one the scenario's reason."""
    rows = tuple(
        (
            finding.code,
            word("silenced" if finding.silenced is not None else f"severity-{finding.severity}"),
            retold(finding.message, f"lint-{finding.code}", language),
            finding.silenced or retold(finding.why, f"lint-{finding.code}-cure", language),
        )
        for finding in plan.warnings
    )
    headings = words("code", "severity", "finding", "why")
    return Table("findings", word("table-findings"), headings, rows)
