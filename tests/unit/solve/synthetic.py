"""Synthetic programs with every feature of the formulation, from tiny (brute force) to large (timing)."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass
from fractions import Fraction

from kolopt.economics.responses import Response
from kolopt.model.draft import Draft, as_terms
from kolopt.model.program import Curve, Linear, Points, Program, Shortfall

TIERS = ("nano", "micro", "mid", "macro", "mega")
QUOTES = (400, 2_500, 12_000, 45_000, 100_000)
POOLS = (70, 52, 21, 5, 2)
METRICS = {
    "reads": (1_000, 6_000, 28_000, 108_000, 260_000),
    "engaged": (17, 98, 340, 810, 1_200),
    "notes": (1, 1, 1, 1, 1),
    "saves": (11, 67, 243, 594, 900),
}
GOALS = (
    ("awareness", "reads", (0.10, 0.25, 0.55, 1.00, 1.15), Response("reach", 3e6)),
    ("education", "reads", (0.05, 0.40, 0.75, 1.05, 0.40), Response("reach", 1.5e6)),
    ("proof", "engaged", (0.60, 1.00, 0.90, 0.45, 0.20), Response("saturation", 14e3 / math.log(2))),
    ("seeding", "notes", (1.00, 1.10, 1.10, 0.90, 0.80), Response("share", 150.0)),
    ("conversion", "saves", (0.90, 1.00, 0.85, 0.40, 0.20), Response("linear", 28e3)),
)
WEIGHTS = (15, 15, 25, 25, 20)


@dataclass(frozen=True)
class Shape:
    """How large a market is and which rules it has."""

    tiers: int = 5
    formats: int = 2
    fits: int = 2
    phases: int = 4
    goals: int = 5
    budget: int = 1_140_000_00
    features: tuple[str, ...] = ("density", "share", "hero", "hours")
    spend: bool = False
    pool: int | None = None


@dataclass(frozen=True)
class Line:
    tier: int
    variant: int
    adjacent: bool
    phase: int
    cost: int
    factor: float


def _lines(shape: Shape, rng: random.Random) -> list[Line]:
    found = []
    for phase, tier, variant, fit in itertools.product(
        range(shape.phases), range(shape.tiers), range(shape.formats), range(shape.fits)
    ):
        dearer = (1.0, 1.4, 1.8, 1.2)[variant % 4]
        better = (1.0, 1.42, 1.7, 1.15)[variant % 4]
        cost = round(QUOTES[tier] * dearer * rng.uniform(0.9, 1.1) * 1.166 * 100)
        factor = better * (1.0, 0.8, 0.9, 0.7)[fit % 4] * rng.uniform(0.9, 1.1)
        found.append(Line(tier, variant, fit > 0, phase, cost, factor))
    return found


class _Market:
    """Writes one program: lines, goals, then the rules asked for."""

    def __init__(self, shape: Shape, seed: int) -> None:
        self.shape = shape
        self.rng = random.Random(seed)
        self.draft = Draft()
        self.lines = _lines(shape, self.rng)
        self.points: dict[tuple[int, int], int] = {}
        self.size = max(1, shape.budget // 114_000_000)

    def terms(self, tiers=None, phase=None, money=False, factor=1, adjacent=None):
        return as_terms({
            i: factor * (line.cost if money else 1)
            for i, line in enumerate(self.lines)
            if (tiers is None or line.tier in tiers)
            and (phase is None or line.phase == phase)
            and (adjacent is None or line.adjacent == adjacent)
        })  # fmt: skip

    def most(self, tiers, phase) -> int:
        return sum(int(self.draft.columns[i].high) for i, _ in self.terms(tiers, phase))

    def write(self) -> Program:
        shape = self.shape
        for i, line in enumerate(self.lines):
            pool = shape.pool or POOLS[line.tier] * 2 * self.size
            high = min(pool, shape.budget // line.cost)
            weight = -line.cost / 100 if shape.spend else 0.0
            self.draft.add_column(f"line_{i}", high, integer=True, weight=weight)
        self.goals()
        self.draft.add_row("budget", "rule", self.terms(money=True), None, shape.budget)
        if shape.pool is None:
            self.pools()
        for feature in shape.features:
            getattr(self, f"rule_{feature}")()
        dive = [shape.tiers - 1 - line.tier for line in self.lines]
        return self.draft.program(len(self.lines), dive, [line.phase for line in self.lines])

    def goals(self) -> None:
        shape = self.shape
        weights = WEIGHTS[: shape.goals]
        shares = [self.rng.uniform(0.5, 2) for _ in range(shape.phases)]
        for phase, goal in itertools.product(range(shape.phases), range(shape.goals)):
            _, metric, affinity, response = GOALS[goal]
            scale = response.scale * shape.budget / 114_000_000 * 2 / shape.phases
            terms = []
            for i, line in enumerate(self.lines):
                carried = (
                    0.6 if line.phase == phase else 0.3 ** (phase - line.phase) if line.phase < phase else 0
                )
                if carried:
                    worth = METRICS[metric][line.tier] * affinity[line.tier] * line.factor * carried
                    terms.append((i, worth / scale))
            stock = self.draft.add_column(f"stock_{goal}_{phase}", math.inf, integer=False)
            self.draft.definitions.append(Linear(stock, tuple(terms)))
            self.draft.add_row(f"stock:{goal}@{phase}", "stock", (*terms, (stock, -1)), 0, 0, defining=True)
            weight = 0.0 if shape.spend else shares[phase] / sum(shares) * weights[goal] / sum(weights)
            points = self.draft.add_column(f"points_{goal}_{phase}", 100.0, integer=False, weight=weight)
            self.points[goal, phase] = points
            self.draft.definitions.append(Points(points, len(self.draft.curves)))
            self.draft.curves.append(Curve(stock, points, Response(response.shape, scale)))

    def pools(self) -> None:
        for phase, tier in itertools.product(range(self.shape.phases), range(self.shape.tiers)):
            name = f"available-{tier}@{phase}"
            self.draft.add_row(
                f"{name}-s", "pool", self.terms((tier,), phase, adjacent=False), None, self.size * POOLS[tier]
            )
            self.draft.add_row(
                f"{name}-a",
                "pool",
                self.terms((tier,), phase, adjacent=True),
                None,
                self.size * 2 * POOLS[tier],
            )

    def rule_density(self) -> None:
        least = 22 if self.shape.pool is None else 1
        for phase in range(self.shape.phases):
            self.draft.add_row(f"density@{phase}", "rule", self.terms((1,), phase), least, None)

    def rule_share(self) -> None:
        top, everything = self.terms((self.shape.tiers - 1,), money=True), self.terms(money=True)
        part, whole = self.draft.total("top", top), self.draft.total("all", everything)
        self.draft.add_row("share", "share", as_terms({part: 100, whole: -33}), None, 0)

    def rule_hero(self) -> None:
        hero = self.shape.tiers - 1 if self.shape.tiers < 4 else 3
        factor = 20 if self.shape.pool is None else 2
        for phase in range(self.shape.phases):
            low, high = self.terms((0, 1), phase), self.terms((hero,), phase, factor=-factor)
            merged = dict(low)
            for i, c in high:
                merged[i] = merged.get(i, 0) + c
            self.draft.add_row(f"hero@{phase}", "rule", as_terms(merged), 0, None)

    def rule_hours(self) -> None:
        for phase in range(self.shape.phases):
            terms = tuple((i, (2, 3, 5, 12, 30)[self.lines[i].tier]) for i, _ in self.terms(phase=phase))
            most = 640 * self.size if self.shape.pool is None else 12 * self.shape.tiers
            self.draft.add_row(f"hours@{phase}", "rule", terms, None, most)

    def rule_early(self) -> None:
        self.draft.add_row("early", "rule", self.terms(phase=0, money=True), None, self.shape.budget * 2 // 5)

    def rule_minimum(self) -> None:
        self.draft.add_row(
            "late", "rule", self.terms(phase=self.shape.phases - 1, money=True), self.shape.budget // 4, None
        )

    def rule_none_or(self) -> None:
        top = self.shape.tiers - 1
        for phase in range(self.shape.phases):
            terms, most = self.terms((top,), phase), self.most((top,), phase)
            used = self.draft.used(f"top@{phase}", terms, most)
            self.draft.add_row(f"none-or@{phase}", "none-or", (*terms, (used, -2)), 0, None)

    def rule_none_or_each(self) -> None:
        """Every tier and variant in every phase: none, or a batch worth briefing."""
        shape = self.shape
        for phase, tier, variant in itertools.product(
            range(shape.phases), range(shape.tiers), range(shape.formats)
        ):
            terms = tuple((i, 1) for i, _ in self.terms((tier,), phase) if self.lines[i].variant == variant)
            most = sum(int(self.draft.columns[i].high) for i, _ in terms)
            used = self.draft.used(f"batch{tier}.{variant}@{phase}", terms, most)
            batch = (20, 10, 5, 3, 2)[tier] if shape.pool is None else 2
            self.draft.add_row(
                f"batch-{tier}-{variant}@{phase}", "none-or", (*terms, (used, -batch)), 0, None
            )

    def rule_if(self) -> None:
        top = self.shape.tiers - 1
        least = 30 if self.shape.pool is None else 2
        gate = self.draft.used(
            "top", self.terms((top,)), sum(self.most((top,), p) for p in range(self.shape.phases))
        )
        for phase in range(self.shape.phases):
            self.draft.add_row(f"if@{phase}", "if-then", (*self.terms((1,), phase), (gate, -least)), 0, None)

    def rule_variety(self) -> None:
        for phase in range(self.shape.phases):
            used = [
                self.draft.used(f"tier{t}@{phase}", self.terms((t,), phase), self.most((t,), phase))
                for t in range(self.shape.tiers)
            ]
            self.draft.add_row(
                f"variety@{phase}", "variety", as_terms(dict.fromkeys(used, 1)), 2, self.shape.tiers - 1
            )

    def rule_soft(self) -> None:
        least = 80 if self.shape.pool is None else 3
        for phase in range(self.shape.phases):
            terms = self.terms((0, 1), phase)
            column = self.draft.add_column(
                f"short_{phase}", math.inf, integer=False, weight=-0.02 if least == 80 else -1.0
            )
            self.draft.add_row(f"soft@{phase}", "soft", (*terms, (column, 1)), least, None, defining=True)
            pieces = ((Fraction(least), tuple((i, Fraction(-c)) for i, c in terms), -1),)
            self.draft.definitions.append(Shortfall(column, pieces))

    def rule_soft_money(self) -> None:
        """30 % of each phase's spend into the first variant, 0.3 points per missing 10,000 yuan."""
        per = 1_000_000
        for phase in range(self.shape.phases):
            cost = dict(self.terms(phase=phase, money=True))
            asked = {i: (70 if self.lines[i].variant == 0 else -30) * c for i, c in cost.items()}
            column = self.draft.add_column(f"missing_{phase}", math.inf, integer=False, weight=-0.3)
            row = (*as_terms(asked), (column, 100 * per))
            self.draft.add_row(f"soft-money@{phase}", "soft", row, 0, None, defining=True)
            piece = as_terms({i: Fraction(-c, 100 * per) for i, c in asked.items()})
            self.draft.definitions.append(Shortfall(column, ((Fraction(0), piece, -1),)))

    def rule_floor(self) -> None:
        for (goal, phase), column in list(self.points.items()):
            if goal == 0:
                self.draft.add_row(f"floor@{phase}", "floor", ((column, 1.0),), 8.0, None)
        weighted = {self.points[g, p]: 1 / len(self.points) for g, p in self.points}
        self.draft.add_row("floor", "floor", tuple(sorted(weighted.items())), 12.0, None)


def market(shape: Shape, seed: int = 0) -> Program:
    """A program of the given shape."""
    return _Market(shape, seed).write()
