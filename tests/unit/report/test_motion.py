"""Booked units, the calendar, releases and stability, as sentences and tables."""

import json

import pytest
from tests.unit.plan.test_audit import plan_for
from tests.unit.plan.test_audit_motion import COUNTS, moving

from kolopt.plan.file import dumps, seal
from kolopt.report import tables
from kolopt.report.language import CODES, language_of, terminal_language
from kolopt.report.motion import motion, stability
from kolopt.report.sections import document
from kolopt.report.terminal import render
from kolopt.report.written import grid

TOLD = terminal_language()


@pytest.fixture(scope="module")
def plan():
    rules = {"many": {"rule": "count(nano) >= 5 in each phase"}}
    return plan_for(moving(rules=rules), COUNTS | {("tail", "nano-picture"): 5})


def kept(plan, **changes):
    doc = json.loads(dumps(plan))
    del doc["digest"]
    part = {"digest": plan.digest, "margin": "0.5 %", "changed": 3, "lost": 0, "given_up": "0.123400"}
    return seal(doc | {"kept": part | changes})


def test_sentences_on_the_calendar_and_the_reserve(plan):
    calendar, reserve = motion(plan, TOLD)
    assert calendar == (
        "Planned on 2027-05-12: test ended on 2027-04-18; burst is closed to macro: booking takes 45 days, "
        "and it ends on 2027-06-18"
    )
    assert reserve == (
        "¥1,000.00 of the reserve of ¥15,000.00 released "
        "(¥1,000.00 on 2027-05-01 by Wang: more noise; later: ¥2,000.00 on 2027-08-01 by Li: later)"
    )


@pytest.mark.parametrize("code", CODES)
def test_releases_that_are_still_to_come_are_told_apart(plan, code):
    early = plan_for(moving(as_of="2026-01-01", orders={}), {})
    words = language_of(plan, code).words["released-later"].partition("{")[0]
    for told, done in ((plan, 1), (early, 0)):
        *_, reserve = motion(told, language_of(told, code))
        before, _, after = reserve.partition(words)
        assert (before.count("2027-05-01"), after.count("2027-05-01")) == (done, 1 - done)
        assert (before.count("2027-08-01"), after.count("2027-08-01")) == (0, 1)


def test_a_plan_before_its_campaign_says_none_of_it(plan):
    before = plan_for(moving(as_of="2026-01-01", orders={}), {})
    assert motion(before, TOLD)[0] == "Planned on 2026-01-01: every line is open"
    assert stability(plan, TOLD) == ""
    assert tables.booked(before).rows == ()


def test_what_stability_cost(plan):
    assert stability(kept(plan), TOLD).endswith(
        "are changed, the fewest; it gives up 0.12 points (up to 0.5 % was allowed)."
    )
    assert "3 units of plan " in stability(kept(plan), TOLD)
    none = stability(kept(plan, changed=0, lost=7, given_up="0.000000"), TOLD)
    assert "no unit of plan" in none
    assert "and 7 of its units can no longer be bought" in none


def test_the_terminal_shows_what_is_booked_and_past(plan):
    text = render(plan, width=100)
    assert "Booked  in all figures of this plan" in text
    assert "Past  broken by what is booked, where nothing can be bought any more" in text
    assert "many  count(nano) >= 5 in each phase" in text.partition("Past")[2]
    assert "Soft rules not met" not in text


@pytest.mark.parametrize("code", CODES)
def test_the_table_of_booked_units_re_adds_in_every_language(plan, code):
    table = tables.booked(plan)
    shown = grid(table, language_of(plan, code))
    assert len(shown.rows) == len(table.rows) == 6
    costs = [row[-1].fen for row in table.rows]
    assert table.total[-1].fen == sum(costs) == plan.booked.cost
    assert len(tables.booked(plan, money=False).headings) == len(table.headings) - 1


@pytest.mark.parametrize("view", ["internal", "client"])
def test_reports_hold_it(plan, view):
    made = document(plan, language_of(plan, "zh"), view)
    ids = [table.id for section in made.sections for table in section.tables]
    assert "booked" in ids
