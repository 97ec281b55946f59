"""Random tiny scenarios, small enough to enumerate, and an oracle that values every plan of one.

The oracle reads the rule tree and the economics tables with its own vectorised code: it
shares nothing with the formulation, the solver or the audit.
"""

from __future__ import annotations

import itertools
import math
from datetime import timedelta
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from tests.property.motion import Held

from kolopt.rules.tree import Comparison, Implication, Measure, NoneOrAtLeast, Rule, Sum

if TYPE_CHECKING:
    from kolopt.economics.tables import Economics

KPIS = {
    "reads": {"name": "Reads", "kind": "flow"},
    "saves": {"name": "Saves", "kind": "flow"},
    "comments": {"name": "Comments", "kind": "flow"},
    "notes": {"name": "Notes", "kind": "presence"},
    "hours": {"name": "Hours", "kind": "effort"},
    "engagements": {"name": "Engagements", "kind": "sum", "of": ["saves", "comments"]},
}
PARAMETERS = {"reach": "audience", "saturation": "half_at", "share": "rivals", "linear": "target"}


def document(random: Random) -> dict:
    """A resolved scenario of at most seven lines or so, as text."""
    phases = _phases(random)
    ids = [phase["id"] for phase in phases]
    goals = {name: _goal(random) for name in ("awareness", "seo")[: random.randint(1, 2)]}
    tiers = {"nano": _tier(random, 400, 1000, 40), "micro": _tier(random, 2500, 6000, 240)}
    fits = {"specialist": {"name": "Specialist"}}
    if random.random() < 0.4 and len(phases) == 1:
        fits["adjacent"] = {"name": "Adjacent", "yields": {"flow": "0.8", "notes": "0.9"}}
        tiers["nano"]["available"]["specialists"] = "1"
    offers = {}
    if random.random() < 0.3:
        offers["feed"] = {"kind": "media", "media": "1000", "yields": {"reads": "600"}, "available": "2"}
    scenario = {
        "kolopt": "1",
        "name": "tiny",
        "market": "tiny",
        "budget": {
            "total": str(random.choice([3000, 6000, 9000, 14000, 20000])),
            "reserve": random.choice(["0", "5%"]),
        },
        "objective": _objective(random),
        "phases": phases,
        "goals": goals,
        "offers": offers,
        "parameters": {"density": str(random.randint(0, 2)), "cap": "50%"},
        "tiers": tiers,
        "formats": {"picture": {"name": "Picture"}},
        "fits": fits,
        "deals": {"paid": {"name": "Paid", "registered": "true"}},
        "kpis": KPIS,
        "worlds": {"low": "0.6", "high": "1.5"},
        "decay": {
            "half_life": random.choice(["30", "none"]),
            "at_publication": "60%",
            "protection_days": "180",
        },
        "yield_window": "90",
        "platform_fee": {"rate": "10%"},
        "vat": "6%",
        "payees": dict.fromkeys(
            ["creator", "platform", "media", "product", "production", "agency", "vat"], "someone"
        ),
        "phase_kinds": {"always_on": {"name": "Always on", "weight": "25"}},
    }
    if random.random() < 0.5:
        scenario["tax"] = {"prices": "exclusive"}
    scenario["rules"] = _rules(random, ids, tuple(goals), tuple(fits))
    # A source of its own, so that the other draws stay those that tests have picked by seed.
    _add_cash(Random(repr(scenario)), scenario)
    return scenario


def _add_cash(random: Random, scenario: dict) -> None:
    """Payees with terms of their own, lead times, and at times fixed costs and a rule on cash."""
    scenario["payees"] |= {"creator": "creators", "vat": "suppliers"}
    scenario["payments"] = {
        "creators": [
            {"share": "33.3%", "at": "order"},
            {"share": "66.7%", "at": "publication", "days": random.choice(["0", "7", "31"])},
        ],
        "someone": [{"share": "100%", "at": random.choice(["order", "publication"])}],
    }
    scenario["deals"]["paid"]["payments"] = {"suppliers": [{"share": "1", "at": "publication"}]}
    scenario["tiers"]["micro"]["lead_days"] = random.choice(["0", "5", "23"])
    if random.random() < 0.7:
        return
    if random.random() < 0.5:
        scenario["fixed_costs"] = {"retainer": {"amount": "120.37", "per": "month", "payee": "creators"}}
    months = ["in 2027-05", "in each month", "in campaign"]
    if len(scenario["phases"]) > 1:
        months += ["in 2027-04", "in 2027-04, 2027-05", "in 2027-04 + 2027-05"]
    text = random.choice(
        ["cash <= 1,500.55", "cash <= 40% of budget", "cash >= 1k", "cash between 700 and 5k",
         "if count(micro) >= 1 in campaign then cash <= 3k"]
    )  # fmt: skip
    soft = {"soft": "2"} if random.random() < 0.35 else {}
    scenario["rules"]["cash"] = {"rule": f"{text} {random.choice(months)}", **soft}


