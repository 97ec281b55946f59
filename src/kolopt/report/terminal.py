"""A plan for the terminal: results first, then the index, the proof, and what holds the plan back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from kolopt.report import header, held, sentences, tables
from kolopt.report.certificate import money_left, proof
from kolopt.report.currency import budget_in_both
from kolopt.report.figures import number, points
from kolopt.report.findings import SEVERITY_COLOURS
from kolopt.report.grid import canvas, draw, text_of
from kolopt.report.language import terminal_language
from kolopt.report.motion import motion, stability
from kolopt.report.page import heading, paragraph
from kolopt.report.plain import plain_text
from kolopt.report.written import grid, said, written

if TYPE_CHECKING:
    from rich.console import Console

    from kolopt.plan.record import Plan, RulePart, WarningPart
    from kolopt.report.header import SignOff
    from kolopt.report.table import Table


def render(plan: Plan, width: int = 80, colour: bool = False, approval: SignOff | None = None) -> str:
    """The plan as text.

    Args:
        plan: what to show; nothing is computed from it but sums and shares.
        width: terminal cells; 60 or more. Tables too wide for it continue below.
        colour: whether to use ANSI colours.
        approval: of the plan; None = draft.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    _header(console, plan, approval)
    for section in (_results, _money, _goals, _proof, _held_by, _findings):
        section(console, plan)
    return text_of(console)


def _table(console: Console, table: Table) -> None:
    draw(console, grid(table, terminal_language()))


def _header(console: Console, plan: Plan, approval: SignOff | None) -> None:
    told = terminal_language()
    title = Text(plain_text(plan.scenario.name), style="bold")
    title.append(f"  {header.stage(told, approval)}", style="dim not bold")
    title.append(header.doubt(plan, told), style="yellow not bold")
    console.print(title)
    for sentence in header.basis(plan, told):
        paragraph(console, sentence, "dim")
    for sentence in motion(plan, told):
        paragraph(console, sentence)
    for sentence in header.overrides(plan, told):
        paragraph(console, sentence, "yellow")


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
    if timing := sentences.timing(plan, terminal_language()):
        paragraph(console, timing, "dim")
    console.print()
    _table(console, tables.tiers(plan))
    heading(console, "Cost per result", f"{plan.scenario.world} yields; {plain_text(plan.unit_costs.basis)}")
    _table(console, tables.unit_costs(plan))


def _money(console: Console, plan: Plan) -> None:
    heading(console, "Money")
    _table(console, budget_in_both(plan) or tables.budget(plan))
    for table in (tables.spend_by_cost_line(plan), tables.spend_by_payee(plan), tables.outlay(plan)):
        console.print()
        _table(console, table)
    if said := sentences.cash(plan, terminal_language()):
        paragraph(console, said)
    for memo in sentences.memos(plan, terminal_language()):
        paragraph(console, memo, "dim")


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
    if sentence := stability(plan, terminal_language()):
        paragraph(console, sentence)


def _held_by(console: Console, plan: Plan) -> None:
    binding = [rule for rule in plan.rules if rule.binding and rule.holds]
    missed = [rule for rule in plan.rules if not rule.holds and not rule.past]
    past = [rule for rule in plan.rules if rule.past]
    closed = [rule for rule in binding if held.is_closed(rule)]
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
    stands = ", ".join(f"{rule.scope} {_stand(rule)}" for rule in rules)
    line = Text(f"{remark}{plain_text(rules[0].id)}", style="yellow" if remark else "")
    line.append(f"  {plain_text(rules[0].text)}", style="dim")
    console.print(Padding(line, (0, 0, 0, 2), expand=False))
    paragraph(console, plain_text(stands), indent=4)


def _stand(rule: RulePart) -> str:
    told = terminal_language()
    return f"{written(held.value(rule), told)} ({said(held.bound(rule), told)})"


def _findings(console: Console, plan: Plan) -> None:
    if plan.warnings:
        heading(console, "Worth a look")
    for warning in plan.warnings:
        _finding(console, warning)


def _finding(console: Console, warning: WarningPart) -> None:
    if warning.silenced is not None:
        paragraph(console, f"silenced {warning.code}: {plain_text(warning.silenced)}", "dim", indent=2)
        return
    line = Text(warning.severity, style=SEVERITY_COLOURS[warning.severity])
    line.append(f" {plain_text(warning.message)} [{warning.code}]", style="default")
    console.print(Padding(line, (0, 0, 0, 2), expand=False))
    if warning.why:
        paragraph(console, plain_text(warning.why), "dim", indent=4)
