from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolopt.diagnostics import Position
from kolopt.errors import InvalidInputError
from kolopt.money import decimal_text, parse_money, parse_number
from kolopt.scenario.apply import Override
from kolopt.scenario.arithmetic import changed_text, rule_numbers
from kolopt.scenario.load import load_patched
from kolopt.scenario.nodes import Mapping, Scalar
from kolopt.scenario.patch import parse_patch, read_patch
from kolopt.scenario.text import parse

AT = Position("whatif.yaml", 1, 1)


def refused(run):
    with pytest.raises(InvalidInputError) as caught:
        run()
    return caught.value.diagnostics


def test_a_number_is_set_scaled_and_shifted(folder):
    case = folder.load(None, "budget.total=2M", "tiers.micro.quote*=1.3", "tiers.nano.handling=5", "vat+=3%")
    assert case.scenario.budget.total.base == 2_000_000
    assert case.scenario.tiers["micro"].quote.base == 3_250
    assert case.scenario.vat.base == Fraction(9, 100)
    assert case.overrides[1] == Override("tiers.micro.quote", "*=", "1.3", "2.5k", "3250")
    assert case.overrides[2] == Override("tiers.nano.handling", "=", "5", None, "5")


def test_scaling_a_range_scales_all_of_it(folder):
    quote = folder.load(None, "tiers.nano.quote*=2").scenario.tiers["nano"].quote
    assert (quote.low, quote.base, quote.high, quote.source) == (200, 800, 2000, "pages")


def test_setting_a_range_replaces_it_wholly(folder):
    quote = folder.load(None, "tiers.nano.quote={base: 5, source: me}").scenario.tiers["nano"].quote
    assert (quote.low, quote.base, quote.high, quote.source) == (None, 5, None, "me")


@pytest.mark.parametrize(
    ("text", "operator", "amount", "result"),
    [
        ("35%", "*=", "2", "70%"),
        ("35%", "+=", "5%", "40%"),
        ("35%", "+=", "0.05", "40%"),
        ("2.5k", "*=", "1.3", "3250"),
        ("¥1,000", "+=", "-250.5", "¥749.5"),
        ("120万", "*=", "110%", "1320000"),
        ("0.5 per 10k", "*=", "3", "1.5 per 10k"),
        ("0.1", "+=", "0.2", "0.3"),
    ],
)
def test_numbers_keep_their_notation_and_are_exact(text, operator, amount, result):
    assert changed_text(text, operator, amount) == result


@pytest.mark.parametrize(
    ("text", "operator", "amount"),
    [
        ("none", "*=", "2"),
        ("5", "+=", "-6"),
        ("0.35", "+=", "5%"),
        ("5", "*=", "-1"),
        ("5", "*=", "x"),
        ("5", "+=", "0.5 per 10k"),
    ],
)
def test_what_is_no_arithmetic(text, operator, amount):
    with pytest.raises(ValueError, match=r"\S"):
        changed_text(text, operator, amount)


@given(st.decimals(0, 10**9, places=3), st.decimals(0, 1000, places=4))
def test_scaling_is_exact(number, factor):
    product = changed_text(f"{number:f}", "*=", f"{factor:f}")
    assert Fraction(product) == Fraction(number) * Fraction(factor)
    assert parse_money(decimal_text(Fraction(number))) == parse_number(f"{number:f}")


def test_a_bare_goal_is_its_weight_and_a_bare_rule_its_text(folder):
    case = folder.load(None, "goals.awareness*=2", "goals.seo=5", "rules.density=count(micro) >= 3")
    assert case.scenario.goals["awareness"].weight.base == 30
    assert case.scenario.goals["seo"].rivals.base == 150
    assert case.document["rules"]["density"] == {"rule": "count(micro) >= 3"}


def test_lists_of_records_go_by_id_and_null_removes(folder):
    case = folder.load(
        None, "phases.burst.start=2027-05-20", "phases.test=null", "rules.band=", "goals.seo=null"
    )
    assert [(phase.id, phase.start.day) for phase in case.scenario.phases] == [("burst", 20)]
    assert "band" not in case.scenario.rules
    assert "seo" not in case.scenario.goals


def test_a_record_is_renamed_by_its_id(folder):
    case = folder.load(None, "phases.test.id=trial", "phases.test.weight=7")
    assert [(phase.id, phase.weight and phase.weight.base) for phase in case.scenario.phases] == [
        ("trial", 7),
        ("burst", None),
    ]
    assert case.overrides[0] == Override("phases.test.id", "=", "trial", "test", "trial")
    swapped = folder.load(None, "phases.test.id=burst", "phases.burst.id=test").scenario
    assert [phase.id for phase in swapped.phases] == ["burst", "test"]


