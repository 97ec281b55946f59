"""What valid rules mean."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kolopt.rules.read import read_rules
from kolopt.rules.tree import Comparison, Implication, NoneOrAtLeast, SoftPrice, compared
from kolopt.scenario.arithmetic import rule_numbers

PHASES = ("test", "buildup", "burst")

CONTRACT = [
    "count(micro & paid) >= $density in each phase",
    "count(nano, micro) >= 20 * count(macro) in each phase",
    "if count(macro) >= 1 then count(nano, micro) <= 50 * count(macro) in burst",
    "spend(mega) <= $mega_cap of budget",
    "count(mega) is 0 or >= 2",
    "spend(video) >= 30% of spend in each phase",
    "spend <= 40% of budget in test + buildup",
    "spend between 600k and 800k in burst",
    "if count(mega) >= 1 in campaign then count(micro) >= 30 in each phase",
    "variety(nano, micro, mid, macro, mega) >= 3",
    "hours <= 320 in each phase",
    "cost(agency, platform) <= 15% of spend",
    "score(education) >= 40 in burst",
    "spend <= 15 * engagements",
    "count(腰部) <= 3 + 2 * count(mega) + 10% of count in test, buildup + burst",
    "spend >= ￥60万 in burst",
    "score >= 12.5",
    "count(micro)=0",
    "cash <= 400k in 2027-05",
    "cash between 10% of budget and 1.2M in 2027-03, 2027-04+2027-05",
    "if count(mega) >= 1 in campaign then cash <= 300k in each month",
]


@pytest.mark.parametrize("text", CONTRACT)
def test_patches_number_a_text_as_the_tree_does(read_rule, text):
    assert tuple((n.start, n.end) for n in read_rule(text).numbers) == rule_numbers(text)


@pytest.mark.parametrize("text", CONTRACT)
def test_every_form_of_the_contract_is_read(read_rule, text):
    assert read_rule(text).text == text


@pytest.mark.parametrize(
    ("text", "unit", "side"),
    [
        ("spend <= 600k", "money", Fraction(60_000_000)),
        ("spend <= 1.2M", "money", Fraction(120_000_000)),
        ("spend <= 120万", "money", Fraction(120_000_000)),
        ("spend <= ¥2,500.50", "money", Fraction(250_050)),
        ("spend <= $floor", "money", Fraction(60_000_000)),
        ("hours <= 12.5", "hours", Fraction(25, 2)),
        ("count <= 1k", "creators", Fraction(1000)),
        ("spend <= 30% of budget", "money", Fraction(3, 10)),
        ("spend <= 0.3 of budget", "money", Fraction(3, 10)),
        ("spend <= $share of budget", "money", Fraction(2, 5)),
        ("spend <= $mega_cap of budget", "money", Fraction(1, 4)),
        ("spend <= 15 * engagements", "money", Fraction(1500)),
        ("spend <= ¥15 * engagements", "money", Fraction(1500)),
        ("spend <= 0.5 * spend(video)", "money", Fraction(1, 2)),
        ("hours <= 0.001 * spend", "hours", Fraction(1, 100_000)),
        ("count(nano) <= 20 * count(macro)", "creators", Fraction(20)),
        ("count(nano) <= count(macro)", "creators", Fraction(1)),
        ("spend(mega) <= budget", "money", Fraction(1)),
    ],
)
def test_numbers_are_exact_and_in_the_unit_of_the_left_side(read_rule, text, unit, side):
    body = read_rule(text).body
    assert isinstance(body, Comparison)
    assert body.left.unit == unit
    assert [term.factor for term in body.high] == [side]


def test_signs_become_closed_sides(read_rule):
    assert (read_rule("count >= 3").body.low[0].factor, read_rule("count >= 3").body.high) == (3, None)
    equal = read_rule("count = 3").body
    assert equal.low == equal.high
    band = read_rule("count between 2 and 4 + count(mega)").body
    assert [term.factor for term in band.high] == [4, 1]


@pytest.mark.parametrize(
    ("scope", "instances"),
    [
        ("", (PHASES,)),
        (" in campaign", (PHASES,)),
        (" in each phase", (("test",), ("buildup",), ("burst",))),
        (" in burst, test", (("burst",), ("test",))),
        (" in burst + test", (("test", "burst"),)),
        (" in test + buildup, buildup + burst", (("test", "buildup"), ("buildup", "burst"))),
    ],
)
def test_scopes(read_rule, scope, instances):
    rule = read_rule("count >= 3" + scope)
    assert rule.scope.instances == instances
    assert rule.scope.campaign == (scope in ("", " in campaign"))


def test_and_binds_tighter_than_comma(read_rule):
    offers = read_rule("count(mega, mid & video & specialist) <= 3").body.left.offers
    assert offers == (
        "mid-video", "mega-picture", "mega-picture-adjacent", "mega-video", "mega-video-adjacent",
    )  # fmt: skip


def test_selections_by_tag_kind_offer_and_alias(read_rule):
    def selected(text):
        return read_rule(f"spend({text}) <= 1").body.left.offers

    assert selected("seeds & video & paid & specialist") == ("nano-video", "micro-video")
    assert selected("media, owned") == ("feed-1k", "brand-note")
    assert selected("face-a") == ("face-a",)
    assert selected("koc & paid & specialist") == ("nano-picture", "nano-video", "micro-picture")
    assert selected("腰部 & picture & adjacent") == ("mid-picture-adjacent",)


def test_count_counts_creators_and_kpis_cover_all_offers(read_rule):
    assert "feed-1k" not in read_rule("count >= 1").body.left.offers
    assert "face-a" in read_rule("count >= 1").body.left.offers
    assert {"feed-1k", "brand-note"} <= set(read_rule("hours >= 1").body.left.offers)


def test_variety_keeps_one_group_per_selection(read_rule):
    left = read_rule("variety(nano & video & paid & specialist, face-a) >= 2").body.left
    assert left.groups == (("nano-video",), ("face-a",))
    assert left.unit == "variety"


def test_cost_lines_are_put_in_the_order_of_a_bill(read_rule):
    assert read_rule("cost(vat, platform) <= 1k").body.left.cost_lines == ("platform", "vat")


def test_an_if_keeps_its_own_scope_apart(read_rule):
    rule = read_rule("if count(mega) <= 2 in test, burst then count(micro) >= 30 in each phase")
    assert isinstance(rule.body, Implication)
    condition = rule.body.condition
    assert (condition.sense, condition.value, condition.scope.instances) == ("<=", 2, (("test",), ("burst",)))
    assert len(rule.scope.instances) == 3
    assert read_rule("if count(mega) >= $density then count(nano) >= 1").body.condition.scope is None


def test_numbers_carry_span_origin_and_path(read_rule):
    text = "if count(face-a) >= 1 then count(micro) >= $density + 20 * count(mega) in burst"
    rule = read_rule(text)
    assert [text[n.start : n.end] for n in rule.numbers] == ["1", "$density", "20"]
    assert [rule.path_of(n) for n in rule.numbers] == [
        "rules.x.number.1",
        "levels.competition.options.medium.density",
        "rules.x.number.3",
    ]
    assert rule.assumed
    assert [text[slice(*span)] for span in rule_numbers(text)] == ["1", "$density", "20"]


def test_the_zero_of_none_or_counts_among_the_numbers(read_rule):
    rule = read_rule("count(mega) is 0 or >= 2")
    assert isinstance(rule.body, NoneOrAtLeast)
    assert [n.value for n in rule.numbers] == [0, 2]
    assert rule.path_of(rule.body.number) == "rules.x.number.2"


def test_a_record_gives_reason_price_and_marks(read_rule):
    record = {
        "rule": "count(mega) <= 2",
        "soft": "0.5",
        "why": "as agreed",
        "negotiable": "false",
        "status": "assumption",
    }
    rule = read_rule(record)
    assert (rule.why, rule.negotiable, rule.assumed) == ("as agreed", False, True)
    assert rule.soft == SoftPrice(Fraction(1, 2), Fraction(1))


@pytest.mark.parametrize(
    ("text", "soft", "per"),
    [
        ("count(mega) <= 2", "0.5", 1),
        ("count(mega) <= 2", "0.5 per 10", 10),
        ("variety(nano, mid) >= 2", "3", 1),
        ("score(education) >= 40 in burst", "0.5", 1),
        ("spend(mega) <= 100k", "0.5", 1_000_000),
        ("spend(mega) <= 100k", "0.5 per 1k", 100_000),
        ("cost(agency) <= 100k", "0.5 per ¥1k", 100_000),
        ("reads >= 1M", "0.5 per 1000", 1000),
        ("if count(mega) >= 1 then spend(nano) >= 1k", "0.5", 1_000_000),
    ],
)
def test_a_price_is_per_creator_point_10k_or_as_written(read_rule, text, soft, per):
    assert read_rule({"rule": text, "soft": soft}).soft == SoftPrice(Fraction(soft.split()[0]), Fraction(per))


def test_rules_come_sorted_with_their_origin(make_case):
    rules = read_rules(make_case({"zz": "count >= 1", "aa": "count >= 2"}, market_rules=("zz",)))
    assert [r.id for r in rules] == sorted(r.id for r in rules)
    origins = {r.id: r.origin for r in rules}
    assert (origins["aa"], origins["zz"], origins["budget"]) == ("scenario", "market", "derived")


def test_compared_is_the_consequence(read_rule):
    assert compared(read_rule("if count(mega) >= 1 then count(nano) >= 5").body).left.text == "count(nano)"


@pytest.mark.parametrize(
    ("scope", "instances", "campaign"),
    [
        (" in each month", (("2027-03",), ("2027-04",), ("2027-05",), ("2027-06",)), False),
        (" in 2027-05", (("2027-05",),), False),
        (" in 2027-06, 2027-03", (("2027-06",), ("2027-03",)), False),
        (" in 2027-05 + 2027-03", (("2027-03", "2027-05"),), False),
        (" in campaign", (("2027-03", "2027-04", "2027-05", "2027-06"),), True),
        ("", (("2027-03", "2027-04", "2027-05", "2027-06"),), True),
    ],
)
def test_cash_is_totalled_over_months(read_rule, scope, instances, campaign):
    rule = read_rule(f"cash <= 400k{scope}")
    assert (rule.scope.instances, rule.scope.campaign) == (instances, campaign)
    assert (rule.body.left.kind, rule.body.left.unit) == ("cash", "money")
    assert "brand-note" in rule.body.left.offers


def test_a_count_beside_cash_is_taken_over_phases(read_rule):
    rule = read_rule("if count(mega) >= 1 then cash <= 400k")
    assert rule.body.condition.scope.instances == (PHASES,)
    assert rule.scope.campaign


def test_orders_placed_before_the_first_phase_have_their_month(make_case):
    def early(document):
        document["tiers"]["mega"]["lead_days"] = "45"

    (rule,) = [r for r in read_rules(make_case({"x": "cash <= 1k in 2027-01"}, early)) if r.id == "x"]
    assert rule.scope.instances == (("2027-01",),)


def test_a_soft_rule_on_cash_is_priced_by_ten_thousand_yuan(read_rule):
    rule = read_rule({"rule": "cash <= 400k in 2027-05", "soft": "0.5"})
    assert rule.soft == SoftPrice(Fraction(1, 2), Fraction(1_000_000))
