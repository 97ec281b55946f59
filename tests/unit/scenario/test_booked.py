"""A scenario that names its ledger: where it is looked for, what a plan keeps of it, what else is odd."""

import pytest

from kolopt.errors import InvalidInputError
from kolopt.scenario.load import from_document, load, with_patches
from kolopt.scenario.patch import parse_patch

LEDGER = """\
slot,phase,offer,status,published_on,cost,url
test-nano-video-002,test,nano-video,published,2027-04-02,500,x
test-nano-video-001,test,nano-video,ordered,,,
test-nano-video-003,test,nano-video,open,,,
burst-brand-001,burst,brand,cancelled,,,
"""


@pytest.fixture
def booked(folder):
    folder.write("orders.csv", LEDGER)
    return folder


def test_a_plan_keeps_what_is_booked_and_can_do_without_the_file(booked):
    case = booked.child("orders: orders.csv")
    assert case.document["orders"] == {
        "burst-brand-001": "burst; brand; cancelled",
        "test-nano-video-001": "test; nano-video; ordered",
        "test-nano-video-002": "test; nano-video; published; published 2027-04-02; cost 500.00",
    }
    again = from_document(case.document, path="plan.json")
    assert (again.scenario, again.document) == (case.scenario, case.document)
    assert again.digest() == case.digest()
    assert list(case.scenario.orders) == list(case.document["orders"])
    assert with_patches(case, [parse_patch("vat=7%")]).scenario.orders == case.scenario.orders


def test_terms_may_be_stated_for_whom_only_the_ledger_names(booked):
    text = LEDGER.replace("cost,url", "cost,payee").replace("500,x", "500,Studio B")
    booked.write("orders.csv", text)
    terms = "payments: {{{}: [{{share: 100%, at: order}}]}}\norders: orders.csv"
    known = booked.child(terms.format("Studio B"))
    assert "payment-payee" not in [notice.code for notice in known.notices]
    unknown = booked.child(terms.format("Studio C"))
    assert [notice.code for notice in unknown.notices].count("payment-payee") == 1


def test_the_digest_follows_what_can_change_a_number(booked):
    plain = booked.load().digest()
    first = booked.child("orders: orders.csv").digest()
    assert first != plain
    booked.write("orders.csv", LEDGER.replace(",x\n", ",y\n").replace(",open,", ",OPEN,"))
    assert booked.child("orders: orders.csv").digest() == first
    for old, new in ((",500,", ",501,"), ("04-02", "04-03"), (",published,", ",settled,")):
        booked.write("orders.csv", LEDGER.replace(old, new))
        assert booked.child("orders: orders.csv").digest() != first
    booked.write("orders.csv", LEDGER.splitlines()[0] + "\n")
    assert booked.child("orders: orders.csv").digest() == plain


def test_the_planning_day_counts_and_the_day_of_the_figures_does_not(folder):
    plain = folder.load().digest()
    assert folder.load(None, "as_of=2027-04-01").digest() != plain
    assert folder.load(None, "collected=2027-04-01").digest() == plain


def test_the_ledger_is_beside_the_file_that_names_it(booked):
    booked.write("sub/orders.csv", LEDGER.replace("ordered", "settled"))
    booked.write("sub/mid.yaml", "kolopt: 1\nextends: ../base.yaml\norders: orders.csv\n")
    with pytest.raises(InvalidInputError) as caught:
        booked.load("kolopt: 1\nextends: sub/mid.yaml\n")
    assert str(caught.value.diagnostics[0].at).endswith("sub/orders.csv:3:5")
    assert booked.load("kolopt: 1\nextends: sub/mid.yaml\n", "orders=orders.csv").scenario.orders
    assert not booked.load("kolopt: 1\nextends: sub/mid.yaml\n", "orders=null").scenario.orders


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("orders: ../orders.csv", "outside"),
        ("orders: /etc/passwd", "bad-reference"),
        ("orders: order.csv", "cannot-read"),
        ("orders: .", "cannot-read"),
        ("orders: [orders.csv]", "bad-value"),
        ("orders: {a: b}", "bad-value"),
        ("orders: base.yaml", "ledger-header"),
    ],
)
def test_what_is_refused(booked, text, code):
    findings = booked.findings(lambda: booked.child(text))
    assert [finding.code for finding in findings] == [code]
    assert findings[0].hint or "orders.csv" in findings[0].message or "ledger" in findings[0].message


def test_the_files_of_others_are_read_when_allowed(booked):
    booked.write("../orders.csv", LEDGER)
    path = booked.write("case.yaml", "kolopt: 1\nextends: base.yaml\norders: ../orders.csv\n")
    assert load(path, allow_outside=True).scenario.orders


def test_a_what_if_may_take_away_what_is_booked(booked):
    case = booked.child("orders: orders.csv")
    with pytest.raises(InvalidInputError) as caught:
        with_patches(case, [parse_patch("phases.test.end=2027-04-01")])
    (finding,) = caught.value.diagnostics
    assert finding.code == "order-misfit"
    assert str(finding.at).endswith("orders.csv:2:1")


def test_rows_that_are_odd_on_the_planning_day(booked):
    case = booked.child("orders: orders.csv", "as_of=2027-04-01")
    assert [finding.code for finding in case.notices] == ["order-ahead"]
    late = booked.child("orders: orders.csv", "as_of=2027-04-19").notices
    assert [finding.code for finding in late] == ["order-late"]
    assert "1 ordered but not out" in late[0].message
    row = "slot,phase,offer,status,ordered_on\ntest-nano-video-001,test,nano-video,ordered,2027-03-31\n"
    booked.write("orders.csv", row)
    assert booked.child("orders: orders.csv", "as_of=2027-03-31").notices == ()
    (ahead,) = booked.child("orders: orders.csv", "as_of=2027-03-30").notices
    assert ahead.code == "order-ahead"
    assert "ordered on 2027-03-31, after the planning day 2027-03-30" in ahead.message
