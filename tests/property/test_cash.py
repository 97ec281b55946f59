"""Cash re-adds: over random scenarios and counts, to the outlay, by month and payee, and in every rule."""

from __future__ import annotations

from random import Random

import pytest
from tests.property.motion import in_motion
from tests.property.tiny import document

from kolopt.economics.tables import tabulate
from kolopt.economics.totals import Totals
from kolopt.plan.audit import cash
from kolopt.plan.audit.facts import gather
from kolopt.plan.figures import Figures
from kolopt.rules.read import names_in, parse_rule
from kolopt.scenario.load import from_document
from kolopt.scenario.market_schema import RuleSpec
from kolopt.scenario.quantities import World

TAXES = [
    {},
    *(
        {"tax": {"prices": prices, "recoverable": recoverable}}
        for prices in ("exclusive", "inclusive")
        for recoverable in ("true", "false")
    ),
]


def _drawn(seed: int):
    random = Random(seed)
    drawn = document(random)
    drawn.pop("tax", None)
    drawn |= random.choice(TAXES)
    drawn["budget"]["internal"] = random.choice(["true", "false"])
    drawn["tiers"]["nano"]["handling"] = "35.50"
    if random.random() < 0.3:
        drawn["agency"] = {"rate": "7.5%"}
    if random.random() < 0.5:
        desk = {"amount": "99.99", "payee": "internal", "taxed": "true"}
        drawn["fixed_costs"] = {"desk": desk, "shoot": {**desk, "amount": "512.34", "payee": "creators"}}
    if seed % 2:
        drawn = in_motion(random, drawn)
    case = from_document(drawn, path=f"tiny-{seed}")
    economics = tabulate(case.scenario, World.BASE)
    lines = [(phase.id, offer.id) for phase in economics.phases for offer in economics.offers]
    counts = {line: n for line in lines if (n := random.randint(0, 9))}
    return case, economics, counts


@pytest.mark.parametrize("seed", range(60))
def test_every_fen_is_paid_once(seed: int) -> None:
    case, economics, counts = _drawn(seed)
    figures = Figures(economics, counts)
    part, outlay = figures.cash(), figures.outlay()
    assert part.total == outlay.total + outlay.vat_recoverable - part.internal
    assert part.total == sum(part.by_month.values())
    assert part.total == sum(fen for by_month in part.by_payee.values() for fen in by_month.values())
    paid = cash.ledger(gather(case.scenario, World.BASE, counts))
    assert paid == {(p, m): fen for p, by_month in part.by_payee.items() for m, fen in by_month.items()}


@pytest.mark.parametrize("seed", range(20))
def test_a_rule_measures_what_the_plan_shows(seed: int) -> None:
    case, economics, counts = _drawn(seed)
    names, totals = names_in(case), Totals(economics, counts)
    part = Figures(economics, counts).cash()
    assert {month for month, fen in part.by_month.items() if fen} <= {*names.months}
    for text, wanted in (("in each month", part.by_month), ("in campaign", {"campaign": part.total})):
        rule = parse_rule("x", RuleSpec(rule=f"cash >= 0 {text}"), names)
        for months in rule.scope.instances:
            value = totals.total(rule.body.left, months, rule.scope.campaign)
            key = "campaign" if rule.scope.campaign else months[0]
            assert value == wanted.get(key, 0)
