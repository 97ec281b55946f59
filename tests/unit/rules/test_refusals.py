"""What is refused, with which words, and where the caret stands."""

from __future__ import annotations

import pytest

from kolopt.errors import InvalidInputError
from kolopt.rules import build, figures, measures, names, read, soft, syntax_faults
from kolopt.rules.read import read_rules

CODES = {
    code: meaning
    for module in (build, figures, measures, names, read, soft, syntax_faults)
    for code, meaning in module.CODES.items()
}

REFUSED = [
    # rule, code, underlined text, words of message and hint
    ("count(micro) < 30", "rule-sign", "<", "write `<= 29`"),
    ("count(micro) > 30", "rule-sign", ">", "write `>= 31`"),
    ("spend < 600k", "rule-sign", "<", "write `<=`"),
    ("count(micro) => 3", "rule-sign", ">", "turned round"),
    ("count(micro) < = 3", "rule-sign", "< =", "space"),
    ("count(micro) == 3", "rule-sign", "=", "one `=`"),
    ("count(micro) != 3", "rule-sign", "!=", "not convex"),
    ("count(micro) ≥ 3", "rule-sign", "≥", "`>=`"),
    ("count（micro） >= 3", "rule-sign", "（", "plain sign"),
    ("count(micro) >= 30 - count(nano)", "rule-sign", "-", "other side"),
    ("count(micro) >= -3", "rule-sign", "-", "0 or more"),
    ("spend / engagements <= 15", "rule-sign", "/", "ratio"),
    ("count(micro) >= 2 * 3 * count(macro)", "rule-sign", "*", "one factor"),
    ("count(micro) >= 2 * (count(macro) + count(mega))", "rule-sign", "(", "each term"),
    ("count(micro) >= 3 and spend <= 1k", "rule-sign", "and", "two rules"),
    ("count(micro) <= 3 or count(micro) >= 9", "rule-sign", "or", "not convex"),
    ("", "rule-syntax", None, "empty"),
    ("count(micro) betwen 3 and 4", "rule-syntax", "betwen", "did you mean `between`?"),
    ("count(micro) >= 3 in each", "rule-syntax", "h", "too early"),
    ("count(micro >= 3", "rule-syntax", ">=", "expected"),
    ("count(micro) >= 3 in campaign please", "rule-syntax", "please", "the end"),
    ("count(micro) >= 3\x00", "rule-syntax", None, "not expected"),
    ("count(micro) >= " + "1 + " * 2000 + "1", "rule-syntax", None, "too long"),
    ("count(mirco) >= 3", "unknown-name", "mirco", "did you mean `micro`?"),
    ("count(nano & mega) >= 3", "empty-selection", "nano & mega", "write `,`"),
    ("count(mid, nano & mega) >= 3", "empty-selection", "nano & mega", "both at once"),
    ("cash <= 400k in 2027-5", "unknown-month", "2027-5", "written 2027-05"),
    ("cash <= 400k in 2027-13", "unknown-month", "2027-13", "is not a month"),
    ("cash <= 400k in 2027-05-01", "unknown-month", "2027-05-01", "is not a month"),
    ("cash <= 400k in 2027/05", "unknown-month", "2027/05", "is not a month"),
    ("cash <= 400k in 2027", "unknown-month", "2027", "is not a month"),
    ("cash <= 400k in 2028-01", "unknown-month", "2028-01", "from 2027-03 to 2027-06"),
    ("cash <= 400k in 2027-05, 2027-05", "repeated-name", "2027-05", "twice"),
    ("cash <= 400k in burst", "scope-form", "burst", "by calendar month"),
    ("cash <= 400k in 2027-05 + burst", "scope-form", "burst", "by calendar month"),
    ("cash <= 400k in each phase", "scope-form", "in each phase", "`in each month`"),
    ("spend <= 400k in each month", "scope-form", "in each month", "only `cash`"),
    ("spend <= 400k in 2027-05", "scope-form", "2027-05", "only `cash`"),
    ("if count(mega) >= 1 in 2027-05 then cash <= 1k", "scope-form", "2027-05", "only `cash`"),
    ("if count(mega) >= 1 then cash <= 1k in 2027-05", "rule-form", "count(mega)", "in campaign then"),
    ("if cash >= 1k then count(micro) >= 3", "bad-condition", "cash", "about a count"),
    ("cash <= 2 * spend in 2027-05", "rule-form", "spend", "amounts and the budget"),
    ("spend <= cash", "rule-form", "cash", "amounts and the budget"),
    ("cash(micro) <= 400k in 2027-05", "measure-arguments", "cash(micro)", "fixed costs included"),
    ("cash <= 400k in each quarter", "rule-syntax", "quarter", "`month`"),
    ("count(micro) >= 3 in brust", "unknown-phase", "brust", "did you mean `burst`?"),
    ("count(micro) >= 3 in burst + burst", "repeated-name", "burst", "twice"),
    ("count(micro) >= 3 in burst, test, burst", "repeated-name", "burst", "twice"),
    ("count(micro) >= 3 in test + burst, burst + test", "repeated-name", "burst", "twice"),
    ("variety(nano, mid, nano) >= 3", "repeated-name", "nano", "already"),
    ("Count(micro) >= 3", "unknown-measure", "Count", "did you mean `count`?"),
    ("micro >= 3", "unknown-measure", "micro", "`count(micro)`"),
    ("spnd <= 3", "unknown-measure", "spnd", "did you mean `spend`?"),
    ("budget(micro) <= spend", "measure-arguments", "budget(micro)", "`spend(…)`"),
    ("cost <= 3", "measure-arguments", "cost", "cost(agency, platform)"),
    ("variety >= 3", "measure-arguments", "variety", "variety(nano"),
    ("cost(agency & platform) <= 3", "measure-arguments", "platform", "without `&`"),
    ("score(education, awareness) >= 3", "measure-arguments", "awareness", "one goal"),
    ("cost(agncy) <= 3", "unknown-cost-line", "agncy", "did you mean `agency`?"),
    ("score(educatoin) >= 3", "unknown-goal", "educatoin", "did you mean `education`?"),
    ("score(awareness) >= 3", "unknown-goal", "awareness", "weight"),
    ("count(boost) >= 3", "not-creators", "boost", "spend(boost)"),
    ("count(micro, owned) >= 3", "not-creators", "owned", "which is owned"),
    ("variety(nano, media) >= 2", "not-creators", "media", "creators"),
    ("count(micro) + count(nano) >= 3", "rule-form", "count(micro) + count(nano)", "unite"),
    ("3 <= count(micro)", "rule-form", "3", "measure comes first"),
    ("2 * count(micro) >= 3", "rule-form", "2 * count(micro)", "measure comes first"),
    ("count(micro) * 2 >= 3", "rule-form", "count(micro) * 2", "right"),
    ("budget >= spend", "rule-form", "budget", "given"),
    ("count(micro) >= count(macro) * 20", "rule-form", "count(macro) * 20", "`20 * count(macro)`"),
    ("count(micro) >= 2 * 3", "rule-form", "2 * 3", "product"),
    ("spend <= 30% of 600k", "rule-form", "30% of 600k", "a share"),
    ("spend <= spend of budget", "rule-form", "spend of budget", "a share"),
    ("if count(mega) >= 1 then count(mega) is 0 or >= 2", "rule-form", "count(mega)", "inside `if`"),
    ("spend(mega) is 0 or >= 2", "rule-form", "spend(mega)", "about a count"),
    ("count(mega) is 1 or >= 2", "rule-form", "1", "is 0 or"),
    ("count(mega) is 0 or <= 2", "rule-form", "<=", "write `>=`"),
    ("count(mega) is 0 or >= count(nano)", "rule-form", "count(nano)", "a number"),
    ("count(mega) is 0 or >= 0", "bad-number", "0", "1 or more"),
    ("count(mega) is 0 or >= 1.5", "bad-number", "1.5", "whole"),
    ("score >= 40 in test + burst", "rule-form", "score", "in campaign"),
    ("spend <= spend(nano) * spend(mid)", "not-linear", "spend(nano) * spend(mid)", "product"),
    ("score(education) <= 40", "not-convex", "score(education)", "from below"),
    ("score(education) = 40", "not-convex", "score(education)", "from below"),
    ("score between 20 and 40", "not-convex", "score", "from below"),
    ("score >= count(mega)", "not-convex", "count(mega)", "numbers only"),
    ("count >= score", "not-convex", "score", "left only"),
    ("variety(nano, mid) >= 1 + count(mega)", "not-convex", "count(mega)", "numbers only"),
    ("variety(nano, mid) >= 2 * count(mega)", "not-convex", "count(mega)", "numbers only"),
    ("if count(mega) >= 1 then score(education) >= 40", "not-convex", "score(education)", "no `if`"),
    ("if count(mega) >= 1 then variety(nano, mid) >= 2", "not-convex", "variety(nano, mid)", "no `if`"),
    ("if spend(mega) >= 1k then count(micro) >= 3", "bad-condition", "spend(mega)", "about a count"),
    ("if count(mega) = 1 then count(micro) >= 3", "bad-condition", "count(mega)", "one side"),
    ("if count(mega) between 1 and 2 then count(micro) >= 3", "bad-condition", "count(mega)", "two rules"),
    ("if count(mega) is 0 or >= 2 then count(micro) >= 3", "bad-condition", "count(mega)", "one side"),
    ("if count(mega) >= count(mid) then count >= 3", "bad-condition", "count(mid)", "whole number"),
    ("if count(mega) >= 1 + 1 then count >= 3", "bad-condition", "1 + 1", "whole number"),
    ("if count(mega) >= 1.5 then count >= 3", "bad-number", "1.5", "write 1 or 2"),
    ("spend(micro) <= count(micro)", "unit-mismatch", "count(micro)", "written factor"),
    ("spend(micro) <= 30% of reads", "unit-mismatch", "reads", "written factor"),
    ("spend(micro) <= 30%", "unit-mismatch", "30%", "of what"),
    ("spend(mega) <= $mega_cap", "unit-mismatch", "$mega_cap", "`$mega_cap of …`"),
    ("count(mega) <= ¥5", "unit-mismatch", "¥5", "is money"),
    ("count(mega) <= ¥5 * count(nano)", "unit-mismatch", "¥5", "is money"),
    ("count(mega) >= 2.5", "bad-number", "2.5", "write 2 or 3"),
    ("count(mega) >= 1.5 + 1.5 * count(nano)", "bad-number", "1.5", "whole"),
    ("variety(nano, mid) >= 1.5", "bad-number", "1.5", "write 1 or 2"),
    ("spend(video) >= 130% of spend", "bad-number", "130%", "over 100 %"),
    ("spend(video) >= 30 of spend", "bad-number", "30", "did you mean 30%?"),
    ("spend(video) >= ¥3 of spend", "bad-number", "¥3", "not a number"),
    ("spend(video) >= 30% * spend", "bad-number", "30%", "`30% of …`"),
    ("spend(video) >= $mega_cap * spend", "bad-number", "$mega_cap", "`$mega_cap of …`"),
    ("spend <= $density of budget", "bad-number", "$density", "did you mean 22%?"),
    ("spend <= 0.001", "bad-number", "0.001", "fen"),
    ("score >= 140", "bad-number", "140", "0 to 100"),
    ("reads <= 2,000,000M", "bad-number", "2,000,000M", "larger"),
    ("count(micro) >= $densty", "unknown-parameter", "$densty", "did you mean `$density`?"),
    ({"rule": "count(mega) is 0 or >= 2", "soft": "1"}, "bad-soft", None, "cannot be soft"),
    ({"rule": "variety(nano, mid) <= 1", "soft": "1"}, "bad-soft", None, "cannot be soft"),
    ({"rule": "variety(nano, mid) = 1", "soft": "1"}, "bad-soft", None, "cannot be soft"),
    ({"rule": "hours <= 100", "soft": "0.5"}, "bad-soft", None, "soft: 0.5 per 1000"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "code", "underlined", "words"), REFUSED)
