"""A report as sections of sentences and tables: which of them, and in which order, for which reader.

Every document (HTML, spreadsheet, Markdown, CSV) walks the same sections. Money comes before goals
for finance; a client's document has no confidential table, nor any sentence about money.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from kolopt.report import answers, evidence, header, spending, tables
from kolopt.report.certificate import footing, money_left, proof
from kolopt.report.currency import budget_in_both, splits_in_both
from kolopt.report.motion import motion, stability
from kolopt.report.sentences import cash, memos, timing, unit_cost_basis
from kolopt.report.table import word
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kolopt.explore.fragility import Fragility
    from kolopt.explore.frontier import BudgetFrontier
    from kolopt.explore.rule_prices import Result as RulePrices
    from kolopt.plan.record import Plan
    from kolopt.report.header import SignOff
    from kolopt.report.language import Language
    from kolopt.report.table import Table, Term
    from kolopt.scenario.load import Case

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
    approval: SignOff | None
    extras: Extras
    header: tuple[str, ...]
    sections: tuple[Section, ...]


def document(
    plan: Plan,
    language: Language,
    view: View = "internal",
    extras: Extras | None = None,
    approval: SignOff | None = None,
) -> Document:
    """The report of a plan for a reader.

    Args:
        plan: an audited plan.
        language: of the sentences, with the plan's names.
        view: for whom.
        extras: answers that need solving; a client gets none, for all of them tell costs.
        approval: of the plan; None = draft.
    """
    case = from_document(plan.document(), path=plan.scenario.path)
    client = view == "client"
    told = Told(plan, language, case, not client, Extras() if client or extras is None else extras)
    sections = (_SECTIONS[name](told) for name in ORDER[view])
    return Document(
        plan=plan,
        view=view,
        approval=approval,
        extras=told.extras,
        header=header.public_basis(plan, language) if client else _basis(plan, language),
        sections=tuple(_public(section) if client else section for section in sections if section.tables),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What a section is made from.

    Attributes:
        plan: the plan.
        language: of the report.
        case: the plan's own inputs.
        money: whether costs may be told.
        extras: answers that need solving.
    """

    plan: Plan
    language: Language
    case: Case
    money: bool
    extras: Extras


def _basis(plan: Plan, language: Language) -> tuple[str, ...]:
    basis, changes = header.basis(plan, language), header.overrides(plan, language)
    return (*basis, *motion(plan, language), *changes)


def _public(section: Section) -> Section:
    """A section without confidential tables."""
    return replace(section, tables=tuple(table for table in section.tables if not table.confidential))


def _section(id_: str, tables: Iterable[Table], *paragraphs: str) -> Section:
    """A section of what there is: no empty paragraph, no table without rows."""
    sentences = tuple(sentence for sentence in paragraphs if sentence)
    return Section(id_, word(f"section-{id_}"), sentences, tuple(table for table in tables if table.rows))


def _plan(told: Told) -> Section:
    plan, money = told.plan, told.money
    shown = (
        tables.phases(plan, money=money),
        tables.creators_by_tier(plan),
        tables.creators_by_format_and_fit(plan),
        tables.bookings(plan, money=money),
        *((tables.booked(plan, money=money),) if plan.booked else ()),
    )
    return _section("plan", (*shown, spending.lines(plan)) if money else shown)


def _results(told: Told) -> Section:
    plan, language = told.plan, told.language
    shown = (tables.results(plan), tables.tiers(plan, money=told.money))
    sentences = (language.say("results-basis"), timing(plan, language))
    if not told.money:
        return _section("results", shown, *sentences)
    basis = unit_cost_basis(plan, language)
    return _section("results", (*shown, tables.unit_costs(plan)), *sentences, basis)


def _goals(told: Told) -> Section:
    shown = (tables.goals(told.plan), evidence.readings(told.plan, told.language))
    return _section("goals", shown, told.language.say("scores-are-an-index"))


def _money(told: Told) -> Section:
    plan, scenario = told.plan, told.case.scenario
    shown = (
        tables.budget(plan),
        budget_in_both(plan),
        spending.spend_by_tier(plan, scenario),
        spending.spend_by_phase(plan, scenario),
        spending.tier_by_phase(plan),
        spending.spend_by_cost_line(plan, scenario),
        spending.spend_by_payee(plan, scenario),
        spending.fixed_costs(plan, scenario),
        tables.outlay(plan),
        tables.cash_by_month(plan),
        *splits_in_both(plan),
    )
    stated = tuple(table for table in shown if table is not None)
    said = (money_left(plan, told.language), cash(plan, told.language), *memos(plan, told.language))
    return _section("money", stated, *said)


def _proof(told: Told) -> Section:
    plan, language = told.plan, told.language
    said = (proof(plan, language, money=told.money), stability(plan, language) if told.money else "")
    return _section("proof", (evidence.certificate(plan, money=told.money),), *said)


def _frontier(told: Told) -> Section:
    found = told.extras.frontier
    if found is None:
        return _section("frontier", ())
    return _section("frontier", (answers.frontier(found),), answers.knee(found, told.language))


def _rules(told: Told) -> Section:
    plan, language = told.plan, told.language
    known = read_rules(told.case)
    prices = told.extras.rule_prices
    shown = (
        evidence.binding_rules(plan, known, language),
        *(() if prices is None else (answers.rule_prices(prices, language),)),
        evidence.all_rules(plan),
    )
    return _section("rules", shown, evidence.closed_offers(plan, language))


def _fragility(told: Told) -> Section:
    found, language = told.extras.fragility, told.language
    if found is None:
        return _section("fragility", ())
    return _section("fragility", (answers.fragility(found, language),), language.say("fragility-note"))


def _assumptions(told: Told) -> Section:
    plan, scenario = told.plan, told.case.scenario
    shown = (evidence.assumptions(plan, scenario), evidence.sources(plan, scenario))
    return _section("assumptions", shown, footing(plan, told.language))


def _findings(told: Told) -> Section:
    return _section("findings", (evidence.findings(told.plan, told.language),))


_SECTIONS: dict[str, Callable[[Told], Section]] = {
    "plan": _plan,
    "results": _results,
    "goals": _goals,
    "money": _money,
    "proof": _proof,
    "frontier": _frontier,
    "rules": _rules,
    "fragility": _fragility,
    "assumptions": _assumptions,
    "findings": _findings,
}

_EVIDENCE = ("proof", "frontier", "rules", "fragility", "assumptions", "findings")
ORDER: dict[View, tuple[str, ...]] = {
    "internal": ("plan", "results", "goals", "money", *_EVIDENCE),
    "finance": ("money", "plan", "results", "goals", *_EVIDENCE),
    "client": ("plan", "results", "goals", "proof"),
}
"""Sections of each view, in reading order; those that have nothing to show are left out."""