@pytest.mark.parametrize(
    ("override", "code", "message"),
    [
        ("phases.test.id=burst", "duplicate-id", "another record has the id `burst` already"),
        (
            "phases.test={id: burst, kind: test, start: 2027-03-29, end: 2027-04-18}",
            "duplicate-id",
            "another record has the id `burst` already",
        ),
        ("phases.test.id=", "fixed-path", "`phases.test` cannot be without an id"),
        ("phases.test.id=null", "fixed-path", "`phases.test` cannot be without an id"),
        ("phases.test.id=Burst 1", "bad-id", "`phases.Burst 1.id`: `Burst 1` is not an id"),
    ],
)
def test_an_id_that_a_record_cannot_have_is_found_in_the_override(folder, override, code, message):
    (found,) = refused(lambda: folder.load(None, override))
    assert (found.code, found.message) == (code, message)
    assert found.at.file == f"--set '{override}'"


def test_optional_records_may_be_set_from_outside(folder):
    case = folder.load(
        None, "tax.prices=exclusive", "phases.burst.budget.max=800k", "silence.single-tier=a test"
    )
    assert case.scenario.tax.prices == "exclusive"
    assert case.scenario.phases[1].budget.max.money.base == 800_000
    assert case.scenario.silence == {"single-tier": "a test"}


def test_values_need_no_quoting(folder):
    case = folder.load(None, "name=Plan #2: *now*, = final", "rules.hero=count(nano, micro) >= 2 in burst")
    assert case.scenario.name == "Plan #2: *now*, = final"
    assert case.scenario.rules["hero"].rule == "count(nano, micro) >= 2 in burst"


def test_numbers_of_a_rule(folder):
    case = folder.load(
        None,
        "rules.team.number*=1.5",
        "rules.band.number.1=25",
        "rules.density=count(micro) >= 3 in test, burst",
    )
    assert case.scenario.rules["team"].rule == "hours <= 480 in each phase"
    assert case.scenario.rules["band"].rule == "count(nano, micro) >= 25 * count(feed) in each phase"
    assert case.overrides[0] == Override("rules.team.number", "*=", "1.5", "320", "480")


@pytest.mark.parametrize(
    ("rule", "numbers"),
    [
        ("spend(face-2) <= 35% of budget", ["35%"]),
        ("count(mega) is 0 or >= 2", ["0", "2"]),
        ("spend between ¥600k and 1,200.50 in burst", ["¥600k", "1,200.50"]),
        ("count(micro2) >= $density + 3 in each phase", ["$density", "3"]),
        ("spend(腰部2) >= 120万", ["120万"]),
        ("if count(a) >= 1 then count(b) <= 50 * count(a)", ["1", "50"]),
        ("spend <= budget", []),
        ("cash <= 400k in 2027-05, 2027-06 + 2027-07", ["400k"]),
    ],
)
def test_numbers_of_a_rule_are_told_from_names(rule, numbers):
    assert [rule[start:end] for start, end in rule_numbers(rule)] == numbers


@pytest.mark.parametrize(
    ("override", "code", "words"),
    [
        ("budget.total", "bad-override", "path*=1.3"),
        ("=3", "bad-override", "path=value"),
        ("a..b=3", "bad-override", "path=value"),
        ("budget.total*=", "bad-override", "path*=1.3"),
        ("tiers.mcro.quote=5", "unknown-path", "did you mean `micro`?"),
        ("tiers.micro.qoute=5", "unknown-path", "did you mean `quote`?"),
        ("bugdet.total=5", "unknown-path", "did you mean `budget`?"),
        ("goals.awarenes=5", "unknown-path", "did you mean `awareness`?"),
        ("tiers.mcro=null", "unknown-path", "did you mean `micro`?"),
        ("tiers.micro.available.phase=5", "unknown-path", "as a whole"),
        ("phases.birst.weight=5", "unknown-path", "did you mean `burst`?"),
        ("market=other.yaml", "fixed-path", "extends"),
        ("kolopt=2", "fixed-path", "extends"),
        ("name*=2", "not-a-number", "path*=1.3"),
        ("tiers.micro*=2", "not-a-number", "path*=1.3"),
        ("product.cost*=2", "not-a-number", "set it with ="),
        ("budget.total+=-2M", "not-a-number", "path*=1.3"),
        ("rules.team.number=many", "not-a-number", "path*=1.3"),
        ("rules.team.number.2=3", "no-such-number", "1: 320"),
        ("rules.density.number=3", "no-such-number", "parameters.density"),
        ("rules.tam.number=3", "unknown-path", "did you mean `team`?"),
    ],
)
def test_an_override_that_cannot_be_made(folder, override, code, words):
    (finding,) = refused(lambda: folder.load(None, override))
    assert finding.code == code
    assert words in finding.hint
    assert finding.at.file == f"--set '{override}'"


