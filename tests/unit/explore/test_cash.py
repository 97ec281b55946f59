"""What-ifs around rules on cash, and around a budget in another currency."""

from __future__ import annotations

import pytest
from tests.unit.explore.tiny_case import tiny

from kolopt.errors import InfeasibleError
from kolopt.explore import conflicts
from kolopt.explore.money import at_budget, least_total
from kolopt.explore.subject import subject_of
from kolopt.explore.whynot import explain
from kolopt.money import fen_from_yuan
from kolopt.planning import Options, optimize
from kolopt.scenario.load import from_document, with_patches
from kolopt.scenario.patch import parse_patch

EURO = {"report": "EUR", "rate": "8", "buffer": "5%"}


def _subject(**changes: object):
    return subject_of(from_document({**tiny(), **changes}, path="tiny"))


def _with_rule(text: str):
    rules = {**tiny()["rules"], "cash": {"rule": text}, "hero": {"rule": "count(micro) >= 1 in campaign"}}
    return _subject(rules=rules)


def test_a_way_out_raises_the_cap_just_enough() -> None:
    subject = _with_rule("cash <= 100 in campaign")
    with pytest.raises(InfeasibleError):
        optimize(subject.case)
    result = conflicts.explain(subject)
    assert "cash" in {rule.id for conflict in result.conflicts for rule in conflict.rules}
    (change,) = next(
        repair.changes for repair in result.repairs if repair.changes[0].path == "rules.cash.number.1"
    )
    enough = with_patches(subject.case, [parse_patch(change.override)])
    assert optimize(enough).certificate.status == "proven"
    short = with_patches(subject.case, [parse_patch(f"{change.path}={change.short}")])
    with pytest.raises(InfeasibleError):
        optimize(short)


def test_a_cap_on_cash_stands_in_the_way_where_units_are_paid_in_its_months() -> None:
    rules = {"cash": {"rule": "cash <= 1k in campaign"}}
    subject = _subject(rules=rules)
    phase = subject.economics.phases[0].id
    found = explain(subject, f"micro@{phase}")
    assert "cash" in [obstacle.rule.id for obstacle in found.obstacles]


def test_another_budget_is_tried_in_yuan_whatever_its_currency() -> None:
    subject = _subject(budget={"total": "1500", "in": "EUR", "reserve": "100"}, currency=EURO)
    assert subject.economics.funds.total == 1_140_000
    assert subject.economics.funds.reserve == 76_000
    changed = at_budget(subject, 1_000_000)
    assert changed.economics.funds.total == 1_000_000
    assert changed.economics.funds.reserve == 76_000
    least = least_total(subject)
    plain = _subject(budget={"total": "11400", "reserve": "760"})
    assert least == least_total(plain)


def test_another_budget_keeps_what_is_held_after_releases() -> None:
    log = [{"amount": "40", "on": "2027-04-01", "by": "Wang", "why": "week seven"}]
    budget = {"total": "1500", "in": "EUR", "reserve": "10%", "released": log}
    subject = _subject(budget=budget, currency=EURO)
    assert subject.economics.funds.reserve == 114_000 - 30_400
    assert at_budget(subject, 1_140_000).economics.funds == subject.economics.funds
    assert at_budget(subject, 2_000_000).economics.funds.reserve == 200_000 - 30_400


def test_an_override_of_the_total_stays_in_its_currency() -> None:
    case = from_document({**tiny(), "budget": {"total": "1500", "in": "EUR"}, "currency": EURO}, path="tiny")
    plan = optimize(with_patches(case, [parse_patch("budget.total*=1.1")]), Options())
    assert plan.currency is not None
    assert plan.currency.budget == 165_000
    assert plan.funds.total == fen_from_yuan("12540.00")
