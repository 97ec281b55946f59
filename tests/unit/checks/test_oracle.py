"""The arithmetic against brute force over every plan of tiny scenarios."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product
from operator import mul

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kolopt.checks.arithmetic import summary
from kolopt.checks.impossible import impossible
from kolopt.economics.tables import kpi_totals
from kolopt.money import yuan
from kolopt.rules.evaluate import evaluate

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

POOLS = st.tuples(st.integers(0, 2), st.integers(0, 1))
SELECTION = st.sampled_from(["nano", "micro", "nano, micro", "micro & specialist", "adjacent"])
SCOPE = st.sampled_from(["in each phase", "in burst", "in test + burst", "in campaign"])


@st.composite
def rule_texts(draw):
    selection, scope, number = draw(SELECTION), draw(SCOPE), draw(st.integers(1, 4))
    return draw(
        st.sampled_from(
            [
                f"count({selection}) >= {number} {scope}",
                f"count({selection}) <= {number} {scope}",
                f"spend >= {number}k {scope}",
                f"spend({selection}) <= {number}k {scope}",
                f"reads >= {number}k {scope}",
                f"hours <= {number} {scope}",
                f"count(nano) >= {number} * count(micro) {scope}",
                f"if count(micro) >= 1 in test then count({selection}) >= {number} {scope}",
                f"cost(platform) <= {number}00 {scope}",
            ]
        )
    )


def tiny(checked, nano, micro, prices, budget, rules):
    """Two phases, two tiers, specialists and adjacent creators; pools of at most three a phase."""
    changes = {
        "budget": {"total": str(budget)}, "fixed_costs": {},
        "phases": [
            {"id": "test", "kind": "test", "start": "2027-03-01", "end": "2027-03-20"},
            {"id": "burst", "kind": "burst", "start": "2027-03-21", "end": "2027-04-20",
             "season": {"micro": prices[2]}},
        ],
        "formats.video": None, "deals.gift": None, "deals.framework": None, "offers": {}, "goals.seo": None,
    }  # fmt: skip
    for tier, (specialists, adjacent) in (("nano", nano), ("micro", micro)):
        changes[f"tiers.{tier}.available"] = {
            "phase": str(specialists + adjacent),
            "specialists": str(specialists),
        }
    changes["tiers.nano.quote"], changes["tiers.micro.quote"] = prices[:2]
    changes["fits.adjacent.price"] = "0.7"
    for tier in ("mid", "macro", "mega"):
        changes[f"tiers.{tier}"] = None
    return checked(changes, rules=rules)


class Totals:
    """Totals of any plan, straight from the tables."""

    def __init__(self, economics):
        self.economics, self.units = economics, ()
        self.lines = [(phase.id, offer.id) for phase in economics.phases for offer in economics.offers]
        self.per_unit = {}

    def total(self, measure, phases, campaign):
        if measure.kind == "budget":
            return Fraction(self.economics.funds.plannable)
        if (measure, phases) not in self.per_unit:
            self.per_unit[measure, phases] = [
                self.one(measure, *line) if line[0] in phases and line[1] in measure.offers else 0
                for line in self.lines
            ]
        return sum(map(mul, self.per_unit[measure, phases], self.units))

    def one(self, measure, phase, offer):
        cost = self.economics.unit_costs[offer, phase]
        match measure.kind:
            case "count":
                return 1
            case "kpi":
                return kpi_totals(self.economics, {(phase, offer): 1})[measure.kpi]
            case "cost":
                return cost.total(measure.cost_lines)
            case "spend":
                return cost.spend


def allowed(case):
    """Spend of every plan that keeps the rules."""
    economics, totals = case.economics, Totals(case.economics)
    tiers = case.scenario.tiers
    most = []
    for _, offer in totals.lines:
        pool = tiers[offer.partition("-")[0]].available
        specialists, everyone = int(pool.specialists.base), int(pool.phase.base)
        most.append(everyone - specialists if "adjacent" in offer else specialists)
    prices = [economics.unit_costs[offer, phase].spend for phase, offer in totals.lines]
    rules = [rule for rule in case.rules if not rule.id.startswith("available")]
    for units in product(*(range(n + 1) for n in most)):
        totals.units = units
        if all(verdict.holds for rule in rules for verdict in evaluate(rule, totals)):
            yield sum(map(mul, prices, units))


PRICES = st.tuples(
    st.sampled_from(["100", "400", "900"]),
    st.sampled_from(["300", "900", "2500"]),
    st.sampled_from(["1", "0.5"]),
)


@QUICK
@given(POOLS, POOLS, PRICES, st.integers(0, 12), st.lists(rule_texts(), min_size=1, max_size=3))
def test_what_is_called_impossible_is_so(checked, nano, micro, prices, thousands, texts):
    rules = {f"rule-{k}": text for k, text in enumerate(texts)}
    case = tiny(checked, nano, micro, prices, 1000 * thousands, rules)
    found = impossible(case, case.rules, case.economics)
    if found:
        assert next(allowed(case), None) is None, [str(d) for d in found]


@QUICK
@given(POOLS, POOLS, PRICES, SELECTION, st.integers(1, 4), st.sampled_from(["in burst", "in each phase"]))
def test_the_cost_of_a_count_floor_is_exact(checked, nano, micro, prices, selection, number, scope):
    rules = {"floor": f"count({selection}) >= {number} {scope}"}
    case = tiny(checked, nano, micro, prices, 10**6, rules)
    cheapest = min(allowed(case), default=None)
    line = next(line for line in summary(case.rules, case.economics) if line.startswith("floor"))
    if cheapest is None:
        assert line.endswith("cannot be had")
        assert impossible(case, case.rules, case.economics)
        return
    stated = re.search(r"costs? at least ¥([\d,.]+)", line)
    assert int(stated[1].replace(",", "").replace(".", "")) == cheapest
    for budget, proven in ((cheapest - 1, True), (cheapest, False)):
        tight = tiny(checked, nano, micro, prices, yuan(budget), rules)
        assert bool(impossible(tight, tight.rules, tight.economics)) is proven
