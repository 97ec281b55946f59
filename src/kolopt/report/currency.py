"""Money in CNY and in the report currency: the budget, and every split of spend, outlay and cash.

Each part is converted by itself and so is the sum; a line ``rounding`` closes what is left between them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.money import converted, to_cents
from kolopt.report.table import Amount, Money, Table, Term, word, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kolopt.plan.record import CurrencyPart, Plan
    from kolopt.report.table import Cell, TermKind

    Row = tuple[Cell, ...]


def budget_in_both(plan: Plan) -> Table | None:
    """The budget in CNY and in the report currency, roundings stated; None where there is none."""
    if plan.currency is None:
        return None
    funds = plan.funds
    given = {"total": funds.total, "reserve": -funds.reserve, "fixed": -funds.fixed}
    used = {"plannable": funds.plannable, "spend": -funds.spend}
    rows = (row for parts in (given, used) for row in _rows(_named("budget", parts), plan.currency))
    return Table(
        "budget-in-both",
        word("table-budget-in-both"),
        words("budget", "amount", "report-currency"),
        tuple(rows),
        _row(word("budget-left"), funds.left, plan.currency),
    )


def splits_in_both(plan: Plan) -> tuple[Table, ...]:
    """Spend by tier, phase, cost line and payee, outlay, and cash by month, in both currencies.

    Nothing without a report currency; parts of nothing are left out.
    """
    currency = plan.currency
    if currency is None:
        return ()
    return tuple(
        Table(
            f"{id_}-in-both",
            word(f"table-{id_}-in-both"),
            words(heading, "amount", "report-currency"),
            tuple(_rows({name: fen for name, fen in parts.items() if fen}, currency)),
            _row(word("all"), sum(parts.values()), currency),
        )
        for id_, heading, parts in _splits(plan)
    )


def _splits(plan: Plan) -> Iterator[tuple[str, str, Mapping[Cell, int]]]:
    spend, outlay = plan.spend, plan.outlay
    yield "spend-by-tier", "tier", _terms("tier", spend.by_tier)
    yield "spend-by-phase", "phase", _terms("phase", spend.by_phase)
    yield "spend-by-cost-line", "cost-line", _terms("cost_line", spend.by_cost_line)
    yield "spend-by-payee", "payee", _terms("payee", spend.by_payee)
    whole = {"spend": outlay.spend, "internal": outlay.internal, "fixed": outlay.fixed}
    yield "outlay", "outlay", _named("outlay", whole)
    if plan.cash is not None:
        yield "cash-by-month", "month", dict(plan.cash.by_month.items())


def _terms(kind: TermKind, parts: Mapping[str, int]) -> dict[Cell, int]:
    return {Term(kind, name): fen for name, fen in parts.items()}


def _named(table: str, parts: Mapping[str, int]) -> dict[Cell, int]:
    return {word(f"{table}-{name}"): fen for name, fen in parts.items()}


def _rows(parts: Mapping[Cell, int], currency: CurrencyPart) -> Iterator[Row]:
    """The parts of a sum, and the rounding that closes it in the report currency."""
    yield from (_row(name, fen, currency) for name, fen in parts.items())
    numbered = {str(number): fen for number, fen in enumerate(parts.values())}
    if rounding := converted(numbered, Fraction(currency.rate)).rounding:
        yield (word("rounding"), None, Amount(rounding, currency.report))


def _row(name: Cell, fen: int, currency: CurrencyPart) -> Row:
    return (name, Money(fen), Amount(to_cents(fen, Fraction(currency.rate)), currency.report))
