"""Conflicts, ways out and prices of rules against enumeration, on random tiny scenarios."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from tests.property.tiny import Oracle, document

from kolopt.economics.tables import tabulate
from kolopt.economics.totals import Totals
from kolopt.explore import conflicts, rule_prices
from kolopt.explore.feasibility import cheapest, feasible
from kolopt.explore.named_rules import is_pool
from kolopt.explore.subject import subject_of
from kolopt.planning import Gap, Options, optimize
from kolopt.rules.evaluate import evaluate
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document, with_patches
from kolopt.scenario.patch import parse_patch
from kolopt.scenario.quantities import World

LARGEST = 30_000
"""Most plans to enumerate; a larger scenario is drawn again."""
WIDE = 5
"""Units of each line to which an enumeration without pools goes."""
OPTIONS = Options(seconds=None)


def _draw(seed: int):
    random = Random(seed)
    while True:
        case = from_document(document(random), path=f"tiny-{seed}")
        subject = subject_of(case, OPTIONS)
        oracle = Oracle(subject.economics, subject.rules)
        if oracle.size <= LARGEST:
            return subject, oracle


def _broken(seeds: range):
    """Subjects without a plan."""
    for seed in seeds:
        subject, oracle = _draw(seed)
        if not oracle.feasible().any():
            yield seed, subject


def _some_plan(case) -> bool:
    return bool(Oracle(tabulate(case.scenario, World.BASE), read_rules(case)).feasible().any())


def _patched(case, *changes: str):
    return with_patches(case, tuple(parse_patch(change) for change in changes))


def test_a_conflict_is_one_and_loses_no_rule(slow: bool) -> None:
    seen = 0
    for seed, subject in _broken(range(800 if slow else 200)):
        for conflict in conflicts.conflicts(subject):
            seen += 1
            assert not feasible(subject.with_rules(conflict))
            wide = Oracle(subject.economics, conflict, most=WIDE)
            assert not wide.feasible().any(), f"seed {seed}: the conflict can hold"
            for dropped in conflict:
                rest = subject.with_rules(rule for rule in conflict if rule is not dropped)
                plan = cheapest(rest)
                assert plan is not None, f"seed {seed}: without {dropped.id} there is still no plan"
                totals = Totals(subject.economics, plan)
                assert all(verdict.holds for rule in rest.rules for verdict in evaluate(rule, totals))
                if not is_pool(dropped):
                    pools = [rule for rule in subject.rules if is_pool(rule)]
                    others = [rule for rule in conflict if rule is not dropped and not is_pool(rule)]
                    assert feasible(subject.with_rules((*others, *pools))), f"seed {seed}: {dropped.id}"
    assert seen >= 20


def test_every_way_out_works_and_one_unit_less_does_not(slow: bool) -> None:
    singles = 0
    for seed, subject in _broken(range(800 if slow else 120)):
        found = conflicts.explain(subject)
        values = [repair.value for repair in found.repairs]
        assert values == sorted(values, reverse=True)
        for repair in found.repairs:
            overrides = [change.override for change in repair.changes]
            singles += len(overrides) == 1
            changed = _patched(subject.case, *overrides)
            optimize(changed, OPTIONS)  # raises where there is no plan that survives the audit
            oracle = Oracle(tabulate(changed.scenario, World.BASE), read_rules(changed))
            best = oracle.values()[oracle.feasible()].max()
            assert repair.value <= best + 1e-6
            assert best <= repair.bound + 1e-6
            for short in repair.changes:
                others = [change.override for change in repair.changes if change is not short]
                nearly = _patched(subject.case, *others, f"{short.path}={short.short}")
                assert not _some_plan(nearly), f"seed {seed}: {short.path}={short.short} is enough"
    assert singles >= 15


def _exact_price(subject, rule) -> float:
    """Best value without a rule less best value with it, by enumeration; at least that for a pool."""
    rest = tuple(other for other in subject.rules if other is not rule)
    pools = rule.id.startswith("available")
    with_rule = Oracle(subject.economics, subject.rules)
    without = Oracle(subject.economics, rest, most=WIDE if pools else None)
    return without.values()[without.feasible()].max() - with_rule.values()[with_rule.feasible()].max()


def test_prices_hold_the_true_price(slow: bool) -> None:
    paid = nothing = 0
    for seed in range(300 if slow else 60):
        subject, oracle = _draw(seed)
        if not oracle.feasible().any():
            continue
        found = rule_prices.explain(subject)
        rules = {rule.id: rule for rule in subject.rules}
        for price in found.prices:
            rule = rules[price.rule.id]
            exact = _exact_price(subject, rule)
            assert price.least >= 0.0
            assert exact <= price.most + 1e-6, f"seed {seed}: {rule.id}"
            if not rule.id.startswith("available"):  # without its pool a line goes beyond the enumeration
                assert price.least <= exact + 1e-6, f"seed {seed}: {rule.id}"
            paid, nothing = paid + (price.least > found.gap), nothing + (price.least == 0.0)
    assert paid >= 20
    assert nothing >= 10


def test_an_interval_holds_the_price_of_a_finer_solve() -> None:
    for seed in range(25):
        subject, oracle = _draw(seed)
        if not oracle.feasible().any() or subject.question.goal == "spend":
            continue
        fine = subject_of(subject.case, Options(seconds=None, gap=Gap(points=1e-6)))
        coarse = {price.rule.id: price for price in rule_prices.explain(subject).prices}
        for price in rule_prices.explain(fine).prices:
            if price.rule.id in coarse:
                assert coarse[price.rule.id].least <= price.most + 1e-6
                assert price.least <= coarse[price.rule.id].most + 1e-6


def test_the_dearest_rules_are_the_dearest() -> None:
    for seed in range(40):
        subject, oracle = _draw(seed)
        if not oracle.feasible().any():
            continue
        every = {price.rule.id: price for price in rule_prices.explain(subject).prices}
        shown, others_most = rule_prices.dearest(subject, 2, len(every))
        named = [price.rule.id for price in shown]
        for name, price in every.items():
            if name not in named:
                assert price.least <= others_most + 1e-9, f"seed {seed}: {name}"
                assert all(price.least <= better.most for better in shown), f"seed {seed}: {name}"


@pytest.mark.parametrize("most", [None, WIDE])
def test_the_oracle_counts_every_line(most: int | None) -> None:
    subject, oracle = _draw(1)
    wide = Oracle(subject.economics, subject.rules, most=most)
    assert wide.size >= oracle.size
    assert np.unique(wide.counts, axis=0).shape == wide.counts.shape