def test_refused_with_reason_place_and_cure(refuse, rule, code, underlined, words):
    finding = refuse(rule)
    assert finding.code == code
    assert words in f"{finding.message}; {finding.hint}"
    assert "rule `x`" in finding.message
    if underlined is not None:
        text = rule
        start = finding.at.column - 21
        assert text[start : start + len(underlined)] == underlined
        assert finding.excerpt.splitlines()[1].count("^") >= len(underlined)


def test_every_code_is_fired():
    fired = {code for _, code, _, _ in REFUSED} | {"duplicate-rule"}
    assert fired == set(CODES)


def test_all_bad_rules_are_reported_at_once(make_case):
    with pytest.raises(InvalidInputError) as caught:
        read_rules(make_case({"a": "count(x) >= 1", "b": "count >= 1", "c": "spend < 3"}))
    assert [d.code for d in caught.value.diagnostics] == ["unknown-name", "rule-sign"]


def test_a_rule_may_not_take_the_id_of_a_derived_one(make_case):
    with pytest.raises(InvalidInputError, match="derived rule"):
        read_rules(make_case({"budget": "spend <= 1k"}))


def test_two_derived_rules_may_not_share_an_id(make_case):
    offer = {"kind": "owned", "production": "1k", "available": "2"}
    with pytest.raises(InvalidInputError, match="`available-micro-campaign` is the id"):
        read_rules(make_case(change=lambda d: d["offers"].update({"micro-campaign": offer})))


