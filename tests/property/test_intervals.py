"""What the gap blurs is an interval, and it contains the answer of a run with a gap of 1e-6."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import pytest
from tests.property.tiny import document

from kolopt.explore import fragility, money, room, rule_prices, whynot
from kolopt.explore.subject import Request, subject_of
from kolopt.planning import Gap, Options
from kolopt.scenario.load import from_document

if TYPE_CHECKING:
    from collections.abc import Iterable

COARSE = Options(seconds=None, gap=Gap(points=0.3))
FINE = Options(seconds=None, gap=Gap(points=1e-6))
BLUR = 1e-5
"""Points: the finer run's own gap, and rounding."""
BLURRED = (1, 9, 36, 38)
"""Seeds, most of whose coarse plans are proven to a visible gap."""
REQUEST = Request(Gap(points=0.5), Fraction("0.2"))


def _pairs(seeds: Iterable[int]):
    """The same scenario as a coarse and as a fine subject; only those about scores that have a plan."""
    for seed in seeds:
        case = from_document(document(Random(seed)), path=f"tiny-{seed}")
        coarse, fine = subject_of(case, COARSE), subject_of(case, FINE)
        if coarse.question.goal == "score" and fine.best is not None:
            yield coarse, fine


def _holds(coarse, fine) -> bool:
    return coarse.low - BLUR <= fine.low and fine.high <= coarse.high + BLUR


def test_money_and_rules(slow: bool) -> None:
    blurred = 0
    for coarse, fine in _pairs(range(80 if slow else 16)):
        steps = zip(money.explain(coarse).steps, money.explain(fine).steps, strict=True)
        for rough, sharp in steps:
            assert (rough.gain is None) == (sharp.gain is None)
            if rough.gain is not None and sharp.gain is not None:
                assert _holds(rough.gain, sharp.gain)
                blurred += rough.gain.high - rough.gain.low > 0.01
        prices = {price.rule.id: price for price in rule_prices.explain(fine).prices}
        for price in rule_prices.explain(coarse).prices:
            sharp_price = prices.get(price.rule.id)
            if sharp_price is not None:  # another best plan may leave another pool with room to spare
                assert price.least - BLUR <= sharp_price.least
                assert sharp_price.most <= price.most + BLUR
    assert blurred >= 10


def test_one_more_and_one_less(slow: bool) -> None:
    compared = 0
    for coarse, fine in _pairs(range(160 if slow else 40)):
        phase = coarse.economics.phases[-1].id
        same = replace(fine, known=replace(fine.plan, counts=coarse.plan.counts))  # asks about the same count
        rough, sharp = (whynot.explain(subject, f"micro@{phase}") for subject in (coarse, same))
        assert rough.planned == sharp.planned
        for before, after in ((rough.more, sharp.more), (rough.fewer, sharp.fewer)):
            if before is None or after is None or before.loss is None or after.loss is None:
                assert (before is None) == (after is None)
                continue
            assert _holds(before.loss, after.loss)
            compared += 1
    assert compared >= 10


def test_walk_away_prices(slow: bool) -> None:
    compared = 0
    for coarse, fine in _pairs(range(120) if slow else (*range(20), *BLURRED)):
        phase = coarse.economics.phases[-1].id
        rough, sharp = (whynot.explain(subject, f"micro@{phase}") for subject in (coarse, fine))
        if rough.walk_away_without != sharp.walk_away_without:
            continue  # another best plan has none where this one has some: other rules are asked about
        before, after = rough.walk_away, sharp.walk_away
        assert (before is None) == (after is None)
        if before is None or after is None:
            continue
        if before.enters is not None:
            assert after.enters is not None
            assert before.enters <= after.enters
        if before.leaves is not None and after.leaves is not None:
            assert after.leaves <= before.leaves
            compared += 1
    assert compared >= 5


def test_fragility(slow: bool) -> None:
    compared = blurred = 0
    for coarse, fine in _pairs(range(60) if slow else BLURRED):
        same = replace(fine, known=replace(fine.plan, counts=coarse.plan.counts))  # about the same plan
        sharp = {guess.path: guess for guess in fragility.explain(same).guesses}
        for guess in fragility.explain(coarse).guesses:
            exact = sharp[guess.path]
            for before, after in ((guess.half, exact.half), (guess.double, exact.double)):
                assert before.kept == after.kept
                if before.loss is not None and after.loss is not None:
                    assert _holds(before.loss, after.loss)
                    compared += 1
                    blurred += before.loss.high - before.loss.low > after.loss.high - after.loss.low + BLUR
    assert compared >= 50
    assert blurred >= 1


@pytest.mark.parametrize("nodes", [0, 200])
def test_room(slow: bool, nodes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where no node is spent on a finer proof of the best value, so that the floor stays blurred."""
    monkeypatch.setattr("kolopt.explore.near_best.SHARPENING", nodes)
    for coarse, fine in _pairs(range(80 if slow else 16)):
        blur = coarse.plan.bound - coarse.plan.value
        asked = replace(REQUEST, margin=Gap(points=0.5 + blur))
        monkeypatch.setattr("kolopt.explore.near_best.SHARPENING", nodes)
        rough = room.explain(coarse, asked)
        monkeypatch.setattr("kolopt.explore.near_best.SHARPENING", 10_000)
        sharp = room.explain(fine, asked)
        assert rough.near.floor.low <= sharp.near.floor.low
        assert sharp.near.floor.high <= rough.near.floor.high
        for wide, narrow in zip(rough.ranges, sharp.ranges, strict=True):
            assert wide.least.possible <= narrow.least.possible
            assert narrow.least.reached <= wide.least.reached
            assert wide.most.reached <= narrow.most.reached
            assert narrow.most.possible <= wide.most.possible
