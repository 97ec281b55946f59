"""One golden listing of columns and rows per family of the formulation.

Run ``pytest tests/golden --update-golden`` after an intended change and read the diff.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.golden.campaign import DOCUMENT

from kolopt.economics.tables import tabulate
from kolopt.model.formulate import Question, formulate
from kolopt.money import to_fen
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from kolopt.model.program import Program, Row

FAMILIES = {
    "availability-and-budget": {},
    "count-floor": {"density": {"rule": "count(micro) >= 2 in each phase"}},
    "ratio": {"hero": {"rule": "count(nano) >= 2.5 * count(micro) in burst"}},
    "band": {"band": {"rule": "spend between 2k and 9,000.50 in burst"}},
    "added-phases": {"early": {"rule": "spend <= 40% of budget in warm + burst"}},
    "share": {"mix": {"rule": "spend(micro) >= 33.3% of spend in each phase"}},
    "cost-share": {"fees": {"rule": "cost(platform) <= 8% of spend"}},
    "kpi": {"team": {"rule": "hours <= 7.5 in each phase"}},
    "kpi-price": {"cpe": {"rule": "spend <= 15 * engagements"}},
    "none-or-at-least": {"pair": {"rule": "count(micro) is 0 or >= 2 in each phase"}},
    "variety": {"mix": {"rule": "variety(nano, micro) >= 2 in burst"}},
    "variety-cap": {"mix": {"rule": "variety(nano, micro) <= 1"}},
    "if-then": {"ceiling": {"rule": "if count(micro) >= 2 then count(nano) <= 3 * count(micro) in burst"}},
    "if-few-then": {"few": {"rule": "if count(nano) <= 1 then spend(micro) <= 5k in each phase"}},
    "if-with-scope": {
        "net": {"rule": "if count(micro) >= 1 in campaign then count(nano) >= 2 in each phase"}
    },
    "score-floor": {"floor": {"rule": "score(seo) >= 40 in burst"}},
    "score-floor-campaign": {"floor": {"rule": "score >= 12.5 in campaign"}},
    "soft-count": {"reach": {"rule": "count(micro) >= 3 in each phase", "soft": "0.5"}},
    "soft-band": {"band": {"rule": "spend between 2k and 4k in burst", "soft": "2"}},
    "soft-kpi": {"views": {"rule": "reads >= 9k", "soft": "0.5 per 1000"}},
    "soft-variety": {"mix": {"rule": "variety(nano, micro) >= 2", "soft": "1"}},
    "soft-score": {"floor": {"rule": "score(seo) >= 60 in each phase", "soft": "0.2"}},
    "soft-if-then": {
        "net": {"rule": "if count(micro) >= 2 then count(nano) >= 3 in each phase", "soft": "1.5"}
    },
    "cannot-be-bought": {
        "more": {"rule": "count(nano) >= 1 in each phase"},
        "none": {"rule": "count(nano) <= 0"},
    },
}


def _number(value: object) -> str:
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def _row(program: Program, row: Row) -> str:
    terms = " ".join(
        f"{'+' if c >= 0 else '-'}{_number(abs(c))}*{program.columns[i].name}" for i, c in row.terms
    )
    low = "" if row.low is None else f"{_number(row.low)} <= "
    high = "" if row.high is None else f" <= {_number(row.high)}"
    return f"{row.family:<10} {row.name}: {low}{terms}{high}"


def listing(program: Program) -> str:
    """Columns, rows and curves as text: ours, since solvers' own formats differ between versions."""
    columns = (
        f"{c.name} in [{c.low:g}, {c.high:g}]{' whole' if c.integer else ''}"
        + (f" weight {c.weight:.9g}" if c.weight else "")
        for c in program.columns
    )
    names = [column.name for column in program.columns]
    rows = (_row(program, row) for row in program.rows)
    curves = (
        f"{c.response.shape} {names[c.points]} of {names[c.stock]} touch {list(c.touch)}"
        for c in program.curves
    )
    return "\n".join(["columns", *columns, "", "rows", *rows, "", "curves", *curves, ""])


def _program(rules: dict, question: str, **more: object) -> Program:
    case = from_document({**DOCUMENT, "rules": rules, **more}, path="golden")
    economics = tabulate(case.scenario, World.BASE)
    asked = {
        "score": Question("score"),
        "hurdle": Question("score", hurdle=Fraction(5, to_fen(Fraction(10_000)))),
        "spend": Question("spend"),
        "capped": Question("score", spend_cap=500_000),
    }[question]
    return formulate(economics, read_rules(case), asked)


def _compare(name: str, text: str, update: bool) -> None:
    path = Path(__file__).parent / "rows" / f"{name}.txt"
    if update:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("family", FAMILIES)
def test_family(family: str, update_golden: bool) -> None:
    _compare(family, listing(_program(FAMILIES[family], "score")), update_golden)


@pytest.mark.parametrize("question", ["hurdle", "spend", "capped"])
def test_question(question: str, update_golden: bool) -> None:
    rules = {
        "floor": {"rule": "score(seo) >= 40 in burst"},
        "soft": {"rule": "count(nano) >= 9", "soft": "1"},
    }
    _compare(f"question-{question}", listing(_program(rules, question)), update_golden)


PAID = {
    "payments": {
        "creators": [{"share": "50%", "at": "order"}, {"share": "50%", "at": "publication", "days": "30"}]
    },
    "fixed_costs": {"retainer": {"amount": "500", "per": "month", "payee": "agency"}},
}
CASH = {
    "cash": {"may": {"rule": "cash <= 4k in 2027-05"}, "all": {"rule": "cash >= 2k"}},
    "if-then-cash": {"net": {"rule": "if count(micro) >= 2 in campaign then cash <= 3k in 2027-04, 2027-06"}},
    "soft-cash": {"even": {"rule": "cash between 1k and 20% of budget in 2027-04 + 2027-05", "soft": "2"}},
}


@pytest.mark.parametrize("family", CASH)
def test_cash(family: str, update_golden: bool) -> None:
    _compare(family, listing(_program(CASH[family], "score", **PAID)), update_golden)


def test_every_golden_file_has_its_test() -> None:
    names = {*FAMILIES, *CASH, *(f"question-{q}" for q in ("hurdle", "spend", "capped"))}
    assert {path.stem for path in (Path(__file__).parent / "rows").glob("*.txt")} == names
