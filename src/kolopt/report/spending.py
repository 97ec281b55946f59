"""Spend and fixed costs as tables, net, VAT and gross: what finance adds up.

``Spend`` is what counts against the budget; its figures are the plan's own. VAT is taken from
each unit's taxed cost lines, so that it re-adds by tier and phase on any tax basis. It is one
figure for a unit (docs/decisions.md): split by cost line or payee it stands on a line of its own
where it is added to the prices, and in the total alone where it is contained or comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.economics.costs import taxed_lines, vat_on
from kolopt.plan.record import BookedLinePart
from kolopt.report.table import Count, Day, Money, Share, Table, Term, word, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kolopt.plan.record import FixedPart, LinePart, Plan
    from kolopt.report.table import Cell, TermKind
    from kolopt.scenario.schema import Scenario

_VAT = "vat"


@dataclass(frozen=True, slots=True)
class Taxed:
    """An amount and its VAT, fen.

    Attributes:
        net: without VAT.
        vat: added, contained or recoverable.
    """

    net: int
    vat: int

    @property
    def gross(self) -> int:
        """With VAT: what is invoiced."""
        return self.net + self.vat


def taxed(line: LinePart | BookedLinePart, scenario: Scenario) -> Taxed:
    """What a line of the plan counts, and the VAT on it.

    Net + VAT is the spend where the VAT is a cost, and net is the spend where it comes back.
    """
    if isinstance(line, BookedLinePart):
        return _split(line.cost, line.vat, scenario)
    base = sum(line.cost_lines.get(name, 0) for name in taxed_lines(scenario))
    on = vat_on(scenario, base)
    vat = line.count * (on.contained or on.recoverable or line.cost_lines.get(_VAT, 0))
    return _split(line.cost, vat, scenario)


def _added(parts: Iterable[Taxed]) -> Taxed:
    known = tuple(parts)
    return Taxed(sum(part.net for part in known), sum(part.vat for part in known))


def spend_by_tier(plan: Plan, scenario: Scenario) -> Table:
    """Spend by tier, media and the brand's own notes included: net, VAT, gross."""
    return _by_line(plan, scenario, "tier", plan.spend.by_tier)


def spend_by_phase(plan: Plan, scenario: Scenario) -> Table:
    """Spend by phase of purchase: net, VAT, gross."""
    return _by_line(plan, scenario, "phase", plan.spend.by_phase)


def _by_line(plan: Plan, scenario: Scenario, kind: TermKind, split: Mapping[str, int]) -> Table:
    rows = tuple(
        (
            Term(kind, name),
            *_spend(fen, plan),
            *_vat(
                _added(taxed(line, scenario) for line in plan.all_lines if getattr(line, kind) == name),
                scenario,
            ),
        )
        for name, fen in split.items()
        if fen
    )
    return _table(plan, scenario, f"spend-by-{kind}", kind, rows)


def spend_by_cost_line(plan: Plan, scenario: Scenario) -> Table:
    """Spend by what it pays for: net, VAT, gross."""
    return _by_part(plan, scenario, "cost_line", plan.spend.by_cost_line, _VAT)


def spend_by_payee(plan: Plan, scenario: Scenario) -> Table:
    """Spend by who is paid: net, VAT, gross."""
    return _by_part(plan, scenario, "payee", plan.spend.by_payee, scenario.payees.get("vat", ""))


def _by_part(plan: Plan, scenario: Scenario, kind: TermKind, split: Mapping[str, int], of_vat: str) -> Table:
    """A split that VAT is one part of, where it is added at all."""
    tax = scenario.tax
    added = tax is not None and tax.prices == "exclusive" and not tax.recoverable
    due = plan.spend.by_cost_line.get(_VAT, 0)

    def vat(name: str, fen: int) -> tuple[Cell, ...]:
        if not added:
            return (None, None, None)
        part = due if name == of_vat else 0
        return _taxed_cells(Taxed(fen - part, part))

    rows = tuple(
        (Term(kind, name), *_spend(fen, plan), *vat(name, fen)) for name, fen in split.items() if fen
    )
    return _table(plan, scenario, f"spend-by-{kind.replace('_', '-')}", kind.replace("_", "-"), rows)


