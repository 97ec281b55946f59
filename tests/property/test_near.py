"""Room, alternatives, single cells, guesses and money against enumeration, on random tiny scenarios."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from tests.property.tiny import Oracle, document

from kolopt.economics.tables import tabulate
from kolopt.explore import alternatives, budgets, fragility, money, room, whynot
from kolopt.explore.near_best import NearBest
from kolopt.explore.reach import Reach
from kolopt.explore.subject import Interval, Request, subject_of
from kolopt.planning import Gap, Options
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document, with_patches
from kolopt.scenario.patch import parse_patch
from kolopt.scenario.quantities import World

LARGEST = 4_000
"""Most plans to enumerate; a larger scenario is drawn again."""
OPTIONS = Options(seconds=None)
BLUR = 2e-6
"""Points or yuan: the tolerance of floors, and rounding."""


def _draw(seed: int):
    random = Random(seed)
    while True:
        case = from_document(document(random), path=f"tiny-{seed}")
        subject = subject_of(case, OPTIONS)
        oracle = Oracle(subject.economics, subject.rules)
        if oracle.size <= LARGEST:
            return subject, oracle


def _solvable(seeds: range):
    for seed in seeds:
        subject, oracle = _draw(seed)
        if oracle.feasible().any():
            yield seed, subject, oracle


def _request(share: float = 0.05, differ: str = "0.2", closest_to=None) -> Request:
    return Request(Gap(share=share), Fraction(differ), closest_to)


def _columns(oracle, offers, phase: str) -> list[int]:
    return [i for i, (p, o) in enumerate(oracle.lines) if o in offers and phase in ("", p)]


def _best(case) -> float:
    oracle = Oracle(tabulate(case.scenario, World.BASE), read_rules(case))
    allowed = oracle.feasible()
    return float(oracle.values()[allowed].max()) if allowed.any() else -np.inf


def _patched(case, *changes: str):
    return with_patches(case, tuple(parse_patch(change) for change in changes))


def _kept(oracle) -> tuple[np.ndarray, np.ndarray]:
    allowed = oracle.feasible()
    return oracle.counts[allowed], oracle.values()[allowed]


def test_room_is_what_enumeration_says(slow: bool) -> None:
    moved = 0
    for seed, subject, oracle in _solvable(range(300 if slow else 60)):
        found = room.explain(subject, _request())
        counts, values = _kept(oracle)
        assert found.near.best.low - BLUR <= values.max() <= found.near.best.high + BLUR
        loose = counts[values >= found.near.floor.low - BLUR]
        tight = counts[values >= found.near.floor.high + BLUR]
        tiers = {offer.id: offer.tier for offer in subject.economics.offers}
        for end in found.ranges:
            columns = _columns(oracle, [o for o, tier in tiers.items() if tier == end.tier], end.phase)
            wide, sure = loose[:, columns].sum(axis=1), tight[:, columns].sum(axis=1)
            assert end.least.possible <= end.least.reached <= end.planned <= end.most.reached
            assert end.least.possible <= sure.min(), f"seed {seed}: {end}"
            assert end.least.reached >= wide.min(), f"seed {seed}: {end}"
            assert end.most.possible >= sure.max(), f"seed {seed}: {end}"
            assert end.most.reached <= wide.max(), f"seed {seed}: {end}"
            if len(loose) == len(tight):
                assert (end.least.reached, end.most.reached) == (wide.min(), wide.max()), f"seed {seed}"
            moved += end.least.reached < end.most.reached
    assert moved >= 30


def test_room_with_a_blurred_floor_holds_both_ends(slow: bool) -> None:
    open_ends = 0
    for seed, subject, oracle in _solvable(range(200 if slow else 40)):
        counts, values = _kept(oracle)
        best = float(values.max())
        unit = max(abs(best), 1.0)
        blur = Interval(best - 0.1 * unit, best - 0.02 * unit)
        reach = Reach(subject, NearBest("a margin", Interval(best, best), blur))
        wide, sure = (counts[values >= floor + BLUR] for floor in (blur.low, blur.high))
        for line in range(counts.shape[1]):
            least, most = reach.least((line,)), reach.most((line,))
            assert least.possible <= wide[:, line].min(), f"seed {seed}"
            assert least.reached >= sure[:, line].min(), f"seed {seed}"
            assert most.possible >= wide[:, line].max(), f"seed {seed}"
            assert most.reached <= sure[:, line].max(), f"seed {seed}"
            assert (most.reached, most.possible) == (sure[:, line].max(), wide[:, line].max()), f"seed {seed}"
            open_ends += most.reached < most.possible
    assert open_ends >= 5


def test_alternatives_differ_and_none_is_left_out(slow: bool) -> None:
    others = complete = 0
    for seed, subject, oracle in _solvable(range(300 if slow else 60)):
        found = alternatives.explain(subject, _request(0.2, "0.3"))
        counts, values = _kept(oracle)
        prices = np.array([subject.economics.unit_costs[o, p].spend for p, o in oracle.lines])
        shown = [found.best, *found.others]
        rows = [
            np.array([{(n.phase, n.offer): n.count for n in plan.lines}.get(i, 0) for i in oracle.lines])
            for plan in shown
        ]
        distances = np.array([np.abs(counts - row) @ prices / 2 for row in rows])
        for number, plan in enumerate(found.others, 1):
            index = int(np.flatnonzero((counts == rows[number]).all(axis=1))[0])
            assert values[index] >= found.near.floor.low - BLUR
            apart = distances[:number, index]
            assert (apart >= found.apart - 1e-6).all(), f"seed {seed}: too close"
            free = (distances[:number] >= found.apart).all(axis=0)
            assert values[free].max() <= plan.bound + BLUR, f"seed {seed}: a better one was missed"
            assert plan.moved == int(distances[0, index])
        if found.complete:
            free = (distances >= found.apart).all(axis=0) & (values >= found.near.floor.high + BLUR)
            assert not free.any(), f"seed {seed}: one was left out"
        others, complete = others + len(found.others), complete + found.complete
    assert others >= 10
    assert complete >= 10


def test_the_closest_plan_is_the_closest(slow: bool) -> None:
    checked = 0
    for seed, subject, oracle in _solvable(range(200 if slow else 40)):
        wanted = oracle.counts[Random(seed).randrange(oracle.size)]
        asked = {line: int(n) for line, n in zip(oracle.lines, wanted, strict=True) if n}
        found = alternatives.explain(subject, _request(0.3, closest_to={**asked, ("burst", "gone"): 2}))
        counts, values = _kept(oracle)
        prices = np.array([subject.economics.unit_costs[o, p].spend for p, o in oracle.lines])
        distance = np.abs(counts - wanted) @ prices / 2
        near = distance[values >= found.near.floor.high - BLUR]
        assert found.closest is not None
        assert found.unknown == ("gone in burst",)
        assert found.closest_least <= near.min() + 1
        assert found.closest.moved >= distance[values >= found.near.floor.high - 2 * BLUR].min() - 1
        assert found.closest.moved <= near.min() * 1.01 + 0.002 * float(counts.max(axis=0) @ prices)
        checked += 1
    assert checked >= 15


def test_one_more_and_one_less_cost_what_enumeration_says(slow: bool) -> None:
    checked = 0
    for seed, subject, oracle in _solvable(range(200 if slow else 40)):
        phase = subject.economics.phases[-1].id
        found = whynot.explain(subject, f"micro@{phase}")
        counts, values = _kept(oracle)
        offers = [offer.id for offer in subject.economics.offers if offer.tier == "micro"]
        total = counts[:, _columns(oracle, offers, phase)].sum(axis=1)
        for forced, met in ((found.more, total > found.planned), (found.fewer, total < found.planned)):
            if forced is None:
                assert found.planned == 0
            elif forced.loss is None:
                assert not met.any(), f"seed {seed}"
            else:
                exact = values.max() - values[met].max()
                assert forced.loss.low - 1e-4 <= exact <= forced.loss.high + 1e-4, f"seed {seed}: {exact}"
                checked += 1
    assert checked >= 15


def _buys(case, phase: str) -> tuple[float, float]:
    """The best values with and without a micro creator in a phase, by enumeration."""
    oracle = Oracle(tabulate(case.scenario, World.BASE), read_rules(case))
    counts, values = _kept(oracle)
    tiers = {offer.id: offer.tier for offer in oracle.economics.offers}
    some = counts[:, _columns(oracle, [o for o in tiers if tiers[o] == "micro"], phase)].sum(axis=1) > 0
    return values[some].max(initial=-np.inf), values[~some].max(initial=-np.inf)


def test_walk_away_prices_hold_from_both_sides(slow: bool) -> None:
    entered = sharp = 0
    for seed, subject, _ in _solvable(range(160 if slow else 40)):
        phase = subject.economics.phases[-1].id
        found = whynot.explain(subject, f"micro@{phase}")
        walk = found.walk_away
        if found.walk_away_without or walk is None or walk.enters is None or walk.leaves is None:
            continue
        with_it, without = _buys(_patched(subject.case, walk.at), phase)
        assert with_it >= without - 1e-4, f"seed {seed}: not in at {walk.enters}"
        quote = subject.case.scenario.tiers["micro"].quote.base
        factor = f"{float(Fraction(walk.leaves) / quote):.9f}"
        with_it, without = _buys(_patched(subject.case, f"{walk.path}={factor}"), phase)
        assert with_it <= without + 1e-4, f"seed {seed}: still in at {walk.leaves}"
        entered, sharp = entered + 1, sharp + (walk.leaves == walk.enters + 1)
    assert entered >= 8
    assert sharp >= 6


def test_fragility_is_what_enumeration_says() -> None:
    parts = 0
    for seed, subject, oracle in _solvable(range(14)):
        row = np.array([subject.plan.counts.get(line, 0) for line in oracle.lines])
        for guess in fragility.explain(subject).guesses:
            for case in (guess.half, guess.double):
                changed = _patched(subject.case, *case.changes)
                wide = Oracle(tabulate(changed.scenario, World.BASE), read_rules(changed))
                allowed, values = wide.feasible(), wide.values()
                if not allowed.any():
                    assert case.kept == "no plan"
                    continue
                own = allowed & (wide.counts <= row).all(axis=1)
                whole = allowed & (wide.counts == row).all(axis=1)
                kept = whole if whole.any() else own
                assert case.kept == ("all" if whole.any() else "part" if own.any() else "none"), (
                    f"seed {seed}"
                )
                if case.loss is not None:
                    exact = values[allowed].max() - values[kept].max()
                    assert case.loss.low - 1e-4 <= exact <= case.loss.high + 1e-4, (
                        f"seed {seed}: {guess.path}"
                    )
                parts += case.kept == "part"
    assert parts >= 3


def test_the_least_budget_is_exact_to_the_fen(slow: bool) -> None:
    checked = 0
    for seed, subject, _ in _solvable(range(120 if slow else 40)):
        least = budgets.least_total(subject)
        assert np.isfinite(_best(budgets.at_budget(subject, least).case)), f"seed {seed}: no plan at {least}"
        if least > 1:
            assert np.isneginf(_best(budgets.at_budget(subject, least - 1).case)), f"seed {seed}: {least}"
            checked += 1
    assert checked >= 8


def test_steps_and_ends_of_money_hold_the_true_change() -> None:
    ends = 0
    for seed, subject, _ in _solvable(range(14)):
        exact = _best(subject.case)
        found = money.explain(subject)
        if found.enough is not None:
            rich = _best(budgets.at_budget(subject, money.PLENTY * found.total).case)
            assert _best(budgets.at_budget(subject, found.enough.total).case) >= rich - 3 * found.gap
            ends += 1
        for step in found.steps:
            then = _best(budgets.at_budget(subject, step.total).case)
            if step.gain is None:
                assert np.isneginf(then)
            else:
                assert step.gain.low - 1e-4 <= then - exact <= step.gain.high + 1e-4, f"seed {seed}"
    assert ends >= 3


@pytest.mark.parametrize("percent", ["1e-7", "0.00001"])
def test_a_margin_smaller_than_the_gap_is_refused(percent: str) -> None:
    from dataclasses import replace

    from kolopt.errors import InvalidInputError
    from kolopt.explore.near_best import near_best

    for _, subject, _ in _solvable(range(12)):
        plan = replace(subject.plan, bound=subject.plan.bound + 0.5)
        blurred = replace(subject, known=plan)
        object.__setattr__(blurred, "solved", lambda *_: None)
        with pytest.raises(InvalidInputError, match=r"margin.*\[margin-under-gap\]"):
            near_best(blurred, Gap(share=float(percent)))
