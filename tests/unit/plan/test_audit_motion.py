"""The audit of plans made while the campaign runs: what is booked, what is closed, what was released."""

import json

import pytest

from kolopt.plan.audit import audit
from kolopt.plan.file import dumps, loads, seal
from kolopt.plan.record import Plan
from kolopt.scenario.quantities import World

from .documents import document
from .test_audit import leaves, plan_for, put, resealed

ORDERS = {
    "burst-boost-001": "burst; boost; settled; published 2027-05-09; cost 900.00; kpi exposures 20000",
    "burst-face-a-001": "burst; face-a; cancelled; fee 5000.00; payee Star Agency",
    "burst-micro-picture-001": "burst; micro-picture; ordered; payee 甲",
    "burst-own-001": "burst; own; published; published 2027-05-10; payee Studio B",
    "test-micro-picture-001": "test; micro-picture; published; published 2027-05-03; cost 4444.44",
    "test-nano-picture-001": "test; nano-picture; settled; published 2027-04-02; cost 1.00; kpi saves 3",
    "test-nano-picture-002": "test; nano-picture; published; published 2027-04-01; kpi reads 5000.5",
    "test-nano-video-gift-001": "test; nano-video-gift; ordered; published 2027-05-03; cost 0.00",
    "test-nano-video-gift-002": "test; nano-video-gift; ordered; published 2027-05-03",
}
RELEASED = [
    {"amount": "1k", "on": "2027-05-01", "by": "Wang", "why": "more noise"},
    {"amount": "2k", "on": "2027-08-01", "by": "Li", "why": "later"},
]
COUNTS = {
    ("burst", "nano-video-adjacent"): 5,
    ("burst", "micro-picture"): 4,
    ("burst", "boost"): 6,
    ("tail", "own"): 3,
    ("tail", "micro-picture-adjacent"): 2,
    ("tail", "nano-picture"): 1,
}


def moving(**changes):
    doc = document() | {"orders": dict(ORDERS), "as_of": "2027-05-12"} | changes
    doc["budget"] = {"total": "300k", "reserve": "5%", "released": RELEASED} | changes.get("budget", {})
    doc["tiers"]["macro"]["lead_days"] = "45"
    return doc


@pytest.fixture(scope="module")
def plan():
    return plan_for(moving(), COUNTS)


def test_it_is_verified(plan):
    assert audit(plan) == ()
    assert loads(dumps(plan), "plan.json") == plan
    assert [part.past for part in plan.rules if part.id == "density" and part.scope == "test"] == [False]


def test_what_it_states(plan):
    assert plan.booked.by_status == {"settled": 2, "published": 3, "ordered": 3, "cancelled": 1}
    assert {(line.phase, line.offer): line.count for line in plan.booked.lines} == {
        ("test", "nano-picture"): 2,
        ("burst", "nano-video-gift"): 2,
        ("burst", "micro-picture"): 2,
        ("burst", "face-a"): 0,
        ("burst", "boost"): 1,
        ("burst", "own"): 1,
    }
    assert plan.calendar.closed[0].phase == "test"
    assert plan.calendar.closed[0].offers == ()
    assert plan.calendar.closed[1].offers == ("macro",)
    assert plan.spend.by_payee["Star Agency"] == 500000
    assert plan.spend.by_payee["Studio B"] == 80050
    assert plan.spend.total == plan.booked.cost + sum(line.cost for line in plan.lines)
    for split in (plan.spend.by_tier, plan.spend.by_phase, plan.spend.by_cost_line, plan.spend.by_payee):
        assert sum(split.values()) == plan.spend.total
    assert (plan.reserve.agreed, plan.reserve.released, plan.funds.reserve) == (1500000, 100000, 1400000)


@pytest.mark.parametrize("world", World)
@pytest.mark.parametrize(
    "changes",
    [
        {"tax": {"prices": "inclusive", "recoverable": "true"}},
        {"tax": {"prices": "exclusive", "recoverable": "true", "rate": "13%"}},
        {"budget": {"internal": "true"}},
        {"rebate": {"rate": "20%", "settled": "order"}},
        {"as_of": "2027-10-01", "rules": {}},
        {"objective": {"minimize": "spend"}},
    ],
)
def test_other_terms_are_verified(world, changes):
    counts = {} if changes.get("as_of", "") > "2027-07" else COUNTS
    gap = "0.5 %" if "objective" in changes else "0.01 points"
    assert audit(plan_for(moving(**changes), counts, world, gap=gap)) == ()


