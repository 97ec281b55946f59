"""Tiny scenarios in the middle of their campaign, and what is booked in them, added up from the orders alone.

As the oracle of :mod:`tests.property.tiny` this reads unit costs, yields and stock terms from the
economics tables of the scenario before anything was booked, and nothing that is derived from orders.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from kolopt.economics.tables import tabulate
from kolopt.rules.tree import Comparison, Implication, Measure, Rule

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from kolopt.economics.tables import Economics

LINES = ("creator", "platform", "media", "product", "production", "agency", "vat")


def in_motion(random: Random, scenario: dict) -> dict:
    """The scenario with booked units, a planning day, lead times and a release, each now and then."""
    phases = [
        (p["id"], date.fromisoformat(p["start"]), date.fromisoformat(p["end"])) for p in scenario["phases"]
    ]
    days = [phases[0][1] - timedelta(9), *(start + timedelta(5) for _, start, _ in phases), phases[-1][2]]
    days += [phases[0][2] + timedelta(1), phases[-1][2] + timedelta(1)]
    if random.random() < 0.75:
        scenario["as_of"] = random.choice(days).isoformat()
    for tier in scenario["tiers"].values():
        tier["lead_days"] = random.choice(["0", "0", "4", "12"])
    if random.random() < 0.2:
        release = {"amount": "100", "on": "2027-05-01", "by": "Wang", "why": "week seven"}
        scenario["budget"] |= {"reserve": "5%", "released": [release]}
    offers = [
        f"{tier}-picture{fit}"
        for tier in scenario["tiers"]
        for fit in ("", *("-adjacent" for fit in scenario["fits"] if fit == "adjacent"))
    ]
    orders: dict[str, str] = {}
    for number in range(random.choice([0, 1, 2, 4, 7])):
        k = random.randrange(len(phases))
        offer = random.choice([*offers, *scenario["offers"]])
        orders[f"{phases[k][0]}-{offer}-{number + 1:03d}"] = _order(random, phases, k, offer)
    scenario["orders"] = dict(sorted(orders.items()))
    return scenario


def _order(random: Random, phases: list, k: int, offer: str) -> str:
    status = random.choice(["ordered", "published", "settled", "cancelled"])
    parts = [phases[k][0], offer, status]
    if status in ("published", "settled") or (status == "ordered" and random.random() < 0.3):
        _, start, end = phases[random.randrange(k, len(phases))]
        parts.append(f"published {start + timedelta(random.randrange((end - start).days + 1))}")
    if random.random() < 0.3:
        parts.insert(3, f"ordered {phases[0][1] - timedelta(random.randrange(40))}")
    if random.random() < 0.7:
        parts.append(f"cost {random.choice([0, 37700, 123456, 250001]) / 100:.2f}")
    if status == "cancelled" and random.random() < 0.5:
        parts.append("fee 99.99")
    for kpi, numbers in (("reads", ["0", "700", "15000"]), ("saves", ["3", "300.5"])):
        if status != "cancelled" and random.random() < 0.4:
            parts.append(f"kpi {kpi} {random.choice(numbers)}")
    if random.random() < 0.2:
        parts.append("payee creators")
    return "; ".join(parts)


class Held:
    """What is booked and what is closed, by brute force over the orders."""

    def __init__(self, economics: Economics, cash: Callable[[str, str, tuple[str, ...]], int]) -> None:
        scenario, self.cash = economics.scenario, cash
        before = scenario.model_copy(update={"orders": {}, "as_of": None})
        self.fresh = tabulate(before, economics.world)
        self.scenario, self.phases = scenario, [phase.id for phase in scenario.phases]
        self.orders = [(self.home_of(order), order) for order in scenario.orders.values()]
        self.tiers = {offer.id: offer.tier for offer in economics.offers}

    def home_of(self, order) -> str:
        """The phase in which an order counts."""
        day = order.published_on
        return next((p.id for p in self.scenario.phases if day and p.start <= day <= p.end), order.phase)

    def is_closed(self, phase: str, offer: str) -> bool:
        if self.scenario.as_of is None:
            return False
        tier = self.scenario.tiers.get(self.tiers[offer])
        lead = int(tier.lead_days.base) if tier else 0
        end = next(p.end for p in self.scenario.phases if p.id == phase)
        return self.scenario.as_of + timedelta(days=lead) > end

    def most_new(self, phase: str, offer: str) -> int:
        """How many new units of one offer its whole tier's pool leaves at most."""
        record = next(p for p in self.scenario.phases if p.id == phase)
        tier = self.tiers[offer]
        pool = (self.scenario.tiers[tier] if tier else self.scenario.offers[offer]).available.phase.base
        here = [
            o
            for home, o in self.orders
            if home == phase and (self.tiers[o.offer] or o.offer) == (tier or offer)
        ]
        first = max(self.scenario.as_of or record.start, record.start)
        left, days = (record.end - first).days + 1, (record.end - record.start).days + 1
        unused = int(pool) - len(here)
        if left < days:
            pending = sum(o.status == "ordered" for o in here)
            unused = min(unused, int(pool) * max(0, left) // days - pending)
        return max(0, unused)

    def _paid(self, order) -> dict[str, int]:
        """Cost line → fen; together what the order counts against the budget."""
        offer = next(o for o in self.fresh.offers if o.id == order.offer)
        own = {"creator": "creator", "media": "media", "owned": "production"}[offer.kind]
        if order.status == "cancelled":
            return {own: order.fee_cancel}
        planned = {
            line.name: line.fen
            for line in self.fresh.unit_costs[order.offer, order.phase].lines
            if line.in_spend
        }
        total = sum(planned.values())
        cost = total if order.cost is None else order.cost
        sums = [0]
        for line in LINES:
            sums.append(sums[-1] + planned.get(line, 0))
        rounded = [int(Fraction(part * cost, total) + Fraction(1, 2)) for part in sums]
        return {line: rounded[k + 1] - rounded[k] for k, line in enumerate(LINES)}

    def _brought(self, order, kpi: str) -> Fraction:
        if order.status == "cancelled":
            return Fraction(0)
        if kpi == "engagements":
            return self._brought(order, "saves") + self._brought(order, "comments")
        planned, stated = self.fresh.yields[order.offer][kpi], dict(order.kpis).get(kpi)
        if stated is None:
            return planned
        day = self.scenario.as_of
        old = order.status == "published" and day and (day - order.published_on).days > 90
        return stated if order.status == "settled" or old else max(stated, planned)

    def total(self, measure: Measure, phases: tuple[str, ...]) -> Fraction:
        """A measure's total of booked units."""
        chosen = [order for home, order in self.orders if home in phases and order.offer in measure.offers]
        if measure.kind == "count":
            return Fraction(sum(order.status != "cancelled" for order in chosen))
        if measure.kind == "kpi":
            return sum((self._brought(order, measure.kpi) for order in chosen), Fraction(0))
        lines = LINES if measure.kind == "spend" else measure.cost_lines
        return Fraction(sum(self._paid(order).get(line, 0) for order in chosen for line in lines))

    def spend(self) -> int:
        return sum(sum(self._paid(order).values()) for _, order in self.orders)

    def stock(self, goal: str, target: int) -> float:
        """Stock from booked units: the fresh table's term, times what was brought over what was planned.

        Every goal here has one KPI as its metric, so the term is proportional to it.
        """
        (kpi,) = self.scenario.goals[goal].metric
        terms = self.fresh.stock_terms[goal][target]
        total = 0.0
        for home, order in self.orders:
            planned = self.fresh.yields[order.offer][kpi]
            term = terms.get((order.offer, self.phases.index(home)), 0.0)
            if planned and term:
                total += term * float(self._brought(order, kpi) / planned)
        return total

    def can_mend(self, rule: Rule, phases: tuple[str, ...]) -> bool:
        """Whether any open line enters a rule in an instance."""
        body = rule.body.consequence if isinstance(rule.body, Implication) else rule.body
        reads = [(body.left, phases)]
        if isinstance(body, Comparison):
            reads += [(t.measure, phases) for side in (body.low, body.high) for t in side or () if t.measure]
        if isinstance(rule.body, Implication) and rule.body.condition.sense == "<=":
            scope = rule.body.condition.scope
            reads += [(rule.body.condition.left, p) for p in (scope.instances if scope else (phases,))]
        for measure, places in reads:
            if measure.kind == "budget":
                continue
            if measure.kind == "cash":
                lines = ((p, o) for p in self.phases for o in self.tiers if not self.is_closed(p, o))
                if any(self.cash(phase, offer, places) for phase, offer in lines):
                    return True
                continue
            offers = [o for group in measure.groups for o in group] or list(measure.offers)
            if measure.kind == "score":
                offers = list(self.tiers)
                places = tuple(self.phases[: 1 + max(self.phases.index(p) for p in places)])
            if any(not self.is_closed(p, o) for p in places for o in offers):
                return True
        return False

    def stands(self, shortfall: np.ndarray, rule: Rule, phases: tuple[str, ...]) -> np.ndarray:
        """A rule's shortfall in an instance, none where the rule is past; plan 0 buys nothing."""
        past = (
            rule.soft is None
            and not rule.scope.campaign
            and shortfall[0] > 1e-7
            and self.scenario.as_of is not None
            and not self.can_mend(rule, phases)
        )
        return np.zeros_like(shortfall) if past else shortfall
