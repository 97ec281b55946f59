"""Laws that hold for every scenario, beyond the gap: on random tiny ones."""

from __future__ import annotations

import copy
import itertools
from random import Random

import pytest
from tests.property.tiny import document

from kolopt.economics.tables import scores, spend, tabulate
from kolopt.errors import InfeasibleError
from kolopt.planning import Gap, Options, answer
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World

GAP = 1e-4
GAPS = {"maximize": Gap(points=GAP), "minimize": Gap(share=1e-6)}


def _documents(count: int, objective: str = "maximize"):
    """Random documents that ask for score (or spend)."""
    seed = 0
    while count:
        seed += 1
        drawn = document(Random(seed))
        if objective in drawn["objective"]:
            count -= 1
            yield seed, drawn


def _value(drawn: dict, world: World = World.BASE) -> float | None:
    """What the best plan is worth; None when there is none. Value = bound − gap at least."""
    case = from_document(drawn, path="law")
    economics = tabulate(case.scenario, world)
    (question,) = {"maximize", "minimize"} & set(drawn["objective"])
    options = Options(world=world, gap=GAPS[question], seconds=None)
    try:
        _, proof = answer(economics, read_rules(case), options)
    except InfeasibleError:
        return None
    return proof.bound


def _not_worse(after: float | None, before: float | None) -> bool:
    return before is None or (after is not None and after >= before - 2 * GAP)


def _uses_budget(drawn: dict) -> bool:
    """Whether a rule ties something to the budget, so that more of it can hurt."""
    return any("budget" in rule["rule"] for rule in drawn["rules"].values())


def test_more_budget_never_hurts(slow: bool) -> None:
    checked = 0
    for seed, drawn in _documents(200 if slow else 40):
        if _uses_budget(drawn):
            continue
        richer = copy.deepcopy(drawn)
        richer["budget"]["total"] = str(int(drawn["budget"]["total"]) + 2500)
        assert _not_worse(_value(richer), _value(drawn)), seed
        checked += 1
    assert checked > 20


def test_dropping_a_hard_rule_never_hurts(slow: bool) -> None:
    checked = 0
    for seed, drawn in _documents(200 if slow else 40):
        for name, rule in drawn["rules"].items():
            if "soft" in rule:
                continue
            freer = copy.deepcopy(drawn)
            del freer["rules"][name]
            assert _not_worse(_value(freer), _value(drawn)), (seed, name)
            checked += 1
    assert checked > 20


def test_better_worlds_score_more_where_no_rule_looks_at_yields(slow: bool) -> None:
    checked = 0
    for seed, drawn in _documents(150 if slow else 40):
        if any(word in str(drawn["rules"]) for word in ("reads", "engagements", "score")):
            continue
        values = [_value(drawn, world) for world in World]
        for lower, higher in itertools.pairwise(values):
            assert _not_worse(higher, lower), seed
        checked += 1
    assert checked > 10


def test_prices_and_budgets_times_k_change_no_score(slow: bool) -> None:
    """Every count vector costs k times as much, to the fen, and scores the same."""
    for seed, drawn in _documents(60 if slow else 20):
        scaled = copy.deepcopy(drawn)
        scaled["budget"]["total"] = str(3 * int(drawn["budget"]["total"]))
        for tier in scaled["tiers"].values():
            fen = round(float(tier["quote"]) * 100)
            tier["quote"] = f"{3 * fen // 100}.{3 * fen % 100:02d}"
        scaled["platform_fee"] = drawn["platform_fee"] = {"rate": "0"}
        scaled.pop("tax", None)
        drawn.pop("tax", None)
        one, three = (tabulate(from_document(d, path="law").scenario, World.BASE) for d in (drawn, scaled))
        random = Random(seed)
        creators = [offer.id for offer in one.offers if offer.kind == "creator"]
        counts = {(p.id, o): random.randint(0, 5) for p in one.phases for o in creators}
        assert spend(three, counts) == 3 * spend(one, counts)
        assert scores(three, counts) == scores(one, counts)


def test_a_dearer_tier_never_makes_the_least_spend_smaller() -> None:
    checked = 0
    for seed, drawn in _documents(25, "minimize"):
        if _uses_budget(drawn) or any(
            "spend" in r["rule"] or "cost" in r["rule"] for r in drawn["rules"].values()
        ):
            continue
        dearer = copy.deepcopy(drawn)
        dearer["tiers"]["micro"]["quote"] = str(float(drawn["tiers"]["micro"]["quote"]) * 1.2)
        cheap, dear = _value(drawn), _value(dearer)
        if cheap is None:
            assert dear is None
            continue
        checked += 1
        assert dear is None or dear <= cheap + 0.01 * abs(cheap) + 1e-6, seed
    assert checked >= 3


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_keys_changes_nothing(seed: int) -> None:
    drawn = document(Random(seed))
    reversed_keys = {key: drawn[key] for key in reversed(drawn)}
    reversed_keys["rules"] = {key: drawn["rules"][key] for key in reversed(drawn["rules"])}
    assert _value(drawn) == _value(reversed_keys)
