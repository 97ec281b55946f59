"""On which months payments fall."""

from datetime import date
from fractions import Fraction

import pytest

from kolopt.scenario.market_schema import PaymentTerms
from kolopt.scenario.payments import due_months, due_shares, months_through, terms_of


def terms(*parts):
    keys = ("share", "at", "days")
    listed = [dict(zip(keys, part, strict=False)) for part in parts]
    return PaymentTerms.model_validate({"terms": listed}).terms


SPRING = (date(2027, 4, 21), date(2027, 5, 10))  # 20 days, 10 in each month


@pytest.mark.parametrize(
    ("part", "lead", "shares"),
    [
        (("1", "publication"), 99, {"2027-04": (1, 2), "2027-05": (1, 2)}),
        (("1", "order"), 0, {"2027-04": (1, 2), "2027-05": (1, 2)}),
        (("1", "order"), 15, {"2027-04": (1, 1)}),
        (("1", "order", "15"), 15, {"2027-04": (1, 2), "2027-05": (1, 2)}),
        (("1", "publication", "30"), 0, {"2027-05": (11, 20), "2027-06": (9, 20)}),
        (("1", "order"), 125, {"2026-12": (15, 20), "2027-01": (5, 20)}),
    ],
)
def test_days_are_counted_month_by_month(part, lead, shares):
    found = due_shares(terms(part), *SPRING, lead)
    assert found == {month: Fraction(*share) for month, share in shares.items()}


@pytest.mark.parametrize(
    ("opens", "shares"),
    [
        (date(2027, 3, 1), {"2027-03": (1, 2), "2027-04": (1, 2)}),
        (date(2027, 3, 25), {"2027-03": (1, 2), "2027-04": (1, 2)}),
        (date(2027, 4, 3), {"2027-04": (1, 1)}),
        (date(2027, 6, 1), {"2027-06": (1, 1)}),
    ],
)
def test_no_order_is_placed_before_the_planning_day(opens, shares):
    found = due_shares(terms(("1", "order")), *SPRING, 30, opens)
    assert found == {month: Fraction(*share) for month, share in shares.items()}
    out = due_shares(terms(("1", "publication")), *SPRING, 30, opens)
    assert out == {"2027-04": Fraction(1, 2), "2027-05": Fraction(1, 2)}


def test_a_long_phase_touches_every_month_between():
    found = due_shares(terms(("100%", "publication")), date(2027, 11, 30), date(2028, 3, 1), 0)
    assert list(found) == ["2027-11", "2027-12", "2028-01", "2028-02", "2028-03"]
    assert [share * 93 for share in found.values()] == [1, 31, 31, 29, 1]
    assert sum(found.values()) == 1


def test_an_instalment_of_nothing_is_due_in_no_month():
    parts = terms(("0", "order", "300"), ("1", "publication"))
    assert list(due_shares(parts, *SPRING, 0)) == ["2027-04", "2027-05"]


def test_the_deal_comes_before_the_payee(folder):
    text = (
        "payments: {creators: [{share: 100%, at: order}]}\n"
        "deals: {paid: {payments: {creators: [{share: 100%, at: publication, days: 9}]}}}"
    )
    scenario = folder.child(text).scenario
    assert terms_of(scenario, "creators")[0].at == "order"
    assert terms_of(scenario, "creators", "paid")[0].days.base == 9
    assert terms_of(scenario, "app", "paid")[0].at == "publication"


def test_months_reach_from_the_first_order_to_the_last_payment(folder):
    plain = folder.child("tax: {prices: exclusive}").scenario
    assert due_months(plain, ())[:1] == ()
    early = folder.child("fixed_costs: {shoot: {amount: 1, payee: lab, on: 2026-11-05}}").scenario
    assert due_months(early, ()) == ("2026-11",)
    inside = folder.child("fixed_costs: {team: {amount: 1, payee: internal}}").scenario
    assert due_months(inside, ()) == ()


def test_months_through_has_no_holes():
    assert months_through(["2028-02", "2027-11"]) == ("2027-11", "2027-12", "2028-01", "2028-02")
    assert months_through([]) == ()


def test_digests_stand_while_nothing_is_stated_and_move_with_every_term(folder):
    plain = folder.child("").digest()
    assert folder.child("payments: {}").digest() == plain
    assert folder.child("budget: {in: null}").digest() == plain
    stated = "payments: {creators: [{share: 100%, at: publication, days: 30}]}"
    assert folder.child(stated).digest() != plain
    assert folder.child(stated.replace("30", "31")).digest() != folder.child(stated).digest()
    sourced = "payments: {creators: {terms: [{share: 1, at: publication, days: 30}], source: contract}}"
    assert folder.child(sourced).digest() == folder.child(stated).digest()
