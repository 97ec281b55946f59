"""Laws of planning around what is booked, on random tiny scenarios."""

from __future__ import annotations

from collections import Counter
from random import Random

import numpy as np
from tests.property.motion import in_motion
from tests.property.tiny import Oracle, document

from kolopt.checks.arithmetic import summary
from kolopt.checks.impossible import impossible
from kolopt.economics.tables import tabulate
from kolopt.errors import InfeasibleError
from kolopt.explore.judging import figures_of
from kolopt.explore.keep import keep
from kolopt.explore.subject import subject_of
from kolopt.planning import Gap, Options, optimize
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document
from kolopt.scenario.nodes import plain
from kolopt.scenario.quantities import World

LARGEST = 4_000
OPTIONS = Options(seconds=None)


def _draw(seed: int):
    random = Random(seed)
    while True:
        case = from_document(in_motion(random, document(random)), path=f"tiny-{seed}")
        economics, rules = tabulate(case.scenario, World.BASE), read_rules(case)
        oracle = Oracle(economics, rules)
        if oracle.size <= LARGEST:
            return case, economics, rules, oracle


def test_what_arithmetic_calls_impossible_is_so() -> None:
    proofs = 0
    for seed in range(9000, 9200):
        case, economics, rules, oracle = _draw(seed)
        summary(rules, economics)
        if impossible(case, rules, economics):
            proofs += 1
            assert not oracle.feasible().any(), seed
    assert proofs >= 10


def test_what_is_open_costs_what_it_would_without_orders() -> None:
    """Booked units are constants: every total is theirs plus that of the new units alone."""
    for seed in range(9200, 9260):
        _, economics, _, oracle = _draw(seed)
        totals = [oracle.held.spend() + int(row @ _prices(oracle)) for row in oracle.counts[:50]]
        assert list(oracle.spend()[:50]) == totals
        assert sum(line.cost.spend for line in economics.booked) == oracle.held.spend()
        for line in economics.booked:
            assert sum(part.fen for part in line.cost.lines if part.in_spend) == line.cost.spend
            assert line.units == sum(n for status, n in line.by_status.items() if status != "cancelled")


def test_what_is_kept_is_as_close_as_any_plan_that_is_good_enough() -> None:
    """Against enumeration: nothing within the margin changes fewer units; margin 0 keeps what is best."""
    changed = unchanged = 0
    for seed in range(9300, 9380):
        case, _, _, oracle = _draw(seed)
        allowed = oracle.feasible()
        if not allowed.any():
            continue
        values = np.where(allowed, oracle.values(), -np.inf)
        best = optimize(case, OPTIONS)
        margin = Gap(share=Random(seed).choice([0.0, 0.02, 0.1, 0.5]))
        other = oracle.counts[Random(seed).choice(np.flatnonzero(allowed).tolist())]
        counts = {line: int(n) for line, n in zip(oracle.lines, other, strict=True) if n}
        given = figures_of(subject_of(case, OPTIONS), counts, 0.0)
        kept = keep(case, given, margin, OPTIONS)
        row = np.array([kept.counts().get(line, 0) for line in oracle.lines])
        distance = np.abs(oracle.counts - other).sum(axis=1)
        moved = int(np.abs(row - other).sum())
        assert kept.kept.changed == moved
        size = max(abs(values.max()), 1.0)
        blur = 0.0101 + 2e-4 * size
        surely = values >= values.max() - margin.share * size
        assert moved <= distance[surely].min(), seed
        index = int(np.flatnonzero((oracle.counts == row).all(axis=1))[0])
        assert values[index] >= values.max() - margin.share * size - 2 * blur, seed
        changed += moved > 0
        unchanged += moved == 0
        again = keep(case, best, Gap(share=0.0), OPTIONS)
        assert again.counts() == best.counts()
        assert again.kept.changed == 0
    assert changed >= 10
    assert unchanged >= 10


def _prices(oracle):
    return [oracle.economics.unit_costs[offer, phase].spend for phase, offer in oracle.lines]


def test_a_plan_made_before_anything_was_booked_is_kept_slot_by_slot() -> None:
    """Whoever is booked stands for a slot, wherever it came out; what nobody booked in time is lost."""
    changed = lost = late = 0
    for seed in range(9400, 9470):
        case, _, _, oracle = _draw(seed)
        before = _before_orders(case)
        allowed = oracle.feasible()
        if before is None or not allowed.any():
            continue
        held = [order for order in case.scenario.orders.values() if order.status != "cancelled"]
        slots = Counter((order.phase, order.offer) for order in held)
        late += any(oracle.held.home_of(order) != order.phase for order in held)
        left = {line: max(0, units - slots[line]) for line, units in before.counts().items()}
        wanted = [0 if oracle.held.is_closed(*line) else left.get(line, 0) for line in oracle.lines]
        kept = keep(case, before, Gap(share=0.05), OPTIONS)
        row = np.array([kept.counts().get(line, 0) for line in oracle.lines])
        distance = np.abs(oracle.counts - wanted).sum(axis=1)
        values = np.where(allowed, oracle.values(), -np.inf)
        surely = values >= values.max() - 0.05 * max(abs(values.max()), 1.0)
        assert kept.kept.changed == int(np.abs(row - wanted).sum()) <= distance[surely].min(), seed
        assert kept.kept.lost == sum(left.values()) - sum(wanted), seed
        changed += kept.kept.changed > 0
        lost += kept.kept.lost > 0
    assert min(changed, lost, late) >= 5


def _before_orders(case):
    """The best plan of a scenario before it had orders and a planning day; None where there is none."""
    text = {key: value for key, value in plain(case.tree).items() if key not in ("orders", "as_of")}
    try:
        return optimize(from_document(text, path="before"), OPTIONS)
    except InfeasibleError:
        return None
