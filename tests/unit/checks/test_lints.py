"""Every lint fires where it should, and the clean scenario fires none."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from kolopt.checks.lints import CODES, LIMITS, check_lints, lint_inputs, lint_plan
from kolopt.diagnostics import Severity
from kolopt.scenario.load import load

CLEAN_PLAN = {
    ("test", "nano-picture"): 4,
    ("test", "micro-picture"): 4,
    ("buildup", "micro-picture-framework"): 4,
    ("burst", "nano-picture"): 7,
    ("burst", "nano-picture-adjacent"): 13,
    ("burst", "micro-video"): 4,
    ("burst", "mega-picture"): 1,
    ("burst", "brand-note"): 2,
}

INPUTS = {
    "vat-not-stated": ({"tax": None}, "no VAT is added"),
    "paid-unregistered": (
        {"offers.private": {"tier": "micro", "format": "video", "registered": "false", "quote": "900"}},
        "private would be paid but not registered; register it, or state the reason under offers.private.why",
    ),
    "nano-below-threshold": (
        {"tiers.nano.booking_threshold": "1500"},
        "nano begins at 1,000 followers, but the marketplace books from 1,500",
    ),
    "mega-micro-ratio": (
        {"tiers.mega.quote": "127.5k", "tiers.mega.yields.saves": "6000"},
        "micro quotes ¥2,500.00 and mega ¥127,500.00, 51 times as much; 10 to 50 times is usual",
    ),
    "cpe-outside-band": (
        {"tiers.mega.yields.saves": "4000"},
        "an engagement by mega costs about ¥27.50, outside ¥8.00 to ¥25.00",
    ),
    "cpe-falls-with-size": (
        {"tiers.micro.yields.saves": "300"},
        "an engagement by micro costs about ¥9.17, less than the ¥11.00 by nano",
    ),
    "season-hint": (
        {"phases": [{"id": "all", "kind": "test", "start": "2027-06-01", "end": "2027-11-11"}],
         "rules": {}},
        "all runs over 618 and 11-11 without a season factor; quotes 15 to 25 % higher are usual",
    ),
    "no-test-phase": (
        {"phases": [{"id": "day", "start": "2027-03-01", "end": "2027-03-02"}], "rules": {}},
        "no phase is of kind test; the campaign starts in full with day",
    ),
    "exposures-only": (
        {"goals.conversion.weight": "0", "goals.seo": None},
        "awareness carry all the weight and count only reads: no saves, comments or notes",
    ),
    "audience-above-users": (
        {"goals.awareness.audience": "400M"},
        "awareness assumes an audience of 400,000,000, but the platform has 300,000,000 monthly users",
    ),
}  # fmt: skip

PLANS = {
    "gift-promotion": (
        CLEAN_PLAN | {("test", "nano-picture-gift"): 5, ("burst", "nano-video-gift"): 2},
        "5 in test and 2 in burst for a product instead of a fee, not registered: "
        "each note must be disclosed",
    ),
    "mega-without-network": (
        CLEAN_PLAN | {("burst", "mega-picture"): 2},
        "2 mega in burst, but 24 nano and micro there; 20 for each mega would be 40",
    ),
    "single-tier": ({("burst", "nano-picture"): 7, ("burst", "brand-note"): 1}, "all 7 creators are nano"),
    "lower-tiers-ignored": (
        {("burst", "mid-picture"): 1, ("burst", "macro-picture"): 1, ("burst", "brand-note"): 1},
        "no nano and micro in the plan, while conversion and seo, which they serve best, "
        "carry 66.7 % of the weight",
    ),
    "early-heavy": (
        CLEAN_PLAN | {("burst", "mega-picture"): 0, ("burst", "micro-video"): 0},
        "68.5 % of spend falls before burst, the phase that weighs most; at most 50.0 % is usual",
    ),
    "phase-shorter-than-lead": (
        CLEAN_PLAN | {("test", "slow"): 2, ("buildup", "slow"): 1},
        "2 mid in test, which lasts 20 days, but booking takes 21: order by 2027-02-08",
    ),
    "no-repeat-collaborations": (
        {line: n for line, n in CLEAN_PLAN.items() if "framework" not in line[1]}
        | {("buildup", "micro-video"): 1},
        "creators in 3 phases, but no contract for repeated work and no named creator in two phases",
    ),
    "no-owned-content": (
        {line: n for line, n in CLEAN_PLAN.items() if line[1] != "brand-note"},
        "37 creators, but no note of the brand's own",
    ),
}
SLOW = {"tier": "mid", "format": "video", "lead_days": "21", "available": "3"}


def test_a_clean_scenario_and_plan_fire_none(checked):
    case = checked()
    assert lint_inputs(case.economics) == ()
    assert lint_plan(case.economics, CLEAN_PLAN) == ()
    assert check_lints(case) == ()


def test_an_empty_plan_is_not_judged(checked):
    assert lint_plan(checked().economics, {("burst", "mega-picture"): 0}) == ()


@pytest.mark.parametrize("code", INPUTS)
def test_inputs(checked, code):
    changes, message = INPUTS[code]
    findings = lint_inputs(checked(changes).economics)
    assert [(f.code, f.message[-len(message) :]) for f in findings] == [(code, message)]
    assert (findings[0].why, findings[0].source, findings[0].silenced) == (f"why {code}", "a source", None)


@pytest.mark.parametrize("code", PLANS)
def test_plans(checked, code):
    counts, message = PLANS[code]
    findings = lint_plan(checked({"offers.slow": SLOW}).economics, counts)
    assert [(f.code, f.message) for f in findings] == [(code, message)]


def test_mega_at_a_first_entry(checked):
    findings = lint_plan(checked({"entry_stage": "entry"}).economics, CLEAN_PLAN)
    assert [(f.code, f.message) for f in findings] == [
        ("mega-at-entry", "1 mega in the plan of a brand at its first entry (entry_stage: entry)")
    ]
    assert lint_plan(checked({"entry_stage": None}).economics, CLEAN_PLAN) == findings


def test_every_lint_is_fired_above():
    assert sorted([*INPUTS, *PLANS, "mega-at-entry"]) == sorted(LIMITS)


def test_a_stated_reason_turns_the_error_on_unregistered_pay_into_a_warning(checked):
    private = {"tier": "micro", "format": "video", "registered": "false", "quote": "900"}
    (bare,) = lint_inputs(checked({"offers.private": private}).economics)
    (reasoned,) = lint_inputs(
        checked({"offers.private": private | {"why": "a friend of the house"}}).economics
    )
    assert (bare.severity, bare.stops) == (Severity.ERROR, True)
    assert (reasoned.severity, reasoned.stops) == (Severity.WARNING, False)
    assert reasoned.message == "private would be paid but not registered: a friend of the house"


def test_an_unregistered_deal_is_one_finding_for_all_its_offers(checked):
    barter = {"name": "Barter", "registered": "false", "price": "0.5"}
    (found,) = lint_inputs(checked({"deals.barter": barter}).economics)
    assert found.message.startswith("nano-picture-barter and 19 more would be paid but not registered")
    assert found.message.endswith("deals.barter.why")
    assert lint_inputs(checked({"deals.barter": barter | {"available": "0"}}).economics) == ()


def test_a_silenced_finding_is_listed_with_its_reason_and_stops_nothing(checked):
    private = {"tier": "micro", "format": "video", "registered": "false", "quote": "900"}
    case = checked({"offers.private": private, "silence": {"paid-unregistered": "cleared with legal"}})
    (found,) = lint_inputs(case.economics)
    assert (found.severity, found.silenced, found.stops) == (Severity.ERROR, "cleared with legal", False)


def test_a_market_without_a_lint_does_not_run_it(checked):
    case = checked({"tax": None, "lints.vat-not-stated": None})
    assert lint_inputs(case.economics) == ()


def test_a_season_factor_answers_the_season_hint(checked):
    phase = {"id": "burst", "kind": "test", "start": "2027-06-01", "end": "2027-06-18"}
    assert len(lint_inputs(checked({"phases": [phase], "rules": {}}).economics)) == 1
    assert lint_inputs(checked({"phases": [phase | {"season": "1.1"}], "rules": {}}).economics) == ()
    before = phase | {"end": "2027-06-17"}
    assert lint_inputs(checked({"phases": [before], "rules": {}}).economics) == ()


def test_a_named_creator_in_two_phases_is_a_repeat(checked):
    counts = dict(PLANS["no-repeat-collaborations"][0]) | {("test", "slow"): 1, ("burst", "slow"): 1}
    case = checked({"offers.slow": SLOW | {"lead_days": "1"}})
    assert "no-repeat-collaborations" not in [f.code for f in lint_plan(case.economics, counts)]


@pytest.mark.parametrize("tiers", [("micro",), ("micro", "mega")])
def test_a_market_with_few_tiers_has_no_top(checked, tiers):
    dropped = {
        f"tiers.{tier}": None for tier in ("nano", "micro", "mid", "macro", "mega") if tier not in tiers
    }
    case = checked(dropped | {"deals.gift": None, "tiers.micro.quote": "1"})
    codes = [f.code for f in lint_inputs(case.economics)]
    assert "mega-micro-ratio" not in codes
    plan = {("burst", f"{tiers[-1]}-picture"): 1, ("burst", "brand-note"): 1}
    assert "mega-without-network" not in [f.code for f in lint_plan(case.economics, plan)]


def test_findings_on_the_markets_lints(checked):
    limits = {"share": "0.5", "shre": "0.5"}
    why = {"why": "because"}
    case = checked(
        {
            "lints.early-hevy": why,
            "lints.mega-micro-ratio": why,
            "lints.early-heavy": why | {"limits": limits},
        }
    )
    found = {(d.code, d.hint): str(d.at) for d in check_lints(case)}
    assert found == {
        ("unknown-lint", "did you mean `early-heavy`?"): "scenario.yaml:2:1",
        ("lint-limits", "it takes low, high"): "scenario.yaml:2:1",
        ("lint-limits", "it takes share"): "scenario.yaml:2:1",
    }
    assert {code for code, _ in found} == set(CODES)
    assert all(f.code != "mega-micro-ratio" for f in lint_inputs(case.economics))


def test_limits_are_the_markets(checked):
    lints = {"early-heavy": {"why": "because", "limits": {"share": "0.1"}}}
    case = checked(lints=lints)
    (found,) = lint_plan(case.economics, CLEAN_PLAN)
    assert found.message.endswith("at most 10.0 % is usual")
    assert case.scenario.lints["early-heavy"].limits["share"].base == Fraction(1, 10)


def test_the_built_in_market_defines_every_lint():
    case = load(Path(__file__).parents[3] / "scenarios" / "skincare-618.yaml")
    assert check_lints(case) == ()
    assert set(case.scenario.lints) == set(LIMITS)