@pytest.mark.parametrize(
    ("selection", "code"),
    [
        ("nnao", "unknown-name"),
        ("nano mega", "rule-syntax"),
        ("nano & mega", "empty-selection"),
        ("koc", "unknown-name"),
    ],
)
def test_a_bad_alias_is_reported_even_if_unused(make_case, selection, code):
    with pytest.raises(InvalidInputError) as caught:
        read_rules(make_case(change=lambda d: d["aliases"].update(kol=selection)))
    assert [d.code for d in caught.value.diagnostics] == [code]
    assert "alias `kol`" in caught.value.diagnostics[0].message


def test_the_caret_stands_under_wide_characters(refuse):
    finding = refuse("count(腰部, 明星) >= 3")
    line, caret = finding.excerpt.splitlines()
    assert line == "count(腰部, 明星) >= 3"
    assert caret == " " * (len("count(") + 4 + len(", ")) + "^" * 4


def test_a_text_of_several_lines_shows_the_line_at_fault(refuse):
    finding = refuse("count(micro)\n  >= thirty")
    assert finding.excerpt == "  >= thirty\n     ^^^^^^"
    assert finding.at.column == 21


def test_control_characters_are_not_shown(refuse):
    shown = str(refuse("count(\x1b[31m) >= 3"))
    assert "\x1b" not in shown