@pytest.mark.parametrize(
    "overrides",
    [
        ("budget.total=1M", "budget.total*=2"),
        ("budget={total: 1M}", "budget.total=2M"),
        ("goals.seo=5", "goals.seo.weight=6"),
        ("rules.team.number=5", "rules.team.rule=count(nano) >= 1"),
        ("rules.team=count(nano) >= 1", "rules.team.number.1=5"),
    ],
)
def test_two_overrides_of_one_value_are_refused(folder, overrides):
    for order in (overrides, overrides[::-1]):
        assert "overlapping-overrides" in [
            f.code for f in refused(lambda order=order: folder.load(None, *order))
        ]


def test_all_wrong_overrides_are_reported_together(folder):
    found = refused(lambda: folder.load(None, "tiers.mcro.quote=5", "name*=2", "budget.totl=3"))
    assert [f.code for f in found] == ["unknown-path", "not-a-number", "unknown-path"]


def test_a_bad_value_is_found_in_the_option(folder):
    (finding,) = refused(lambda: folder.load(None, "tiers.micro.quote=cheap"))
    assert (finding.code, str(finding.at)) == ("bad-number", "--set 'tiers.micro.quote=cheap':1:19")


def test_order_of_overrides_changes_nothing(folder):
    overrides = ("offers.zed={kind: owned}", "offers.ann={kind: owned}", "budget.total*=1.1")
    one, two = folder.load(None, *overrides), folder.load(None, *overrides[::-1])
    assert str(one.document) == str(two.document)
    assert one.digest() == two.digest()


def test_what_if_changes_are_the_same_mechanism(folder):
    variant, _ = parse(
        "tiers.micro.quote: {times: 1.3}\nbudget.total: {plus: 50k}\nvat: 9%\nrules.band: null", "w.yaml"
    )
    assert isinstance(variant, Mapping)
    case = load_patched(folder.path / "base.yaml", [read_patch(key, value) for key, value in variant.entries])
    typed = folder.load(None, "tiers.micro.quote*=1.3", "budget.total+=50k", "vat=9%", "rules.band=null")
    assert case.document == typed.document
    assert case.overrides == typed.overrides
    assert case.position(("vat",)).file == "w.yaml"
    assert case.origin(("vat",)) == "override"


@pytest.mark.parametrize("value", ["{times: [1]}", "{plus: }"])
def test_a_what_if_factor_is_one_number(value):
    node, _ = parse(value, "w.yaml")
    assert [f.code for f in refused(lambda: read_patch(Scalar("vat", AT), node))] == ["bad-override"]


@given(st.text(max_size=40))
def test_any_text_is_a_patch_or_a_finding(text):
    try:
        path = parse_patch(text).path
    except InvalidInputError:
        return
    assert all(path)


PATHS = [
    "budget",
    "budget.total",
    "phases",
    "phases.test",
    "phases.test.start",
    "tiers.nano.quote",
    "rules.team",
]
PATHS += [
    "goals.seo",
    "goals.seo.affinity",
    "rules.team.number",
    "tiers.micro.tags",
    "levels.competition",
    "vat",
]
VALUES = [
    "",
    "1",
    "-1",
    "35%",
    "x",
    "{}",
    "[]",
    "{base: {}}",
    "[a, [b]]",
    "[{id: x}]",
    "'",
    "{a: b",
    "9" * 50,
    "²",
]


@given(
    st.lists(
        st.tuples(st.sampled_from(PATHS), st.sampled_from(["=", "*=", "+="]), st.sampled_from(VALUES)),
        min_size=1,
        max_size=2,
    )
)
def test_any_override_gives_a_case_or_findings(shared_folder, parts):
    overrides = ["".join(part) for part in parts]
    for finding in shared_folder.findings(lambda: shared_folder.load(None, *overrides)):
        assert finding.code
        assert "Input should" not in finding.message