def _table(
    plan: Plan, scenario: Scenario, id_: str, heading: str, rows: tuple[tuple[Cell, ...], ...]
) -> Table:
    whole = _vat(_added(taxed(line, scenario) for line in plan.all_lines), scenario)
    return Table(
        id_,
        word(f"table-{id_}"),
        words(heading, "spend", "share", "net", "vat", "gross"),
        rows,
        (word("all"), *_spend(plan.spend.total, plan), *whole),
    )


def _spend(fen: int, plan: Plan) -> tuple[Cell, ...]:
    return (Money(fen), Share(fen, plan.spend.total))


def _vat(amount: Taxed, scenario: Scenario) -> tuple[Cell, ...]:
    return (None, None, None) if scenario.tax is None else _taxed_cells(amount)


def _taxed_cells(amount: Taxed) -> tuple[Cell, ...]:
    return (Money(amount.net), Money(amount.vat), Money(amount.gross))


def tier_by_phase(plan: Plan) -> Table:
    """Spend of each tier in each phase."""
    phases = tuple(phase.id for phase in plan.phases)

    def row(name: Term, tiers: tuple[str, ...]) -> tuple[Cell, ...]:
        held = [line for line in plan.all_lines if line.tier in tiers]
        cells = (sum(line.cost for line in held if line.phase == phase) for phase in phases)
        return (name, *(Money(fen) if fen else None for fen in cells), Money(sum(line.cost for line in held)))

    tiers = tuple(tier for tier, fen in plan.spend.by_tier.items() if fen)
    headings = (word("tier"), *(Term("phase", phase) for phase in phases), word("total"))
    rows = tuple(row(Term("tier", tier), (tier,)) for tier in tiers)
    return Table("tier-by-phase", word("table-tier-by-phase"), headings, rows, row(word("all"), tiers))


def lines(plan: Plan) -> Table:
    """Every line of the plan: count × unit cost = cost."""
    rows = tuple(
        (
            Term("phase", line.phase),
            Term("offer", line.offer),
            Count(line.count),
            Money(line.unit_cost),
            Money(line.cost),
        )
        for line in plan.lines
    )
    units = Count(sum(line.count for line in plan.lines))
    total = (word("all"), "", units, "", Money(sum(line.cost for line in plan.lines)))
    headings = words("phase", "offer", "units", "unit-cost", "spend")
    return Table("lines", word("table-lines"), headings, rows, total, names=2)


def fixed_costs(plan: Plan, scenario: Scenario) -> Table:
    """Payments that are not a decision, by day: what each counts, net, VAT, gross."""
    amounts = tuple(_fixed(cost, scenario) for cost in plan.fixed_costs)
    rows = tuple(
        (
            Term("fixed_cost", cost.id),
            Term("payee", cost.payee),
            Day(cost.on),
            Money(cost.net + cost.vat),
            *_vat(amount, scenario),
        )
        for cost, amount in zip(plan.fixed_costs, amounts, strict=True)
    )
    total = (word("all"), "", "", Money(plan.funds.fixed), *_vat(_added(amounts), scenario))
    headings = words("fixed-cost", "payee", "day", "amount", "net", "vat", "gross")
    return Table("fixed-costs", word("table-fixed-costs"), headings, rows, total, names=3)


def _fixed(cost: FixedPart, scenario: Scenario) -> Taxed:
    on = vat_on(scenario, cost.net if scenario.fixed_costs[cost.id].taxed else 0)
    return _split(cost.net + cost.vat, on.contained or on.recoverable or cost.vat, scenario)


def _split(counted: int, vat: int, scenario: Scenario) -> Taxed:
    """An amount that counts against the budget, with its VAT, which is part of it unless it comes back."""
    recoverable = scenario.tax is not None and scenario.tax.recoverable
    return Taxed(counted if recoverable else counted - vat, vat)
