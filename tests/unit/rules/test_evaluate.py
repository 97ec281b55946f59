"""Exact verdicts, by hand and against a direct oracle."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kolopt.rules.evaluate import evaluate, penalty

PHASES = ("test", "buildup", "burst")
BUDGET = 100_000_00


class Counts:
    """Totals of counts, with every unit at ¥1,000, 2 hours, 10 reads and a score of 10 × phases bought in."""

    def __init__(self, counts):
        self.counts = counts

    def units(self, offers, phases):
        return sum(n for (phase, offer), n in self.counts.items() if phase in phases and offer in offers)

    def total(self, measure, phases, campaign):
        match measure.kind:
            case "budget":
                return Fraction(BUDGET)
            case "score":
                return 40.0 if campaign else 10.0 * len({p for p, _ in self.counts if p in phases})
            case "variety":
                return Fraction(sum(self.units(group, phases) >= 1 for group in measure.groups))
        weight = {"count": 1, "spend": 100_000, "cost": 100_000, "kpi": 2}[measure.kind]
        return Fraction(weight * self.units(measure.offers, phases))


@pytest.fixture(scope="session")
def verdicts(read_rule):
    """A rule and its verdicts for given counts."""

    def judge(rule, counts):
        found = read_rule(rule)
        return found, evaluate(found, Counts(counts))

    return judge


@pytest.fixture(scope="session")
def one(verdicts):
    """The only verdict, for units bought in burst."""

    def judge(rule, **counts):
        _, (verdict,) = verdicts(rule, {("burst", k.replace("_", "-")): n for k, n in counts.items()})
        return verdict

    return judge


def test_a_floor_with_room_at_and_below_it(one):
    above, at, below = (one("count(nano) >= 3 in burst", nano_video=n) for n in (5, 3, 1))
    assert [v.slack for v in (above, at, below)] == [2, 0, -2]
    assert [v.holds for v in (above, at, below)] == [True, True, False]
    assert [v.binding for v in (above, at, below)] == [False, True, False]
    assert [v.shortfall for v in (above, at, below)] == [0, 0, 2]
    assert (above.low, above.high, above.scope, above.phases) == (3, None, "burst", ("burst",))


def test_a_band_measures_to_the_nearer_side(one):
    assert [one("count between 2 and 9", nano_video=n).slack for n in (1, 3, 8, 11)] == [-1, 1, 1, -2]


def test_shares_are_exact(one):
    verdict = one("spend(nano) >= 33.3% of spend", nano_video=333, mid_video=667)
    assert verdict.slack == 0
    assert one("spend(nano) >= 33.3% of spend", nano_video=332, mid_video=668).slack == -100_000


def test_binding_leaves_less_than_one_unit(one):
    assert one("count(nano) >= 30% of count", nano_video=4, mid_video=9).binding
    assert not one("count(nano) >= 30% of count", nano_video=6, mid_video=9).binding
    assert one("spend <= budget", nano_video=100).binding
    assert not one("spend <= budget", nano_video=99).binding


@pytest.mark.parametrize(
    ("n", "holds", "slack", "binding", "low", "high"),
    [(0, True, 0, False, None, 0), (1, False, -1, False, None, 0), (3, False, -1, False, 4, None),
     (4, True, 0, True, 4, None), (6, True, 2, False, 4, None)],
)  # fmt: skip
def test_none_or_at_least(one, n, holds, slack, binding, low, high):
    verdict = one("count(mega) is 0 or >= 4", mega_video=n)
    assert (verdict.holds, verdict.slack, verdict.binding) == (holds, slack, binding)
    assert (verdict.low, verdict.high) == (low, high)


def test_an_if_without_scope_is_taken_in_each_instance(verdicts):
    counts = {("test", "mega-video"): 1, ("burst", "mega-video"): 1, ("burst", "micro-video"): 5}
    _, found = verdicts("if count(mega) >= 1 then count(micro) >= 5 in each phase", counts)
    assert [(v.scope, v.active, v.holds) for v in found] == [
        ("test", True, False), ("buildup", False, True), ("burst", True, True),
    ]  # fmt: skip
    assert [v.shortfall for v in found] == [5, 0, 0]


def test_an_if_with_scope_binds_every_instance_once_it_holds_anywhere(verdicts):
    counts = {("test", "mega-video"): 1, ("burst", "micro-video"): 5}
    rule = "if count(mega) >= 1 in test, burst then count(micro) >= 5 in each phase"
    _, found = verdicts(rule, counts)
    assert [(v.active, v.holds) for v in found] == [(True, False), (True, False), (True, True)]
    _, found = verdicts(rule.replace("test, burst", "test + burst").replace(">= 1", ">= 2"), counts)
    assert not any(v.active for v in found)
    assert all(v.holds and not v.binding and v.shortfall == 0 for v in found)


def test_an_upper_condition_holds_at_nothing(one):
    assert one("if count(mega) <= 0 then count(nano) >= 1 in burst").active
    assert not one("if count(mega) <= 0 then count(nano) >= 1 in burst", mega_video=1).active


def test_a_score_floor_has_a_tolerance_and_the_campaign_its_weights(one):
    assert one("score >= 10 in burst", nano_video=1).holds
    assert one("score >= 10.0000009 in burst", nano_video=1).holds
    assert not one("score >= 10.000002 in burst", nano_video=1).holds
    assert one("score >= 40", nano_video=1).slack == 0


def test_other_rules_have_no_tolerance(one):
    assert not one("spend <= 999.99", nano_video=1).holds
    assert one("spend <= 1,000", nano_video=1).holds


def test_variety_counts_groups_in_use(one):
    assert one("variety(nano, mid, mega) >= 2", nano_video=4, mega_picture=1).holds
    assert one("variety(nano, mid, mega) >= 3", nano_video=4, mega_picture=1).shortfall == 1


def test_penalties_add_up_over_the_scope_pro_rata(verdicts):
    rule, found = verdicts(
        {"rule": "count(nano) >= 4 in each phase", "soft": "0.5 per 2"}, {("burst", "nano-video"): 3}
    )
    assert penalty(rule, found) == Fraction(9, 4)
    rule, found = verdicts({"rule": "spend <= 1k", "soft": "0.5"}, {("burst", "nano-video"): 6})
    assert penalty(rule, found) == Fraction(1, 4)
    rule, found = verdicts("count(nano) >= 4 in each phase", {})
    assert penalty(rule, found) == 0


OFFERS = ("nano-video", "micro-picture", "macro-video", "mega-video")
TIERS = ("nano", "micro", "macro", "mega")
SCOPES = {
    "": (PHASES,),
    " in campaign": (PHASES,),
    " in each phase": tuple((p,) for p in PHASES),
    " in test, burst": (("test",), ("burst",)),
    " in test + buildup": (("test", "buildup"),),
}
many_counts = st.dictionaries(st.tuples(st.sampled_from(PHASES), st.sampled_from(OFFERS)), st.integers(0, 9))
signs = st.sampled_from([">=", "<=", "="])


def n_of(counts, tier, phases):
    return sum(n for (p, o), n in counts.items() if p in phases and o.startswith(tier + "-"))


def compare(left, sign, right):
    return {">=": left >= right, "<=": left <= right, "=": left == right}[sign]


@settings(max_examples=60, deadline=None)
@given(
    counts=many_counts, tier=st.sampled_from(TIERS), sign=signs, base=st.integers(0, 20),
    factor=st.integers(0, 3), other=st.sampled_from(TIERS), scope=st.sampled_from(sorted(SCOPES)),
)  # fmt: skip
def test_random_ratios_agree_with_direct_arithmetic(verdicts, counts, tier, sign, base, factor, other, scope):
    _, found = verdicts(f"count({tier}) {sign} {base} + {factor} * count({other}){scope}", counts)
    expected = [
        compare(n_of(counts, tier, phases), sign, base + factor * n_of(counts, other, phases))
        for phases in SCOPES[scope]
    ]
    assert [v.holds for v in found] == expected
    assert all((v.slack >= 0) == v.holds and v.shortfall == max(0, -v.slack) for v in found)


@settings(max_examples=60, deadline=None)
@given(
    counts=many_counts, sense=st.sampled_from([">=", "<="]), limit=st.integers(0, 5),
    own=st.sampled_from(sorted(SCOPES)), sign=signs, share=st.integers(0, 100),
    scope=st.sampled_from(sorted(SCOPES)),
)  # fmt: skip
def test_random_implications_agree_with_direct_logic(verdicts, counts, sense, limit, own, sign, share, scope):
    text = f"if count(mega) {sense} {limit}{own} then spend(nano) {sign} {share}% of spend{scope}"
    _, found = verdicts(text, counts)
    for phases, verdict in zip(SCOPES[scope], found, strict=True):
        condition = any(
            compare(n_of(counts, "mega", where), sense, limit)
            for where in (SCOPES[own] if own else (phases,))
        )
        total = sum(n_of(counts, tier, phases) for tier in TIERS)
        consequence = compare(100 * n_of(counts, "nano", phases), sign, share * total)
        assert verdict.active == condition
        assert verdict.holds == (consequence or not condition)


def test_small_counts_exhaustively(verdicts):
    rule, _ = verdicts("count(mega) is 0 or >= 2 in each phase", {})
    for triple in itertools.product(range(4), repeat=3):
        counts = Counts({(p, "mega-video"): n for p, n in zip(PHASES, triple, strict=True)})
        assert [v.holds for v in evaluate(rule, counts)] == [n != 1 for n in triple]