def _phases(random: Random) -> list[dict]:
    if random.random() < 0.3:
        return [{"id": "burst", "start": "2027-05-01", "end": "2027-05-20", "kind": "always_on"}]
    return [
        {"id": "warm", "start": "2027-04-01", "end": "2027-04-30", "kind": "always_on"},
        {"id": "burst", "start": "2027-05-05", "end": "2027-05-20", "kind": "always_on", "weight": "40"},
    ]


def _tier(random: Random, quote: int, reads: int, engagements: int) -> dict:
    quote = round(quote * random.uniform(0.7, 1.4), 2)
    return {
        "name": "Tier",
        "followers": {"from": "1000"},
        "quote": f"{quote}",
        "yields": {
            "reads": str(round(reads * random.uniform(0.6, 1.5))),
            "saves": str(round(engagements * 0.6)),
            "comments": str(round(engagements * 0.4)),
            "notes": "1",
            "hours": random.choice(["1", "1.5"]),
        },
        "available": {"phase": str(random.randint(1, 4))},
    }


def _goal(random: Random) -> dict:
    response = random.choice(list(PARAMETERS))
    metric, scale = random.choice([("reads", 20000), ("engagements", 700), ("notes", 6)])
    return {
        "name": "Goal",
        "weight": str(random.randint(1, 5)),
        "metric": {metric: "1"},
        "affinity": {
            "nano": random.choice(["0.4", "1"]),
            "micro": "1",
            **({"feed": "0.3"} if random.random() < 0 else {}),
        },
        "response": response,
        PARAMETERS[response]: str(round(scale * random.uniform(0.4, 2), 3)),
        "over": random.choice(["phase", "phase", "campaign"]),
    }


def _objective(random: Random) -> dict:
    return random.choice(
        [{"maximize": "score"}] * 3 + [{"maximize": "score", "hurdle": "15 per 10k"}, {"minimize": "spend"}]
    )


def _rules(random: Random, phases: list[str], goals: tuple[str, ...], fits: tuple[str, ...]) -> dict:
    scope = [
        "in each phase",
        "in campaign",
        f"in {phases[-1]}",
        f"in {' + '.join(phases)}",
        f"in {', '.join(phases)}",
    ]
    each = ["in each phase", f"in {phases[0]}", "in campaign"]
    selection = ["nano", "micro", "nano, micro", "micro & specialist", "nano & paid", *fits]

    def pick(items: list[str]) -> str:
        return random.choice(items)

    texts = [
        (f"count({pick(selection)}) >= {random.randint(1, 3)} {pick(scope)}", "0.7"),
        (f"count({pick(selection)}) >= $density {pick(scope)}", "0.7"),
        (f"count({pick(selection)}) <= {random.randint(1, 4)} {pick(scope)}", "0.7"),
        (f"count({pick(selection)}) = {random.randint(0, 2)} {pick(scope)}", "0.9"),
        (f"count between {random.randint(0, 2)} and {random.randint(2, 5)} {pick(scope)}", "0.5"),
        (f"count(nano) >= {random.choice(['1.5', '2'])} * count(micro) {pick(scope)}", "1"),
        (f"spend(micro) <= $cap of budget {pick(scope)}", "2"),
        (f"spend(nano) >= {random.choice(['20%', '35.5%'])} of spend {pick(scope)}", "2"),
        (f"spend between 1k and {random.choice(['4k', '8k'])} {pick(scope)}", "3"),
        (f"cost(platform) <= 8% of spend {pick(scope)}", "3"),
        (f"if count(micro) >= {random.randint(0, 2)} then count(nano) >= 2 {pick(scope)}", "1.5"),
        (f"if count(nano) <= {random.randint(0, 2)} then count(micro) <= 1 {pick(scope)}", "1.5"),
        (f"if count(micro) >= 1 {pick(each)} then spend(nano) <= 900 {pick(scope)}", "2"),
        (f"count(micro) is 0 or >= 2 {pick(scope)}", None),
        (f"variety(nano, micro) >= {random.randint(1, 2)} {pick(scope)}", "1"),
        (f"variety(nano, micro) <= 1 {pick(scope)}", None),
        (f"hours <= {random.choice(['3', '4.5'])} {pick(scope)}", "0.5 per 2"),
        (f"reads >= {random.choice(['4k', '9k'])} {pick(scope)}", "0.5 per 1000"),
        (f"spend <= {random.choice(['12', '18.25'])} * engagements {pick(scope)}", "2"),
        (f"score({random.choice(goals)}) >= {random.choice(['5', '20', '33.3'])} {pick(each)}", "0.3"),
        (f"score >= {random.choice(['3', '15'])} in campaign", "0.3"),
    ]
    chosen = random.sample(texts, random.randint(0, 4))
    rules: dict = {}
    for number, (text, price) in enumerate(chosen):
        soft = price is not None and random.random() < 0.35
        rules[f"r{number}"] = {"rule": text, "soft": price} if soft else {"rule": text}
    return rules


