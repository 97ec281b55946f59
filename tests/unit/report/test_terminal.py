import re

import pytest
from rich.cells import cell_len

from kolopt.report.certificate import money_left, proof
from kolopt.report.terminal import render


def certificate(document, **changes):
    return document()["certificate"] | changes


@pytest.mark.parametrize("phases", [1, 2, 4, 12])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_exceeds_the_width_and_no_figure_is_cut(example, phases, width):
    text = render(example(phases), width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "…" not in text


def test_results_come_before_the_index_and_the_proof_before_what_holds_it(example):
    text = render(example())
    order = ["Barrier serum", "Tiers by followers:", "Plan", "Creators", "To book", "Expected results",
             "Cost per result", "Money", "Goals", "Proof", "Held by", "Worth a look"]  # fmt: skip
    places = [re.search(f"^{heading}", text, re.MULTILINE).start() for heading in order]
    assert places == sorted(places)


def test_every_phase_shows_its_figures_and_the_total_re_adds(example):
    text = render(example())
    assert "test      03-29 → 04-25        87     95  102.5    ¥270,000.00   25.0 %" in text
    assert "campaign  03-29 → 07-18       348    380    410  ¥1,080,000.00  100.0 %" in text
    assert "1.09–1.82–2.73M" in text


def test_an_assumption_that_holds_the_plan_is_named(example):
    text = render(example())
    assert "held by an assumption: available-nano-specialist" in text
    assert "held by an assumption: micro-density" not in text
    assert "team  " not in text


def test_a_soft_rule_not_met_shows_what_it_cost(example, document):
    soft = document()["rules"][0] | {"holds": False, "binding": False, "soft": True, "penalty": "0.06"}
    text = render(example(rules=(soft,)))
    assert "Soft rules not met" in text
    assert "0.06 points lost: micro-density" in text


def test_a_proven_plan_says_what_no_plan_exceeds(example):
    assert proof(example()) == (
        "Proven: under these inputs no plan scores above 27.64; this one scores 27.63. "
        "61 of the 74 inputs it rests on are assumptions."
    )


def test_an_unproven_plan_claims_nothing(example, document):
    limit = certificate(document, status="limit", stopped="time", bound="29.000000", gap_points="1.368796")
    plan = example(certificate=limit)
    text = render(plan)
    assert "draft, not proven" in text
    assert "Not proven, the time limit came first: no plan scores above 29.00" in text
    assert not re.search(r"optimal|\bbest\b|^Proven", text, re.MULTILINE)


def test_least_spend_is_told_in_yuan(example, document):
    spend = certificate(document, question="spend", value="812000.00", bound="811950.00", gap_points=None)
    plan = example(certificate=spend)
    assert "no plan that keeps the rules spends less than ¥811,950.00; this one spends ¥812,000.00" in proof(
        plan
    )
    assert "the question was the least spend" in money_left(plan)


def test_money_left_is_explained_by_the_proof(example):
    assert money_left(example()) == (
        "¥47,280.00 of the ¥1,127,280.00 that can be planned is left: "
        "under these rules no way to use it adds more than 0.008 points."
    )


def test_nothing_left_needs_no_sentence(example, document):
    assert money_left(example(funds=document()["funds"] | {"left": 0})) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prices": "not stated", "vat_rate": None}, "VAT basis not stated: prices as given, no tax added"),
        ({"prices": "inclusive"}, "prices contain 6% VAT"),
        ({"vat_recoverable": True}, "6% VAT recoverable and outside the budget"),
    ],
)
def test_the_price_basis_is_stated(example, document, changes, words):
    assert words in render(example(basis=document()["basis"] | changes))


def test_overrides_are_shown(example, document):
    change = {
        "path": "tiers.micro.quote",
        "operator": "*=",
        "value": "1.3",
        "before": "2.5k",
        "after": "3250",
    }
    text = render(example(scenario=document()["scenario"] | {"overrides": [change]}))
    assert "with --set tiers.micro.quote*=1.3 (2.5k → 3250)" in text


def test_hostile_names_cannot_drive_the_terminal(example, document):
    evil = "\x1b]0;owned\x07\x1b[2Jname\nforged line\u202e"
    fields = document()
    plan = example(
        scenario=fields["scenario"] | {"name": evil, "path": evil},
        spend=fields["spend"] | {"by_payee": {evil: fields["spend"]["total"]}},
        warnings=[fields["warnings"][0] | {"message": evil, "why": evil}],
        rules=[fields["rules"][0] | {"text": "count\n>=\n$forged", "id": evil}],
        goals=[goal | {"reads_as": evil} for goal in fields["goals"]],
    )
    text = render(plan)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "\nforged" not in text
    assert "\n$forged" not in text


def test_the_same_plan_gives_the_same_text_with_colours_only_added(example):
    plain, coloured = render(example()), render(example(), colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == plain.split()
    assert "\x1b[" in coloured
