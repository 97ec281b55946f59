"""A report as sections of sentences and tables: which of them, and in which order, for which reader.

Every document (HTML, spreadsheet, Markdown, CSV) walks the same sections. Money comes before goals
for finance; a client's document has no confidential table, nor any sentence about money.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from kolopt.report import tables
from kolopt.report.certificate import money_left, proof
from kolopt.report.table import word

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.explore.fragility import Fragility
    from kolopt.explore.frontier import BudgetFrontier
    from kolopt.explore.rule_prices import Result as RulePrices
    from kolopt.plan.record import Plan
    from kolopt.report.language import Language
    from kolopt.report.table import Table, Term

View = Literal["internal", "finance", "client"]
VIEWS: tuple[View, ...] = get_args(View)
"""Readers that a report can be made for."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report.

    Attributes:
        id: stable name: anchor of a page, sheet.
        title: its heading.
        paragraphs: sentences in the report's language, above the tables.
        tables: typed tables, to be written in the report's language.
    """

    id: str
    title: Term
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Extras:
    """Answers that need solving, found before the report is written; None where nobody asked.

    Attributes:
        frontier: what other budgets buy.
        rule_prices: what the rules cost.
        fragility: what wrong guesses would cost.
    """

    frontier: BudgetFrontier | None = None
    rule_prices: RulePrices | None = None
    fragility: Fragility | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a plan, and when.

    Attributes:
        by: name.
        on: day, ``YYYY-MM-DD``.
    """

    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Document:
    """A report, ready to be written.

    Attributes:
        plan: what it reports; an audited plan.
        view: for whom. A renderer that draws figures of its own must leave out what is not for them.
        approval: of the plan; None = draft.
        extras: answers that need solving.
        header: sentences below the title: what the figures rest on.
        sections: in reading order.
    """

    plan: Plan
    view: View
    approval: Approval | None
    extras: Extras
    header: tuple[str, ...]
    sections: tuple[Section, ...]


def document(
    plan: Plan,
    language: Language,
    view: View = "internal",
    extras: Extras | None = None,
    approval: Approval | None = None,
) -> Document:
    """The report of a plan for a reader.

    Args:
        plan: an audited plan.
        language: of the sentences, with the plan's names.
        view: for whom.
        extras: answers that need solving.
        approval: of the plan; None = draft.
    """
    known = extras or Extras()
    sections = tuple(_BUILDERS[name](plan, language, view) for name in ORDER[view])
    return Document(
        plan, view, approval, known, (), tuple(map(_public, sections)) if view == "client" else sections
    )


def _public(section: Section) -> Section:
    """A section without confidential tables."""
    kept = tuple(table for table in section.tables if not table.confidential)
    return Section(section.id, section.title, section.paragraphs, kept)


ORDER: dict[View, tuple[str, ...]] = {
    "internal": ("plan", "results", "goals", "money", "proof"),
    "finance": ("money", "plan", "results", "goals", "proof"),
    "client": ("plan", "results", "goals", "proof"),
}
"""Sections of each view, in reading order."""


def _plan(plan: Plan, _: Language, view: View) -> Section:
    money = view != "client"
    shown = (
        tables.phases(plan, money=money),
        tables.creators_by_tier(plan),
        tables.creators_by_format_and_fit(plan),
        tables.bookings(plan, money=money),
    )
    return Section("plan", word("section-plan"), (), shown)


def _results(plan: Plan, _: Language, view: View) -> Section:
    money = view != "client"
    shown = (tables.results(plan), tables.tiers(plan, money=money), tables.unit_costs(plan))
    return Section("results", word("section-results"), (), shown)


def _goals(plan: Plan, _language: Language, _: View) -> Section:
    return Section("goals", word("section-goals"), (), (tables.goals(plan),))


def _money(plan: Plan, _language: Language, _: View) -> Section:
    shown = (
        tables.budget(plan),
        tables.budget_in_both(plan),
        tables.spend_by_cost_line(plan),
        tables.spend_by_payee(plan),
        tables.outlay(plan),
        tables.cash_by_month(plan),
    )
    stated = tuple(table for table in shown if table is not None)
    return Section("money", word("section-money"), (), stated)


def _proof(plan: Plan, _: Language, view: View) -> Section:
    left = () if view == "client" else (money_left(plan),)
    sentences = tuple(sentence for sentence in (proof(plan), *left) if sentence)
    return Section("proof", word("section-proof"), sentences, ())


_BUILDERS: dict[str, Callable[[Plan, Language, View], Section]] = {
    "plan": _plan,
    "results": _results,
    "goals": _goals,
    "money": _money,
    "proof": _proof,
}
