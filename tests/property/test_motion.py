"""Laws of planning around what is booked, on random tiny scenarios."""

from __future__ import annotations

from random import Random

from tests.property.motion import in_motion
from tests.property.tiny import Oracle, document

from kolopt.checks.arithmetic import summary
from kolopt.checks.impossible import impossible
from kolopt.economics.tables import tabulate
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World

LARGEST = 4_000


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


def _prices(oracle):
    return [oracle.economics.unit_costs[offer, phase].spend for phase, offer in oracle.lines]
