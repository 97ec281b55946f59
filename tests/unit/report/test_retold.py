"""Sentences of a plan file in another language: every one has a form, and every figure survives."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from kolopt.economics.goals import GoalModel, reads_as
from kolopt.economics.responses import Response, scale_from_parameter
from kolopt.plan import file
from kolopt.report.language import language_of
from kolopt.report.retold import retold
from kolopt.scenario.load import load

ROOT = Path(__file__).parents[3]
FOLLOWERS = re.compile(r"\([\d,]+(?:–[\d,]+|\+)\)")


def figures(text):
    """Every number of a text but the follower bounds of its tiers, in order of size."""
    return sorted(re.findall(r"\d[\d,.]*\d|\d", FOLLOWERS.sub("", text)))


FIRED_ELSEWHERE = {
    "mega-at-entry": "2 mega in the plan of a brand at its first entry (entry_stage: entry)",
    "vat-not-stated": "VAT basis not stated: prices are taken as they stand and no VAT is added",
}


def lints_that_fire():
    """Code and message of every lint, from the tests that fire each of them."""
    path = ROOT / "tests" / "unit" / "checks" / "test_lints.py"
    spec = spec_from_file_location("lint_messages", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    inputs = {code: message for code, (_, message) in module.INPUTS.items()}
    plans = {code: message for code, (_, message) in module.PLANS.items()}
    return inputs | plans | FIRED_ELSEWHERE


@pytest.fixture(scope="module")
def chinese():
    return language_of(file.load(ROOT / "scenarios" / "skincare-618.plan.json"), "zh")


@pytest.fixture(scope="module")
def english():
    return language_of(file.load(ROOT / "scenarios" / "skincare-618.plan.json"), "en")


@pytest.mark.parametrize("code", list(lints_that_fire()))
def test_every_lint_is_told_in_chinese_with_its_figures(chinese, english, code):
    message = lints_that_fire()[code]
    told = retold(message, f"lint-{code}", chinese)
    assert told != message
    assert figures(told) == figures(message)
    assert not re.search(r"\b(the|and|in|of|a)\b", told)
    assert retold(message, f"lint-{code}", english) == message


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("paid-unregistered", "micro-video and 3 more would be paid but not registered: agreed with legal"),
        ("mega-micro-ratio", "micro quotes ¥0.00 and mega ¥100,000.00; 10 to 50 times is usual"),
        ("level-default", "`competition` is not stated; the market's default is medium"),
        ("level-default", "state one of low, medium, high"),
        ("kind-default", "the phase `burst` states no kind and is taken as always_on"),
        ("budget-size", "`budget.total`: a budget of ¥12 is unusual"),
        ("affinity-large", "`goals.a`: 50 is far above 1, the affinity of a unit that serves the goal fully"),
        ("unused-parameter", "`parameters.x`: no rule reads $x"),
    ],
)  # fmt: skip
def test_notices_and_variants_are_told_too(chinese, code, message):
    told = retold(message, f"lint-{code}", chinese)
    assert told != message
    assert figures(told) == figures(message)


ODD_LEDGER = """slot,phase,offer,status,ordered_on,published_on,cost,fee_cancel,agncy
test-nano-picture-001,test,nano-picture,ordered,2027-03-20,,500,,
test-nano-picture-002,test,nano-picture,open,,,500,,
test-nano-picture-003,test,nano-picture,open,,,500,,
test-nano-picture-004,test,nano-picture,cancelled,,,500,,
test-nano-picture-005,test,nano-picture,cancelled,,,500,,
buildup-nano-picture-001,buildup,nano-picture,ordered,2027-05-05,,500,,
buildup-nano-picture-002,buildup,nano-picture,published,2027-04-20,2027-05-10,500,,
"""


def test_what_is_odd_about_a_ledger_is_told_in_chinese(chinese, tmp_path):
    (tmp_path / "orders.csv").write_text(ODD_LEDGER, encoding="utf-8")
    text = (ROOT / "scenarios" / "skincare-618.yaml").read_text(encoding="utf-8")
    odd = "\norders: orders.csv\nas_of: 2027-05-01\npayments:\n  agncy: [{share: 100%, at: order}]\n"
    (tmp_path / "campaign.yaml").write_text(text + odd, encoding="utf-8")
    found = load(tmp_path / "campaign.yaml").notices
    assert {"ledger-column", "ledger-idle", "order-ahead", "order-late", "payment-payee"} <= {
        notice.code for notice in found
    }
    for notice in found:
        for english, forms in ((notice.message, ""), (notice.hint, "-cure")):
            told = retold(english, f"lint-{notice.code}{forms}", chinese)
            assert told != english
            assert figures(told) == figures(english)
            assert not re.search(r"\b(the|and|in|of|is|a)\b", told)


@pytest.mark.parametrize(
    ("shape", "index_is_reach"),
    [("reach", True), ("reach", False), ("saturation", False), ("share", False), ("linear", False)],
)
@pytest.mark.parametrize("stock", [0.0, 0.5, 12_345.6, 1e9])
def test_what_a_stock_means_is_told_for_every_response(chinese, shape, index_is_reach, stock):
    goal = GoalModel(
        "g", "phase", Response(shape, scale_from_parameter(shape, 9_000.0)), 9_000.0, (1.0,),
        index_is_reach, "saves + comments",
    )  # fmt: skip
    message = reads_as(goal, stock)
    told = retold(message, "reads-as-", chinese)
    assert figures(told) == figures(message)
    assert not re.search("[a-z]", told)


def test_what_fits_no_form_stays_and_cannot_steer(chinese):
    assert (
        retold("a reason of our own \x1b[31m", "lint-single-tier", chinese) == "a reason of our own \\x1b[31m"
    )
    assert retold("先建立认知", "why-", chinese) == "先建立认知"


def test_reasons_of_the_market_are_told_in_its_own_words(chinese, english):
    reason = "recognition first, celebrities later"
    assert retold(reason, "why-", chinese) == "先建立认知，再请明星"
    assert retold(reason, "why-", english) == reason