def test_every_leaf_of_what_is_booked_is_recomputed(plan):
    parts = ("booked", "calendar", "reserve")
    words = ("why",)
    moved = [
        (path, value)
        for path, value in leaves(json.loads(dumps(plan)))
        if path.startswith(parts) and not (path.startswith("calendar") and path.endswith(words))
    ]
    assert len(moved) > 60
    for path, value in moved:
        other = (
            value + 1 if isinstance(value, int) else f"{float(value) + 0.01:.2f}" if "." in value else None
        )
        if other is None:
            other = "2027-05-13" if value.startswith("2027") else f"{value}x"
        changed = resealed(plan, lambda doc, path=path, other=other: put(doc, path, other))
        assert changed is None or audit(changed), path


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.pop("booked"), "booked"),
        (lambda d: d.pop("calendar"), "scenario.digest"),
        (lambda d: d.pop("reserve"), "reserve"),
        (lambda d: d["calendar"]["closed"].pop(), "calendar.closed[0]"),
        (lambda d: d["booked"]["lines"].pop(), "booked.lines[5]"),
        (lambda d: d["booked"]["lines"].reverse(), "booked.lines[0].phase"),
        (lambda d: d["lines"][0].update(phase="test"), "lines[0].count"),
        (lambda d: d["rules"][0].update(past=True), "rules[0].past"),
        (lambda d: d["inputs"]["orders"].pop("burst-own-001"), "scenario.digest"),
        (lambda d: d["inputs"].update(as_of="2027-05-13"), "scenario.digest"),
        (lambda d: d["inputs"]["orders"].update({"x": "y"}), "inputs"),
        (lambda d: d["inputs"]["orders"].update({"test-own-001": "gone; own; ordered"}), "inputs"),
    ],
)
def test_frauds_are_named(plan, change, path):
    assert path in [found.path for found in audit(resealed(plan, change))]


def test_a_plan_that_buys_what_is_closed_is_not_verified():
    messages = [str(found) for found in audit(plan_for(moving(), COUNTS | {("test", "nano-picture"): 3}))]
    assert any("nano-picture in test is closed on 2027-05-12" in message for message in messages)
    messages = [str(found) for found in audit(plan_for(moving(), COUNTS | {("burst", "macro-picture"): 1}))]
    assert any("macro-picture in burst is closed" in message for message in messages)


def test_a_pool_that_the_calendar_cuts_down_holds():
    """15 specialists, 38 of 49 days left: 11; a gift and a booked micro change nothing for nano & paid."""
    doc = moving(rules={}, orders={})
    assert audit(plan_for(doc, {("burst", "nano-picture"): 11})) == ()
    broken = audit(plan_for(doc, {("burst", "nano-picture"): 12}))
    assert any("available-nano-specialist@burst" in str(found) for found in broken)


def test_a_past_rule_is_stated_and_binds_nobody():
    doc = moving(rules={"many": {"rule": "count(nano) >= 5 in each phase"}})
    plan = plan_for(doc, COUNTS | {("tail", "nano-picture"): 5})
    (past,) = [part for part in plan.rules if part.past]
    assert (past.id, past.scope, past.value, past.holds) == ("many", "test", "2", False)
    assert audit(plan) == ()
    still = plan_for(moving(rules={"many": {"rule": "count(nano) >= 50"}}), COUNTS)
    assert any("many" in str(found) for found in audit(still))


def test_an_old_plan_keeps_its_day_of_the_figures_and_its_digests():
    old = plan_for(document() | {"collected": "2026-08-31"}, {})
    doc = json.loads(dumps(old))
    doc["inputs"]["as_of"] = doc["inputs"].pop("collected")
    del doc["digest"]
    read = loads(dumps(seal(doc)), "old.plan.json")
    assert isinstance(read, Plan)
    assert read.scenario.digest == old.scenario.digest
    assert [found for found in audit(read) if found.path != "rules[0].holds"] == [
        found for found in audit(old) if found.path != "rules[0].holds"
    ]


def test_parts_that_are_not_there_may_not_be_stated(plan):
    from kolopt.errors import InvalidInputError

    doc = json.loads(dumps(plan_for(document(), {})))
    for path, value in (("booked", None), ("kept", None)):
        with pytest.raises(InvalidInputError, match=path):
            loads(json.dumps(doc | {path: value}), "plan.json")
    doc["rules"][0]["past"] = False
    with pytest.raises(InvalidInputError, match=r"rules\[0\].past"):
        loads(json.dumps(doc), "plan.json")
