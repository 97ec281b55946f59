"""A plan for the terminal: results first, then the index, the proof, and what holds the plan back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from kolopt.money import show_money
from kolopt.report import tables
from kolopt.report.certificate import money_left, proof
from kolopt.report.figures import number, points
from kolopt.report.findings import SEVERITY_STYLES
from kolopt.report.grid import canvas, draw, text_of
from kolopt.report.language import terminal_language
from kolopt.report.motion import motion, stability
from kolopt.report.page import heading, paragraph
from kolopt.report.plain import plain_text
from kolopt.report.written import grid

if TYPE_CHECKING:
    from rich.console import Console

    from kolopt.plan.record import Plan, RulePart, WarningPart
    from kolopt.report.table import Table

_NONE = "<= 0"
"""Bound of an offer that the scenario does not open."""


def render(plan: Plan, width: int = 80, colour: bool = False, standing: str = "draft") -> str:
    """The plan as text.

    Args:
        plan: what to show; nothing is computed from it but sums and shares.
        width: terminal cells; 60 or more. Tables too wide for it continue below.
        colour: whether to use ANSI colours.
        standing: "draft", or who approved it and when.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    _header(console, plan, standing)
    for section in (_results, _money, _goals, _proof, _held_by, _findings):
        section(console, plan)
    return text_of(console)


def _table(console: Console, table: Table) -> None:
    draw(console, grid(table, terminal_language()))


def _header(console: Console, plan: Plan, standing: str) -> None:
    basis, scenario = plan.basis, plan.scenario
    title = Text(plain_text(scenario.name), style="bold")
    title.append(f"  {plain_text(standing)}", style="dim not bold")
    if plan.certificate.status != "proven":
        title.append(", not proven", style="yellow not bold")
    console.print(title)
    yields = f"{scenario.world} yields over {basis.yield_window_days} days"
    paragraph(
        console,
        f"{plain_text(scenario.path)} · {plain_text(basis.market)} · {basis.currency} · {yields}",
        "dim",
    )
    paragraph(console, f"{_price_basis(plan)} · {_internal_basis(plan)}", "dim")
    bounds = " · ".join(f"{tier} {plain_text(words)}" for tier, words in basis.tiers.items())
    paragraph(console, f"Tiers by followers: {bounds}", "dim")
    for sentence in motion(plan):
        paragraph(console, plain_text(sentence))
    for change in scenario.overrides:
        text = f"with --set {change.path}{change.operator}{change.value} ({change.before} → {change.after})"
        paragraph(console, plain_text(text), "yellow")


def _price_basis(plan: Plan) -> str:
    basis = plan.basis
    rate = plain_text(basis.vat_rate or "")
    if basis.prices == "not stated":
        return "VAT basis not stated: prices as given, no tax added"
    if basis.prices == "inclusive":
        return f"prices contain {rate} VAT"
    counted = "recoverable and outside the budget" if basis.vat_recoverable else "added to the spend"
    return f"prices before VAT; {rate} VAT {counted}"


def _internal_basis(plan: Plan) -> str:
    return f"internal costs {'inside' if plan.basis.internal_in_budget else 'outside'} the budget"


def _results(console: Console, plan: Plan) -> None:
    heading(console, "Plan")
    _table(console, tables.phases(plan))
    heading(console, "Creators")
    _table(console, tables.creators_by_tier(plan))
    console.print()
    _table(console, tables.creators_by_format_and_fit(plan))
    heading(console, "To book")
    _table(console, tables.bookings(plan))
    if plan.booked:
        heading(console, "Booked", "in all figures of this plan")
        _table(console, tables.booked(plan))
    heading(console, "Expected results", "low–base–high, full yield of the units bought")
    _table(console, tables.results(plan))
    if timing := _timing(plan):
        paragraph(console, timing, "dim")
    console.print()
    _table(console, tables.tiers(plan))
    heading(console, "Cost per result", f"{plan.scenario.world} yields; {plain_text(plan.unit_costs.basis)}")
    _table(console, tables.unit_costs(plan))


def _timing(plan: Plan) -> str:
    """When the flow arrives, told by one KPI: the others differ only as far as offers decay differently."""
    kpi = next((name for name in ("reads", *plan.fate) if name in plan.fate), None)
    if kpi is None:
        return ""
    fate = plan.fate[kpi]
    parts = (
        (fate.inside, "inside the phases"),
        (fate.gaps, "between them"),
        (fate.cut, "cut by protection"),
        (fate.after, "after the campaign"),
    )
    whole = sum((part for part, _ in parts[1:]), start=fate.inside)
    return f"Of the {kpi}: " + ", ".join(
        f"{number(100 * part / whole)} % {where}" for part, where in parts if part
    )