class Oracle:
    """Every plan of a tiny scenario: all counts within availability, valued at once.

    ``most`` takes its place: so many units of each line, whatever is available or can be paid for.
    """

    def __init__(self, economics: Economics, rules: tuple[Rule, ...], most: int | None = None) -> None:
        self.economics, self.rules = economics, rules
        self.held = Held(economics, self._cash)
        self.lines = [(phase.id, offer.id) for phase in economics.phases for offer in economics.offers]
        highs = [self._most(*line) if most is None else most for line in self.lines]
        self.size = int(np.prod([m + 1 for m in highs]))
        self.counts = np.array(list(itertools.product(*(range(m + 1) for m in highs))), dtype=np.int64)

    def _most(self, phase: str, offer: str) -> int:
        record = next(o for o in self.economics.offers if o.id == offer)
        tier = self.economics.scenario.tiers.get(record.tier)
        available = record.available or (tier and tier.available)
        unit = self.economics.unit_costs[offer, phase].spend
        if self.held.is_closed(phase, offer):
            return 0
        return min(int(available.phase.base), max(0, self.economics.funds.plannable) // unit)

    def _values(self, measure: Measure, phases: tuple[str, ...]) -> np.ndarray:
        """The measure of every plan, in exact integers times 1/1000 (yields have few decimals)."""
        if measure.kind == "cash":
            unit = np.array([self._cash(p, o, phases) for p, o in self.lines], dtype=np.int64)
            return 1000 * (self.counts @ unit + self._fixed_cash(phases) + self._booked_cash(phases))
        columns = [i for i, (p, o) in enumerate(self.lines) if p in phases and o in measure.offers]
        unit = np.array([self._unit(measure, *self.lines[i]) for i in columns], dtype=np.int64)
        booked = self.held.total(measure, phases) * 1000
        assert booked.denominator == 1
        new = self.counts[:, columns] @ unit if columns else np.zeros(len(self.counts), dtype=np.int64)
        return new + int(booked)

    def _cash(self, phase: str, offer: str, months: tuple[str, ...]) -> int:
        """Fen due in some months for one unit: what is due up to each month, rounded, payee by payee."""
        scenario, cost = self.economics.scenario, self.economics.unit_costs[offer, phase]
        span = next(p for p in scenario.phases if p.id == phase)
        days = self._days_left(span)
        lead = self._lead(offer)
        owed: dict = {}
        for line in cost.lines:
            owed[line.payee] = owed.get(line.payee, 0) + line.fen
        today = scenario.as_of
        ordered = [day - timedelta(lead) for day in days]
        ordered = [day if today is None or day > today else today for day in ordered]
        return sum(
            self._due(payee, fen, days, lead, months, ordered)
            for payee, fen in owed.items()
            if payee != "internal"
        )

    def _days_left(self, span) -> list:
        """The days of a phase on which new units come out."""
        first, day = span.start, self.economics.scenario.as_of
        if day is not None and span.start <= day <= span.end:
            first = day
        return [first + timedelta(n) for n in range((span.end - first).days + 1)]

    def _lead(self, offer: str) -> int:
        tier = next(o.tier for o in self.economics.offers if o.id == offer)
        stated = self.economics.scenario.tiers[tier].lead_days if tier else None
        return int(stated.base) if stated else 0

    def _booked_cash(self, months: tuple[str, ...]) -> int:
        """Fen due in some months for what is booked, order by order."""
        scenario, total = self.economics.scenario, 0
        own = {"creator": "creator", "media": "media", "owned": "production"}
        for order in scenario.orders.values():
            kind = next(o.kind for o in self.economics.offers if o.id == order.offer)
            span = next(p for p in scenario.phases if p.id == order.phase)
            days = [order.published_on] if order.published_on else self._days_left(span)
            ordered = [order.ordered_on] if order.ordered_on else None
            owed: dict = {}
            for line, fen in self.held._paid(order).items():
                payee = order.payee if order.payee and line == own[kind] else scenario.payees[line]
                owed[payee] = owed.get(payee, 0) + fen
            for payee, fen in owed.items():
                total += self._due(payee, fen, days, self._lead(order.offer), months, ordered)
        return total

    def _due(
        self,
        payee: str,
        fen: int,
        days: list,
        lead: int,
        months: tuple[str, ...],
        ordered: list | None = None,
    ) -> int:
        terms = self.economics.scenario.payments.get(payee)
        by_day: dict = {}
        for part in terms.terms if terms else ():
            later = int(part.days.base) if part.days else 0
            before = ordered or [day - timedelta(lead) for day in days]
            chosen = before if part.at == "order" else days
            for day in chosen:
                due = day + timedelta(later)
                by_day[due] = by_day.get(due, 0) + part.share.base / len(chosen)
        by_day = by_day or dict.fromkeys(days, Fraction(1, len(days)))

        def rounded(last: str) -> int:
            return math.floor(
                fen * sum(s for d, s in by_day.items() if f"{d:%Y-%m}" <= last) + Fraction(1, 2)
            )

        all_months = sorted({f"{d:%Y-%m}" for d in by_day})
        before = dict(zip(all_months, ["", *all_months], strict=False))
        return sum(rounded(m) - (rounded(before[m]) if before[m] else 0) for m in all_months if m in months)

    def _fixed_cash(self, months: tuple[str, ...]) -> int:
        """Fen of the fixed costs that are due in some months."""
        return sum(self._due(line.payee, line.total, [line.on], 0, months) for line in self.economics.fixed)

    def _unit(self, measure: Measure, phase: str, offer: str) -> int:
        cost = self.economics.unit_costs[offer, phase]
        value = {
            "count": lambda: 1,
            "spend": lambda: cost.spend,
            "cost": lambda: sum(line.fen for line in cost.lines if line.name in measure.cost_lines),
            "kpi": lambda: self.economics.yields[offer][measure.kpi],
        }[measure.kind]()
        scaled = Fraction(value) * 1000
        assert scaled.denominator == 1
        return int(scaled)

    def _measure(self, measure: Measure, phases: tuple[str, ...], campaign: bool) -> np.ndarray:
        if measure.kind == "budget":
            return np.full(len(self.counts), self.economics.funds.plannable * 1000.0)
        if measure.kind == "score":
            return 1000.0 * self._score(measure.goal, phases, campaign)
        if measure.kind == "variety":
            used = [self._values(Measure("count", "", "", group), phases) > 0 for group in measure.groups]
            return 1000 * np.sum(used, axis=0)
        return self._values(measure, phases)

    def _sum(self, side: Sum, phases: tuple[str, ...], campaign: bool) -> np.ndarray:
        """1000 × a side; exact in float64 for the sizes here except scores."""
        total = np.zeros(len(self.counts))
        for term in side:
            value = 1000.0 if term.measure is None else self._measure(term.measure, phases, campaign)
            total = total + float(term.factor) * value
        return total

    def points(self) -> dict[str, np.ndarray]:
        """Goal → score of every plan in every phase."""
        result = {}
        for goal in self.economics.goals:
            by_phase = []
            for target, terms in enumerate(self.economics.stock_terms[goal.id]):
                order = [p.id for p in self.economics.phases]
                unit = np.array([terms.get((o, order.index(p)), 0.0) for p, o in self.lines])
                z = (self.counts @ unit + self.held.stock(goal.id, target)) / goal.response.scale
                h = {
                    "reach": lambda z: 1 - np.exp(-z),
                    "saturation": lambda z: 1 - np.exp(-z),
                    "share": lambda z: z / (1 + z),
                    "linear": lambda z: np.minimum(z, 1),
                }[goal.response.shape](z)
                by_phase.append(100 * h)
            result[goal.id] = np.array(
                by_phase * (len(self.economics.phases) if goal.over == "campaign" else 1)
            )
        return result

    def _score(self, goal: str, phases: tuple[str, ...], campaign: bool) -> np.ndarray:
        shares = self.economics.phase_weights
        if not campaign:
            shares = tuple(float(p.id in phases) for p in self.economics.phases)
        points = self.points()
        total = np.zeros(len(self.counts))
        for g in self.economics.goals:
            for p, share in enumerate(shares):
                weight = float(g.id == goal) if goal else g.weight_by_phase[p]
                total += share * weight * points[g.id][p]
        return total

    def _shortfall(self, body: Comparison, phases: tuple[str, ...], campaign: bool) -> np.ndarray:
        left = self._measure(body.left, phases, campaign)
        short = np.zeros(len(self.counts))
        if body.low is not None:
            short = np.maximum(short, self._sum(body.low, phases, campaign) - left)
        if body.high is not None:
            short = np.maximum(short, left - self._sum(body.high, phases, campaign))
        return short / 1000.0

    def shortfalls(self, rule: Rule) -> np.ndarray:
        """Σ over the rule's instances of what each plan misses, in the rule's own unit."""
        total = np.zeros(len(self.counts))
        for phases, short in zip(rule.scope.instances, self._instances(rule), strict=True):
            total += self.held.stands(short, rule, phases)
        return total

    def _instances(self, rule: Rule):
        body = rule.body
        if isinstance(body, NoneOrAtLeast):
            for phases in rule.scope.instances:
                count = self._values(body.left, phases) / 1000
                yield np.where((count == 0) | (count >= body.least), 0.0, 1.0)
        elif isinstance(body, Implication):
            for then in rule.scope.instances:
                whens = body.condition.scope.instances if body.condition.scope else (then,)
                active = np.any([self._condition(body, when) for when in whens], axis=0)
                yield np.where(active, self._shortfall(body.consequence, then, rule.scope.campaign), 0.0)
        else:
            for phases in rule.scope.instances:
                yield self._shortfall(body, phases, rule.scope.campaign)

    def _condition(self, body: Implication, when: tuple[str, ...]) -> np.ndarray:
        count = self._values(body.condition.left, when) / 1000
        value = body.condition.value
        return count >= value if body.condition.sense == ">=" else count <= value

    def spend(self) -> np.ndarray:
        """Fen of every plan."""
        prices = np.array([self.economics.unit_costs[o, p].spend for p, o in self.lines])
        return self.counts @ prices + self.held.spend()

    def feasible(self) -> np.ndarray:
        """Which plans meet all hard rules; scores within 1e-6 points."""
        allowed = np.ones(len(self.counts), dtype=bool)
        for rule in self.rules:
            if rule.soft is None:
                score = isinstance(rule.body, Comparison) and rule.body.left.kind == "score"
                allowed &= self.shortfalls(rule) <= (1e-6 if score else 1e-7)
        return allowed

    def values(self) -> np.ndarray:
        """The objective of every plan, feasible or not; −yuan when spend is minimised."""
        objective = self.economics.scenario.objective
        if objective.minimize is not None:
            return -self.spend() / 100
        total = self._score("", (), True)
        for rule in self.rules:
            if rule.soft is not None:
                total = total - float(rule.soft.points / rule.soft.per) * self.shortfalls(rule)
        if objective.hurdle is not None:
            total = total - float(objective.hurdle.points / objective.hurdle.per) * self.spend() / 100
        return total
