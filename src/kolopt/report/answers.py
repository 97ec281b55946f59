"""Answers that need solving, as tables: what other budgets buy, what rules cost, what wrong guesses cost."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from kolopt.money import FEN_PER_YUAN, show_money
from kolopt.report.figures import at_most, between
from kolopt.report.retold import retold
from kolopt.report.table import Money, Number, Phrase, Table, Term, word, words

if TYPE_CHECKING:
    from kolopt.explore.fragility import Case, Fragility
    from kolopt.explore.frontier import BudgetFrontier, Marginal
    from kolopt.explore.points import Row
    from kolopt.explore.rule_prices import Result as RulePrices
    from kolopt.explore.rule_prices import RulePrice
    from kolopt.report.language import Language
    from kolopt.report.table import Cell

_MARGINAL_PLACES = 3
_CENT = Decimal("0.01")


def frontier(found: BudgetFrontier) -> Table:
    """Each budget with the best value for it, and what ¥10,000 more brought since the row before."""

    def row(budget: int, point: Row, marginal: Marginal | None) -> tuple[Cell, ...]:
        if not point.figures:
            return (Money(budget), word(f"point-{point.status}"), None, None)
        value, bound = (Decimal(point.figures[name]) for name in ("value", "bound"))
        shown = (Number(value.quantize(_CENT)), Number(bound.quantize(_CENT, ROUND_CEILING)))
        return (Money(budget), *shown, _per_10k(marginal))

    rows = tuple(row(*stop) for stop in zip(found.budgets, found.rows, found.marginals, strict=True))
    headings = words("budget-total", "value", "value-bound", "per-10k")
    return Table("frontier", word("table-frontier"), headings, rows)


def _per_10k(marginal: Marginal | None) -> Cell:
    return None if marginal is None else between(marginal.low, marginal.high, _MARGINAL_PLACES)


def knee(found: BudgetFrontier, language: Language) -> str:
    """Where money starts to buy markedly less."""
    if found.knee is None:
        return language.say(f"no-knee-{found.kneeless}")
    before, after = (
        between(side.low, side.high, _MARGINAL_PLACES) for side in (found.knee.before, found.knee.after)
    )
    return language.say("knee", budget=show_money(found.knee.budget), before=before, after=after)


def rule_prices(found: RulePrices, language: Language) -> Table:
    """What each rule that may hold the plan back costs, dearest first, and the money it would free."""
    spends = found.question == "spend"

    def row(price: RulePrice) -> tuple[Cell, ...]:
        rule = price.rule
        where = language.say("between-items").join(language.word(Term("scope", s)) for s in price.holds_in)
        cost = _cost(price, found.gap, spends=spends)
        return (rule.id, rule.text, where, cost, _freed(price), retold(rule.why, "why-", language))

    headings = words(
        "rule", "rule-text", "binds-in", "costs-yuan" if spends else "costs-points", "frees", "why"
    )
    return Table("rule-prices", word("table-rule-prices"), headings, tuple(map(row, found.prices)))


def _cost(price: RulePrice, gap: float, *, spends: bool) -> Cell:
    if price.least == 0.0 and price.most <= gap:
        return word("nothing")
    if price.least == 0.0:
        return Phrase("at-most", {"amount": at_most(Decimal(price.most))})
    return f"¥{between(price.least, price.most)}" if spends else between(price.least, price.most)


def _freed(price: RulePrice) -> Cell:
    if price.frees_least is None or price.frees_most is None:
        return None
    return f"¥{between(price.frees_least / FEN_PER_YUAN, price.frees_most / FEN_PER_YUAN, 0)}"


def fragility(found: Fragility, language: Language) -> Table:
    """What the plan loses against the best one if a guess were half or double, the worst first."""
    rows = tuple(
        (
            retold(guess.what, "guess-", language),
            _loss(guess.half, found.gap),
            _loss(guess.double, found.gap),
            word("assumption" if guess.assumed else "sourced" if guess.source else "stated"),
        )
        for guess in found.guesses
    )
    unit = "yuan" if found.question == "spend" else "points"
    headings = words("guess", f"half-{unit}", f"double-{unit}", "standing")
    return Table("fragility", word("table-fragility"), headings, rows)


def _loss(case: Case, gap: float) -> Cell:
    if case.loss is None:
        return word("no-longer-possible" if case.kept == "none" else "no-plan-then")
    if case.loss.low > gap:
        lost: Cell = between(max(0.0, case.loss.low), case.loss.high)
    elif case.loss.high <= 2 * gap:
        lost = word("nothing")
    else:
        lost = Phrase("at-most", {"amount": at_most(Decimal(case.loss.high))})
    return Phrase("of-a-part", {"loss": lost}) if case.kept == "part" else lost