def _money(console: Console, plan: Plan) -> None:
    heading(console, "Money")
    _table(console, tables.budget(plan))
    for table in (tables.spend_by_cost_line(plan), tables.spend_by_payee(plan), tables.outlay(plan)):
        console.print()
        _table(console, table)
    memos = (
        (plan.outlay.vat_recoverable, "VAT paid and recoverable, in none of these figures"),
        (plan.outlay.vat_contained, "VAT contained in the prices"),
        (plan.outlay.rebate_later, "rebates settled later, not deducted"),
    )
    for amount, what in memos:
        if amount:
            paragraph(console, f"Memo: {show_money(amount)} {what}", "dim")


def _goals(console: Console, plan: Plan) -> None:
    heading(console, "Goals", "an index from 0 to 100 that ranks plans of this campaign")
    _table(console, tables.goals(plan))
    heaviest = max(plan.phases, key=lambda phase: phase.weight).id
    readings = {
        goal.goal: goal for phase in (tables.CAMPAIGN, heaviest) for goal in plan.goals if goal.phase == phase
    }
    for goal in readings.values():
        if goal.reads_as:
            text = f"{goal.goal} in {goal.phase}, {points(goal.score)}: {plain_text(goal.reads_as)}"
            paragraph(console, text, "dim", indent=2)


def _proof(console: Console, plan: Plan) -> None:
    heading(console, "Proof")
    paragraph(console, proof(plan), "green" if plan.certificate.status == "proven" else "yellow")
    if sentence := money_left(plan):
        paragraph(console, sentence)
    if sentence := stability(plan):
        paragraph(console, sentence)


def _held_by(console: Console, plan: Plan) -> None:
    binding = [rule for rule in plan.rules if rule.binding and rule.holds]
    missed = [rule for rule in plan.rules if not rule.holds and not rule.past]
    past = [rule for rule in plan.rules if rule.past]
    closed = [rule for rule in binding if rule.origin == "derived" and rule.bound == _NONE]
    if binding:
        heading(console, "Held by", "rules with less than one unit of room")
    if closed:
        names = ", ".join(plain_text(rules[0].id) for rules in _by_id(closed))
        paragraph(console, f"closed, none can be had: {names}", "dim", indent=2)
    for rules in _by_id([rule for rule in binding if rule not in closed]):
        _rule(console, rules, "held by an assumption: " if any(rule.assumed for rule in rules) else "")
    if missed:
        heading(console, "Soft rules not met")
    for rules in _by_id(missed):
        lost = sum((rule.penalty for rule in rules[1:]), start=rules[0].penalty)
        _rule(console, rules, f"{number(lost, 2)} points lost: ")
    if past:
        heading(console, "Past", "broken by what is booked, where nothing can be bought any more")
    for rules in _by_id(past):
        _rule(console, rules, "")


def _by_id(rules: list[RulePart]) -> tuple[tuple[RulePart, ...], ...]:
    return tuple(
        tuple(rule for rule in rules if rule.id == name) for name in dict.fromkeys(r.id for r in rules)
    )


def _rule(console: Console, rules: tuple[RulePart, ...], remark: str) -> None:
    stands = ", ".join(f"{rule.scope} {rule.value} ({rule.bound})" for rule in rules)
    line = Text(f"{remark}{plain_text(rules[0].id)}", style="yellow" if remark else "")
    line.append(f"  {plain_text(rules[0].text)}", style="dim")
    console.print(Padding(line, (0, 0, 0, 2), expand=False))
    paragraph(console, plain_text(stands), indent=4)


def _findings(console: Console, plan: Plan) -> None:
    if plan.warnings:
        heading(console, "Worth a look")
    for warning in plan.warnings:
        _finding(console, warning)


def _finding(console: Console, warning: WarningPart) -> None:
    if warning.silenced is not None:
        paragraph(console, f"silenced {warning.code}: {plain_text(warning.silenced)}", "dim", indent=2)
        return
    line = Text(warning.severity, style=SEVERITY_STYLES[warning.severity])
    line.append(f" {plain_text(warning.message)} [{warning.code}]", style="default")
    console.print(Padding(line, (0, 0, 0, 2), expand=False))
    if warning.why:
        paragraph(console, plain_text(warning.why), "dim", indent=4)
